/** Notices changes that people make in the index while a run is sending. */

import type { RunState } from '../progress/run-state.ts';
import type { Report } from '../reports-index/parse.ts';
import { mayPass } from '../reports-index/patience.ts';
import { type ReportsIndex, readIndex, type Snapshot, shasOf } from '../reports-index/read.ts';
import { isDue } from '../reports-index/skips.ts';
import type { Head, IndexRepository } from '../shared/index-ports.ts';
import type { Clock, Log } from '../shared/ports.ts';
import { type Problem, ProblemsError, withRemedy } from '../shared/problem.ts';
import { fullName } from '../shared/repository.ts';
import { count } from '../shared/text.ts';
import type { Plan, PlannedIssue } from './plan.ts';

/** No POST leaves when the last look at the branch head is older. */
export const LOOK_EVERY_MS = 60_000;
/** After a look that came to nothing. */
const LOOK_AGAIN_MS = 10_000;
/** A limit that names no time rests at least a minute (documented). */
const LIMITED_REST_MS = 60_000;
/** Who has not been heard for longer may have been waiting for this run to stop: it waits, or ends. */
export const UNHEARD_LIMIT_MS = 5 * 60_000;

/** More changes are a number. */
const CHANGES_LOGGED = 20;

/** Why a planned report is not sent after all. */
export interface Withdrawal {
  report: string;
  why: string;
  /** A later run is to send it. */
  isPending: boolean;
}

export type Heard =
  /** The last look is fresh enough to send. */
  | { kind: 'fresh' }
  /** It was looked just now, which took time. */
  | { kind: 'looked' }
  /** GitHub takes no look before this time, and the last one is too old to go on without. */
  | { kind: 'wait'; until: number }
  | { kind: 'cancelled'; problems: readonly Problem[] };

export interface IndexWatch {
  /** Asked before each POST that leaves at `at`: looks at the branch head when the last look is too old by then. */
  hear(at: number): Promise<Heard>;
  /** Planned reports that are not to be sent, by key, as of the last look. */
  withdrawals(): ReadonlyMap<string, Withdrawal>;
}

export interface IndexWatchInput {
  ports: { index: IndexRepository; clock: Clock; log: Log };
  folder: string;
  plan: Plan;
  index: ReportsIndex;
  state: Pick<RunState, 'outcomes'>;
  /** When the index was asked for. */
  readAt: number;
  /** Given each index that was read anew. */
  adopt: (snapshot: Snapshot) => void;
  /** The commits of this run, each by the commit that it was put on. */
  ownCommits: ReadonlyMap<string, string>;
}

export function openIndexWatch(input: IndexWatchInput): IndexWatch {
  const { index, ports } = input;
  const { clock, log } = ports;
  let known: Known = { commit: index.snapshot.head.commit, shas: index.shas, withdrawals: new Map() };
  let heardAt = input.readAt;
  let nextLookAt = 0;
  let isWarned = false;

  const unheard = ({ code, message, retryAt }: Problem): Heard => {
    nextLookAt = Math.max(clock.now() + LOOK_AGAIN_MS, retryAt ?? 0);
    const text = `${message}; until it can, changes of the index are not heard`;
    if (!isWarned) log.warning(withRemedy(text, 'index-unheard'));
    isWarned = true;
    if (clock.now() - heardAt < UNHEARD_LIMIT_MS) return { kind: 'looked' };
    return { kind: 'cancelled', problems: [{ code, message }] };
  };

  const look = async (): Promise<Heard> => {
    const askedAt = clock.now();
    try {
      const seen = await ports.index.look();
      if (seen.kind === 'unreadable') return unheard({ code: 'index-unreadable', ...seen });
      if (seen.kind === 'limited') {
        nextLookAt = seen.retryAt ?? clock.now() + LIMITED_REST_MS;
        return { kind: 'looked' };
      }
      known = await examine(input, afterOwnCommits(known, input.ownCommits), seen.head);
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      const passing = error.problems.find(mayPass);
      return passing === undefined ? { kind: 'cancelled', problems: error.problems } : unheard(passing);
    }
    [heardAt, nextLookAt, isWarned] = [askedAt, 0, false];
    return { kind: 'looked' };
  };

  return {
    hear: async (at) => {
      const now = clock.now();
      if (at - heardAt < LOOK_EVERY_MS) return { kind: 'fresh' };
      if (now >= nextLookAt) return look();
      return now - heardAt < UNHEARD_LIMIT_MS ? { kind: 'fresh' } : { kind: 'wait', until: nextLookAt };
    },
    withdrawals: () => known.withdrawals,
  };
}

/** The last head of which all is known. */
interface Known {
  commit: string;
  /** See `shasOf`; after a commit of this run those of before. */
  shas: readonly string[];
  withdrawals: ReadonlyMap<string, Withdrawal>;
}

/** A commit of this run changes nothing that the run does not know already. */
function afterOwnCommits(known: Known, ownCommits: ReadonlyMap<string, string>): Known {
  const commit = ownCommits.get(known.commit);
  return commit === undefined ? known : afterOwnCommits({ ...known, commit }, ownCommits);
}

/** Reads the index again when one of its files is another. Throws `ProblemsError`. */
async function examine(input: IndexWatchInput, known: Known, head: Head): Promise<Known> {
  const { index, ports, adopt } = input;
  if (head.commit === known.commit) return known;
  const shas = await shasOf(index.paths, head, ports.index);
  if (shas.join() === known.shas.join()) return { ...known, commit: head.commit };
  const fresh = await readAgain(input, head);
  adopt(fresh.snapshot);
  const withdrawals = withdrawalsIn(input, fresh);
  announce(known.withdrawals, withdrawals, head, ports.log);
  return { commit: head.commit, shas, withdrawals };
}

/** Reports that this run has not dealt with because of a change of the index. */
export function withdrawnFrom(
  { outcomes }: Pick<RunState, 'outcomes'>,
  watch: Pick<IndexWatch, 'withdrawals'>,
): Withdrawal[] {
  const dealtWith = new Set(outcomes.map(({ report }) => report));
  return [...watch.withdrawals().values()].filter(({ report }) => !dealtWith.has(report));
}

/** The whole index, checked as at the start; it includes the planned reports in any state. */
function readAgain({ folder, index, plan, ports }: IndexWatchInput, head: Head): Promise<ReportsIndex> {
  const also = plan.issues.map(({ gbifdatasetid }) => gbifdatasetid);
  const request = { folder, period: index.period.period, gbifdatasetid: undefined, cursor: undefined, also };
  return readIndex(request, head, ports.index);
}

function withdrawalsIn({ plan, index, state }: IndexWatchInput, fresh: ReportsIndex): Map<string, Withdrawal> {
  const dealtWith = new Set(state.outcomes.map(({ report }) => report));
  const present = new Map(fresh.reports.map((report) => [report.gbifdatasetid, report]));
  const withdrawals = new Map<string, Withdrawal>();
  for (const issue of plan.issues) {
    if (dealtWith.has(issue.report)) continue;
    const change = changeOf(issue, present.get(issue.gbifdatasetid), { before: index, after: fresh });
    if (change !== undefined) withdrawals.set(issue.report, { report: issue.report, ...change });
  }
  return withdrawals;
}

function changeOf(
  { gbifdatasetid }: PlannedIssue,
  report: Report | undefined,
  { before, after }: Record<'before' | 'after', ReportsIndex>,
): Omit<Withdrawal, 'report'> | undefined {
  if (report === undefined) return { why: 'its row has been removed', isPending: false };
  const dataset = after.datasets.get(gbifdatasetid);
  if (!isDue(report, dataset)) return { why: 'it is no longer pending', isPending: false };
  const [planned, present] = [before.datasets.get(gbifdatasetid), dataset].map(
    (known) => known && fullName({ owner: known.owner, name: known.repository }),
  );
  if (present === planned) return undefined;
  const where = present === undefined ? 'is no longer in datasets.csv' : `is now in ${present}`;
  return { why: `its dataset ${where}; the next run sees to it`, isPending: true };
}

/** One line a report that was not known to be withdrawn. */
function announce(
  before: ReadonlyMap<string, Withdrawal>,
  after: ReadonlyMap<string, Withdrawal>,
  head: Head,
  log: Log,
): void {
  const fresh = [...after.values()].filter(({ report }) => !before.has(report));
  log.info(
    `The index was changed (${head.commit.slice(0, 12)}): ${count(fresh.length, 'report')} taken out of the plan`,
  );
  for (const { report, why } of fresh.slice(0, CHANGES_LOGGED)) log.info(`${report} is not sent: ${why}`);
  if (fresh.length > CHANGES_LOGGED) log.info(`… and ${fresh.length - CHANGES_LOGGED} more`);
}
