/**
 * The post step: when main did not finish, it brings in what main's journal proves. It sends no issue,
 * relaunches nothing, and no fault here fails the job: what is not done now, the next run makes up for.
 */

import { indexThatWaits } from '../pace/wait.ts';
import { type Books, openBooks, saveMarker } from '../progress/checkpoint.ts';
import { countOutcomes } from '../progress/outcome.ts';
import { applyEntry, heldUntilAt, initialState, type RunState } from '../progress/run-state.ts';
import type { JournalEntry } from '../progress/schema.ts';
import { pathsOf, readSnapshot } from '../reports-index/read.ts';
import type { Ports } from '../shared/ports.ts';
import { ProblemsError } from '../shared/problem.ts';
import { count } from '../shared/text.ts';

/** The step must be over in 60 s, whoever does not answer. */
export const POST_LIMIT_MS = 50_000;

export interface PostInput {
  entries: readonly JournalEntry[];
  ports: Omit<Ports, 'targets' | 'publicView' | 'webPages' | 'workflow' | 'cancelled'>;
  version: string;
  /** The token of the index is the one that opened the issues. */
  sharesToken: boolean;
}

export type PostResult =
  /** Main finished, or had not begun. */
  | { kind: 'nothing-to-do' }
  /** `lines`: what happened, for log and summary. */
  | { kind: 'took-over'; state: RunState; lines: string[] };

export async function post(input: PostInput): Promise<PostResult> {
  const state = ledgerOf(input.entries);
  if (state === undefined || state.ended) return { kind: 'nothing-to-do' };
  const { clock } = input.ports;
  const lines = [whatMainDid(state)];
  const over = new AbortController();
  const work = bringIn(held(input, state), state, lines).finally(() => over.abort());
  const finished = await Promise.race([
    work.then(() => true),
    clock.sleep(POST_LIMIT_MS, over.signal).then(() => false),
  ]);
  if (!finished) lines.push('GitHub did not answer in time. The next run finds in the repositories what was sent.');
  return { kind: 'took-over', state, lines };
}

/** GitHub may hold the token back: the step cannot wait for that. */
function held(input: PostInput, state: RunState): PostInput {
  const { ports, sharesToken } = input;
  if (!sharesToken) return input;
  const index = indexThatWaits(ports.index, {
    clock: ports.clock,
    heldUntilAt: () => heldUntilAt(state),
    latestAt: 0,
  });
  return { ...input, ports: { ...ports, index } };
}

/** What the journal adds up to; undefined when main had not begun to send. */
function ledgerOf([first, ...rest]: readonly JournalEntry[]): RunState | undefined {
  if (first?.type !== 'started') return undefined;
  const state = initialState(first);
  for (const entry of rest) if (entry.type !== 'started') applyEntry(state, entry);
  return state;
}

function whatMainDid({ campaign, outcomes, uncommitted, openIntent }: RunState): string {
  const { sent, found } = countOutcomes(outcomes);
  const open =
    openIntent === undefined ? '' : ` Whether ${openIntent.report} was opened is not known; the next run looks first.`;
  return `The main step did not finish. Period ${campaign.period}: ${sent} sent, ${found} found, ${count(uncommitted.size, 'flag')} not in the index yet.${open}`;
}

/** Flags and marker at the same time: neither waits for a service that the other needs. */
async function bringIn(input: PostInput, state: RunState, lines: string[]): Promise<void> {
  await Promise.all([bringInFlags(input, state, lines), bringInMarker(input, state, lines)]);
}

async function bringInFlags(input: PostInput, state: RunState, lines: string[]): Promise<void> {
  const books = await takeOver(input, state, lines);
  if (books === undefined) return;
  const before = state.lastCommit;
  const problems = await books.commit().catch((error) => [asProblem(error)]);
  for (const { message } of problems) lines.push(`Not all flags could be committed: ${message}`);
  const hasLanded = problems.length === 0 || state.lastCommit !== before;
  if (hasLanded && state.lastCommit !== undefined) lines.push(`Flags committed: ${state.lastCommit}`);
}

async function bringInMarker({ ports }: PostInput, state: RunState, lines: string[]): Promise<void> {
  const key = await saveMarker(state, ports);
  if (key !== undefined) lines.push(`Progress marker saved: ${key}`);
}

async function takeOver(
  { entries, ports, version }: PostInput,
  state: RunState,
  lines: string[],
): Promise<Books | undefined> {
  const [started] = entries;
  if (started?.type !== 'started') return undefined;
  const paths = pathsOf(started.indexPath, state.campaign.period);
  try {
    const snapshot = await readSnapshot(paths, ports.index);
    return openBooks({ ports, state, paths, snapshot, version });
  } catch (error) {
    lines.push(`The index could not be read: ${asProblem(error).message}`);
    return undefined;
  }
}

function asProblem(error: unknown): { message: string } {
  const problem = error instanceof ProblemsError ? error.problems[0] : undefined;
  return problem ?? { message: error instanceof Error ? error.message : String(error) };
}
