/** Commits the flags on the branch head; reads again and applies again when the branch has moved. */

import { type IndexPaths, REPORTS_LIMIT_BYTES, refreshSnapshot, type Snapshot } from '../reports-index/read.ts';
import {
  type AppliedFlags,
  applyFlags,
  applyStatus,
  type FlagChange,
  type StatusChange,
  urlIn,
} from '../reports-index/write.ts';
import type { Clock, CommitOutcome, FileChange, IndexRepository, Random } from '../shared/ports.ts';
import { fail, type Problem, ProblemsError } from '../shared/problem.ts';
import { fullName, type Repository } from '../shared/repository.ts';
import { count, thousands } from '../shared/text.ts';
import { countOutcomes } from './outcome.ts';
import type { Outcome, OutcomeOf } from './schema.ts';

/** Tries for one flag commit when others keep pushing. */
export const COMMIT_TRIES = 5;
/** Pause before the next try: between half and one and a half of this, doubled each time (milliseconds). */
const RETRY_BASE_MS = 1_000;
/** When GitHub asks for a longer pause, the next run makes up for the commit. */
const REST_LIMIT_MS = 120_000;

export interface FlagCommit {
  repository: IndexRepository;
  clock: Clock;
  random: Random;
  paths: IndexPaths;
  period: string;
  version: string;
  snapshot: Snapshot;
  /** What the run read at its beginning. */
  asRead: Snapshot;
  outcomes: readonly Outcome[];
  /** Skipped reports that this run has committed: not pending any more, even without a column that says so. */
  skippedEarlier?: readonly Outcome[];
  /** Datasets whose reports are pending although an earlier campaign has skipped them. */
  dueAgain?: ReadonlySet<string>;
  /** The period's status once `pendingLeft` of its reports are pending; undefined leaves it alone. */
  status: (pendingLeft: number) => StatusChange | undefined;
}

/** What the commit found, and what the index holds after it. */
export interface Written {
  snapshot: Snapshot;
  /** Datasets that have no row in which a flag could be set. */
  missing: string[];
  /** Where somebody has written another address since the run began to read. */
  otherUrls: { outcome: OutcomeOf<'sent' | 'found'>; url: string }[];
  /** What is wrong with the files; without any, missing rows were removed. */
  faults: readonly Problem[];
}

export type FlagCommitResult =
  /** `onto`: what the commit was put on; undefined: it landed without an answer, on top of anything. */
  | (Written & { kind: 'committed'; commit: string; onto: string | undefined })
  /** The index says it all already. */
  | (Written & { kind: 'unchanged' })
  | { kind: 'failed'; problems: readonly Problem[] };

/** Applies the outcomes' flags to the index. Never throws for what the index or GitHub does. */
export async function commitFlags(work: FlagCommit): Promise<FlagCommitResult> {
  const changes = flagChanges([...work.outcomes, ...(work.skippedEarlier ?? [])]);
  let snapshot = work.snapshot;
  let last = '';
  let retryAt = 0;
  let unanswered = false;
  try {
    for (let tried = 0; tried < COMMIT_TRIES; tried += 1) {
      const restMs = retryAt - work.clock.now();
      if (restMs > REST_LIMIT_MS) return { kind: 'failed', problems: [contended(work, tried, last)] };
      const pauseMs = RETRY_BASE_MS * 2 ** (tried - 1) * (0.5 + work.random());
      if (tried > 0) await work.clock.sleep(Math.max(pauseMs, restMs));
      snapshot = await refreshSnapshot(snapshot, work.paths, work.repository);
      const { files, ...written } = await nextSnapshot(work, changes, snapshot);
      if (files.length === 0) return nothingToWrite({ ...written, snapshot }, unanswered);
      const outcome = await work.repository.commit(snapshot.head, files, commitMessage(work));
      if (outcome.kind === 'committed') {
        const { commit } = outcome;
        const head = { ...snapshot.head, commit };
        return {
          ...written,
          kind: 'committed',
          commit,
          onto: snapshot.head.commit,
          snapshot: { ...written.snapshot, head },
        };
      }
      if (outcome.kind === 'refused') return { kind: 'failed', problems: [refusal(work, outcome)] };
      unanswered ||= outcome.kind === 'unknown';
      retryAt = outcome.kind === 'unknown' ? (outcome.retryAt ?? 0) : 0;
      last = outcome.kind === 'unknown' ? outcome.message : 'the branch moved';
    }
  } catch (error) {
    if (error instanceof ProblemsError) return { kind: 'failed', problems: error.problems };
    throw error;
  }
  return { kind: 'failed', problems: [contended(work, COMMIT_TRIES, last)] };
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

/** What the outcomes change in the period's file. */
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

function refusal({ snapshot }: FlagCommit, outcome: Extract<CommitOutcome, { kind: 'refused' }>): Problem {
  return {
    code: outcome.code,
    message: `Branch ${snapshot.head.branch} did not take the flag commit: ${outcome.message}`,
  };
}

function contended({ snapshot }: FlagCommit, tries: number, last: string): Problem {
  const message = `Branch ${snapshot.head.branch} did not take the flag commit in ${count(tries, 'try', 'tries')}; the last time ${last}`;
  return { code: 'commit-contended', message };
}
