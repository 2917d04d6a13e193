/** The work of a run: what is known when the sending begins, and the books that are kept of it. */

import { type Books, openBooks } from './bookkeeping.ts';
import type { Config } from './config.ts';
import type { Marker, StartedEntry } from './formats.ts';
import { heldIndex } from './held-index.ts';
import type { ReportsIndex } from './index-reading.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { paceForNewCampaign } from './pace.ts';
import type { Pace } from './pace-schema.ts';
import type { ChosenCampaign, Plan } from './plan.ts';
import type { Head, Limited, Ports } from './ports.ts';
import { announceOutcome } from './report.ts';

export interface RunInput {
  config: Config;
  ports: Ports;
  /** The action's version, for traces in commits and issues. */
  version: string;
  /** The branch head, when it has been asked for already. */
  head?: Head | undefined;
  /** An earlier step of this job has used the action. */
  earlierStep?: boolean;
}

/** What is known when the sending begins. */
export interface Work extends RunInput {
  chosen: ChosenCampaign;
  index: ReportsIndex;
  plan: Plan;
  books: Books;
  startedAt: number;
  /** Lists that are asked for before this time may miss what an earlier run has sent. */
  settledAt: number;
  waits: Waits;
}

/** How long the run may take, and how long it has waited. */
export interface Waits {
  deadlineAt: number;
  waitedMs: number;
  onWaited: (waitedMs: number) => void;
}

export function openWaits(deadlineAt: number): Waits {
  const waits: Waits = {
    deadlineAt,
    waitedMs: 0,
    onWaited: (waitedMs) => {
      waits.waitedMs += waitedMs;
    },
  };
  return waits;
}

interface Start {
  chosen: ChosenCampaign;
  marker: Marker;
  pace: Pace;
  account: string;
  at: number;
  plan: Plan;
  index: ReportsIndex;
}

export function startedEntry(
  { chosen, marker, pace, account, at, plan, index }: Start,
  { config }: RunInput,
): StartedEntry {
  const { totals } = chosen.campaign;
  // Without a column for them, each run meets all skipped reports again.
  const remembers = index.snapshot.rows?.table.column('issue_skipped').index !== undefined;
  return {
    type: 'started',
    at,
    account,
    indexPath: config.index.path,
    marker: { ...marker, pace: chosen.resumed ? pace : paceForNewCampaign(pace) },
    campaign: {
      ...chosen.campaign,
      failed: plan.failedBefore,
      totals: remembers ? totals : { ...totals, skipped: 0 },
    },
  };
}

/** Opens journal and books, and writes down what is skipped. From here on the post step takes over when main dies. */
export async function openWork(
  started: StartedEntry,
  known: Pick<Work, 'chosen' | 'index' | 'plan' | 'startedAt' | 'settledAt' | 'waits'>,
  input: RunInput,
): Promise<Work> {
  const { paths, snapshot } = known.index;
  const ledger = openLedger(started);
  const ports = withHeldIndex(input, ledger, known.waits, (answer) =>
    books.record({ type: 'held', at: input.ports.clock.now(), answer }),
  );
  const books: Books = openBooks({ ports, ledger, paths, snapshot, version: input.version });
  await books.begin(started);
  for (const outcome of known.plan.skipped) {
    await books.record({ type: 'outcome', at: ports.clock.now(), outcome });
    announceOutcome(outcome, undefined, paths, ports.log);
  }
  return { ...input, ...known, ports, books };
}

/** With one token for both, index and issues wait for what GitHub says of either. */
function withHeldIndex(
  { config, ports }: RunInput,
  ledger: Ledger,
  { deadlineAt }: Waits,
  refused: (answer: Limited) => Promise<void>,
): Ports {
  if (!config.sharesToken) return ports;
  const { clock, stop } = ports;
  return { ...ports, index: heldIndex(ports.index, { clock, stop, ledger, latestAt: deadlineAt, refused }) };
}
