/**
 * A world for the real pipeline: a server with limits, an index of `count` datasets in as many
 * repositories, a cache and a workflow, all on the simulated clock. Nothing fails but for the limits.
 */

import { readConfig } from '../../src/config/config.ts';
import { run } from '../../src/run/run.ts';
import { keysOf } from '../../src/shared/keys.ts';
import type { Ports } from '../../src/shared/ports.ts';
import type { IssueDraft, ListedIssue } from '../../src/shared/target-ports.ts';
import { type SimulatedClock, simulatedClock } from './clock.ts';
import type { Server } from './server.ts';
import { seeded } from './times.ts';

/** Milliseconds that a request takes, from and to; the server counts an issue somewhere in the first third. */
const LATENCY_MS = { open: [150, 450], ask: [80, 250], commit: [2_000, 5_000], save: [1_000, 3_000] } as const;
/** From a dispatch to the start of the run, with its checkout and its runner. */
const LAUNCH_MS = 30_000;
const PERIOD = '202610';

export interface Campaign {
  server: Server;
  count: number;
  inputs: Readonly<Record<string, string>>;
  startAt: number;
  seed: number;
  /** What an earlier campaign left in the cache. */
  marker?: Uint8Array | undefined;
  /** The cache loses everything before each run. */
  forgetful?: boolean;
  /** The repositories belong to so many owners, one after the other; 1 when absent. */
  owners?: number;
}

export interface Line {
  at: number;
  text: string;
}

export interface Course {
  /** When the first issue was posted, and when the last was answered. */
  firstAt: number;
  lastAt: number;
  runs: number;
  lines: Line[];
  /** The longest time without a line, within runs. */
  silenceMs: number;
  /** Requests sent between a refusal's answer and the time that it named. */
  duringHolds: number;
  marker: Uint8Array | undefined;
  /** Status and message of the last run, and what comes after it. */
  status: string;
  message: string;
  next: string;
}

/** One campaign, over as many runs as the action starts by itself. */
export async function runCampaign(campaign: Campaign): Promise<Course> {
  const clock = simulatedClock(campaign.startAt);
  const world = openWorld(campaign, clock);
  const course = { runs: 0, silenceMs: 0, status: '', message: '', next: '' };
  for (;;) {
    course.runs += 1;
    if (campaign.forgetful === true) world.loseMarker();
    const startedAt = clock.now();
    const config = readConfig(environmentOf(campaign, course.runs), () => true);
    const result = await clock.drive(run({ config, ports: world.ports, version: 'bench' }));
    course.silenceMs = Math.max(course.silenceMs, longestSilence(world.lines, startedAt, clock.now()));
    course.status = result.status;
    course.message = result.message;
    course.next = result.next?.text ?? '';
    if (!result.relaunched) break;
    clock.skip(LAUNCH_MS);
  }
  return { ...course, ...world.course(), lines: world.lines, marker: world.marker() };
}

function environmentOf({ inputs }: Campaign, runNumber: number): Record<string, string> {
  const given = { token: 'example', 'index-token': 'example', 'workflow-token': 'another', period: PERIOD, ...inputs };
  return {
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    GITHUB_REPOSITORY: 'example-network/reports-index',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_EVENT_NAME: 'workflow_dispatch',
    GITHUB_RUN_NUMBER: String(runNumber),
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: String(1_000 + runNumber),
    GITHUB_WORKFLOW_REF: 'example-network/reports-index/.github/workflows/notify.yml@refs/heads/main',
  };
}

interface World {
  ports: Ports;
  lines: Line[];
  marker: () => Uint8Array | undefined;
  loseMarker: () => void;
  course: () => { firstAt: number; lastAt: number; duringHolds: number };
}

function openWorld({ server, count, seed, marker: given, owners }: Campaign, clock: SimulatedClock): World {
  const random = seeded(seed);
  const lines: Line[] = [];
  const say = (text: string) => void lines.push({ at: clock.now(), text });
  const issues = new Map<string, ListedIssue[]>();
  let marker: Uint8Array<ArrayBufferLike> | undefined = given;
  let firstAt: number | undefined;
  let lastAt = clock.now();
  let heldUntilAt = 0;
  let duringHolds = 0;

  const takes = async ([from, to]: readonly [number, number], part = 1): Promise<void> => {
    await clock.sleep((from + (to - from) * random()) * part);
  };
  const leaves = (): void => {
    if (clock.now() < heldUntilAt) duringHolds += 1;
  };
  const ask = async <T>(answer: () => T) => {
    leaves();
    await takes(LATENCY_MS.ask, 0.5);
    const refusal = server.ask(clock.now());
    await takes(LATENCY_MS.ask, 0.5);
    if (refusal?.retryAt !== undefined) heldUntilAt = Math.max(heldUntilAt, refusal.retryAt);
    return refusal ?? answer();
  };
  const open = async (repository: string, draft: IssueDraft) => {
    firstAt ??= clock.now();
    leaves();
    await takes(LATENCY_MS.open, 0.33 * random());
    const refusal = server.open(clock.now(), repositoryNamed(repository).owner);
    const createdAt = clock.now();
    await takes(LATENCY_MS.open, 0.67);
    if (refusal?.retryAt !== undefined) heldUntilAt = Math.max(heldUntilAt, refusal.retryAt);
    if (refusal !== undefined) return refusal;
    lastAt = clock.now();
    const opened = issues.get(repository) ?? [];
    const number = opened.length + 1;
    const url = `https://github.com/${repository}/issues/${number}`;
    issues.set(repository, [...opened, { number, url, keys: keysOf(draft.body), createdAt }]);
    const serverAt = server.date(clock.now());
    return { kind: 'created' as const, number, url, repository: repositoryNamed(repository), serverAt };
  };

  const account = () => ({ kind: 'account' as const, login: 'example-report-bot' });
  let known: ReturnType<typeof account> | undefined;
  const whoAmI = async () => {
    const answer = known ?? (await ask(account));
    if (answer.kind === 'account') known = answer;
    return answer;
  };

  const shown = async () => {
    await takes(LATENCY_MS.ask);
    return { kind: 'shown' as const };
  };

  const ports: Ports = {
    targets: {
      sender: whoAmI,
      creator: whoAmI,
      checkToken: whoAmI,
      listIssues: ({ owner, name }) =>
        ask(() => {
          const listed = issues.get(`${owner}/${name}`) ?? [];
          return { kind: 'listed' as const, issues: listed, movedTo: undefined, requests: 1 };
        }),
      createIssue: ({ repository: { owner, name } }, draft) => open(`${owner}/${name}`, draft),
      inspect: async () => ({ kind: 'unavailable', message: 'not part of this world' }),
      isAssignable: async () => undefined,
    },
    publicView: { profile: shown, repository: shown, issue: shown },
    webPages: { ask: async () => ({ kind: 'answered', status: 200 }) },
    index: openIndex(count, owners ?? 1, takes),
    workflow: { typed: {}, dispatch: async () => ({ kind: 'dispatched', runUrl: undefined }) },
    marker: {
      load: async () => (marker === undefined ? { kind: 'absent' } : { kind: 'loaded', bytes: marker, key: 'bench' }),
      save: async (bytes) => {
        await takes(LATENCY_MS.save);
        marker = bytes;
        return { kind: 'saved', key: 'bench' };
      },
    },
    journal: { append: async () => undefined },
    clock,
    random,
    log: { debug: say, info: say, warning: say, error: say, group: (_, work) => work() },
    cancelled: new AbortController().signal,
  };
  return {
    ports,
    lines,
    marker: () => marker,
    loseMarker: () => {
      marker = undefined;
    },
    course: () => ({ firstAt: firstAt ?? clock.now(), lastAt, duringHolds }),
  };
}

function repositoryNamed(fullName: string): { owner: string; name: string } {
  const [owner = '', name = ''] = fullName.split('/');
  return { owner, name };
}

/** Owners take turns. */
export function ownerOf(index: number, owners: number): string {
  return owners === 1 ? 'example-museum' : `example-museum-${index % owners}`;
}

function openIndex(
  count: number,
  owners: number,
  takes: (range: readonly [number, number]) => Promise<void>,
): Ports['index'] {
  const text = (lines: string[]) => new TextEncoder().encode(`${lines.join('\n')}\n`);
  const numbers = Array.from({ length: count }, (_, index) => String(index).padStart(6, '0'));
  const files = new Map<string, Uint8Array>([
    ['reports-index/periods.csv', text(['period,year,month,status', `${PERIOD},2026,10,`])],
    [
      'reports-index/datasets.csv',
      text([
        'gbifdatasetid,ccode,github_orgname,github_reponame',
        ...numbers.map((n, index) => `dataset-${n},C${n},${ownerOf(index, owners)},collection-${n}`),
      ]),
    ],
    [
      `reports-index/reports/${PERIOD}.csv`,
      text(['gbifdatasetid,stored,issue_sent', ...numbers.map((n) => `dataset-${n},true,false`)]),
    ],
  ]);
  let commits = 0;
  return {
    look: async () => {
      await takes(LATENCY_MS.ask);
      return { kind: 'head', head: { branch: 'main', commit: `commit-${commits}` } };
    },
    file: async (path, commit) => {
      const bytes = files.get(path);
      if (bytes === undefined) return undefined;
      const open = async () => {
        await takes(LATENCY_MS.ask);
        return { bytes: chunks(bytes), isDamaged: () => false };
      };
      return { kind: 'file', sha: `${path} at ${commit}`, open };
    },
    commit: async (_, changes) => {
      await takes(LATENCY_MS.commit);
      for (const { path, bytes } of changes) files.set(path, bytes);
      commits += 1;
      return { kind: 'committed', commit: `commit-${commits}` };
    },
    listIssues: async () => ({ kind: 'unavailable', message: 'not part of this world' }),
    createIssue: async () => ({ kind: 'unknown', message: 'not part of this world' }),
    webUrl: (path) => path,
  };
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function longestSilence(lines: readonly Line[], from: number, until: number): number {
  let longest = 0;
  let last = from;
  for (const { at } of lines) {
    if (at < from) continue;
    longest = Math.max(longest, at - last);
    last = at;
  }
  return Math.max(longest, until - last);
}
