import { describe, expect, it } from 'vitest';
import { chooseCampaign, previousMonth } from '../../../src/campaign/choose.ts';
import { planReports } from '../../../src/campaign/plan.ts';
import { listedSince } from '../../../src/delivery/existing-issues.ts';
import { renderBuiltIn } from '../../../src/issue/issue.ts';
import { emptyMarker } from '../../../src/progress/marker.ts';
import type { Campaign, Marker } from '../../../src/progress/schema.ts';
import type { Dataset, Report } from '../../../src/reports-index/parse.ts';
import { ProblemsError, remedyOf } from '../../../src/shared/problem.ts';

const NOW = Date.UTC(2012, 4, 3);

function campaign(more: Partial<Campaign> = {}): Campaign {
  return {
    id: 'old',
    period: '201204',
    testing: false,
    failed: [],
    runs: 1,
    totals: { sent: 0, found: 0, skipped: 0 },
    lastActiveAt: 1,
    ...more,
  };
}

function marker(...campaigns: Campaign[]): Marker {
  return { ...emptyMarker(), campaigns };
}

describe('previousMonth', () => {
  it.each([
    [Date.UTC(2012, 4, 3), '201204'],
    [Date.UTC(2012, 0, 1), '201112'],
    [Date.UTC(2012, 2, 31, 23, 59), '201202'],
    // In UTC, whatever the zone of the machine.
    [Date.parse('2012-05-01T01:00:00+02:00'), '201203'],
  ])('is the calendar month before %d: %s', (now, period) => expect(previousMonth(now)).toBe(period));
});

describe('chooseCampaign', () => {
  const none = { period: undefined, gbifdatasetid: undefined, testing: false };
  const choose = (choice: Partial<Parameters<typeof chooseCampaign>[0]>, of: Marker, event = 'workflow_dispatch') =>
    chooseCampaign({ ...none, ...choice }, event, of, NOW, 'new');

  it('begins a campaign for the given period', () => {
    expect(choose({ period: '201204' }, marker())).toMatchObject({
      campaign: { id: 'new', period: '201204', runs: 0 },
      resumed: false,
    });
  });

  it.each([
    ['the same parameters', { period: '201204' }, campaign(), true],
    ['another period', { period: '201205' }, campaign(), false],
    ['the same period, testing', { period: '201204', testing: true }, campaign(), false],
    ['one dataset of the period', { period: '201204', gbifdatasetid: 'a' }, campaign(), false],
    ['the same dataset', { period: '201204', gbifdatasetid: 'a' }, campaign({ gbifdatasetid: 'a' }), true],
  ])('with %s, resumes a campaign: %j', (_, choice, known, resumed) => {
    const chosen = choose(choice, marker(known));
    expect([chosen.resumed, chosen.campaign.id]).toEqual([resumed, resumed ? 'old' : 'new']);
  });

  it('without a period, resumes the campaign of the same kind that was active last', () => {
    const known = marker(
      campaign({ id: 'a', lastActiveAt: 5 }),
      campaign({ id: 'b', period: '201203', lastActiveAt: 7 }),
      campaign({ id: 'c', testing: true, lastActiveAt: 9 }),
    );
    expect(choose({}, known).campaign.id).toBe('b');
    expect(choose({ testing: true }, known).campaign.id).toBe('c');
    expect(choose({}, known, 'schedule').campaign.id).toBe('b');
  });

  it('without a period but with a dataset, resumes no campaign for other datasets', () => {
    const whole = campaign({ id: 'a', lastActiveAt: 9 });
    const ofOne = campaign({ id: 'b', gbifdatasetid: 'x', lastActiveAt: 5 });
    expect(choose({ gbifdatasetid: 'x' }, marker(whole, ofOne)).campaign.id).toBe('b');
    expect(() => choose({ gbifdatasetid: 'y' }, marker(whole, ofOne))).toThrow('Period parameter was not provided.');
    expect(choose({ gbifdatasetid: 'y' }, marker(whole), 'schedule').campaign).toMatchObject({
      id: 'new',
      period: '201204',
      gbifdatasetid: 'y',
    });
  });

  it('takes the previous month in a scheduled run and fails in any other', () => {
    expect(choose({}, marker(), 'schedule').campaign.period).toBe('201204');
    expect(() => choose({}, marker())).toThrow('Period parameter was not provided.');
  });
});

describe('planReports', () => {
  const report = (id: string, line: number, pending = true): Report => ({
    gbifdatasetid: id,
    line,
    columns: {},
    pending,
  });
  const dataset = (id: string, line: number): [string, Dataset] => [
    id,
    {
      gbifdatasetid: id,
      ccode: id.toUpperCase(),
      owner: 'museum',
      repository: id,
      notify: undefined,
      line,
      columns: {},
    },
  ];
  const reports = ['a', 'b', 'c', 'd'].map((id, index) => report(id, index + 2));
  const plan = (of: Partial<Campaign>, more: object = {}) =>
    planReports({
      config: {
        testing: false,
        testingRepository: undefined,
        reportsUrl: 'http://reports',
        run: { serverUrl: 'https://github.com' },
      },
      chosen: { campaign: campaign(of), resumed: true },
      period: { period: '201204', year: 2012, month: 4, status: '', line: 2 },
      paths: { periods: 'p.csv', datasets: 'd.csv', reports: 'r.csv' },
      reports,
      datasets: new Map(['a', 'b', 'c', 'd'].map((id, index) => dataset(id, index + 2))),
      render: renderBuiltIn(['report']),
      ...more,
    });
  const order = (of: Partial<Campaign>, more?: object) =>
    plan(of, more)
      .issues.map((issue) => issue.gbifdatasetid)
      .join('');

  /** One report that stands so, of a dataset that stands so. */
  const decided = (
    skippedAs: Report['skippedAs'],
    of: Partial<Dataset> | undefined,
    before: Partial<Campaign> = {},
  ) => {
    const [id, known] = dataset('a', 2);
    const { issues, skipped, failedBefore, dueAgain } = plan(before, {
      reports: [{ ...report('a', 2, skippedAs === undefined), ...(skippedAs === undefined ? {} : { skippedAs }) }],
      datasets: new Map(of === undefined ? [] : [[id, { ...known, ...of }]]),
    });
    const sent = [...issues.map(({ report: key }) => key), ...failedBefore].length;
    return [sent === 1 ? 'sent' : (skipped[0]?.reason ?? 'left'), dueAgain.length];
  };
  const none = { owner: '', repository: '' };

  it.each<[Report['skippedAs'], Partial<Dataset> | undefined, string]>([
    [undefined, {}, 'sent'],
    [undefined, { notify: true }, 'sent'],
    [undefined, undefined, 'missing-dataset'],
    [undefined, none, 'no-repository'],
    [undefined, { notify: false }, 'opted-out'],
    [undefined, { ...none, notify: false }, 'opted-out'],
    ['missing-dataset', undefined, 'left'],
    ['missing-dataset', {}, 'sent'],
    ['missing-dataset', none, 'no-repository'],
    ['missing-dataset', { notify: false }, 'opted-out'],
    ['no-repository', none, 'left'],
    ['no-repository', {}, 'sent'],
    ['no-repository', undefined, 'missing-dataset'],
    ['opted-out', { notify: false }, 'left'],
    ['opted-out', {}, 'left'],
    ['opted-out', undefined, 'left'],
    ['opted-out', { notify: true }, 'sent'],
    ['opted-out', { ...none, notify: true }, 'no-repository'],
  ])('decides on a report that was skipped as %j, with the dataset %j: %s', (skippedAs, of, decision) => {
    expect(decided(skippedAs, of)).toEqual([decision, skippedAs !== undefined && decision === 'sent' ? 1 : 0]);
  });

  it('does not count a report that stays skipped as left to try', () => {
    const stays = { ...report('gone', 6, false), skippedAs: 'missing-dataset' as const };
    const only = { reports: [report('a', 2), stays] };
    expect(plan({ failed: ['201204|a'] }, only)).toMatchObject({ issues: [{ gbifdatasetid: 'a' }], failedBefore: [] });
  });

  const problemsOf = (more: object) => {
    try {
      plan({}, more);
    } catch (error) {
      if (error instanceof ProblemsError) return error.problems;
      throw error;
    }
    return [];
  };

  it.each([
    ['the file without a cursor', {}, 'abcd'],
    ['the file from the cursor on', { cursor: '201204|b' }, 'cdab'],
    ['the file with the cursor at its end', { cursor: '201204|d' }, 'abcd'],
    ['the file with the cursor of another period', { cursor: '201203|b' }, 'abcd'],
    ['the file without reports that failed before', { cursor: '201204|b', failed: ['201204|a', '201204|d'] }, 'cb'],
    ['the file when all reports failed before', { failed: ['a', 'b', 'c', 'd'].map((id) => `201204|${id}`) }, 'abcd'],
  ])('sends in the order of %s', (_, of, expected) => expect(order(of)).toBe(expected));

  it('ignores the failures of a campaign that it does not resume', () => {
    const chosen = { campaign: campaign({ failed: ['201204|a'] }), resumed: false };
    expect(order({}, { chosen })).toBe('abcd');
    expect(plan({ failed: ['201204|a'] }).failedBefore).toEqual(['201204|a']);
  });

  it('omits reports that are not pending, and skips reports without a dataset', () => {
    const { issues, skipped } = plan({}, { reports: [report('a', 2, false), report('x', 3), report('b', 4)] });
    expect(issues.map((issue) => issue.report)).toEqual(['201204|b']);
    expect(skipped).toMatchObject([{ report: '201204|x', reason: 'missing-dataset', line: 3 }]);
  });

  it('sends a testing campaign to the testing repository, with its own key and the real links', () => {
    const config = {
      testing: true,
      testingRepository: { owner: 'network', name: 'tests' },
      reportsUrl: 'http://reports',
      run: { serverUrl: 'https://github.com' },
    };
    const [issue] = plan({ testing: true, id: 'id-1' }, { config }).issues;
    expect(issue).toMatchObject({ target: { owner: 'network', name: 'tests' }, key: '201204|a|id-1' });
    expect(issue?.draft().body).toMatch(/museum\/a\/tree[\s\S]*<!-- report-notifier:201204\|a\|id-1 -->$/);
  });

  it('names the row whose ccode makes the title too long', () => {
    const ccode = 'B'.repeat(300);
    const datasets = new Map([['a', { ...dataset('a', 7)[1], ccode }]]);
    expect(problemsOf({ datasets, reports: [reports[0]] })).toEqual([
      {
        code: 'title-too-long',
        message: `d.csv, line 7: with ccode "${'B'.repeat(80)}…" the issue's title has 353 characters, expected at most 256`,
        place: { file: 'd.csv', line: 7 },
      },
    ]);
    expect(remedyOf('title-too-long')).toMatch(/^Shorten the cell `ccode`/);
  });

  it('names the row of a body that GitHub would refuse', () => {
    const render = () => ({ title: 'x', body: 'x'.repeat(65_536), labels: [], assignees: [] });
    expect(problemsOf({ render, reports: [reports[0]] })).toEqual([
      {
        code: 'issue-too-long',
        message: "r.csv, line 2: the issue's body has 65571 characters, expected at most 65536",
        place: { file: 'r.csv', line: 2 },
      },
    ]);
  });
});

it('listedSince is a year before the period began, or before now when it has not', () => {
  const year = 366 * 24 * 3_600_000;
  expect(listedSince('201204', Date.UTC(2026, 0, 1))).toBe(Date.UTC(2012, 3, 1) - year);
  expect(listedSince('202612', Date.UTC(2026, 9, 7))).toBe(Date.UTC(2026, 9, 7) - year);
});
