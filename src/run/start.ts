/** The work of a run: all that is known when the sending begins, and the journal and marker of it. */

import type { ChosenCampaign } from '../campaign/choose.ts';
import { type IndexWatch, openIndexWatch } from '../campaign/index-watch.ts';
import type { Plan } from '../campaign/plan.ts';
import type { Config } from '../config/config.ts';
import { announceOutcome } from '../output/log-messages.ts';
import type { Pace } from '../pace/schema.ts';
import { paceForNewCampaign } from '../pace/state.ts';
import { indexThatWaits, type Waits } from '../pace/wait.ts';
import { type Books, openBooks } from '../progress/checkpoint.ts';
import { heldUntilAt, initialState, type RunState } from '../progress/run-state.ts';
import type { Marker, StartedEntry } from '../progress/schema.ts';
import type { ReportsIndex } from '../reports-index/read.ts';
import type { Head, Limited, Ports } from '../shared/ports.ts';
import { fullName, parseRepository } from '../shared/repository.ts';

export interface RunInput {
  config: Config;
  ports: Ports;
  /** The action's version, for traces in commits and issues. */
  version: string;
  /** The branch head, when it has been asked for already. */
  head?: (Head & { askedAt: number }) | undefined;
  /** An earlier step of this job has used the action. */
  earlierStep?: boolean;
}

/** What is known when the sending begins. */
export interface Work extends RunInput {
  chosen: ChosenCampaign;
  index: ReportsIndex;
  plan: Plan;
  books: Books;
  watch: IndexWatch;
  startedAt: number;
  /** When the index was asked for. */
  readAt: number;
  /** Lists that are asked for before this time may miss what an earlier run has sent. */
  settledAt: number;
  waits: Waits;
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
    ...(plan.dueAgain.length === 0 ? {} : { dueAgain: plan.dueAgain }),
  };
}

/** Opens journal and books, and writes down what is skipped. From here on the post step takes over when main dies. */
export async function openWork(
  started: StartedEntry,
  known: Pick<Work, 'chosen' | 'index' | 'plan' | 'startedAt' | 'readAt' | 'settledAt' | 'waits'>,
  input: RunInput,
): Promise<Work> {
  const { index, plan, readAt } = known;
  const { paths, snapshot } = index;
  const state = initialState(started);
  const ports = withIndexThatWaits(input, state, known.waits, (answer) =>
    books.record({ type: 'held', at: input.ports.clock.now(), answer }),
  );
  const books: Books = openBooks({
    ports,
    state,
    paths,
    snapshot,
    version: input.version,
    presentName: (name) => presentName(name, ports),
    onCommitted: (onto, commit) => watch.committed(onto, commit),
  });
  const folder = input.config.index.path;
  const watch = openIndexWatch({ ports, folder, plan, index, state, readAt, adopt: books.adopt });
  await books.begin(started);
  for (const outcome of plan.skipped) {
    await books.record({ type: 'outcome', at: ports.clock.now(), outcome });
    announceOutcome(outcome, undefined, paths, ports.log);
  }
  return { ...input, ...known, ports, books, watch };
}

/** The name that a repository has now, in lower case; undefined when it cannot be told. */
async function presentName(name: string, { targets }: Ports): Promise<string | undefined> {
  const repository = parseRepository(name);
  const state = repository === undefined ? undefined : await targets.inspect(repository);
  return state?.kind === 'exists' ? fullName(state.repository).toLowerCase() : undefined;
}

/** With one token for both, index and issues wait for what GitHub says of either. */
function withIndexThatWaits(
  { config, ports }: RunInput,
  state: RunState,
  { deadlineAt }: Waits,
  refused: (answer: Limited) => Promise<void>,
): Ports {
  if (!config.sharesToken) return ports;
  const { clock, cancelled } = ports;
  return {
    ...ports,
    index: indexThatWaits(ports.index, {
      clock,
      cancelled,
      heldUntilAt: () => heldUntilAt(state),
      latestAt: deadlineAt,
      refused,
    }),
  };
}
