/** The index repository while its token also opens the issues: what holds the one back holds back the other. */

import type { Ledger } from './ledger.ts';
import type { Clock, IndexRepository, Limited } from './ports.ts';
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
  /** Told when GitHub asks for a rest because of the index: it is the token's. */
  refused?: (answer: Limited) => Promise<void>;
}

/** Waits before each call, or throws `ProblemsError` (index-held). */
export function heldIndex(
  index: IndexRepository,
  { clock, stop, ledger, latestAt, refused }: Holding,
): IndexRepository {
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
    look: async () => {
      await free();
      const seen = await index.look();
      if (seen.kind === 'limited') await refused?.(seen);
      return seen;
    },
    file: async (path, commit) => {
      await free();
      const file = await index.file(path, commit);
      if (file === undefined) return undefined;
      return {
        ...file,
        open: async () => {
          await free();
          return file.open();
        },
      };
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
