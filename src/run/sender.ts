/** The account that opens the issues, asked for before anything is sent. */

import { rateLimited } from '../pace/holds.ts';
import type { Pace } from '../pace/schema.ts';
import { type WaitEnd, type Waiting, waitForHold, waitUntil } from '../pace/wait.ts';
import type { ProblemCode } from '../shared/catalog.ts';
import type { Ports } from '../shared/ports.ts';
import { fail, ProblemsError } from '../shared/problem.ts';
import type { Denied, Refused, Unauthorized } from '../shared/target-ports.ts';

/** The account, or why the run did not get to know it; either way with the pace as it is known now. */
export type Sender = ({ kind: 'account'; login: string } | WaitEnd) & { pace: Pace };

/** Pauses between questions for the account while GitHub, or the way to it, is down: four minutes in all. */
const OUTAGE_PAUSES_MS = [5_000, 15_000, 40_000, 60_000, 60_000, 60_000];

/** Throws `ProblemsError`: the token or its account is refused, or GitHub cannot be reached for minutes. */
export async function resolveSender(
  known: Pace,
  waiting: Waiting & { ports: Pick<Ports, 'targets' | 'clock' | 'log' | 'cancelled'> },
): Promise<Sender> {
  const { targets, clock } = waiting.ports;
  const pauses = OUTAGE_PAUSES_MS.values();
  let pace = known;
  for (;;) {
    const early = await waitForHold(pace, waiting);
    if (early !== undefined) return { ...early, pace };
    const sender = await targets.sender();
    switch (sender.kind) {
      case 'account':
        return { ...sender, pace };
      case 'limited':
        pace = rateLimited(pace, clock.now(), sender);
        break;
      case 'unauthorized':
      case 'denied':
      case 'refused':
        return failForSender(sender);
      case 'unclear':
      case 'unavailable': {
        const retryAt = clock.now() + (pauses.next().value ?? Number.POSITIVE_INFINITY);
        if (retryAt >= waiting.deadlineAt || sender.code === 'certificate-untrusted') failForOutage(sender);
        const end = await waitUntil(waiting, () => ({ at: retryAt, reason: `no account yet (${sender.message})` }));
        if (end !== undefined) return { ...end, pace };
        break;
      }
      default:
        return sender satisfies never;
    }
  }
}

/** Throws the problem for which the token cannot be used. */
export function failForSender(sender: Unauthorized | Denied | Refused): never {
  if (sender.kind === 'denied') throw new ProblemsError([sender.problem]);
  if (sender.kind === 'unauthorized') fail('token-rejected', `GitHub does not accept the token: ${sender.message}`);
  fail('account-unknown', `GitHub does not tell which account the token belongs to: ${sender.message}`);
}

function failForOutage({ code, message }: { code?: ProblemCode | undefined; message: string }): never {
  if (code === undefined || code === 'target-unclear')
    fail('account-unknown', `GitHub does not tell which account the token belongs to: ${message}`);
  const isBetween = code === 'certificate-untrusted' || code === 'answered-by-another';
  fail(code, `${isBetween ? 'The answer did not come from GitHub' : 'GitHub does not answer'}: ${message}`);
}
