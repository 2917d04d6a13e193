/**
 * The books of a run: what is recorded, committed to the index and saved for the next run. Main keeps
 * them; the post step takes them over from the journal when main died.
 */

import type { IndexPaths, Snapshot } from '../reports-index/read.ts';
import type { StatusChange } from '../reports-index/write.ts';
import type { Ports } from '../shared/ports.ts';
import { advised, type Problem, ProblemsError } from '../shared/problem.ts';
import { count } from '../shared/text.ts';
import { commitFlags, type Met } from './commit-flags.ts';
import { markerBytes } from './marker.ts';
import { compare, issueAt, overlapProblem } from './overlap.ts';
import { addEntry, type Ledger, markerOf } from './run-state.ts';
import type { JournalEntry, StartedEntry } from './schema.ts';

export interface BooksInput {
  ports: Pick<Ports, 'index' | 'marker' | 'journal' | 'clock' | 'random' | 'log'>;
  ledger: Ledger;
  paths: IndexPaths;
  snapshot: Snapshot;
  version: string;
  /** The name that a repository has now; undefined when it cannot be told. */
  presentName?: (repository: string) => Promise<string | undefined>;
}

export interface Books {
  readonly ledger: Ledger;
  /** Makes the first entry durable, the one that the ledger was opened with. */
  begin(entry: StartedEntry): Promise<void>;
  /** Makes the entry durable and adds it to the ledger, which it does even when it throws `journal-unwritable`. */
  record(entry: JournalEntry): Promise<void>;
  /** Writes the flags that are owed and the period's status into the index; undefined: nothing stands in the way. */
  commit(): Promise<Problem | undefined>;
  /** Saves the marker as it is now; its key, undefined when there is no cache. */
  save(): Promise<string | undefined>;
  /** Starts commit and save in the background, unless they are under way. */
  checkpoint(): void;
  /** What a checkpoint met that no later try changes: the run must end. */
  problem(): Problem | undefined;
  /** Resolves when no checkpoint is under way. */
  settled(): Promise<void>;
}

export function openBooks(input: BooksInput): Books {
  const { ports, ledger } = input;
  let { snapshot } = input;
  let background: Promise<void> | undefined;
  let lasting: Problem | undefined;
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
      addEntry(ledger, entry);
    }
  };

  const commit = async (): Promise<Problem | undefined> => {
    if (ledger.campaign.testing) return undefined;
    const outcomes = [...ledger.uncommitted.values()];
    const skippedEarlier = ledger.outcomes.filter(
      ({ kind, report }) => kind === 'skipped' && !ledger.uncommitted.has(report),
    );
    const result = await commitFlags({
      ...input,
      ...ports,
      repository: ports.index,
      period: ledger.campaign.period,
      snapshot,
      asRead: input.snapshot,
      outcomes,
      skippedEarlier,
      dueAgain: ledger.dueAgain,
      status: (pendingLeft) => statusOf(ledger, pendingLeft),
    });
    if (result.kind === 'failed') return result.problem;
    snapshot = result.snapshot;
    for (const dataset of result.missing) {
      const what = `${input.paths.reports}: the row of dataset ${dataset} has been removed; no flag is set`;
      ports.log.warning(advised(what, 'row-removed'));
    }
    const reports = outcomes.map((outcome) => outcome.report);
    const committed = result.kind === 'committed' ? { commit: result.commit } : {};
    await record({ type: 'committed', at: ports.clock.now(), reports, ...committed });
    if (result.kind === 'committed') {
      const what = reports.length > 0 ? `the flags of ${count(reports.length, 'report')}` : "the period's status";
      ports.log.info(`committed ${what}: ${result.commit}`);
    }
    return overlapIn(result, input.presentName);
  };

  const save = () => saveMarker(ledger, ports);

  const commitAndSave = async (): Promise<void> => {
    const problem = await commit();
    await save();
    if (problem !== undefined && isLasting(problem)) lasting = problem;
    else if (problem !== undefined) ports.log.warning(advised(`${problem.message}; tried again later`, 'commit-later'));
  };

  return {
    ledger,
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
    problem: () => lasting,
    settled: async () => background,
  };
}

/** The problem, when another run has written the address of another issue. */
async function overlapIn(
  { otherUrls }: Met,
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

/** Saves the marker as the ledger has it now; its key, undefined when there is no cache. */
export async function saveMarker(
  ledger: Ledger,
  { marker, log }: Pick<Ports, 'marker' | 'log'>,
): Promise<string | undefined> {
  const saved = await marker.save(markerBytes(markerOf(ledger)));
  if (saved.kind === 'saved') return saved.key;
  log.warning(advised(`The progress marker was not saved: ${saved.message}`, 'marker-unavailable'));
  return undefined;
}

/** One that no later try changes. */
function isLasting(problem: Problem): boolean {
  return (
    problem.code === 'overlap' ||
    problem.code === 'commit-protected' ||
    problem.code === 'commit-forbidden' ||
    problem.code === 'commit-rejected'
  );
}

/**
 * The period's status while `pendingLeft` of its reports are pending. A campaign for one dataset says
 * nothing of the others, so it changes the status only to `done`. A period of which nothing is to be sent,
 * and never was, is not done: it keeps its empty status.
 */
export function statusOf({ campaign, over, outcomes }: Ledger, pendingLeft: number): StatusChange | undefined {
  if (pendingLeft === 0) return { status: 'done', isFirst: outcomes.some(({ kind }) => kind !== 'skipped') };
  if (campaign.gbifdatasetid !== undefined) return undefined;
  return { status: over && campaign.failed.length > 0 ? 'failed' : 'in progress', isFirst: true };
}
