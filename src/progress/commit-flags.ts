/** Commits the flags on the branch head; reads again and applies again when the branch has moved. */

import { OUTAGE_MS, openPauses, passingProblem } from '../reports-index/patience.ts';
import { type IndexPaths, REPORTS_LIMIT_BYTES, refreshSnapshot, type Snapshot } from '../reports-index/read.ts';
import {
  type AppliedFlags,
  applyFlags,
  applyStatus,
  type FlagChange,
  type StatusChange,
  urlIn,
} from '../reports-index/write.ts';
import type { CommitOutcome, FileChange, IndexRepository } from '../shared/index-ports.ts';
import type { Clock, Log, Random } from '../shared/ports.ts';
import { fail, type Problem, ProblemsError } from '../shared/problem.ts';
import { fullName, type Repository } from '../shared/repository.ts';
import { count, thousands } from '../shared/text.ts';
import { countOutcomes } from './outcome.ts';
import type { Outcome, OutcomeOf } from './schema.ts';

/** As often GitHub may refuse a commit on one head for a reason that is not certain. */
const REFUSALS_ON_A_HEAD = 5;

export interface FlagCommit {
  repository: IndexRepository;
  clock: Clock;
  random: Random;
  paths: IndexPaths;
  period: string;
  version: string;
  snapshot: Snapshot;
  /** The index as the run read it at its beginning. */
  asRead: Snapshot;
  outcomes: readonly Outcome[];
  /** Skipped reports that this run has committed: not pending any more, even without a column that says so. */
  skippedEarlier?: readonly Outcome[];
  /** Datasets whose reports are pending although an earlier campaign has skipped them. */
  dueAgain?: ReadonlySet<string>;
  /** Nothing is waited for beyond this time; default: some minutes from now. */
  latestAt?: number | undefined;
  /** Ends the tries. */
  cancelled?: AbortSignal;
  log?: Log;
  /** The period's status once `pendingLeft` of its reports are pending; undefined leaves it alone. */
  status: (pendingLeft: number) => StatusChange | undefined;
}

/** The changes that the commit found, and the state of the index after it. */
export interface Written {
  snapshot: Snapshot;
  /** Datasets that have no row in which a flag could be set. */
  missing: string[];
  /** Where somebody has written another address since the run began to read. */
  otherUrls: { outcome: OutcomeOf<'sent' | 'found'>; url: string }[];
  /** Problems of the files; without any, missing rows were removed. */
  faults: readonly Problem[];
}

export type FlagCommitResult =
  /** `onto`: the parent of the commit; undefined: it landed without an answer, so its parent is unknown. */
  | (Written & { kind: 'committed'; commit: string; onto: string | undefined })
  /** The index says it all already. */
  | (Written & { kind: 'unchanged' })
  | { kind: 'failed'; problems: readonly Problem[] };

/** Applies the outcomes' flags to the index. Never throws because of the index or GitHub. */
export async function commitFlags(work: FlagCommit): Promise<FlagCommitResult> {
  const changes = flagChanges([...work.outcomes, ...(work.skippedEarlier ?? [])]);
  const latestAt = work.latestAt ?? work.clock.now() + OUTAGE_MS;
  const pause = openPauses({ ...work, latestAt });
  let { snapshot } = work;
  let unanswered = false;
  let refusedOnHead = 0;
  for (let tries = 1; ; tries += 1) {
    const attempt = await tryCommit(work, changes, { snapshot, unanswered });
    if (attempt.kind !== 'again') return attempt;
    const { problem, isUnclear, isReading } = attempt;
    if (attempt.snapshot.head.commit !== snapshot.head.commit) refusedOnHead = 0;
    ({ snapshot } = attempt);
    unanswered ||= attempt.unanswered;
    refusedOnHead += isUnclear ? 1 : 0;
    const isWorthAnother = !isUnclear || refusedOnHead < REFUSALS_ON_A_HEAD;
    const goesOn = isWorthAnother && (await pause(problem, isUnclear ? OUTAGE_MS : undefined));
    if (!goesOn) return { kind: 'failed', problems: [isReading ? problem : givenUp(work, tries, problem)] };
  }
}

/** A commit that did not land, as far as the run knows, and that may land the next time. */
interface Again {
  kind: 'again';
  problem: Problem;
  /** GitHub refused it for a reason that is not certain. */
  isUnclear: boolean;
  /** It may have landed. */
  unanswered: boolean;
  /** The index could not be read. */
  isReading: boolean;
  /** The index as it was read last. */
  snapshot: Snapshot;
}

async function tryCommit(
  work: FlagCommit,
  changes: readonly FlagChange[],
  before: { snapshot: Snapshot; unanswered: boolean },
): Promise<FlagCommitResult | Again> {
  let { snapshot } = before;
  try {
    snapshot = await refreshSnapshot(snapshot, work.paths, work.repository);
    const { files, ...written } = await nextSnapshot(work, changes, snapshot);
    if (files.length === 0) return nothingToWrite({ ...written, snapshot }, before.unanswered);
    const outcome = await work.repository.commit(snapshot.head, files, commitMessage(work));
    if (outcome.kind !== 'committed') return notCommitted(outcome, work, snapshot);
    const { commit } = outcome;
    const head = { ...snapshot.head, commit };
    const next = { ...written.snapshot, head };
    return { ...written, kind: 'committed', commit, onto: snapshot.head.commit, snapshot: next };
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    const problem = passingProblem(error);
    if (problem === undefined) return { kind: 'failed', problems: error.problems };
    // GitHub may not find yet the commit that the branch has just got.
    const isUnclear = problem.code === 'index-unreadable';
    return { kind: 'again', problem, isUnclear, unanswered: false, isReading: true, snapshot };
  }
}

function notCommitted(
  outcome: Exclude<CommitOutcome, { kind: 'committed' }>,
  { snapshot: { head } }: FlagCommit,
  snapshot: Snapshot,
): FlagCommitResult | Again {
  const again = { kind: 'again', isUnclear: false, unanswered: false, isReading: false, snapshot } as const;
  switch (outcome.kind) {
    case 'refused': {
      const message = `Branch ${head.branch} did not take the flag commit: ${outcome.message}`;
      return { kind: 'failed', problems: [{ code: outcome.code, message }] };
    }
    case 'moved':
      return { ...again, problem: { code: 'commit-contended', message: 'the branch moved' } };
    case 'unclear':
      return { ...again, problem: { code: outcome.code, message: outcome.message }, isUnclear: true };
    case 'unknown': {
      const { code = 'commit-contended', message, retryAt } = outcome;
      const problem = { code: retryAt === undefined ? code : 'index-limited', message } as const;
      return { ...again, problem: retryAt === undefined ? problem : { ...problem, retryAt }, unanswered: true };
    }
    default:
      return outcome satisfies never;
  }
}

/** After a commit without an answer, an index that says it all is that commit, or one on top of it. */
function nothingToWrite(written: Written, unanswered: boolean): FlagCommitResult {
  if (!unanswered) return { ...written, kind: 'unchanged' };
  return { ...written, kind: 'committed', commit: written.snapshot.head.commit, onto: undefined };
}

async function nextSnapshot(
  work: FlagCommit,
  changes: readonly FlagChange[],
  snapshot: Snapshot,
): Promise<Written & { files: FileChange[] }> {
  const { paths, dueAgain = new Set() } = work;
  const applied = await applyFlags(snapshot.reports, paths.reports, changes, { known: snapshot.rows, dueAgain });
  const { periods, faults } = await nextPeriods(work, applied, snapshot.periods);
  const files: FileChange[] = [];
  if (applied.applied.length > 0) files.push({ path: paths.reports, bytes: applied.bytes });
  if (periods !== undefined) files.push({ path: paths.periods, bytes: periods });
  return {
    files,
    snapshot: { head: snapshot.head, reports: applied.bytes, periods: periods ?? snapshot.periods },
    missing: applied.missing,
    otherUrls: otherUrlsSince(work, applied.otherUrls),
    faults,
  };
}

/** Those that were not there when the run read the index; nothing in the post step, which has not. */
function otherUrlsSince({ asRead, outcomes }: FlagCommit, seen: ReadonlyMap<string, string>): Written['otherUrls'] {
  const { rows, reports } = asRead;
  if (rows === undefined) return [];
  return outcomes.flatMap((outcome) => {
    const { kind, gbifdatasetid } = outcome;
    const url = seen.get(gbifdatasetid);
    if (url === undefined || (kind !== 'sent' && kind !== 'found')) return [];
    return url === urlIn(reports, rows, gbifdatasetid) ? [] : [{ outcome, url }];
  });
}

/** The status is left alone in an index with faults: how many reports are pending is not certain then. */
async function nextPeriods(
  { paths, period, status: statusFor }: FlagCommit,
  { faults, pendingLeft }: AppliedFlags,
  bytes: Uint8Array,
): Promise<{ periods: Uint8Array | undefined; faults: readonly Problem[] }> {
  const status = faults.length > 0 ? undefined : statusFor(pendingLeft);
  try {
    return { periods: status && (await applyStatus(bytes, paths.periods, period, status)), faults };
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return { periods: undefined, faults: error.problems };
  }
}

/** The changes of the period's file that follow from the outcomes. */
export function flagChanges(outcomes: readonly Outcome[]): FlagChange[] {
  return outcomes.flatMap((outcome): FlagChange[] => {
    const { gbifdatasetid } = outcome;
    if (outcome.kind === 'skipped') return [{ gbifdatasetid, set: { issue_skipped: outcome.reason } }];
    if (outcome.kind !== 'sent' && outcome.kind !== 'found') return [];
    const issue_sent_at = new Date(outcome.issueAt).toISOString();
    return [{ gbifdatasetid, set: { issue_sent: true, issue_url: outcome.url, issue_sent_at } }];
  });
}

/** More than the flags of one report take (bytes). */
const ROOM_FOR_FLAGS = 500;

/** The reports that get a flag. */
interface Reports {
  issues: readonly { gbifdatasetid: string; target: Repository }[];
  skipped: readonly Outcome[];
}

/**
 * Flags make the file longer, and with all of them set it must still be one that GitHub takes. Throws
 * `index-file-too-large` when it would not, which is to be known before anything is sent.
 */
export async function assertFlagsFit(
  { issues, skipped }: Reports,
  { paths, snapshot }: { paths: IndexPaths; snapshot: Snapshot },
  serverUrl: string,
): Promise<void> {
  const reports = issues.length + skipped.length;
  if (snapshot.reports.byteLength + reports * ROOM_FOR_FLAGS <= REPORTS_LIMIT_BYTES) return;
  const sent = issues.map(({ gbifdatasetid, target }): FlagChange => {
    const issue_url = `${serverUrl}/${fullName(target)}/issues/999999999`;
    return { gbifdatasetid, set: { issue_sent: true, issue_url, issue_sent_at: new Date(0).toISOString() } };
  });
  const { bytes } = await applyFlags(snapshot.reports, paths.reports, [...sent, ...flagChanges(skipped)], {
    known: snapshot.rows,
  });
  if (bytes.byteLength <= REPORTS_LIMIT_BYTES) return;
  const [would, takes] = [bytes.byteLength, REPORTS_LIMIT_BYTES].map(thousands);
  const message = `${paths.reports} would have ${would} bytes with the flags of ${count(reports, 'report')}, GitHub takes ${takes}`;
  fail('index-file-too-large', message, { file: paths.reports });
}

function commitMessage({ outcomes, period, version }: FlagCommit): string {
  const counts = countOutcomes(outcomes);
  const parts = (['sent', 'found', 'skipped'] as const).filter((kind) => counts[kind] > 0);
  const what = parts.map((kind) => `${counts[kind]} ${kind}`).join(', ');
  const subject = what === '' ? `Update the status of period ${period}` : `Record reports of period ${period}: ${what}`;
  return `${subject}\n\nWritten by Report Notifier ${version}.\n`;
}

function givenUp({ snapshot }: FlagCommit, tries: number, { code, message }: Problem): Problem {
  const words = `Branch ${snapshot.head.branch} did not take the flag commit in ${count(tries, 'try', 'tries')}`;
  return { code, message: `${words}; the last time ${message}` };
}
