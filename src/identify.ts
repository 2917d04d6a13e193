/** Whose budget it is: the account of the token, asked for only when GitHub lets the token in. */

import { heldBack } from './holds.ts';
import type { Pace } from './pace-schema.ts';
import { holdReason } from './pacer.ts';
import type { Ports } from './ports.ts';
import { fail } from './problems.ts';
import { type WaitEnd, type Waiting, waitUntil } from './waiting.ts';

/** The sending account, or why it could not be asked for; either way with what is now known of the pace. */
export type Sender = ({ kind: 'account'; login: string } | WaitEnd) & { pace: Pace };

/** Throws `token-rejected` and `account-unknown`. */
export async function identify(
  known: Pace,
  waiting: Waiting & { ports: Pick<Ports, 'targets' | 'clock' | 'log' | 'stop'> },
): Promise<Sender> {
  const { targets, clock } = waiting.ports;
  let pace = known;
  for (;;) {
    const early = await waitForHold(pace, waiting);
    if (early !== undefined) return { ...early, pace };
    const sender = await targets.sender();
    if (sender.kind === 'account') return { ...sender, pace };
    if (sender.kind === 'unauthorized') fail('token-rejected', `GitHub does not accept the token: ${sender.message}`);
    if (sender.kind !== 'limited')
      fail('account-unknown', `GitHub does not tell which account the token belongs to: ${sender.message}`);
    pace = heldBack(pace, clock.now(), sender);
  }
}

/** Waits until GitHub takes requests of the token again; gives why that time did not come. */
export function waitForHold({ hold }: Pace, waiting: Waiting): Promise<WaitEnd | undefined> {
  const slot = hold === undefined ? { at: 0, reason: '' } : { at: hold.untilAt, reason: holdReason(hold) };
  return waitUntil(waiting, () => slot);
}
