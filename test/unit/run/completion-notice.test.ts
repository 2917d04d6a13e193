import { describe, expect, it } from 'vitest';
import { newCampaign } from '../../../src/campaign/choose.ts';
import { BODY_LIMIT } from '../../../src/issue/issue.ts';
import { emptyMarker } from '../../../src/progress/marker.ts';
import { applyEntry, initialState, markerOf, type RunState } from '../../../src/progress/run-state.ts';
import type { Campaign, Outcome } from '../../../src/progress/schema.ts';
import { type Notice, noticeOf, openNotice } from '../../../src/run/completion-notice.ts';
import { keysOf } from '../../../src/shared/keys.ts';
import type { IssueDraft, ListedIssue, ListOutcome, PostOutcome } from '../../../src/shared/target-ports.ts';
import { idOf, manyOf, outcomeOf, SERVER } from '../../support/results.ts';

const about = {
  admins: ['octocat', 'example-network/curators'],
  version: '1.2.3',
  runUrl: `${SERVER}/example-network/reports-index/actions/runs/7`,
};

function ledgerOf(outcomes: Outcome[], campaign: Partial<Campaign> = {}): RunState {
  const state = initialState({
    type: 'started',
    at: 1,
    account: 'example-report-bot',
    indexPath: 'reports-index',
    marker: emptyMarker(),
    campaign: { ...newCampaign({ period: '202610', testing: false }, 'abc-1'), ...campaign },
  });
  for (const outcome of outcomes) applyEntry(state, { type: 'outcome', at: 2, outcome });
  return state;
}

function bodyOf(state: RunState, more: Partial<typeof about> = {}): string {
  return noticeOf(state, { ...about, ...more })?.draft.body ?? '';
}

describe('the text of the notice', () => {
  it('is that of the predecessor of this action', () => {
    const notice = noticeOf(ledgerOf(manyOf('sent', 1, 2)), about);
    expect(notice?.key).toBe('notice|202610|abc-1');
    expect(notice?.draft).toEqual({
      title: 'Usage reports for period 202610',
      labels: [],
      assignees: [],
      body: `Hey there! Just a note to let you know the GitHubIssue process for period 202610 stats has successfully finished. Reports have been stored in their respective GitHub repositories and issues have been created.

@octocat @example-network/curators

In all: 2 sent, 0 found (opened before), 0 skipped, 0 failed, in 1 run. Details are in the [summary of the last run](${about.runUrl}).

Issues submitted for (2) datasets:

- \`${idOf(1)}\` ${SERVER}/example-museum/collection-1/issues/1
- \`${idOf(2)}\` ${SERVER}/example-museum/collection-2/issues/2

Code version: 1.2.3

<!-- report-notifier:notice|202610|abc-1 -->`,
    });
  });

  it('names the failures of a campaign that did not succeed', () => {
    const outcomes = [outcomeOf('sent', 1), outcomeOf('found', 2), outcomeOf('skipped', 3), outcomeOf('failed', 4)];
    const before = { failed: [`202610|${idOf(9)}`], totals: { sent: 40, found: 3, skipped: 2 }, runs: 2 };
    const body = bodyOf(ledgerOf(outcomes, before));
    expect(body).toContain('for period 202610 stats has finished with 2 failures.');
    expect(body).not.toContain('successfully');
    expect(body).toContain('In all: 41 sent, 4 found (opened before), 3 skipped, 2 failed, in 3 runs.');
    expect(body).toContain('Issues submitted for (41) datasets:');
    expect(body).toContain('… and 40 datasets by earlier runs of the campaign.');
    expect(body).toContain(`- \`failed 202610|${idOf(4)} → example-museum/collection-4: not-found (404 Not Found)\``);
    expect(body).toContain(`- \`202610|${idOf(9)}: failed in an earlier run\``);
  });

  it('claims no issues when none was sent', () => {
    const body = bodyOf(ledgerOf([outcomeOf('failed', 1)]));
    expect(body).toContain('has finished with 1 failure. No issue has been created.');
    expect(body).not.toContain('Issues submitted');
  });

  it('counts the issues of earlier runs even when this run sent none', () => {
    const body = bodyOf(ledgerOf([outcomeOf('found', 1)], { totals: { sent: 7, found: 0, skipped: 0 } }));
    expect(body).toContain('Issues submitted for (7) datasets:\n\n… and 7 datasets by earlier runs of the campaign.');
  });

  it.each([
    ['no admins', ledgerOf([outcomeOf('sent', 1)]), { admins: [] }],
    ['a testing campaign', ledgerOf([outcomeOf('sent', 1)], { testing: true }), {}],
    ['an empty campaign', ledgerOf([]), {}],
  ])('does not exist for %s', (_, state, more) => {
    expect(noticeOf(state, { ...about, ...more })).toBeUndefined();
  });

  it('stays below GitHub’s limit with 20,000 issues and as many failures', () => {
    const body = bodyOf(ledgerOf([...manyOf('sent', 1, 20_000), ...manyOf('failed', 30_000, 20_000)]));
    expect(body.length).toBeLessThanOrEqual(BODY_LIMIT);
    expect(body.length).toBeGreaterThan(60_000);
    expect(body).toMatch(/… and [\d,]+ more/);
    expect(keysOf(body)).toEqual(['notice|202610|abc-1']);
  });

  it.each(['`@octocat`', 'x` @octocat `', '[a](b)\n\n@octocat', '<!-- report-notifier:202610|x -->'])(
    'shows %j from the index or GitHub without a mention or markup',
    (text) => {
      const hostile = [
        outcomeOf('sent', 1, { gbifdatasetid: text, url: `${SERVER}/a/b/issues/1` }),
        outcomeOf('sent', 2, { url: text }),
        outcomeOf('failed', 3, { message: text, repository: text, report: text }),
      ];
      const body = bodyOf(ledgerOf(hostile), { admins: ['admin'] });
      const outside = body.replace(/`[^`\n]*`/g, '').replace(/<!-- report-notifier:notice\|202610\|abc-1 -->$/, '');
      expect(outside).not.toContain('octocat');
      expect(outside).not.toContain('<!--');
      expect(keysOf(body)).toEqual(['notice|202610|abc-1']);
    },
  );
});

describe('opening the notice', () => {
  const notice: Notice = { key: 'notice|202610|abc-1', draft: { title: 'T', body: 'B', labels: [], assignees: [] } };
  const listed: ListOutcome = { kind: 'listed', issues: [], movedTo: undefined, requests: 1 };
  const there: ListedIssue = {
    number: 3,
    url: 'u',
    keys: ['notice|202610|abc-1'],
    createdAt: 0,
  };
  const created: PostOutcome = { kind: 'created', number: 1, url: 'url', repository: { owner: 'o', name: 'n' } };
  const unknown: PostOutcome = { kind: 'unknown', message: 'no answer' };
  const refused = { kind: 'refused', reason: 'forbidden', message: '403 Resource not accessible' } as const;

  async function open(lists: ListOutcome[], posts: PostOutcome[]) {
    const said: string[] = [];
    const posted: IssueDraft[] = [];
    let now = 0;
    const log = (message: string) => void said.push(message);
    const index = {
      listIssues: async () => lists.shift() ?? listed,
      createIssue: async (draft: IssueDraft) => {
        posted.push(draft);
        return posts.shift() ?? created;
      },
    };
    const sleep = async (ms: number) => {
      now += ms;
    };
    const clock = { now: () => now, sleep };
    const ports = {
      index: { ...index, look: never, file: never, commit: never, webUrl: () => '' },
      clock,
      log: { debug: log, info: log, warning: log, error: log, group: never },
      cancelled: new AbortController().signal,
    };
    await openNotice(notice, { sinceAt: 0, settledAt: 0 }, ports);
    return { said, posted: posted.length, now };
  }
  const never = () => Promise.reject(new Error('not asked for'));

  it('creates an issue when there is none', async () => {
    expect(await open([], [])).toEqual({ said: ['completion notice: url'], posted: 1, now: 0 });
  });

  it('creates no second issue', async () => {
    expect(await open([{ ...listed, issues: [there] }], [])).toMatchObject({
      said: ['completion notice: u'],
      posted: 0,
    });
  });

  it('waits after a lost answer and then looks for the issue', async () => {
    const { said, posted, now } = await open([listed, { ...listed, issues: [there] }], [unknown]);
    expect({ said, posted }).toEqual({ said: ['completion notice: u'], posted: 1 });
    expect(now).toBeGreaterThanOrEqual(30_000);
  });

  it('looks for the issue once more after the last try', async () => {
    const { said, posted } = await open(
      [listed, listed, listed, { ...listed, issues: [there] }],
      [unknown, unknown, unknown],
    );
    expect({ said, posted }).toEqual({ said: ['completion notice: u'], posted: 3 });
  });

  it.each([
    ['cannot be listed', [refused], []],
    ['cannot be opened', [], [refused]],
    ['is never answered', [], [unknown, unknown, unknown]],
  ] as [string, ListOutcome[], PostOutcome[]][])('warns with a remedy when the notice %s', async (_, lists, posts) => {
    const { said } = await open(lists, posts);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(
      /^The completion notice was not opened: .*`permissions: issues: write`.*\(README, "Tokens"\)$/,
    );
  });
});

describe('the marker of a completed campaign', () => {
  it('keeps the campaign until its flags are committed, so that the next run opens the notice', () => {
    const state = ledgerOf([outcomeOf('sent', 1)]);
    applyEntry(state, { type: 'over', at: 3 });
    expect(markerOf(state).campaigns).toMatchObject([{ id: 'abc-1' }]);
    applyEntry(state, { type: 'committed', at: 4, commit: 'c0ffee', reports: [`202610|${idOf(1)}`] });
    expect(markerOf(state).campaigns).toEqual([]);
  });

  it('drops a testing campaign, which commits no flags', () => {
    const state = ledgerOf([outcomeOf('sent', 1)], { testing: true });
    applyEntry(state, { type: 'over', at: 3 });
    expect(markerOf(state).campaigns).toEqual([]);
  });
});
