/**
 * Commits the flags and saves the marker, while a run sends and at its end. Used by the main step, and by the post step
 * when main was killed.
 */

import type { IndexPaths, Snapshot } from '../reports-index/read.ts';
import type { StatusChange } from '../reports-index/write.ts';
import type { Ports } from '../shared/ports.ts';
import { type Problem, withRemedy } from '../shared/problem.ts';
import { count } from '../shared/text.ts';
import { commitFlags, type FlagCommit, type FlagCommitResult, type Written } from './commit-flags.ts';
import { markerBytes } from './marker.ts';
import { compare, issueAt, overlapProblem } from './overlap.ts';
import type { Recorder } from './recorder.ts';
import { markerOf, type RunState } from './run-state.ts';
import type { Outcome } from './schema.ts';

export interface CheckpointsInput {
  recorder: Recorder;
  ports: Pick<Ports, 'index' | 'marker' | 'clock' | 'random' | 'log'>;
  paths: IndexPaths;
  /** The index as the run read it at its start. */
  snapshot: Snapshot;
  /** The action's version, for the commit message. */
  version: string;
  /** The name that a repository has now; undefined when GitHub does not tell. */
  presentName?: (repository: string) => Promise<string | undefined>;
}

export interface Checkpoints {
  /**
   * Writes the missing flags and the period's status into the index. Returns the problems that prevented it, or that
   * the index has although it took the flags.
   */
  commit(): Promise<readonly Problem[]>;
  /** Saves the marker. Returns its key; undefined when there is no cache. */
  save(): Promise<string | undefined>;
  /** Starts commit and save in the background, unless they are already running. */
  start(): void;
  /** Resolves when no checkpoint is running. */
  settled(): Promise<void>;
  /** Problems of a checkpoint that no retry solves: the run must end. */
  problems(): readonly Problem[];
  /** Replaces the index that the next commit starts from. */
  adopt(snapshot: Snapshot): void;
  /** The commits of this run, each by the commit that it was put on. */
  readonly ownCommits: ReadonlyMap<string, string>;
}

export function openCheckpoints(input: CheckpointsInput): Checkpoints {
  const { ports } = input;
  const { state } = input.recorder;
  const ownCommits = new Map<string, string>();
  let { snapshot } = input;
  let running: Promise<void> | undefined;
  let lasting: readonly Problem[] = [];

  const commit = async (): Promise<readonly Problem[]> => {
    if (state.campaign.testing) return [];
    const work = toFlagCommit(input, snapshot);
    const result = await commitFlags(work);
    if (result.kind === 'failed') return result.problems;
    snapshot = result.snapshot;
    if (result.kind === 'committed' && result.onto !== undefined) ownCommits.set(result.onto, result.commit);
    await recordCommit(input, work.outcomes, result);
    const overlap = await findOverlap(result, input.presentName);
    return overlap === undefined ? result.faults : [overlap, ...result.faults];
  };

  const commitAndSave = async (): Promise<void> => {
    const problems = await commit();
    await saveMarker(state, ports);
    const [first] = problems;
    if (first === undefined) return;
    if (problems.some(isLasting)) lasting = problems;
    else ports.log.warning(withRemedy(`${first.message}; the run will try again`, 'commit-later'));
  };

  return {
    commit,
    save: () => saveMarker(state, ports),
    start: () => {
      running ??= commitAndSave().finally(() => {
        running = undefined;
      });
      // Without a handler here, a failure would end the process. `settled` or the next entry reports it.
      running.catch(() => undefined);
    },
    settled: async () => running,
    problems: () => lasting,
    adopt: (fresh) => {
      snapshot = fresh;
    },
    ownCommits,
  };
}

function toFlagCommit(
  { recorder: { state }, ports, paths, version, snapshot: asRead }: CheckpointsInput,
  snapshot: Snapshot,
): FlagCommit {
  const { campaign, uncommitted, outcomes, dueAgain } = state;
  return {
    repository: ports.index,
    clock: ports.clock,
    random: ports.random,
    paths,
    period: campaign.period,
    version,
    snapshot,
    asRead,
    outcomes: [...uncommitted.values()],
    skippedEarlier: outcomes.filter(({ kind, report }) => kind === 'skipped' && !uncommitted.has(report)),
    dueAgain,
    status: (pendingLeft) => statusOf(state, pendingLeft),
  };
}

type Landed = Exclude<FlagCommitResult, { kind: 'failed' }>;

/** Records which flags are in the index now. */
async function recordCommit(
  { recorder, ports: { clock, log }, paths }: CheckpointsInput,
  outcomes: readonly Outcome[],
  result: Landed,
): Promise<void> {
  const { missing, faults } = result;
  // In a file with faults, the next run may find a row that is missing now. In a file without faults, it was removed.
  const isRemoved = faults.length === 0;
  for (const dataset of isRemoved ? missing : []) {
    const what = `${paths.reports}: the row of dataset ${dataset} has been removed; no flag is set`;
    log.warning(withRemedy(what, 'row-removed'));
  }
  const written = outcomes.filter(({ gbifdatasetid }) => isRemoved || !missing.includes(gbifdatasetid));
  const reports = written.map(({ report }) => report);
  const committed = result.kind === 'committed' ? { commit: result.commit } : {};
  await recorder.record({ type: 'committed', at: clock.now(), reports, ...committed });
  if (result.kind !== 'committed') return;
  const what = reports.length > 0 ? `the flags of ${count(reports.length, 'report')}` : "the period's status";
  log.info(`committed ${what}: ${result.commit}`);
}

/** The problem that another run has written the address of another issue into the index. */
async function findOverlap(
  { otherUrls }: Pick<Written, 'otherUrls'>,
  presentName: CheckpointsInput['presentName'] = async () => undefined,
): Promise<Problem | undefined> {
  for (const { outcome, url } of otherUrls) {
    const seen = compare(url, outcome);
    if (seen === 'same') continue;
    if (seen === 'other') return overlapProblem(outcome.report, [outcome.url, url]);
    const [theirs, ours] = await Promise.all([
      presentName(issueAt(url)?.repository ?? ''),
      presentName(outcome.repository),
    ]);
    const areTwo = theirs !== undefined && ours !== undefined && theirs !== ours;
    if (areTwo) return overlapProblem(outcome.report, [outcome.url, url]);
  }
  return undefined;
}

/** Saves the marker of the present state. Returns its key; undefined when there is no cache. */
export async function saveMarker(
  state: RunState,
  { marker, log }: Pick<Ports, 'marker' | 'log'>,
): Promise<string | undefined> {
  const saved = await marker.save(markerBytes(markerOf(state)));
  if (saved.kind === 'saved') return saved.key;
  log.warning(withRemedy(`The progress marker was not saved: ${saved.message}`, 'marker-unavailable'));
  return undefined;
}

/** A refusal or an overlap that no retry solves, or a fault of the index that people must fix before the run goes on. */
function isLasting({ code }: Problem): boolean {
  return !PASSING.has(code);
}

const PASSING: ReadonlySet<Problem['code']> = new Set([
  'commit-contended',
  'index-held',
  'index-unreadable',
  'index-damaged',
]);

/**
 * The period's status while `pendingLeft` of its reports are pending; undefined leaves it alone. A campaign for one
 * dataset does not know about the other reports, so it only changes the status to `done`. A period in which no report
 * was ever to be sent is not done and keeps its empty status.
 */
export function statusOf({ campaign, over, outcomes }: RunState, pendingLeft: number): StatusChange | undefined {
  if (pendingLeft === 0)
    return { status: 'done', isFirst: outcomes.some(({ kind }) => kind === 'sent' || kind === 'found') };
  if (campaign.gbifdatasetid !== undefined) return undefined;
  return { status: over && campaign.failed.length > 0 ? 'failed' : 'in progress', isFirst: true };
}
