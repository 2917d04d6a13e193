import { describe, expect, it } from 'vitest';
import { defaultAccounts } from '../../sandbox/github/layers/accounts.ts';
import { datasetsFile, lines, periodsFile, REPORTS, reportsFile } from '../support/index-files.ts';
import { INDEX_REPOSITORY, type Scenario, scenario } from '../support/scenario.ts';

const NAMES = Array.from({ length: 15 }, (_, n) => `set${String(n + 1).padStart(2, '0')}`);
/** Ten seconds apart, so that a look at the index is due at the seventh report. */
const SLOWLY = { 'max-per-minute': '6' };
const HEADER = 'gbifdatasetid,stored,issue_sent,issue_skipped,issue_url,issue_sent_at';

/** Something that people do when the nth issue is about to be opened. */
function atIssue(n: number, { fault }: Scenario, run: () => Promise<void>) {
  fault({ method: 'POST', path: /\/issues$/, nth: n }, { run });
}

/** The reports from the nth on, as people leave them; the 8th unless given. */
function rowsFrom(row: (name: string) => string[], from = 8): string {
  return lines(HEADER, ...NAMES.flatMap((name, n) => (n + 1 < from ? [`${name},true,false,,,`] : row(name))));
}

const BY_HAND: [string, string, string][] = [
  ['marks as not to be sent', rowsFrom((name) => [`${name},true,false,withdrawn,,`]), 'it is no longer pending'],
  ['marks as sent', rowsFrom((name) => [`${name},true,true,,,`]), 'it is no longer pending'],
  ['finds not to be stored after all', rowsFrom((name) => [`${name},false,false,,,`]), 'it is no longer pending'],
  ['removes', rowsFrom(() => []), 'its row has been removed'],
];

describe('while a run goes on, what somebody', () => {
  it.each(BY_HAND)('%s is not sent any more', async (_, edited, why) => {
    const world = await scenario({ reports: NAMES });
    atIssue(3, world, () => world.push(REPORTS, edited));
    const { status, opened, outputs, log, summary, results } = await world.run(SLOWLY);
    expect([status, opened.length, outputs.sent, outputs.pending]).toEqual(['success', 7, '7', '0']);
    expect(log).toMatch(/The index was changed \(\w{12}\): 8 reports taken out of the plan/);
    expect(log).toContain(`201204|set08 is not sent: ${why}`);
    expect(summary).toContain('8 taken out because the index changed');
    expect(summary).toContain('### Taken out of the plan, because the index changed (8)');
    expect(results).toContainEqual({ kind: 'withdrawn', report: '201204|set08', message: why });
    expect((await world.file(REPORTS)).match(/,true,true,,http/g)).toHaveLength(7);
    expect(await world.file('periods.csv')).toContain('201204,2012,4,done');
  });

  it('marks and then wants to be sent after all is sent', async () => {
    const world = await scenario({ reports: NAMES });
    atIssue(3, world, () =>
      world.push(
        REPORTS,
        rowsFrom((name) => [`${name},true,${name === 'set15'},,,`]),
      ),
    );
    atIssue(9, world, () => world.push(REPORTS, reportsFile(NAMES)));
    const { status, opened } = await world.run(SLOWLY);
    expect([status, opened.length]).toEqual(['success', 15]);
  });

  it('gives another repository is left to the next run, and never goes to the old one', async () => {
    const world = await scenario({ reports: NAMES });
    const datasets = datasetsFile(NAMES).replace('example-museum,set12', 'example-museum,set01');
    atIssue(3, world, () => world.push('datasets.csv', datasets));
    const first = await world.run(SLOWLY);
    expect([first.status, first.opened.length, first.outputs.pending]).toEqual(['in progress', 14, '1']);
    expect(first.log).toContain('201204|set12 is not sent: its dataset is now in example-museum/set01');
    expect(await world.file('periods.csv')).toContain('201204,2012,4,in progress');
    const second = await world.run();
    expect([second.status, second.opened]).toEqual(['success', ['example-museum/set01#2']]);
  });

  it('changes elsewhere costs one request, and no file is read again', async () => {
    const world = await scenario({ reports: NAMES });
    atIssue(3, world, () => world.push('notes.md', 'Nothing of a run.'));
    const { status, opened, asked, log } = await world.run(SLOWLY);
    expect([status, opened.length]).toEqual(['success', 15]);
    const to = (part: string) => asked.filter((line) => line.startsWith('GET') && line.includes(part)).length;
    // The tree is asked for at the start and a minute later, the files at the start; and the two that the commit is for.
    expect([to('/git/trees/'), to('/contents/')]).toEqual([2, 3 + 2]);
    expect(log).not.toContain('The index was changed');
  });

  it('changes in the index without touching the plan leaves it as it is', async () => {
    const world = await scenario({ reports: NAMES });
    atIssue(3, world, () => world.push(REPORTS, reportsFile(NAMES).replace('set15,true', 'SET15,true')));
    const { status, opened, log, changes } = await world.run(SLOWLY);
    expect([status, opened.length, changes[REPORTS]?.length]).toEqual(['success', 15, 15]);
    expect(log).toMatch(/The index was changed \(\w{12}\): 0 reports taken out of the plan/);
  });
});

describe('while a run goes on', () => {
  it('the branch head costs one request a minute, which is answered with 304', async () => {
    const { run } = await scenario({ reports: NAMES });
    const { asked, opened } = await run(SLOWLY);
    expect(opened).toHaveLength(15);
    const looks = asked.filter((line) => line.includes('/git/ref/heads/main')).map((line) => line.split(' ').at(-1));
    // The start, after a minute, after two, and before the commit.
    expect(looks).toEqual(['200', '304', '304', '304']);
  });

  it('a commit of its own is not taken for a change', async () => {
    const { run } = await scenario({ reports: NAMES });
    const { asked, opened } = await run({ ...SLOWLY, checkpoint: '2' });
    expect(opened).toHaveLength(15);
    expect(asked.filter((line) => line.includes('/contents/'))).toHaveLength(3);
  });

  it('a report whose POST got no answer has its outcome, and is not posted again when it was marked meanwhile', async () => {
    const world = await scenario({ reports: ['birds', 'mammals'] });
    const mark = async () =>
      world.push(REPORTS, lines(HEADER, 'birds,true,false,withdrawn,,', 'mammals,true,false,withdrawn,,'));
    world.fault({ method: 'GET', path: /birds\/issues/ }, { run: mark });
    world.fault({ method: 'POST', path: /birds\/issues$/ }, 'dropBefore');
    const { status, opened, log } = await world.run({ 'max-per-minute': '1' });
    expect([status, opened]).toEqual(['success', []]);
    expect(log).toContain('201204|birds: no clear answer');
    expect(log).toContain('201204|birds is not sent: it is no longer pending');
  });

  it('a report that was opened without an answer is found, although somebody marked it meanwhile', async () => {
    const world = await scenario({ reports: ['birds', 'mammals'] });
    const mark = async () =>
      world.push(REPORTS, lines(HEADER, 'birds,true,false,withdrawn,,', 'mammals,true,false,withdrawn,,'));
    world.fault({ method: 'GET', path: /birds\/issues/ }, { run: mark });
    world.fault({ method: 'POST', path: /birds\/issues$/ }, 'dropAfter');
    const { status, opened, outputs } = await world.run({ 'max-per-minute': '1' });
    expect([status, opened, outputs.sent]).toEqual(['success', ['example-museum/birds#1'], '1']);
    expect(await world.file(REPORTS)).toContain('birds,true,true,withdrawn,http://');
  });

  it('a look that fails is made again, and the sending goes on meanwhile', async () => {
    const world = await scenario({ reports: NAMES });
    const marked = rowsFrom((name) => [`${name},true,false,withdrawn,,`], 7);
    atIssue(3, world, () => world.push(REPORTS, marked));
    world.fault({ path: /git\/ref\/heads/, nth: 2, times: 3 }, { status: 502 });
    const { status, opened, annotations } = await world.run(SLOWLY);
    expect([status, opened.length]).toEqual(['success', 7]);
    expect(annotations).toEqual([expect.stringMatching(/^warning: Branch main .* cannot be read: 502.*not heard/)]);
  });

  it('a branch that stays unreadable stops the sending after five minutes', async () => {
    const { run, fault } = await scenario({ reports: NAMES });
    fault({ path: /git\/ref\/heads/, nth: 2, times: 10_000 }, { status: 404, body: { message: 'Not Found' } });
    const { status, opened, annotations } = await run({ 'max-per-minute': '1' });
    expect([status, opened.length]).toEqual(['error', 5]);
    expect(annotations.at(-1)).toMatch(/^error: Branch main .* cannot be read: 404 Not Found/);
  });

  it('GitHub holding back the token of the index makes the sending wait, not go on unheard', async () => {
    const world = await scenario({ reports: NAMES });
    atIssue(3, world, () =>
      world.push(
        REPORTS,
        rowsFrom(() => []),
      ),
    );
    const limited = {
      status: 403,
      headers: { 'retry-after': '1800' },
      body: { message: 'You have exceeded a secondary rate limit.' },
    };
    world.fault({ path: /git\/ref\/heads/, nth: 2 }, limited);
    const { status, opened, tookMs } = await world.run({ 'max-per-minute': '1' });
    expect([status, opened.length]).toEqual(['success', 7]);
    expect(tookMs).toBeGreaterThan(1_800_000);
  });

  it('with one token for both, the index is looked at when GitHub takes requests again, before the next POST', async () => {
    const [bot, ...others] = defaultAccounts(INDEX_REPOSITORY);
    if (bot === undefined) throw new Error('Expected the account of the token');
    const world = await scenario({
      reports: NAMES,
      accounts: [{ ...bot, pushesTo: ['example-network'] }, ...others],
    });
    const message = 'You have exceeded a secondary rate limit and have been temporarily blocked from content creation.';
    const limited = { status: 403, headers: { 'retry-after': '1800' }, body: { message } };
    world.fault({ method: 'POST', path: /\/issues$/, nth: 3 }, limited);
    const marked = rowsFrom((name) => [`${name},true,false,withdrawn,,`], 3);
    world.fault({ method: 'GET', path: /set03\/issues/ }, { run: () => world.push(REPORTS, marked) });
    const { status, opened, requests } = await world.run({ ...SLOWLY, 'index-token': world.sandbox.tokens.pat });
    expect([status, opened.length]).toEqual(['success', 2]);
    const refusedAt = requests.findIndex(({ status }) => status === 403);
    const [refused, next] = requests.slice(refusedAt);
    expect(next?.path).toContain('/git/ref/heads/main');
    expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(1_800_000);
  });

  it('a testing campaign hears people as well', async () => {
    const world = await scenario({ reports: NAMES });
    atIssue(3, world, () =>
      world.push(
        REPORTS,
        rowsFrom(() => []),
      ),
    );
    const testing = { testing: 'true', 'testing-repository': world.world.testRepository };
    const { status, opened } = await world.run({ ...SLOWLY, ...testing });
    expect([status, opened.length]).toEqual(['success', 7]);
  });

  it('an index that cannot be trusted any more stops the sending with its faults, and the flags are committed', async () => {
    const world = await scenario({ reports: NAMES });
    const broken = `${reportsFile(NAMES).replace('set14,true,false', 'set14,perhaps,false')}set02,true,false,,,\n`;
    atIssue(3, world, () => world.push(REPORTS, broken));
    const { status, opened, annotations, exitCode } = await world.run(SLOWLY);
    expect([status, exitCode, opened.length]).toEqual(['error', 1, 6]);
    expect(annotations.map((line) => line.replace(/\. [A-Z].*$/, ''))).toEqual([
      expect.stringMatching(/^error reports-index\/reports\/201204\.csv:15: .*stored is "perhaps", expected true/),
      expect.stringMatching(/^error reports-index\/reports\/201204\.csv:17: .*the same as in line 3/),
    ]);
    const rows = (await world.file(REPORTS)).split('\n');
    expect(rows.filter((row) => row.includes(',true,true,,http')).map((row) => row.slice(0, 5))).toEqual([
      'set01',
      'set03',
      'set04',
      'set05',
      'set06',
    ]);
    expect(await world.file('periods.csv')).toBe(periodsFile());
    await world.push(
      REPORTS,
      (await world.file(REPORTS)).replace('perhaps', 'true').replace(/set02,true,false,,,\n$/, ''),
    );
    const next = await world.run();
    expect([next.status, next.outputs.found, next.opened.length]).toEqual(['success', '1', 9]);
  });

  it.each([
    ['no CSV', REPORTS, `${reportsFile(NAMES)}"`, /201204\.csv:17: .*not closed/],
    ['a column short', REPORTS, 'gbifdatasetid,stored\na,true\n', /201204\.csv:1: .*no column issue_sent/],
    ['without its datasets', 'datasets.csv', 'gbifdatasetid\n', /datasets\.csv:1: .*no column/],
  ])('an index that is %s stops the sending', async (_, path, content, message) => {
    const world = await scenario({ reports: NAMES });
    atIssue(3, world, () => world.push(path, content));
    const { status, opened, annotations } = await world.run(SLOWLY);
    expect([status, opened.length]).toEqual(['error', 6]);
    expect(annotations).toContainEqual(expect.stringMatching(message));
    expect(await world.file(path)).toBe(content);
  });
});

describe('a file that arrives cut at a row', () => {
  const cut = (content: string) => ({ status: 200, body: content.split('\n').slice(0, 8).join('\n').concat('\n') });

  it.each([REPORTS, 'datasets.csv', 'periods.csv'])('is asked for again: %s', async (path) => {
    const world = await scenario({
      reports: NAMES,
      index: { 'periods.csv': `${periodsFile()}${'201301,2013,1,done\n'}` },
    });
    const whole = await world.file(path);
    world.fault(
      { path: new RegExp(`contents/reports-index/${path}`) },
      { status: 200, body: whole.slice(0, whole.lastIndexOf('\n', whole.length - 2) + 1) },
    );
    const { status, opened } = await world.run();
    expect([status, opened.length]).toEqual(['success', 15]);
    expect((await world.file(path)).split('\n')).toHaveLength(whole.split('\n').length);
  });

  it('each time is an error of its name, and nothing is sent', async () => {
    const world = await scenario({ reports: NAMES });
    world.fault({ path: /contents\/reports-index\/reports/, times: 9 }, cut(reportsFile(NAMES)));
    const { status, annotations, opened, commits } = await world.run();
    expect([status, opened, commits]).toEqual(['error', [], []]);
    expect(annotations).toEqual([
      expect.stringMatching(/^error reports-index\/reports\/201204\.csv: .* arrived damaged 3 times/),
    ]);
  });

  it('is not committed cut when the branch moved before the commit', async () => {
    const world = await scenario({ reports: ['birds', 'mammals'] });
    const pushed = `${reportsFile(['birds', 'mammals'])}${'x,false,false,,,\n'.repeat(1)}y,false,false,,,\n`;
    atIssue(2, world, () => world.push(REPORTS, pushed));
    world.fault(
      { path: /contents\/reports-index\/reports/, nth: 2 },
      { status: 200, body: pushed.replace(/y,.*\n/, '') },
    );
    const { status } = await world.run();
    expect(status).toBe('success');
    expect((await world.file(REPORTS)).split('\n')).toHaveLength(6);
  });
});
