import { describe, expect, it } from 'vitest';
import { newCampaign } from '../../../src/campaign/choose.ts';
import type { PlannedIssue } from '../../../src/campaign/plan.ts';
import { deliver } from '../../../src/delivery/deliver.ts';
import type { Delivery, DeliveryEnd } from '../../../src/delivery/delivery.ts';
import { SETTLE_MS } from '../../../src/delivery/existing-issues.ts';
import { emptyMarker } from '../../../src/progress/marker.ts';
import { applyEntry, initialState } from '../../../src/progress/run-state.ts';
import { type JournalEntry, parseJournal, type StartedEntry } from '../../../src/progress/schema.ts';
import { keysOf, withKey } from '../../../src/shared/keys.ts';
import type { AccountOutcome, ListedIssue, PostOutcome, Targets } from '../../../src/shared/target-ports.ts';
import { allShown, silentLog, sleepingClock } from '../../support/memory.ts';

const T = Date.UTC(2012, 4, 3);
/** Lists are that far behind. */
const LAG_MS = 20_000;
const NAMES = ['a', 'b', 'c'];

function planned(name: string): PlannedIssue {
  const report = `201204|${name}`;
  const draft = { title: name, body: withKey('Body', report), labels: [], assignees: [] };
  const target = { owner: 'm', name };
  const place = { file: 'x.csv', line: 2 };
  return {
    report,
    gbifdatasetid: name,
    target,
    reportPlace: place,
    datasetPlace: place,
    key: report,
    link: '',
    draft: () => draft,
  };
}

class Crash extends Error {}

type Answer = (create: () => PostOutcome) => PostOutcome;

/** Repositories in memory, which outlive the runs; `crashAt` ends a run before or after one call of a port. */
function openWorld(
  answers: Record<string, Answer[]> = {},
  account: AccountOutcome = { kind: 'account', login: 'bot' },
) {
  const clock = sleepingClock(T);
  const issues = new Map<string, (ListedIssue & { at: number })[]>();
  const calls = { n: 0, crashAt: Number.POSITIVE_INFINITY, posts: [] as string[], lists: [] as string[] };
  const step = async <T>(effect: () => T): Promise<T> => {
    calls.n += 1;
    const call = calls.n;
    if (call * 2 - 1 === calls.crashAt) throw new Crash();
    const result = effect();
    if (call * 2 === calls.crashAt) throw new Crash();
    return result;
  };
  const create = (name: string, body: string): PostOutcome => {
    const own = issues.get(name) ?? [];
    const number = own.length + 1;
    const url = `https://github.com/m/${name}/issues/${number}`;
    issues.set(name, [...own, { number, url, keys: keysOf(body), createdAt: clock.now(), at: clock.now() }]);
    return { kind: 'created', number, url, repository: { owner: 'm', name } };
  };
  const targets: Targets = {
    sender: async () => ({ kind: 'account', login: 'bot' }),
    creator: async () => ({ kind: 'account', login: 'bot' }),
    checkToken: async () => account,
    listIssues: ({ name }) =>
      step(() => {
        calls.lists.push(name);
        const shown = (issues.get(name) ?? []).filter(({ at }) => at <= clock.now() - LAG_MS);
        return { kind: 'listed', issues: shown, movedTo: undefined, requests: 1 };
      }),
    createIssue: ({ repository: { name } }, draft) =>
      step(() => {
        calls.posts.push(name);
        const answer = answers[name]?.shift();
        const effect = () => create(name, draft.body);
        return answer === undefined ? effect() : answer(effect);
      }),
    inspect: async () => ({ kind: 'unavailable', message: '' }),
    isAssignable: async () => undefined,
  };
  return { clock, issues, calls, targets, step };
}

type World = ReturnType<typeof openWorld>;

interface Run {
  end: DeliveryEnd | 'crashed';
  journal: string[];
  kinds: string[];
}

/** One run over all reports that are not in `done`; its journal is all that is left of it after a crash. */
async function run(
  world: World,
  more: Partial<Delivery> = {},
  done: ReadonlySet<string> = new Set(),
  first = true,
): Promise<Run> {
  const started: StartedEntry = {
    type: 'started',
    at: world.clock.now(),
    account: 'bot',
    indexPath: 'i',
    marker: emptyMarker(),
    campaign: newCampaign({ period: '201204', testing: false }, 'id'),
  };
  const state = initialState(started);
  const journal = [JSON.stringify(started)];
  const delivery: Delivery = {
    ports: {
      targets: world.targets,
      publicView: allShown,
      clock: world.clock,
      log: silentLog,
      cancelled: new AbortController().signal,
    },
    state,
    record: (entry: JournalEntry) =>
      world.step(() => {
        journal.push(JSON.stringify(entry));
        applyEntry(state, entry);
      }),
    ceilings: { perMinute: 20, perHour: 500 },
    startedAt: world.clock.now(),
    deadlineAt: world.clock.now() + 3_600_000,
    settledAt: first ? 0 : world.clock.now() + SETTLE_MS,
    sinceAt: 0,
    maxIssues: undefined,
    testing: false,
    problems: () => [],
    watch: { hear: async () => ({ kind: 'fresh' }), withdrawals: () => new Map() },
    onWaited: () => undefined,
    onOutcome: () => undefined,
    ...more,
  };
  const issues = NAMES.filter((name) => !done.has(name)).map(planned);
  const end = await deliver(issues, delivery).catch((error: unknown) => {
    if (error instanceof Crash) return 'crashed' as const;
    throw error;
  });
  return { end, journal, kinds: state.outcomes.map(({ kind }) => kind) };
}

/** What a post step would have put into the index. */
function committed(journal: readonly string[]): Set<string> {
  return new Set(
    parseJournal(journal).entries.flatMap((entry) =>
      entry.type === 'outcome' && (entry.outcome.kind === 'sent' || entry.outcome.kind === 'found')
        ? [entry.outcome.gbifdatasetid]
        : [],
    ),
  );
}

describe('deliver', () => {
  it('lists, then posts, evenly', async () => {
    const world = openWorld();
    expect(await run(world)).toMatchObject({ end: { kind: 'finished' }, kinds: ['sent', 'sent', 'sent'] });
    expect([world.calls.posts, world.calls.lists.toSorted()]).toEqual([NAMES, NAMES]);
    expect(world.clock.slept.filter((ms) => ms > 0)).toEqual([3_000, 3_000]);
  });

  const unknown: Answer = () => ({ kind: 'unknown', message: 'lost' });
  const lost: Answer = (create) => {
    create();
    return { kind: 'unknown', message: 'lost' };
  };

  it.each<[string, Answer[], string[], number]>([
    ['lost after the effect', [lost], ['sent', 'sent', 'sent'], 1],
    ['lost before the effect', [unknown], ['sent', 'sent', 'sent'], 2],
    ['lost twice', [unknown, unknown], ['sent', 'sent', 'sent'], 3],
    ['lost three times', [unknown, unknown, unknown], ['sent', 'pending', 'sent'], 3],
    ['limited', [() => ({ kind: 'limited', limit: 'secondary', retryAt: T + 60_000 })], ['sent', 'sent', 'sent'], 2],
    ['moved', [() => ({ kind: 'moved', location: '/repositories/1/issues' })], ['sent', 'sent', 'sent'], 2],
    [
      'refused',
      [() => ({ kind: 'refused', payer: 'repository', reason: 'archived', message: '' })],
      ['sent', 'failed', 'sent'],
      1,
    ],
  ])('%s: posts as often as it must', async (_, answers, kinds, posts) => {
    const world = openWorld({ b: answers });
    expect(await run(world)).toMatchObject({ end: { kind: 'finished' }, kinds });
    expect(world.calls.posts.filter((name) => name === 'b')).toHaveLength(posts);
    expect((world.issues.get('b') ?? []).length).toBeLessThanOrEqual(1);
  });

  it('ends when the token is not accepted, when it is cancelled, at max-issues and at the time limit', async () => {
    const unauthorized: Answer = () => ({ kind: 'unauthorized', message: '401' });
    const rejected = { kind: 'unauthorized', message: '401' } as const;
    expect((await run(openWorld({ b: [unauthorized] }, rejected))).end).toMatchObject({ kind: 'stopped' });
    const cancelled = AbortSignal.abort();
    const world = openWorld();
    const ports = { targets: world.targets, publicView: allShown, clock: world.clock, log: silentLog, cancelled };
    expect(await run(world, { ports })).toMatchObject({ end: { kind: 'cancelled' }, kinds: [] });
    expect(await run(openWorld(), { maxIssues: 2 })).toMatchObject({
      end: { kind: 'max-issues' },
      kinds: ['sent', 'sent'],
    });
    expect(await run(openWorld(), { deadlineAt: T + 4_000 })).toMatchObject({
      end: { kind: 'time-limit' },
      kinds: ['sent', 'sent'],
    });
    expect(await run(openWorld(), { deadlineAt: T })).toMatchObject({ end: { kind: 'time-limit' }, kinds: [] });
  });

  // Each call of a port, before and after its effect, with and without the post step's flags.
  const calm = openWorld({ b: [lost] });
  const total = run(calm).then(() => calm.calls.n * 2);

  it('survives a crash at any call of a port: each report has one issue in the end, and never two', async () => {
    const points = await total;
    expect(points).toBeGreaterThan(25);
    for (let crashAt = 1; crashAt <= points; crashAt += 1) {
      for (const postRan of [true, false]) {
        const world = openWorld({ b: [lost] });
        world.calls.crashAt = crashAt;
        const first = await run(world);
        world.calls.crashAt = Number.POSITIVE_INFINITY;
        const second = await run(world, {}, postRan ? committed(first.journal) : new Set(), false);
        const where = `crash at ${crashAt}, post ${postRan}`;
        expect(second.end, where).toEqual({ kind: 'finished' });
        expect(
          NAMES.map((name) => world.issues.get(name)?.length),
          where,
        ).toEqual([1, 1, 1]);
      }
    }
  });
});
