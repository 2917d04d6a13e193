/**
 * The post step: if main was killed, it commits the flags and saves the marker that follow from main's journal. It
 * sends no issue, starts no run and never fails the job, because the next run makes up for everything that is missing.
 */

import { indexThatWaits } from '../pace/wait.ts';
import { type Checkpoints, openCheckpoints, saveMarker } from '../progress/checkpoint.ts';
import { countOutcomes } from '../progress/outcome.ts';
import { openRecorder } from '../progress/recorder.ts';
import { applyEntry, heldUntilAt, initialState, type RunState } from '../progress/run-state.ts';
import type { JournalEntry, StartedEntry } from '../progress/schema.ts';
import { outlast } from '../reports-index/patience.ts';
import { pathsOf, readSnapshot } from '../reports-index/read.ts';
import type { IndexRepository } from '../shared/index-ports.ts';
import type { Ports } from '../shared/ports.ts';
import { ProblemsError } from '../shared/problem.ts';
import { count } from '../shared/text.ts';

/** The step must end within 60 s, even when a server does not answer. */
export const POST_LIMIT_MS = 50_000;

/** For limits and outages: the rest is for the requests themselves. */
const PATIENCE_MS = 30_000;

export interface PostInput {
  entries: readonly JournalEntry[];
  ports: Omit<Ports, 'targets' | 'publicView' | 'webPages' | 'workflow' | 'cancelled'>;
  version: string;
  /** One token opens the issues and reads the index. */
  sharesToken: boolean;
}

export type PostResult =
  /** Main has finished, or did not begin to send. */
  | { kind: 'nothing-to-do' }
  /** `lines`: the story for log and summary. */
  | { kind: 'took-over'; state: RunState; lines: string[] };

export async function post({ entries, ports, version, sharesToken }: PostInput): Promise<PostResult> {
  const [started, ...rest] = entries;
  if (started?.type !== 'started') return { kind: 'nothing-to-do' };
  const state = stateFrom(started, rest);
  if (state.ended) return { kind: 'nothing-to-do' };
  const index = sharesToken ? indexThatRefuses(ports, state) : ports.index;
  const takeover: Takeover = { started, state, ports: { ...ports, index }, version };
  return { kind: 'took-over', state, lines: [describeMain(state), ...(await takeOver(takeover))] };
}

interface Takeover {
  started: StartedEntry;
  state: RunState;
  ports: PostInput['ports'];
  version: string;
}

function stateFrom(started: StartedEntry, rest: readonly JournalEntry[]): RunState {
  const state = initialState(started);
  for (const entry of rest) if (entry.type !== 'started') applyEntry(state, entry);
  return state;
}

/** The step has no time to wait for a rate limit, so the index fails at once. */
function indexThatRefuses({ index, clock }: Pick<Ports, 'index' | 'clock'>, state: RunState): IndexRepository {
  return indexThatWaits(index, { clock, heldUntilAt: () => heldUntilAt(state), latestAt: 0 });
}

function describeMain({ campaign, outcomes, uncommitted, openIntent }: RunState): string {
  const { sent, found } = countOutcomes(outcomes);
  const open =
    openIntent === undefined ? '' : ` Whether ${openIntent.report} was opened is not known; the next run checks.`;
  return `The main step did not finish. Period ${campaign.period}: ${sent} sent, ${found} found, ${count(uncommitted.size, 'flag')} not in the index yet.${open}`;
}

/** Flags and marker are written at the same time, so that neither waits for a service that only the other needs. */
async function takeOver(takeover: Takeover): Promise<string[]> {
  const { clock } = takeover.ports;
  const lines: string[] = [];
  const tell = (more: readonly string[]) => void lines.push(...more);
  const finished = new AbortController();
  const work = Promise.all([commitFlags(takeover).then(tell), writeMarker(takeover).then(tell)]);
  // The abort ends the sleep, so it must come after the race: else a finished step would count as late.
  const isFinished = await Promise.race([
    work.then(() => true),
    clock.sleep(POST_LIMIT_MS, finished.signal).then(() => false),
  ]).finally(() => finished.abort());
  if (isFinished) return lines;
  return [...lines, 'GitHub did not answer in time. The next run finds in the repositories what was sent.'];
}

async function commitFlags(takeover: Takeover): Promise<string[]> {
  const { state } = takeover;
  const before = state.lastCommit;
  let checkpoints: Checkpoints;
  try {
    checkpoints = await readIndexAgain(takeover);
  } catch (error) {
    return [`The index could not be read: ${messageOf(error)}`];
  }
  const failures = await checkpoints.commit().then(
    (problems) => problems.map(({ message }) => message),
    (error: unknown) => [messageOf(error)],
  );
  const lines = failures.map((message) => `Not all flags could be committed: ${message}`);
  const hasLanded = failures.length === 0 || state.lastCommit !== before;
  return hasLanded && state.lastCommit !== undefined ? [...lines, `Flags committed: ${state.lastCommit}`] : lines;
}

/** Main's copy of the index is lost, so the flags need a new one. */
async function readIndexAgain({ started, state, ports, version }: Takeover): Promise<Checkpoints> {
  const paths = pathsOf(started.indexPath, state.campaign.period);
  const latestAt = ports.clock.now() + PATIENCE_MS;
  const snapshot = await outlast(() => readSnapshot(paths, ports.index), { ...ports, latestAt });
  const recorder = openRecorder({ journal: ports.journal, state });
  return openCheckpoints({ recorder, ports, paths, snapshot, version, latestAt });
}

async function writeMarker({ ports, state }: Takeover): Promise<string[]> {
  const key = await saveMarker(state, ports);
  return key === undefined ? [] : [`Progress marker saved: ${key}`];
}

function messageOf(error: unknown): string {
  if (error instanceof ProblemsError && error.problems[0] !== undefined) return error.problems[0].message;
  return error instanceof Error ? error.message : String(error);
}
