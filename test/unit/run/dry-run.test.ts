import { describe, expect, it } from 'vitest';
import type { Plan, PlannedIssue } from '../../../src/campaign/plan.ts';
import { readConfig } from '../../../src/config/config.ts';
import { outputsOf, resultLines } from '../../../src/output/outputs.ts';
import type { ReportsIndex } from '../../../src/reports-index/read.ts';
import { dryRun } from '../../../src/run/dry-run.ts';
import { type Place, ProblemsError } from '../../../src/shared/problem.ts';
import type { PageAnswer } from '../../../src/shared/public-ports.ts';
import type { Repository } from '../../../src/shared/repository.ts';
import type { AccountOutcome, TargetState } from '../../../src/shared/target-ports.ts';
import { idOf } from '../../support/results.ts';

const fine: TargetState = {
  kind: 'exists',
  repository: { owner: '', name: '' },
  archived: false,
  issuesEnabled: true,
  private: false,
  watchers: 3,
  mayOpenIssues: true,
  mayPush: true,
};

function issueOf(
  n: number,
  more: Partial<PlannedIssue> & { labels?: string[]; assignees?: string[] } = {},
): PlannedIssue {
  const { labels = ['report'], assignees = [], ...rest } = more;
  return {
    report: `202610|${idOf(n)}`,
    gbifdatasetid: idOf(n),
    target: { owner: 'example-museum', name: `collection-${n}` },
    reportPlace: { file: 'reports-index/reports/202610.csv', line: n + 1 },
    datasetPlace: { file: 'reports-index/datasets.csv', line: n + 1 },
    key: `202610|${idOf(n)}`,
    link: '',
    draft: () => ({ title: `Title ${n}`, body: `Body ${n}`, labels, assignees }),
    ...rest,
  };
}

function issues(count: number): PlannedIssue[] {
  return Array.from({ length: count }, (_, at) => issueOf(at + 1));
}

const index: ReportsIndex = {
  paths: { periods: 'reports-index/periods.csv', datasets: 'reports-index/datasets.csv', reports: 'r.csv' },
  snapshot: { head: { branch: 'main', commit: 'c0ffee' }, periods: new Uint8Array(), reports: new Uint8Array() },
  shas: [],
  period: { period: '202610', year: 2026, month: 10, status: '', line: 2 },
  reports: [],
  counts: { rows: 0, stored: 0, sent: 0, skipped: 0, pending: 0, unstored: 0, reasons: new Map() },
  datasets: new Map(),
  periods: [],
  unknown: new Set(),
};

interface Setup {
  plan?: Partial<Plan>;
  inputs?: Record<string, string>;
  sender?: AccountOutcome;
  /** GitHub's answer for a target; `n` counts the requests. */
  inspect?: (target: Repository, n: number, now: number) => TargetState;
  page?: (url: string) => Promise<PageAnswer>;
  latencyMs?: number;
  estimateMs?: number;
  stopAt?: number;
}

/** Runs a dry run on a clock that jumps from one timer to the next. */
async function run(setup: Setup) {
  const { plan = {}, inspect = (target) => ({ ...fine, repository: target }), latencyMs = 150 } = setup;
  const timers: { at: number; go: () => void }[] = [];
  const stop = new AbortController();
  const asked: number[] = [];
  const said: string[] = [];
  const annotations: { message: string; place: Place | undefined }[] = [];
  let now = 0;
  let open = 0;
  let most = 0;
  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal?.aborted) return resolve();
      signal?.addEventListener('abort', () => resolve(), { once: true });
      timers.push({ at: now + ms, go: resolve });
    });
  const targets = {
    sender: async () => setup.sender ?? ({ kind: 'account', login: 'example-report-bot' } as const),
    inspect: async (target: Repository) => {
      asked.push(now);
      open += 1;
      most = Math.max(most, open);
      const state = inspect(target, asked.length, now);
      await sleep(latencyMs);
      open -= 1;
      return state;
    },
    isAssignable: async (_: Repository, login: string) => login !== 'gone',
    creator: never,
    checkToken: never,
    listIssues: never,
    createIssue: never,
  };
  const log = {
    debug: never,
    info: (message: string) => void said.push(message),
    warning: (message: string, place?: Place) => void annotations.push({ message, place }),
    error: (message: string, place?: Place) => void annotations.push({ message, place }),
    group: <T>(_: string, work: () => Promise<T>) => work(),
  };
  const environment = {
    INPUT_TOKEN: 't',
    'INPUT_INDEX-TOKEN': 't',
    'INPUT_WORKFLOW-TOKEN': 't',
    GITHUB_REPOSITORY: 'example-network/reports-index',
  };
  let ended = false;
  const result = dryRun({
    plan: { issues: [], skipped: [], failedBefore: [], dueAgain: [], ...plan },
    index,
    config: readConfig({ ...environment, ...setup.inputs }, () => true),
    ports: {
      targets,
      webPages: { ask: setup.page ?? never },
      clock: { now: () => now, sleep },
      log,
      cancelled: stop.signal,
    },
    estimateMs: setup.estimateMs ?? 60_000,
  }).finally(() => {
    ended = true;
  });
  result.catch(() => undefined);
  while (!ended) {
    // Everything that does not wait for a timer runs first.
    await new Promise((resolve) => setImmediate(resolve));
    timers.sort((a, b) => a.at - b.at);
    const next = timers.shift();
    if (next === undefined) continue;
    now = Math.max(now, next.at);
    if (setup.stopAt !== undefined && now >= setup.stopAt) stop.abort();
    next.go();
  }
  return { result: await result, asked, most, said, annotations, now };
}

const never = (): never => {
  throw new Error('not asked for');
};

/** The most requests in any minute. */
function mostInAMinute(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length));
}

describe('many targets', () => {
  it('are checked in less than two minutes a thousand, with at most 900 requests a minute and 10 at once', async () => {
    const { result, asked, most, now } = await run({ plan: { issues: issues(1_000) }, latencyMs: 600 });
    expect(asked).toHaveLength(1_000);
    expect(now).toBeLessThan(120_000);
    expect(mostInAMinute(asked)).toBeLessThanOrEqual(900);
    expect(most).toBeLessThanOrEqual(10);
    expect(result.status).toBe('success');
    expect(result.dryRun?.checks).toHaveLength(1_000);
  });

  it('need at most 900 requests a minute even when all have moved, which costs a second request each', async () => {
    const { asked, result } = await run({
      plan: { issues: issues(1_000) },
      inspect: ({ name }) => ({ ...fine, repository: { owner: 'elsewhere', name } }),
    });
    expect(2 * mostInAMinute(asked)).toBeLessThanOrEqual(900);
    expect(result.dryRun?.checks.every(({ kind }) => kind === 'remark')).toBe(true);
  });

  it('are checked once each, even with several datasets', async () => {
    const target = { owner: 'Example-Museum', name: 'Birds' };
    const again = { owner: 'example-museum', name: 'birds' };
    const { asked, result } = await run({
      plan: { issues: [issueOf(1, { target }), issueOf(2, { target: again, labels: ['other'] })] },
      inspect: (repository) => ({ ...fine, repository, mayPush: false }),
    });
    expect(asked).toHaveLength(1);
    expect(result.dryRun?.checks).toMatchObject([
      { kind: 'remark', what: expect.stringContaining('GitHub would drop label "report", label "other"') },
    ]);
  });
});

describe('the checks', () => {
  it('pause until the time that GitHub named when it limits requests', async () => {
    const { asked, result, now } = await run({
      plan: { issues: issues(40) },
      inspect: (repository, n, at) =>
        n >= 5 && at < 30_000 ? { kind: 'limited', limit: 'secondary', retryAt: 30_000 } : { ...fine, repository },
    });
    // Requests that were sent before the first refusal arrived are not counted.
    expect(asked.filter((at) => at > 600 && at < 30_000)).toEqual([]);
    expect(mostInAMinute(asked)).toBeLessThan(60);
    expect(result.dryRun?.checks.every(({ kind }) => kind === 'fine')).toBe(true);
    expect(now).toBeLessThan(40_000);
  });

  it('end when the wait is long, and leave the other targets unchecked', async () => {
    const { asked, result, now } = await run({
      plan: { issues: issues(500) },
      inspect: (repository, n) =>
        n > 100 ? { kind: 'limited', limit: 'primary', retryAt: 3_000_000 } : { ...fine, repository },
    });
    expect(asked.length).toBeLessThanOrEqual(110);
    expect(now).toBeLessThan(60_000);
    expect(result.message).toContain('400 targets could not be checked');
  });

  it('end after a few refusals without a time, each with a pause of a minute', async () => {
    const { asked, now, result } = await run({
      plan: { issues: issues(30) },
      inspect: () => ({ kind: 'limited', limit: 'secondary' }),
    });
    expect(asked.length).toBeLessThanOrEqual(40);
    expect(now).toBeLessThan(5 * 60_000);
    expect(result.message).toContain('30 targets could not be checked');
  });

  it('end when GitHub no longer accepts the token', async () => {
    const { asked, result } = await run({
      plan: { issues: issues(300) },
      inspect: (repository, n) =>
        n > 20 ? { kind: 'unauthorized', message: '401 Bad credentials' } : { ...fine, repository },
    });
    expect(asked.length).toBeLessThanOrEqual(30);
    expect(result.status).toBe('failed');
  });

  it('end at once when the run is cancelled', async () => {
    const { asked, result, now } = await run({ plan: { issues: issues(1_000) }, stopAt: 5_000 });
    expect(asked.length).toBeLessThan(100);
    expect(now).toBeLessThan(6_000);
    expect(result.cancelled).toBe(true);
  });
});

describe('the check of a target', () => {
  const refused = (reason: 'not-found' | 'forbidden', message: string): TargetState => ({
    kind: 'refused',
    payer: reason === 'forbidden' ? 'token' : 'repository',
    reason,
    message,
  });

  it.each([
    ['a usable repository', {}, { kind: 'fine' }],
    ['an archived repository', { archived: true }, { kind: 'fails', code: 'target-archived', what: 'it is archived' }],
    ['a repository without issues', { issuesEnabled: false }, { kind: 'fails', code: 'target-issues-disabled' }],
    [
      'a public repository that the token may not write to',
      { mayOpenIssues: false },
      { kind: 'fails', code: 'target-missing-scope', what: 'the token lacks the scope public_repo' },
    ],
    [
      'a private repository that the token may not write to',
      { mayOpenIssues: false, private: true },
      { kind: 'fails', what: 'the token lacks the scope repo' },
    ],
    ['a repository of which GitHub does not tell the scopes', { mayOpenIssues: undefined }, { kind: 'fine' }],
    [
      'a repository that has moved',
      { repository: { owner: 'new', name: 'name' } },
      { kind: 'remark', what: 'moved to new/name: correct datasets.csv; the issue would be opened there' },
    ],
    [
      'a repository whose name has another case',
      { repository: { owner: 'EXAMPLE-museum', name: 'Collection-1' } },
      { kind: 'fine' },
    ],
    [
      'a repository without push access',
      { mayPush: false },
      {
        kind: 'remark',
        what: 'GitHub would drop label "report", assignee octocat: the token\'s account has no push access',
      },
    ],
  ])('recognizes %s', async (_, state, expected) => {
    const { result } = await run({
      plan: { issues: [issueOf(1, { assignees: ['octocat'] })] },
      inspect: (repository) => ({ ...fine, repository, ...state }),
    });
    expect(result.dryRun?.checks).toMatchObject([{ repository: 'example-museum/collection-1', ...expected }]);
    expect(result.status).toBe(expected.kind === 'fails' ? 'failed' : 'success');
  });

  it.each([
    [
      'a refusal',
      refused('not-found', '404 Not Found'),
      { kind: 'fails', code: 'target-not-found', what: 'not-found (404 Not Found)' },
    ],
    [
      'a missing answer',
      { kind: 'unavailable', message: 'no answer' } as const,
      { kind: 'unchecked', what: 'not checked: no answer' },
    ],
  ])('handles %s', async (_, state, expected) => {
    const { result } = await run({ plan: { issues: [issueOf(1)] }, inspect: () => state });
    expect(result.dryRun?.checks).toMatchObject([expected]);
  });

  it('annotates the row of a dataset whose issue would fail, with the remedy', async () => {
    const { annotations } = await run({
      plan: { issues: [issueOf(7)] },
      inspect: () => refused('not-found', '404 Not Found'),
    });
    expect(annotations).toEqual([
      {
        message:
          'example-museum/collection-7 would fail: not-found (404 Not Found). Correct the repository in datasets.csv. A private repository must give the account of the token access. (README, "The reports index")',
        place: { file: 'reports-index/datasets.csv', line: 8 },
      },
    ]);
  });
});

describe('the output of a dry run', () => {
  const skipped = {
    kind: 'skipped',
    report: '202610|x',
    gbifdatasetid: 'x',
    repository: '',
    reason: 'missing-dataset',
    line: 9,
  } as const;

  it('shows every title with its target, and the first body in full', async () => {
    const { said, result } = await run({ plan: { issues: issues(2), skipped: [skipped] } });
    expect(said.slice(0, 5)).toEqual([
      `202610|${idOf(1)} → example-museum/collection-1: Title 1`,
      `202610|${idOf(2)} → example-museum/collection-2: Title 2`,
      'skipped 202610|x: missing-dataset',
      'The first body in full:',
      '  Body 1',
    ]);
    expect(result.dryRun).toMatchObject({ firstBody: 'Body 1', titles: [{ title: 'Title 1' }, { title: 'Title 2' }] });
    expect(result.message).toBe(
      'Dry run for period 202610: 2 issues would be opened in about 1 min 0 s, 1 skipped. Nothing was written.',
    );
  });

  it.each([
    [
      'a small campaign',
      {},
      60_000,
      [
        'Open 2 issues as example-report-bot, in about 1 min 0 s',
        'Commit the flags to branch main of example-network/reports-index after every 100 issues, and at the end',
        'Open no completion notice',
      ],
    ],
    [
      'a long campaign',
      { 'INPUT_TIME-LIMIT': '60', INPUT_ADMINS: 'octocat, org/team' },
      9_000_000,
      [
        'Open 2 issues as example-report-bot, in about 2 h 30 min',
        'Stop after 1 h 00 min (`time-limit`) and start itself again, about 3 runs in all',
        expect.any(String),
        'Open a completion notice in example-network/reports-index for octocat, org/team',
      ],
    ],
    [
      'a long campaign without relaunch',
      { 'INPUT_TIME-LIMIT': '60', INPUT_RELAUNCH: 'false' },
      9_000_000,
      [
        expect.any(String),
        'Stop after 1 h 00 min (`time-limit`) and leave the rest for the next run',
        expect.any(String),
        expect.any(String),
      ],
    ],
    [
      'a campaign with max-issues',
      { 'INPUT_MAX-ISSUES': '1' },
      60_000,
      [
        expect.any(String),
        'Stop after 1 issue (`max-issues`), and leave the rest for the next run',
        expect.any(String),
        expect.any(String),
      ],
    ],
    [
      'a testing campaign',
      { INPUT_TESTING: 'true', 'INPUT_TESTING-REPOSITORY': 'a/b', INPUT_ADMINS: 'octocat' },
      60_000,
      [expect.any(String), 'Commit nothing, because it is a testing campaign', 'Open no completion notice'],
    ],
  ])('describes the steps of a real run for %s', async (_, inputs, estimateMs, intentions) => {
    const { result, said } = await run({ plan: { issues: issues(2) }, inputs, estimateMs });
    expect(result.dryRun?.intentions).toEqual(intentions);
    expect(said).toEqual(expect.arrayContaining(result.dryRun?.intentions ?? []));
  });

  it('is in the outputs and the results file', async () => {
    const { result } = await run({
      plan: { issues: issues(2), skipped: [skipped] },
      inspect: (repository) => ({ ...fine, repository, archived: repository.name === 'collection-2' }),
    });
    expect(outputsOf(result, 'x')).toMatchObject({
      status: 'failed',
      sent: '0',
      failed: '1',
      skipped: '1',
      pending: '2',
    });
    const lines = resultLines(result)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { kind: 'skipped', report: '202610|x' },
      { kind: 'planned', title: 'Title 1', repository: 'example-museum/collection-1', target: { kind: 'fine' } },
      { kind: 'planned', title: 'Title 2', target: { kind: 'fails', code: 'target-archived' } },
    ]);
  });

  it('counts target repositories that would fail, not their reports', async () => {
    const target = { owner: 'example-museum', name: 'old' };
    const { result } = await run({
      plan: { issues: [issueOf(1, { target }), issueOf(2, { target }), issueOf(3)] },
      inspect: (repository) => ({ ...fine, repository, archived: repository.name === 'old' }),
    });
    expect(outputsOf(result, 'x')).toMatchObject({ failed: '1', pending: '3' });
  });
});

describe('the token of a dry run', () => {
  it.each([
    ['is not accepted', { kind: 'unauthorized', message: '401 Bad credentials' } as const, 'token-rejected'],
    [
      'has no known account',
      { kind: 'refused', payer: 'token', reason: 'forbidden', message: '403' } as const,
      'account-unknown',
    ],
  ])('ends the dry run like a real run when it %s', async (_, sender, code) => {
    const thrown: unknown = await run({ plan: { issues: issues(3) }, sender }).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ProblemsError);
    expect((thrown as ProblemsError).problems).toMatchObject([{ code }]);
  });

  it('is named by its role while GitHub does not tell its account', async () => {
    const { result } = await run({ plan: { issues: issues(1) }, sender: { kind: 'unavailable', message: 'x' } });
    expect(result.dryRun?.intentions[0]).toBe('Open 1 issue as the account of the token, in about 1 min 0 s');
  });
});
