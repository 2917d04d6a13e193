/** What is looked at before the first issue, with the built action: a finding stops the run, `force` lets it go on. */

import { describe, expect, it } from 'vitest';
import { datasetsFile, lines, OWNER, PERIOD, periodsFile, REPORTS } from '../support/index-files.ts';
import { type ScenarioOptions, scenario } from '../support/scenario.ts';

const DATASETS_FILE = 'reports-index/datasets.csv';
const REPORTS_FILE = `reports-index/${REPORTS}`;
const BEFORE = 'reports/201203.csv';

const names = (count: number, prefix = 'ds') => Array.from({ length: count }, (_, n) => `${prefix}-${n}`);

function rows(ids: readonly string[], flags = 'true,false'): string {
  return lines('gbifdatasetid,stored,issue_sent', ...ids.map((id) => `${id},${flags}`));
}

/** Each dataset belongs to the repository that `repositoryOf` gives. */
function datasets(ids: readonly string[], repositoryOf: (at: number) => string): string {
  const body = ids.map((id, at) => `${id},${id.toUpperCase()},${repositoryOf(at).replace('/', ',')}`);
  return lines('gbifdatasetid,ccode,github_orgname,github_reponame', ...body);
}

/** `count` pending reports, each of a dataset with a repository of its own. */
function pending(count: number): Record<string, string> {
  const ids = names(count);
  return { 'datasets.csv': datasetsFile(ids), [REPORTS]: rows(ids) };
}

function grown(before: number, now: number): ScenarioOptions {
  return { index: { ...pending(now), [BEFORE]: rows(names(before, 'old'), 'true,true') } };
}

/** Enough to see that a run sends. */
const ONE = { 'max-issues': '1' };

/** No write request, nothing in the cache, no journal. */
async function expectNothingWritten(
  { sandbox }: Awaited<ReturnType<typeof scenario>>,
  { requests, opened, commits, journal }: Awaited<ReturnType<Awaited<ReturnType<typeof scenario>>['run']>>,
): Promise<void> {
  expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  expect({ opened, commits, journal }).toEqual({ opened: [], commits: [], journal: '' });
  expect(sandbox.caches()).toEqual([]);
}

describe('a period with far more reports than the one before', () => {
  it('sends nothing, and says both counts, both periods and what to do', async () => {
    const world = await scenario(grown(17, 52));
    const happened = await world.run();
    const { status, exitCode, annotations, outputs, summary } = happened;
    expect([status, exitCode]).toEqual(['error', 1]);
    expect(annotations).toEqual([
      expect.stringMatching(
        new RegExp(
          `^error ${REPORTS_FILE}: ${REPORTS_FILE}: period ${PERIOD} has 52 reports to send, expected at most 51: 3 times the 17 rows of period 201203\\. .*by hand with \`force: true\``,
        ),
      ),
    ]);
    expect(JSON.parse(outputs.response ?? '').data.problems).toMatchObject([{ code: 'implausible' }]);
    expect(summary).toContain('52 reports to send');
    await expectNothingWritten(world, happened);
  });

  it.each([
    ['three times as many', 18, 54],
    ['no more than 50', 1, 50],
  ])('is sent with %s', async (_, before, now) => {
    const { run } = await scenario(grown(before, now));
    const { status, opened, annotations } = await run(ONE);
    expect([status, opened.length, annotations]).toEqual(['in progress', 1, []]);
  });

  it('is compared with the newest earlier period that has a stored report', async () => {
    const periods = lines(
      'period,year,month,status',
      `${PERIOD},2012,4,`,
      '201205,2012,5,done',
      '201201,2012,1,done',
      '201202,2012,2,done',
      '201203,2012,3,',
    );
    const { run } = await scenario({
      index: {
        ...pending(60),
        'periods.csv': periods,
        'reports/201205.csv': rows(names(60)),
        [BEFORE]: rows(names(60), 'false,false'),
        'reports/201202.csv': rows(['only', 'two'], 'true,true'),
        'reports/201201.csv': rows(names(60), 'true,true'),
      },
    });
    const { annotations } = await run();
    expect(annotations).toEqual([expect.stringContaining('expected at most 6: 3 times the 2 rows of period 201202')]);
  });

  it.each([
    ['is not there', undefined],
    ['has no header', 'nonsense\n'],
    ['is not CSV', 'gbifdatasetid,stored,issue_sent\n"a,true,false\n'],
    ['is empty', ''],
    ['has no stored report', rows(['one'], 'false,false')],
  ])('is sent when the earlier file %s: there is nothing to compare with', async (_, content) => {
    const index = { ...pending(60), ...(content === undefined ? {} : { [BEFORE]: content }) };
    const { run } = await scenario({ index });
    const { status, opened } = await run(ONE);
    expect([status, opened.length]).toEqual(['in progress', 1]);
  });

  it('is sent when the earlier file does not arrive', async () => {
    const { run, fault } = await scenario(grown(2, 60));
    fault({ method: 'GET', path: /201203\.csv/ }, { status: 404, body: {} });
    const { status, opened, log } = await run(ONE);
    expect([status, opened.length]).toEqual(['in progress', 1]);
    expect(log).toContain('The period before cannot be compared with: reports-index/reports/201203.csv');
  });

  it('costs one request more, and none where at most 50 reports are to be sent', async () => {
    const asked = async (options: ScenarioOptions) => {
      const { run } = await scenario(options);
      const { requests } = await run({ 'dry-run': 'true' });
      return requests.filter(({ path }) => path.includes('reports-index')).length;
    };
    expect((await asked(grown(30, 60))) - (await asked(grown(30, 50)))).toBe(1);
  });
});

describe('a repository that would get too many reports', () => {
  const oneRepository = (count: number): ScenarioOptions => {
    const ids = names(count);
    // The index spells the name in more than one way.
    const spelled = (at: number) => (at % 2 === 0 ? `${OWNER}/birds` : `Example-Museum/Birds`);
    return { index: { 'datasets.csv': datasets(ids, spelled), [REPORTS]: rows(ids) } };
  };

  it('gets none, and is named with the count, the input and its first row in datasets.csv', async () => {
    const world = await scenario(oneRepository(21));
    const happened = await world.run();
    expect(happened.status).toBe('error');
    expect(happened.annotations).toEqual([
      expect.stringMatching(
        new RegExp(
          `^error ${DATASETS_FILE}:2: ${DATASETS_FILE}, line 2: ${OWNER}/birds would get 21 reports of period ${PERIOD}, expected at most 20 \\(max-per-repository\\)`,
        ),
      ),
    ]);
    await expectNothingWritten(world, happened);
  });

  it.each([
    ['20 reports', 20, undefined],
    ['a higher ceiling', 21, '21'],
    ['no ceiling', 21, '0'],
  ])('gets them with %s', async (_, count, ceiling) => {
    const { run } = await scenario(oneRepository(count));
    const { status, opened } = await run({ ...ONE, 'max-per-repository': ceiling });
    expect([status, opened.length]).toEqual(['in progress', 1]);
  });

  it('is counted in a testing campaign as the index names it, not as the testing repository', async () => {
    const { run } = await scenario({ ...oneRepository(21), repositories: ['example-museum/tests'] });
    const testing = { testing: 'true', 'testing-repository': 'example-museum/tests' };
    const { status, annotations, opened } = await run(testing);
    expect([status, opened]).toEqual(['error', []]);
    expect(annotations[0]).toContain(`${OWNER}/birds would get 21 reports`);
    const many = await scenario({ index: pending(25), repositories: ['example-museum/tests'] });
    expect((await many.run({ ...testing, ...ONE })).opened).toHaveLength(1);
  });

  it('is counted anew when the campaign goes on', async () => {
    const { run, push } = await scenario({ reports: ['birds', 'mammals'] });
    const first = await run({ 'max-issues': '1' });
    expect(first.opened).toHaveLength(1);
    const ids = ['birds', 'mammals', ...names(40)];
    await push(
      'datasets.csv',
      datasets(ids, () => `${OWNER}/mammals`),
    );
    await push(REPORTS, rows(ids).replace('birds,true,false', 'birds,true,true'));
    const second = await run({ period: '' });
    expect([second.status, second.opened]).toEqual(['error', []]);
    expect(second.annotations[0]).toContain('would get 41 reports');
  });

  it('is one of twenty that are named; the rest are counted', async () => {
    const ids = names(60);
    const { run } = await scenario({
      index: { 'datasets.csv': datasets(ids, (at) => `${OWNER}/r${Math.floor(at / 2)}`), [REPORTS]: rows(ids) },
    });
    const { rawLog } = await run({ 'max-per-repository': '1' });
    expect(rawLog.match(/would get 2 reports/g)?.length).toBe(20);
    expect(rawLog).toContain('10 more repositories would get more than 1 report');
  });
});

describe('a period whose datasets are mostly unknown', () => {
  const unknown = (known: number, strange: number, flags = 'true,false'): ScenarioOptions => ({
    index: {
      'datasets.csv': datasetsFile(names(known)),
      [REPORTS]: rows([...names(strange, 'x'), ...names(known)], flags),
    },
  });

  it('sends nothing, and says the counts and the first three ids', async () => {
    const world = await scenario(unknown(9, 11));
    const happened = await world.run();
    expect(happened.status).toBe('error');
    expect(happened.annotations).toEqual([
      expect.stringMatching(
        new RegExp(
          `^error ${REPORTS_FILE}: ${REPORTS_FILE}: 11 of 20 stored reports of period ${PERIOD} have no row in ${DATASETS_FILE}, expected at most half \\(first: x-0, x-1, x-2\\)`,
        ),
      ),
    ]);
    await expectNothingWritten(world, happened);
  });

  it.each([
    ['half of them are unknown', 10, 10],
    ['fewer than 20 are stored', 0, 19],
  ])('is worked on when %s', async (_, known, strange) => {
    const { run } = await scenario(unknown(known, strange));
    const { status, outputs } = await run({ 'max-issues': '3' });
    expect([status, outputs.skipped]).toEqual([known > 3 ? 'in progress' : 'success', String(strange)]);
  });

  it('counts reports that have been sent, too', async () => {
    const { run } = await scenario({
      index: {
        'datasets.csv': datasetsFile(['birds']),
        [REPORTS]: `${rows(names(30, 'x'), 'true,true')}birds,true,false\n`,
      },
    });
    const { status, annotations } = await run();
    expect(status).toBe('error');
    expect(annotations[0]).toContain('30 of 31 stored reports');
  });
});

describe('findings', () => {
  const ids = names(90);
  const strange = names(100, 'x');
  const all: ScenarioOptions = {
    index: {
      'datasets.csv': datasets(ids, (at) => `${OWNER}/${at < 60 ? 'birds' : 'fishes'}`),
      [REPORTS]: rows([...ids, ...strange]),
      [BEFORE]: rows(['one'], 'true,true'),
    },
  };
  const found = [/90 reports to send/, /\/birds would get 60/, /\/fishes would get 30/, /100 of 190 stored/];
  const matching = (start: string) =>
    found.map((what) => expect.stringMatching(new RegExp(`^${start} .*${what.source}`)));

  it('are all there at once', async () => {
    const world = await scenario(all);
    const happened = await world.run();
    expect(happened.annotations).toEqual(matching('error'));
    expect(happened.outputs.response).toContain('4 problems: nothing was sent');
    await expectNothingWritten(world, happened);
  });

  it('are warnings with `force`, in log and summary, and the run goes on', async () => {
    const { run } = await scenario(all);
    const { status, opened, annotations, summary } = await run({ force: 'true', 'max-issues': '3' });
    expect([status, opened.length]).toEqual(['in progress', 3]);
    expect(annotations.filter((line) => line.startsWith('warning'))).toEqual(matching('warning'));
    expect(summary).toContain('90 reports to send');
  });

  it('are findings of a dry run like others: it goes on, fails, and writes nothing', async () => {
    const world = await scenario(all);
    const happened = await world.run({ 'dry-run': 'true' });
    const { status, annotations, summary, outputs, log } = happened;
    expect([status, outputs.pending]).toEqual(['failed', '90']);
    expect(annotations.filter((line) => line.startsWith('error'))).toEqual(matching('error'));
    expect(log).toContain('A real run would send nothing: 4 findings');
    expect(summary).toContain('A real run would send nothing: 4 findings');
    expect(summary).toContain('### Issues that a real run would open (90)');
    expect(summary).toContain('would get 60 reports');
    await expectNothingWritten(world, happened);
  });

  it('are warnings of a dry run with `force`', async () => {
    const { run } = await scenario(all);
    const { status, annotations } = await run({ 'dry-run': 'true', force: 'true' });
    const found = annotations.filter((line) => !line.includes('ECONNREFUSED'));
    expect([status, found]).toEqual(['success', matching('warning')]);
  });

  it('do not keep one dataset from being sent when only the growth is implausible', async () => {
    const { run } = await scenario(grown(2, 60));
    const { status, opened } = await run({ gbifdatasetid: 'ds-7' });
    expect([status, opened]).toEqual(['success', [`${OWNER}/ds-7#1`]]);
  });

  it('do not stop the run that a forced one starts again at its time limit', async () => {
    const { run } = await scenario(grown(2, 60));
    const { status, dispatches } = await run({ force: 'true', 'time-limit': '1', 'max-per-minute': '20' });
    expect(status).toBe('in progress');
    expect(dispatches.map(({ inputs }) => inputs)).toEqual([{ period: PERIOD, force: 'true' }]);
  });
});

describe('the runaway of February 2016', () => {
  const COUNT = 7_369;
  const bogus = names(COUNT, 'bogus');
  const museum = names(60, 'mvz');

  it.each([
    ['for one repository', datasets([...museum, ...bogus], (at) => (at < 60 ? `${OWNER}/m${at}` : `${OWNER}/birds`))],
    ['of unknown datasets', datasetsFile(museum)],
  ])('with 7,369 reports %s stops with clear errors within seconds of the reading', async (_, file) => {
    const world = await scenario({
      index: {
        'periods.csv': periodsFile(),
        'datasets.csv': file,
        [REPORTS]: rows([...museum, ...bogus]),
        [BEFORE]: rows(museum, 'true,true'),
      },
    });
    const happened = await world.run();
    expect(happened.status).toBe('error');
    const said = happened.annotations.join('\n');
    expect(said).toMatch(/birds would get 7,369 reports|7,369 of 7,429 stored reports/);
    expect(happened.annotations.length).toBeLessThanOrEqual(2);
    expect(happened.tookMs).toBeLessThan(20_000);
    await expectNothingWritten(world, happened);
  });
});
