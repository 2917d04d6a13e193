/** The index repository while its token also opens the issues: what holds the one back holds back the other. */

import type { Clock, IndexRepository, Limited } from '../shared/ports.ts';
import { fail } from '../shared/problem.ts';
import { utcTime } from '../shared/text.ts';

export interface Holding {
  clock: Clock;
  /** Ends the wait: after a cancel nothing is asked any more. */
  stop?: AbortSignal;
  /** Until when GitHub takes no request of the token, as known now; 0: it takes them. */
  heldUntilAt: () => number;
  /** A hold that ends later than this is not waited for. */
  latestAt: number;
  /** Told when GitHub asks for a rest because of the index: it is the token's. */
  refused?: (answer: Limited) => Promise<void>;
}

/** Waits before each call, or throws `ProblemsError` (index-held). */
export function heldIndex(
  index: IndexRepository,
  { clock, stop, heldUntilAt, latestAt, refused }: Holding,
): IndexRepository {
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
      const outcome = await index.commit(head, changes, message);
      if (outcome.kind === 'unknown' && outcome.retryAt !== undefined)
        await refused?.({ kind: 'limited', limit: 'secondary', retryAt: outcome.retryAt });
      return outcome;
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
