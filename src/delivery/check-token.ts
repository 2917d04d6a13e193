/** Asks GitHub whether it still takes the token, when refusals leave that open. */

import { holdReason } from '../pace/schedule.ts';
import { waitUntil } from '../pace/wait.ts';
import type { Attempt } from './attempt.ts';
import { type Delivery, type DeliveryEnd, hold, stopped, withinGrace } from './delivery.ts';

/** Answers with 401 to one report's requests before the run ends, although GitHub takes the token in between. */
const REJECTIONS_LIMIT = 3;

/** The end of the run after a 401; undefined: a single 401 said nothing, and the request may be sent again. */
export async function checkRejection(attempt: Attempt, message: string): Promise<DeliveryEnd | undefined> {
  attempt.rejections += 1;
  if (attempt.rejections >= REJECTIONS_LIMIT) return tokenRejected(message);
  return checkToken(attempt.delivery);
}

/** The end of the run when GitHub refuses the token or its account; undefined: it takes them, or does not say. */
export async function checkToken(delivery: Delivery): Promise<DeliveryEnd | undefined> {
  const { targets, clock } = delivery.ports;
  const early = await waitUntil(delivery, () => {
    const { hold } = delivery.state.marker.pace;
    return hold === undefined ? { at: 0, reason: '' } : { at: hold.untilAt, reason: holdReason(hold) };
  });
  if (early !== undefined) return early;
  const askedAt = clock.now();
  const account = await withinGrace(delivery, targets.checkToken());
  switch (account?.kind) {
    case undefined:
      return { kind: 'cancelled' };
    case 'unauthorized':
      return tokenRejected(account.message);
    case 'denied':
      return stopped(account.problem);
    case 'limited':
      await hold(delivery, { ...account, askedAt }, 'a question for the account');
      return undefined;
    case 'account':
    case 'refused':
    case 'unclear':
    case 'unavailable':
      return undefined;
    default:
      return account satisfies undefined;
  }
}

function tokenRejected(message: string): DeliveryEnd {
  return stopped({ code: 'token-rejected', message: `GitHub does not accept the token: ${message}` });
}
