/**
 * The books of a run: what is recorded, committed to the index and saved for the next run. Main keeps
 * them; the post step takes them over from the journal when main died.
 */

import { mayPass } from '../reports-index/patience.ts';
import type { IndexPaths, Snapshot } from '../reports-index/read.ts';
import type { StatusChange } from '../reports-index/write.ts';
import type { Ports } from '../shared/ports.ts';
import { type Problem, ProblemsError, withRemedy } from '../shared/problem.ts';
import { count } from '../shared/text.ts';
import { commitFlags, type Written } from './commit-flags.ts';
import { markerBytes } from './marker.ts';
import { compare, issueAt, overlapProblem } from './overlap.ts';
import { applyEntry, markerOf, type RunState } from './run-state.ts';
import type { JournalEntry, StartedEntry } from './schema.ts';

export interface BooksInput {
  ports: Pick<Ports, 'index' | 'marker' | 'journal' | 'clock' | 'random' | 'log'>;
  state: RunState;
  paths: IndexPaths;
  snapshot: Snapshot;
  version: string;
  /** The name that a repository has now; undefined when it cannot be told. */
  presentName?: (repository: string) => Promise<string | undefined>;
  /** A commit waits for nothing beyond this time; default: some minutes from its beginning. */
  latestAt?: number;
  /** Ends the tries of a commit. */
  cancelled?: AbortSignal;
  /** Told of each commit of this run and of the one that it was put on. */
  onCommitted?: (onto: string, commit: string) => void;
}

export interface Books {
  readonly state: RunState;
  /** Makes the first entry durable, the one that the state was opened with. */
  begin(entry: StartedEntry): Promise<void>;
  /** Makes the entry durable and adds it to the state, which it does even when it throws `journal-unwritable`. */
  record(entry: JournalEntry): Promise<void>;
  /**
   * Writes the flags that are owed and the period's status into the index; what stands in the way, or is wrong with
   * an index that took flags all the same.
   */
  commit(): Promise<readonly Problem[]>;
  /** The index as it was read anew: the next commit is made from it. */
  adopt(snapshot: Snapshot): void;
  /** Saves the marker as it is now; its key, undefined when there is no cache. */
  save(): Promise<string | undefined>;
  /** Starts commit and save in the background, unless they are under way. */
  checkpoint(): void;
  /** What a checkpoint met that no later try changes: the run must end. */
  problems(): readonly Problem[];
  /** Resolves when no checkpoint is under way. */
  settled(): Promise<void>;
}

export function openBooks(input: BooksInput): Books {
  const { ports, state } = input;
  let { snapshot } = input;
  let background: Promise<void> | undefined;
  let lasting: readonly Problem[] = [];
  let unwritable: ProblemsError | undefined;

  /** After an entry that the disk did not take, none is tried: the journal would tell less than it seems to. */
  const append = async (entry: JournalEntry): Promise<void> => {
    if (unwritable !== undefined) throw unwritable;
    try {
      await ports.journal.append(entry);
    } catch (cause) {
      const message = `The journal does not take an entry: ${cause instanceof Error ? cause.message : String(cause)}`;
      unwritable = new ProblemsError([{ code: 'journal-unwritable', message }], { cause });
      throw unwritable;
    }
  };

  const record = async (entry: JournalEntry): Promise<void> => {
    try {
      await append(entry);
    } finally {
      // It happened, even when the disk does not take it: what is still under way must know of a hold.
      applyEntry(state, entry);
    }
  };

  /** A fault that a checkpoint has met is void when a later commit does not meet it. */
  const commit = async (): Promise<readonly Problem[]> => {
    const problems = await commitOnce();
    lasting = problems.some(isLasting) ? problems : [];
    return problems;
  };

  const commitOnce = async (): Promise<readonly Problem[]> => {
    if (state.campaign.testing) return [];
    const outcomes = [...state.uncommitted.values()];
    const skippedEarlier = state.outcomes.filter(
      ({ kind, report }) => kind === 'skipped' && !state.uncommitted.has(report),
    );
    const result = await commitFlags({
      ...input,
      ...ports,
      repository: ports.index,
      period: state.campaign.period,
      snapshot,
      asRead: input.snapshot,
      outcomes,
      skippedEarlier,
      dueAgain: state.dueAgain,
      status: (pendingLeft) => statusOf(state, pendingLeft),
    });
    if (result.kind === 'failed') return result.problems;
    snapshot = result.snapshot;
    if (result.kind === 'committed' && result.onto !== undefined) input.onCommitted?.(result.onto, result.commit);
    const { missing, faults } = result;
    const isRemoved = faults.length === 0;
    for (const dataset of isRemoved ? missing : []) {
      const what = `${input.paths.reports}: the row of dataset ${dataset} has been removed; no flag is set`;
      ports.log.warning(withRemedy(what, 'row-removed'));
    }
    // Where the file has faults, a row may be there for the next run; where it has none, it is gone.
    const written = outcomes.filter(({ gbifdatasetid }) => isRemoved || !missing.includes(gbifdatasetid));
    const reports = written.map((outcome) => outcome.report);
    const committed = result.kind === 'committed' ? { commit: result.commit } : {};
    await record({ type: 'committed', at: ports.clock.now(), reports, ...committed });
    if (result.kind === 'committed') {
      const what = reports.length > 0 ? `the flags of ${count(reports.length, 'report')}` : "the period's status";
      ports.log.info(`committed ${what}: ${result.commit}`);
    }
    const overlap = await overlapIn(result, input.presentName);
    return overlap === undefined ? faults : [overlap, ...faults];
  };

  const save = () => saveMarker(state, ports);

  const commitAndSave = async (): Promise<void> => {
    const problems = await commit();
    await save();
    const [first] = problems;
    if (first !== undefined && !problems.some(isLasting) && !input.cancelled?.aborted)
      ports.log.warning(withRemedy(`${first.message}; tried again later`, 'commit-later'));
  };

  return {
    state,
    begin: append,
    record,
    commit,
    save,
    checkpoint: () => {
      background ??= commitAndSave().finally(() => {
        background = undefined;
      });
      // Its failure is met by `settled`, or by the next entry that cannot be written.
      background.catch(() => undefined);
    },
    problems: () => lasting,
    adopt: (fresh) => {
      snapshot = fresh;
    },
    settled: async () => background,
  };
}

/** The problem, when another run has written the address of another issue. */
async function overlapIn(
  { otherUrls }: Pick<Written, 'otherUrls'>,
  presentName: BooksInput['presentName'] = async () => undefined,
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

/** Saves the marker as the state has it now; its key, undefined when there is no cache. */
export async function saveMarker(
  state: RunState,
  { marker, log }: Pick<Ports, 'marker' | 'log'>,
): Promise<string | undefined> {
  const saved = await marker.save(markerBytes(markerOf(state)));
  if (saved.kind === 'saved') return saved.key;
  log.warning(withRemedy(`The progress marker was not saved: ${saved.message}`, 'marker-unavailable'));
  return undefined;
}

/**
 * A refusal or an overlap that no later try changes, or a fault of the index, which people must mend before anything
 * is sent.
 */
function isLasting(problem: Problem): boolean {
  return !mayPass(problem) || problem.code === 'token-rejected';
}

/**
 * The period's status while `pendingLeft` of its reports are pending. A campaign for one dataset says
 * nothing of the others, so it changes the status only to `done`. A period of which nothing is to be sent,
 * and never was, is not done: it keeps its empty status.
 */
export function statusOf({ campaign, over, outcomes }: RunState, pendingLeft: number): StatusChange | undefined {
  if (pendingLeft === 0)
    return { status: 'done', isFirst: outcomes.some(({ kind }) => kind === 'sent' || kind === 'found') };
  if (campaign.gbifdatasetid !== undefined) return undefined;
  return { status: over && campaign.failed.length > 0 ? 'failed' : 'in progress', isFirst: true };
}
