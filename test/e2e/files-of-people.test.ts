import { describe, expect, it } from 'vitest';
import { datasetsFile, lines, PERIOD, periodsFile, REPORTS } from '../support/index-files.ts';
import { scenario } from '../support/scenario.ts';

const HEADER = 'gbifdatasetid,stored,issue_sent,issue_skipped,issue_url,issue_sent_at';
const DATASETS = 'gbifdatasetid,ccode,github_orgname,github_reponame';
const URL = /^http:\/\/\S+\/example-museum\/\w+\/issues\/1$/;

/** The cells of a row of the period's file after a run, without its address and time. */
function rowOf(text: string, id: string): string[] {
  const cells =
    text
      .split('\n')
      .find((line) => line.startsWith(`${id},`))
      ?.split(',') ?? [];
  return cells.map((cell) => (URL.test(cell) ? 'URL' : /^\d{4}-\d\d-\d\dT\S+Z$/.test(cell) ? 'TIME' : cell));
}

describe('words for nothing', () => {
  it.each(['NA', 'NULL', 'None', 'nan', 'no', '-', '<NA>', '\\N'])(
    'in issue_skipped do not silence a report, and give way to what is written: %s',
    async (nothing) => {
      const { run, file } = await scenario({
        reports: ['birds'],
        index: { [REPORTS]: lines(HEADER, `birds,true,false,${nothing},${nothing},${nothing}`) },
      });
      const { opened, outputs } = await run();
      expect([opened, outputs.status]).toEqual([['example-museum/birds#1'], 'success']);
      expect(rowOf(await file(REPORTS), 'birds')).toEqual(['birds', 'true', 'true', nothing, 'URL', 'TIME']);
      expect(await file('periods.csv')).toBe(periodsFile('done'));
    },
  );
});

describe('flags of other tools', () => {
  it.each([
    ['yes/no', 'yes', 'no', 'yes'],
    ['Yes/No', 'Yes', 'No', 'Yes'],
    ['y/n', 'Y', 'N', 'Y'],
    ['t/f of PostgreSQL', 't', 'f', 't'],
    ['1.0/0.0 of pandas', '1.0', '0.0', '1.0'],
    ['True/NA', 'True', 'NA', 'True'],
    ['TRUE/NA of R', 'TRUE', 'NA', 'TRUE'],
    ['1/NULL', '1', 'NULL', '1'],
  ])('are read, and written in the style of the column: %s', async (_, yes, no, written) => {
    const rows = (flag: string) =>
      lines('gbifdatasetid,stored,issue_sent', `birds,${yes},${yes}`, `mammals,${yes},${flag}`, `fishes,${no},${no}`);
    const { run, file } = await scenario({ index: { [REPORTS]: rows(no) } });
    const { opened } = await run();
    expect(opened).toEqual(['example-museum/mammals#1']);
    expect(await file(REPORTS)).toBe(rows(written));
  });
});

describe('characters that nobody sees', () => {
  it('at the ends of ids, names, flags and headers are passed over, and kept', async () => {
    const reports = lines('gbifdatasetid,stored\u200b,issue_sent', 'birds\u200b,\u200etrue,false\u2060');
    const { run, file } = await scenario({
      reports: ['birds'],
      index: {
        [REPORTS]: reports,
        'datasets.csv': lines(DATASETS, '\ufeffbirds,B,example-museum\u200e,\u00adbirds'),
      },
      repositories: ['example-museum/birds'],
    });
    const { opened } = await run();
    expect(opened).toEqual(['example-museum/birds#1']);
    expect(await file(REPORTS)).toBe(reports.replace('false', 'true'));
  });

  it('elsewhere are a fault that shows them', async () => {
    const { run } = await scenario({
      reports: ['birds'],
      index: {
        'datasets.csv': lines(DATASETS, 'bi\u200brds,B,exam\u200eple,bi\u{e0041}rds'),
        [REPORTS]: lines('gbifdatasetid,sto\u2060red,issue_sent', 'birds,true,false'),
      },
    });
    const { opened, annotations } = await run();
    expect(opened).toEqual([]);
    expect(annotations).toEqual([
      expect.stringContaining('no column stored but "sto\\u2060red", expected'),
      expect.stringContaining('gbifdatasetid is "bi\\u200brds", expected'),
      expect.stringContaining('github_orgname is "exam\\u200eple", expected'),
      expect.stringContaining('github_reponame is "bi\\udb40\\udc41rds", expected'),
    ]);
  });
});

describe('a column that is nearly one that counts', () => {
  it.each(['Issue Skipped', 'issue-skipped', 'IssueSkipped', 'issue.skipped', 'issue_skip\u200bped', 'issue_skiped'])(
    'sends nothing past what it says: %j',
    async (name) => {
      const { run } = await scenario({
        reports: ['birds'],
        index: { [REPORTS]: lines(`gbifdatasetid,stored,issue_sent,${name}`, 'birds,true,false,embargo') },
      });
      const { opened, annotations } = await run();
      expect(opened).toEqual([]);
      expect(annotations).toEqual([expect.stringMatching(/201204\.csv:1: .*is nearly issue_skipped, expected/)]);
    },
  );
});

describe('a dataset without a repository, or that is not to be notified', () => {
  const index = (rows: string[], reports: string[]) => ({
    'datasets.csv': lines(`${DATASETS},notify`, ...rows),
    [REPORTS]: lines(HEADER, ...reports),
  });

  it('concerns its own report alone', async () => {
    const { run, file } = await scenario({
      index: index(
        ['birds,B,example-museum,birds,', 'eggs,E,,,', 'mammals,M,example-museum,mammals,No', 'fishes,F,,,false'],
        ['birds,1,0,,,', 'eggs,1,0,,,', 'mammals,1,0,,,', 'fishes,1,0,NA,,'],
      ),
    });
    const { opened, outputs, results, annotations, log } = await run();
    expect([opened, outputs.status, outputs.skipped]).toEqual([['example-museum/birds#1'], 'success', '3']);
    expect(annotations).toEqual([]);
    expect(log).toContain('skipped 201204|eggs: no-repository');
    const reasons = results.filter(({ kind }) => kind === 'skipped').map(({ report, reason }) => [report, reason]);
    expect(reasons).toEqual([
      ['201204|eggs', 'no-repository'],
      ['201204|mammals', 'opted-out'],
      ['201204|fishes', 'opted-out'],
    ]);
    const text = await file(REPORTS);
    expect(['eggs', 'mammals', 'fishes'].map((id) => rowOf(text, id)[3])).toEqual([
      'no-repository',
      'opted-out',
      'opted-out',
    ]);
    expect(await file('periods.csv')).toBe(periodsFile('done'));
  });

  it('is sent once the cause has gone, and its cell is emptied in the same commit', async () => {
    const reports = ['birds,1,0,missing-dataset,,', 'eggs,1,0,No-Repository,,', 'mammals,1,0,opted-out,,'];
    const { run, file, push } = await scenario({
      index: index(['eggs,E,,,', 'mammals,M,example-museum,mammals,'], reports),
      repositories: ['example-museum/birds', 'example-museum/eggs'],
    });
    const first = await run();
    expect([first.opened, first.commits]).toEqual([[], []]);
    const rows = ['birds,B,example-museum,birds,', 'eggs,E,example-museum,eggs,', 'mammals,M,example-museum,mammals,'];
    await push('datasets.csv', lines(`${DATASETS},notify`, ...rows));
    const second = await run();
    expect(second.opened).toEqual(['example-museum/birds#1', 'example-museum/eggs#1']);
    expect(second.commits).toEqual(['Record reports of period 201204: 2 sent']);
    const text = await file(REPORTS);
    expect(rowOf(text, 'birds')).toEqual(['birds', '1', '1', '', 'URL', 'TIME']);
    expect(rowOf(text, 'eggs')).toEqual(['eggs', '1', '1', '', 'URL', 'TIME']);
    expect(rowOf(text, 'mammals')).toEqual(['mammals', '1', '0', 'opted-out', '', '']);
    await push('datasets.csv', lines(`${DATASETS},notify`, 'mammals,M,example-museum,mammals,yes'));
    expect((await run()).opened).toEqual(['example-museum/mammals#1']);
  });

  it("leaves a person's reason alone", async () => {
    const { run, file } = await scenario({
      index: index(['birds,B,example-museum,birds,true'], ['birds,1,0,missing-dataset (ask Ann),,']),
    });
    expect((await run()).opened).toEqual([]);
    expect(rowOf(await file(REPORTS), 'birds')[3]).toBe('missing-dataset (ask Ann)');
  });

  it('keeps the period from being done while its repository refuses the report', async () => {
    const { run, file, fault } = await scenario({
      index: index(['birds,B,example-museum,birds,'], ['birds,1,0,no-repository,,']),
    });
    fault(
      { path: /birds\/issues/, method: 'POST' },
      { status: 410, body: { message: 'Issues are disabled for this repo' } },
    );
    expect((await run()).status).toBe('failed');
    expect(await file('periods.csv')).toBe(periodsFile('failed'));
    expect(rowOf(await file(REPORTS), 'birds')[3]).toBe('no-repository');
  });
});

describe('a period of which nothing is to be sent', () => {
  const cases: [string, string[], RegExp][] = [
    ['nothing is stored', ['birds,0,0,,,', 'mammals,,,,,', 'fishes,False,0,,,'], /3 reports are not stored yet/],
    ['it has a header alone', [], /the file has no rows/i],
    [
      'all is marked as sent',
      ['birds,1,1,,,', 'fishes,0,1,,,'],
      /every row is marked as sent \(copied from last month\?\)/i,
    ],
    [
      'all is skipped',
      ['birds,1,0,embargo,,', 'mammals,1,0,embargo,,', 'fishes,1,0,later,,'],
      /3 reports are skipped \(2 "embargo", 1 "later"\)/,
    ],
    [
      'it is of several kinds',
      ['birds,1,0,embargo,,', 'mammals,1,1,,,', 'fishes,0,0,,,'],
      /1 report is not stored yet, 1 report is marked as sent, 1 report is skipped \(1 "embargo"\)/,
    ],
  ];

  it.each(cases)('keeps its empty status, and the run says why: %s', async (_, rows, why) => {
    const { run, file } = await scenario({ index: { [REPORTS]: lines(HEADER, ...rows) } });
    const { outputs, annotations, commits, summary } = await run();
    expect([outputs.status, outputs.sent, commits]).toEqual(['success', '0', []]);
    expect(JSON.parse(outputs.response ?? '').message).toMatch(why);
    expect(summary).toMatch(/Period 201204: no report is pending, nothing was sent\./);
    expect(annotations).toEqual([expect.stringMatching(/^warning reports-index\/reports\/201204\.csv: /)]);
    expect(annotations[0]).toMatch(why);
    expect(await file('periods.csv')).toBe(periodsFile());
    const dry = await run({ 'dry-run': 'true' });
    expect(JSON.parse(dry.outputs.response ?? '').message).toMatch(why);
  });

  it('keeps it also when this run has skipped all, and says so with the others', async () => {
    const { run, file } = await scenario({
      index: {
        [REPORTS]: lines(HEADER, 'eggs,1,0,,,', 'birds,1,0,embargo,,'),
        'datasets.csv': datasetsFile(['birds']),
      },
    });
    const { outputs } = await run();
    expect(JSON.parse(outputs.response ?? '').message).toBe(
      'Period 201204: 0 sent, 1 skipped (1 "missing-dataset"). No report is pending: 2 reports are skipped (1 "embargo", 1 "missing-dataset").',
    );
    expect(await file('periods.csv')).toBe(periodsFile());
  });

  it('has the status that it had, once it has run, without a warning', async () => {
    const { run, file } = await scenario({
      index: { [REPORTS]: lines(HEADER, 'birds,1,1,,,'), 'periods.csv': periodsFile('in progress') },
    });
    const { annotations } = await run();
    expect(annotations).toEqual([]);
    expect(await file('periods.csv')).toBe(periodsFile('done'));
  });
});

describe('what is written in a way of its own', () => {
  it('rows of commas at the end, a period with a hyphen, and numbers of pandas', async () => {
    const periods = lines('period,year,month,status', '2012-03,2012.0,3.0,NA', '2012-04,2012,04,NA', ',,,', ',,');
    const reports = `${lines(HEADER, 'birds,1,0,,,', ',,,,,', ',,,,,')},,,,,`;
    const { run, file } = await scenario({ reports: ['birds'], index: { 'periods.csv': periods, [REPORTS]: reports } });
    const { opened } = await run();
    expect(opened).toEqual(['example-museum/birds#1']);
    expect(await file('periods.csv')).toBe(periods.replace('04,NA', '04,done'));
    expect((await file(REPORTS)).endsWith('\n,,,,,\n,,,,,\n,,,,,')).toBe(true);
  });

  it('inputs: a leading slash, an address, a ref', async () => {
    const { run, sandbox } = await scenario({
      reports: ['birds'],
      files: { 'texts/report.md': '---\ntitle: Birds\nlabels: bug, "help wanted"\n---\nHere' },
    });
    const { opened, issues } = await run({
      'index-repository': `${sandbox.serverUrl}/example-network/reports-index.git`,
      'index-branch': 'refs/heads/main',
      'index-path': '/reports-index',
      template: '/texts/report.md',
    });
    expect(opened).toEqual(['example-museum/birds#1']);
    expect(issues[0]?.labels).toEqual(['bug', 'help wanted']);
  });
});

describe('a header that is none', () => {
  it.each<[string, string, RegExp]>([
    ['sep=;', `sep=;\n${HEADER.replaceAll(',', ';')}\nbirds;1;0;;;\n`, /the header is "sep=;": Excel's own line/],
    [
      'a comment',
      `# made by "export.R"\n${HEADER}\nbirds,1,0,,,\n`,
      /the header is .*; a header is in line 2: delete 1 line above it/,
    ],
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n', /Git LFS/],
    ['HTML', '<!DOCTYPE html>\n<html lang="en"><head>\n<title>a, b</title>\n', /HTML/],
    ['a web page in one line', '<html lang="en"><body class="x">Not found</body></html>', /HTML/],
    ['bars', `${HEADER.replaceAll(',', '|')}\nbirds|1|0|||\n`, /with "\|" between its cells, expected commas/],
    [
      'quoted cells and semicolons',
      '"gbifdatasetid";"stored";"issue_sent"\n"birds";1;0\n',
      /with ";" between its cells/,
    ],
    ['a workbook', 'PK\u0003\u0004\u0014\u0000\u0006\u0000\n\u0000,\u0000\n', /an Excel workbook \(\.xlsx\)/],
    ['a lost header', 'birds,1,0\nmammals,1,0,x\n', /the header is "birds,1,0", expected a header with gbifdatasetid/],
  ])('is one fault, and sends nothing: %s', async (_, reports, message) => {
    const { run } = await scenario({ reports: ['birds'], index: { [REPORTS]: reports } });
    const { opened, annotations } = await run();
    expect(opened).toEqual([]);
    expect(annotations).toEqual([expect.stringMatching(/^error reports-index\/reports\/201204\.csv:1: /)]);
    expect(annotations[0]).toMatch(message);
  });

  it('names the lines that Git leaves in a conflict', async () => {
    const rows = [
      'birds,1,0,,,',
      '<<<<<<< HEAD',
      'mammals,1,0,,,',
      '=======',
      'fishes,1,0,,,',
      '>>>>>>> 1a2b3c4 (Fish, eggs)',
    ];
    const { run } = await scenario({ index: { [REPORTS]: lines(HEADER, ...rows) } });
    const { opened, annotations } = await run({ period: PERIOD });
    expect(opened).toEqual([]);
    expect(annotations.map((line) => line.replace(/^.*csv:(\d+): (?:.*line \d+: )?/, '$1 ').split(',')[0])).toEqual([
      '3 "<<<<<<< HEAD" is a conflict marker of Git',
      '5 "=======" is a conflict marker of Git',
      expect.stringMatching(/^7 ">>>>>>> 1a2b3c4/),
    ]);
  });
});
