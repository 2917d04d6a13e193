/** Answers other than the wanted one, as outcomes of the ports. Pure. */

import {
  type Denied,
  FAILURE_REASONS,
  type Limited,
  type Refused,
  type Unauthorized,
  type Unavailable,
  type Unclear,
} from '../../shared/target-ports.ts';
import type { Answer, Lost } from './answer.ts';
import { type Cause, causeOf, problemOf } from './causes.ts';

export type Refusal = Limited | Unauthorized | Denied | Refused | Unclear | Unavailable;

/** The outcome of a request that had no effect. */
export function refusalOf(cause: Cause): Refusal {
  const { payer, code, message } = cause;
  if (payer === 'limit') return { kind: 'limited', limit: cause.limit ?? 'secondary', retryAt: cause.retryAt, message };
  if (payer === 'outage') return { kind: 'unavailable', code, message };
  if (code === 'token-rejected') return { kind: 'unauthorized', message };
  if (cause.stops === 'at-once') return { kind: 'denied', problem: problemOf(cause) };
  const reason = FAILURE_REASONS.find((name) => `target-${name}` === code);
  if (!cause.final || reason === undefined) return { kind: 'unclear', code: code ?? 'target-unclear', message };
  return { kind: 'refused', payer: refusedPayer(cause), reason, message };
}

function refusedPayer({ payer, stops }: Cause): Refused['payer'] {
  if (stops === 'when-repeated') return 'token';
  return payer === 'content' || payer === 'owner' ? payer : 'repository';
}

/** Of a request that belongs to no report. */
export function limitOf(answer: Answer | Lost, now: number): Limited | undefined {
  const refusal = refusalOf(causeOf(answer, { request: 'other', now }));
  return refusal.kind === 'limited' ? refusal : undefined;
}

/** The words of an answer, in one line with its status. */
export function messageOf(answer: Answer | Lost): string {
  return causeOf(answer, { request: 'other', now: 0 }).message;
}
