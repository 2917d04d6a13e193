/** `run` in a world of memory, for situations that the end-to-end tests cannot time to the instant. */

import { type Config, readConfig } from '../../src/config/config.ts';
import type { Marker } from '../../src/progress/schema.ts';
import { run } from '../../src/run/run.ts';
import type { FileChange } from '../../src/shared/index-ports.ts';
import { keysOf } from '../../src/shared/keys.ts';
import type { Ports } from '../../src/shared/ports.ts';
import type { IssueDraft, PostOutcome, PostTarget } from '../../src/shared/target-ports.ts';
import { datasetsFile, OWNER, PERIOD, periodsFile, reportsFile } from './index-files.ts';
import { usableMarker } from './marker.ts';
import { allShown, fileOf, seen, silentLog, sleepingClock } from './memory.ts';

const START = Date.UTC(2012, 4, 3);

export interface RunWorldOptions {
  /** `with:`, on top of tokens and period. */
  inputs?: Record<string, string>;
  /** Datasets in datasets.csv. */
  datasets?: readonly string[];
  /** Owners of the repositories, in turns. */
  owners?: readonly string[];
  /** Content of the period's file; default: the reports of `datasets`, all pending. */
  reports?: string;
  /** What the `n`th POST comes to (from 1); undefined: the issue is opened. */
  post?: (n: number, now: number) => PostOutcome | undefined;
  /** Whether an issue is there although its POST got no clear answer; default: it is. */
  isOpened?: boolean;
  /** Called when the `n`th commit has landed. */
  committed?: (n: number, stop: AbortController) => void;
  /** Called for the `n`th journal entry; what it throws the disk throws. */
  journal?: (n: number) => void;
  env?: Record<string, string>;
}

export function runWorld(options: RunWorldOptions = {}) {
  const { inputs = {}, datasets = ['a', 'b', 'c'], env = {} } = options;
  const clock = sleepingClock(START);
  const stop = new AbortController();
  const file = (text: string) => new TextEncoder().encode(text);
  const files = new Map<string, Uint8Array>([
    ['reports-index/periods.csv', file(periodsFile())],
    ['reports-index/datasets.csv', file(datasetsFile(datasets, options.owners))],
    [`reports-index/reports/${PERIOD}.csv`, file(options.reports ?? reportsFile(datasets))],
  ]);
  const happened = {
    /** Names of the repositories that were posted to, and the times. */
    posts: [] as { to: string; at: number }[],
    dispatches: [] as { at: number; inputs: object }[],
    commits: 0,
    log: [] as string[],
  };
  const opened: { to: string; draft: IssueDraft; at: number }[] = [];
  let entries = 0;
  let marker: Uint8Array | undefined;
  const say = (kind: string) => (message: string) => void happened.log.push(`${kind}${message}`);

  const createIssue = async ({ repository }: PostTarget, draft: IssueDraft): Promise<PostOutcome> => {
    happened.posts.push({ to: repository.name, at: clock.now() });
    const other = options.post?.(happened.posts.length, clock.now());
    if (other !== undefined && (other.kind !== 'unknown' || options.isOpened === false)) return other;
    opened.push({ to: repository.name, draft, at: clock.now() });
    const url = `https://github.com/${OWNER}/${repository.name}/issues/${opened.length}`;
    return other ?? { kind: 'created', number: opened.length, url, repository };
  };

  const ports: Ports = {
    targets: {
      sender: async () => ({ kind: 'account', login: 'bot' }),
      creator: async () => ({ kind: 'account', login: 'bot' }),
      checkToken: async () => ({ kind: 'account', login: 'bot' }),
      // Lists are 20 s behind.
      listIssues: async (repository) => ({
        kind: 'listed',
        issues: opened
          .filter(({ to, at }) => to === repository.name && at <= clock.now() - 20_000)
          .map(({ draft, at }, n) => ({ number: n + 1, url: '', keys: keysOf(draft.body), createdAt: at })),
        movedTo: undefined,
        requests: 1,
      }),
      createIssue,
      inspect: async () => ({ kind: 'unavailable', message: '' }),
      isAssignable: async () => undefined,
    },
    publicView: allShown,
    webPages: { ask: async () => ({ kind: 'answered', status: 200 }) },
    index: {
      look: async () => seen(`commit-${happened.commits}`),
      file: async (path) => fileOf(files.get(path)),
      commit: async (_, changes: FileChange[]) => {
        for (const { path, bytes } of changes) files.set(path, bytes);
        happened.commits += 1;
        options.committed?.(happened.commits, stop);
        return { kind: 'committed', commit: `commit-${happened.commits}` };
      },
      listIssues: async () => ({ kind: 'listed', issues: [], movedTo: undefined, requests: 1 }),
      createIssue: async () => ({ kind: 'unknown', message: '' }),
      webUrl: (path) => path,
    },
    workflow: {
      typed: {},
      dispatch: async (given) => {
        happened.dispatches.push({ at: clock.now(), inputs: given });
        return { kind: 'dispatched', runUrl: undefined };
      },
    },
    marker: {
      load: async () => (marker === undefined ? { kind: 'absent' } : { kind: 'loaded', bytes: marker, key: 'key' }),
      save: async (bytes) => {
        marker = bytes;
        return { kind: 'saved', key: 'key' };
      },
    },
    journal: {
      append: async () => {
        entries += 1;
        options.journal?.(entries);
      },
    },
    clock,
    random: () => 0.5,
    log: { ...silentLog, info: say(''), warning: say('Warning: '), error: say('Error: ') },
    cancelled: stop.signal,
  };

  const config: Config = readConfig(environment(inputs, env), () => true);
  return {
    ports,
    clock,
    happened,
    run: (more: { earlierStep?: boolean } = {}) => run({ config, ports, version: '0.0.0', ...more }),
    /** A file of the index as it is now. */
    file: (path: string) => new TextDecoder().decode(files.get(`reports-index/${path}`)),
    /** The marker as it was saved last. */
    marker: (): Marker => usableMarker(marker ?? new Uint8Array(), clock.now()),
  };
}

function environment(inputs: Record<string, string>, env: Record<string, string>): Record<string, string> {
  const given = { token: 'pat', 'index-token': 'job', 'workflow-token': 'job', period: PERIOD, ...inputs };
  const named = Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return {
    GITHUB_REPOSITORY: 'example-network/reports-index',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_EVENT_NAME: 'workflow_dispatch',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_WORKFLOW_REF: 'example-network/reports-index/.github/workflows/notify.yml@refs/heads/main',
    ...Object.fromEntries(named),
    ...env,
  };
}
