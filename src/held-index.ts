/** The index repository while its token also opens the issues: what holds the one back holds back the other. */

import type { Ledger } from './ledger.ts';
import type { Clock, IndexRepository } from './ports.ts';
import { fail } from './problems.ts';
import { utcTime } from './wording.ts';

export interface Holding {
  clock: Clock;
  /** Ends the wait: after a cancel nothing is asked any more. */
  stop?: AbortSignal;
  /** Knows, at each moment, until when GitHub takes no request of the token. */
  ledger: Pick<Ledger, 'marker'>;
  /** A hold that ends later than this is not waited for. */
  latestAt: number;
}

/** Waits before each call, or throws `ProblemsError` (index-held). */
export function heldIndex(index: IndexRepository, { clock, stop, ledger, latestAt }: Holding): IndexRepository {
  const heldUntilAt = () => ledger.marker.pace.hold?.untilAt ?? 0;
  const free = async (): Promise<void> => {
    for (let until = heldUntilAt(); until > clock.now(); until = heldUntilAt()) {
      if (until > latestAt || stop?.aborted)
        fail('index-held', `GitHub takes no request of the token before ${utcTime(until)}`);
      await clock.sleep(until - clock.now(), stop);
    }
  };
  return {
    ...index,
    head: async () => {
      await free();
      return index.head();
    },
    read: async (path, commit) => {
      await free();
      return index.read(path, commit);
    },
    commit: async (head, changes, message) => {
      await free();
      return index.commit(head, changes, message);
    },
    listIssues: async (creator, sinceAt) => {
      await free();
      return index.listIssues(creator, sinceAt);
    },
    createIssue: async (draft) => {
      await free();
      return index.createIssue(draft);
    },
  };
}
