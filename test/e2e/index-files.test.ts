import { describe, expect, it } from 'vitest';
import { datasetsFile, lines, PERIOD, REPORTS } from '../support/index-files.ts';
import { scenario } from '../support/scenario.ts';

/** What a commit makes of the bytes of the period's file, without columns that hold a time. */
async function committed(reports: string | Uint8Array, datasets = ['birds', 'mammals', 'fishes']) {
  const { run, bytes } = await scenario({ index: { [REPORTS]: reports, 'datasets.csv': datasetsFile(datasets) } });
  const { outputs } = await run();
  return { outputs, bytes: (await bytes(REPORTS)).toString('utf8') };
}

describe('a flag commit changes nothing but the flags', () => {
  it('with BOM, CRLF, quoted cells, blanks, unknown columns and no last newline', async () => {
    const before = [
      '\uFEFF"issue_sent", note ,gbifdatasetid,"stored",ünknown',
      '"False","a ""quoted"", cell\r\nof two lines",birds,"True",  ä  ',
      'True,,mammals,True,',
      '',
      'False,"x",FISHES,True,"',
    ].join('\r\n');
    const { bytes, outputs } = await committed(`${before}"`);
    expect(outputs).toMatchObject({ status: 'success', sent: '2' });
    expect(bytes).toBe(`${before}"`.replace('"False"', '"True"').replace('\r\nFalse', '\r\nTrue'));
  });

  it.each([
    ['True/False', 'True', 'False', 'True'],
    ['TRUE/FALSE', 'TRUE', 'FALSE', 'TRUE'],
    ['1/0', '1', '0', '1'],
  ])('in the style of the column: %s', async (_, yes, no, written) => {
    const file = (flag: string) =>
      lines('gbifdatasetid,stored,issue_sent', `birds,${yes},${yes}`, `fishes,${yes},${flag}`);
    expect((await committed(file(no))).bytes).toBe(file(written));
  });

  it('with LF and CRLF in one file, and columns in another order', async () => {
    const before = 'issue_sent,stored,gbifdatasetid\r\n0,1,birds\n0,1,mammals\r\n1,1,fishes\n';
    expect((await committed(before)).bytes).toBe(
      'issue_sent,stored,gbifdatasetid\r\n1,1,birds\n1,1,mammals\r\n1,1,fishes\n',
    );
  });

  it('adds no column; what it would have said is reported all the same', async () => {
    const before = lines('gbifdatasetid,stored,issue_sent', 'birds,1,0', 'mammals,1,0');
    const { bytes, outputs } = await committed(before, ['birds']);
    expect(bytes).toBe(lines('gbifdatasetid,stored,issue_sent', 'birds,1,1', 'mammals,1,0'));
    expect(outputs).toMatchObject({ status: 'success', sent: '1', skipped: '1' });
  });

  it('keeps what a flag cell says already', async () => {
    const before = lines(
      'gbifdatasetid,stored,issue_sent,issue_url,issue_sent_at',
      'birds,1,0,https://example.org/by-hand,',
    );
    expect((await committed(before)).bytes).toMatch(/^birds,1,1,https:\/\/example\.org\/by-hand,\d{4}-\S+Z$/m);
  });

  it('and in periods.csv the status of one period', async () => {
    const periods = '\uFEFFstatus,period,month,year,note\r\nDone,201203,3,2012,\r\n,201204,4,2012,"a, b"';
    const { run, bytes } = await scenario({ reports: ['birds'], index: { 'periods.csv': periods } });
    await run();
    expect((await bytes('periods.csv')).toString()).toBe(periods.replace('\r\n,201204', '\r\ndone,201204'));
  });

  it('without a column for it, no status is written', async () => {
    const periods = lines('period,year,month', `${PERIOD},2012,4`);
    const { run, file } = await scenario({ reports: ['birds'], index: { 'periods.csv': periods } });
    expect((await run()).status).toBe('success');
    expect(await file('periods.csv')).toBe(periods);
  });
});

describe('an index that cannot be trusted', () => {
  it('sends nothing, and every fault is listed at its place', async () => {
    const { run } = await scenario({
      index: {
        'periods.csv': lines('period,year,month,status', '201204,2012,4,', '201204,2012,4,', '201203,2012,12,soon'),
        [REPORTS]: lines('gbifdatasetid,stored,issue_sent', 'birds,ja,', 'BIRDS,1,0', 'mammals,1'),
        'datasets.csv': lines(
          'gbifdatasetid,ccode,github_orgname,github_reponame',
          'birds,B,example museum,birds',
          'mammals,M,example-museum,a/b',
          'mammals,M,example-museum,mammals',
        ),
      },
    });
    const { exitCode, status, annotations, opened, commits, asked, summary } = await run();
    expect([exitCode, status, opened, commits]).toEqual([1, 'error', [], []]);
    expect(asked.filter((line) => !line.startsWith('GET'))).toEqual([]);
    expect(annotations.map((line) => line.replace(/\. [A-Z].*$/, ''))).toEqual([
      expect.stringMatching(/^error reports-index\/periods\.csv:3: .*period is .*the same as in line 2/),
      expect.stringMatching(/^error reports-index\/periods\.csv:4: .*month is "12", expected 3/),
      expect.stringMatching(/^error reports-index\/periods\.csv:4: .*status is "soon", expected/),
      expect.stringMatching(/^error reports-index\/reports\/201204\.csv:2: .*stored is "ja", expected true, false/),
      expect.stringMatching(/^error reports-index\/reports\/201204\.csv:3: .*gbifdatasetid is .*the same as in line 2/),
      expect.stringMatching(/^error reports-index\/reports\/201204\.csv:4: .*2 cells, expected 3/),
      expect.stringMatching(/^error reports-index\/datasets\.csv:2: .*github_orgname is "example museum"/),
      expect.stringMatching(/^error reports-index\/datasets\.csv:3: .*github_reponame is "a\/b"/),
      expect.stringMatching(/^error reports-index\/datasets\.csv:4: .*gbifdatasetid is .*the same as in line 3/),
    ]);
    expect(summary).toContain('line 2');
  });

  it.each([
    [
      'a quote that is not closed',
      { [REPORTS]: 'gbifdatasetid,stored,issue_sent\nbirds,"1,0\n' },
      /201204\.csv:2: .*not closed/,
    ],
    [
      'a column that is missing',
      { 'datasets.csv': lines('gbifdatasetid,ccode,github_orgname', 'a,A,b') },
      /datasets\.csv:1: .*no column github_reponame/,
    ],
    [
      'bytes that are not UTF-8',
      { [REPORTS]: Buffer.from('gbifdatasetid,stored,issue_sent\nb\xffrds,1,0\n', 'latin1') },
      /201204\.csv:\d: .*UTF-8/,
    ],
    ['an empty file', { 'datasets.csv': '' }, /datasets\.csv:1: .*empty/],
    [
      'an id that could end the comment',
      { [REPORTS]: lines('gbifdatasetid,stored,issue_sent', 'a-->b,1,0') },
      /201204\.csv:2: .*gbifdatasetid is/,
    ],
  ])('for %s', async (_, index, message) => {
    const { run } = await scenario({ reports: ['birds'], index });
    const { exitCode, annotations, opened } = await run();
    expect([exitCode, opened]).toEqual([1, []]);
    expect(annotations).toEqual([expect.stringMatching(message)]);
  });
});

describe('where the index is', () => {
  it('a file that does not exist is named', async () => {
    const { run } = await scenario({ index: { 'periods.csv': lines('period,year,month', '201205,2012,5') } });
    const { annotations, status } = await run({ period: '201205' });
    expect(status).toBe('error');
    expect(annotations).toEqual([
      expect.stringMatching(/^error reports-index\/reports\/201205\.csv: .* does not exist on branch main\. /),
    ]);
  });

  it('in the root of another branch', async () => {
    const { run, sandbox, world } = await scenario({ reports: ['birds'], indexPath: 'elsewhere' });
    const copy = async (name: string) => sandbox.readFile(world.indexRepository, `elsewhere/${name}`);
    const files: Record<string, Buffer> = {};
    for (const name of ['periods.csv', 'datasets.csv', REPORTS]) files[name] = await copy(name);
    await sandbox.commitFiles({ repository: world.indexRepository, files, branch: 'data/2012' });
    const { opened, commits } = await run({ 'index-branch': 'data/2012', 'index-path': '.' });
    expect([opened, commits]).toEqual([['example-museum/birds#1'], []]);
    const written = await sandbox.readFile(world.indexRepository, REPORTS, 'data/2012');
    expect(written.toString()).toContain('birds,true,true');
  });

  it('in another repository than the run: its default branch', async () => {
    const { run } = await scenario({ reports: ['birds'], repositories: ['example-network/caller'] });
    const { opened, changes } = await run(
      { 'index-repository': 'example-network/reports-index' },
      { repository: 'example-network/caller', ref: 'refs/heads/feature' },
    );
    expect(opened).toEqual(['example-museum/birds#1']);
    expect(changes[REPORTS]).toHaveLength(1);
  });

  it('a branch that does not exist is named', async () => {
    const { run } = await scenario();
    const { annotations } = await run({ 'index-branch': 'gone' });
    expect(annotations).toEqual([
      expect.stringMatching(/^error: Branch gone of example-network\/reports-index cannot be read/),
    ]);
  });
});
