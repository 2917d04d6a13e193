/**
 * The meaning of an answer that is not the one hoped for: whose fault it is, whether asking again can help, and
 * which entry of the catalog has the remedy. One place for all requests. Pure.
 */

import type { ProblemCode } from '../../shared/catalog.ts';
import type { Problem } from '../../shared/problem.ts';
import type { Answer, Lost } from './answer.ts';
import { addressOf, type Context, type Facts, factsOf, messageOf, retryAtOf } from './answer-facts.ts';
import { type Payer, type Row, rows } from './cause-table.ts';

export type { Context, TokenKind } from './answer-facts.ts';
export { tokenKind } from './answer-facts.ts';

export interface Cause {
  payer: Payer;
  /** Where the catalog has title and remedy; undefined: nothing for a person to do. */
  code: ProblemCode | undefined;
  /** GitHub's words in one line, with the status, and the address when there is one. */
  message: string;
  /** Where a person can mend it, as the answer names it. */
  address: string | undefined;
  /** The same request would be refused again: there is no use in asking again in this campaign. */
  final: boolean;
  /** The request may have had its effect: look before it is sent again. */
  mayHaveHappened: boolean;
  /**
   * The effect on the rest of the run. `when-repeated`: it counts, and several in a row over different owners
   * with nothing sent or found in between stop the run; one `sent` or `found` speaks for the token.
   */
  stops: 'at-once' | 'when-repeated' | 'never';
  /** Of a limit. `primary`: the hourly request budget; `secondary`: abuse protection, e.g. of issue creation. */
  limit: 'primary' | 'secondary' | undefined;
  /** When requests are taken again, as far as the answer says so; undefined for all that time does not mend. */
  retryAt: number | undefined;
}

/** Of every answer that is not the wanted success, and not a redirect within the same server. */
export function causeOf(answer: Answer | Lost, context: Context): Cause {
  const facts = factsOf(answer, context);
  const { payer, code } = rows.find(({ when }) => when(facts)) ?? UNCLEAR;
  // Of a limit GitHub names its terms of service; there is nothing to mend there.
  const address = payer === 'limit' ? undefined : addressOf(facts);
  const final = FINAL.has(payer);
  return {
    payer,
    code,
    message: messageOf(facts, { needs: isRight(code) ? facts.needs : undefined, address }),
    address,
    final,
    mayHaveHappened: mayHaveHappened(facts, payer, code),
    // Only the account itself can be the reason that it may not be asked for.
    stops: final && context.request === 'user' ? 'at-once' : stopsOf(payer, code),
    limit: payer === 'limit' ? limitOf(facts) : undefined,
    retryAt: final ? undefined : retryAtOf(facts),
  };
}

function isRight(code: ProblemCode | undefined): boolean {
  return /^target-(?:missing-|forbidden|no-installation)/.test(code ?? '');
}

const UNCLEAR: Pick<Row, 'payer' | 'code'> = { payer: 'unclear', code: 'target-unclear' };

const FINAL: ReadonlySet<Payer> = new Set(['content', 'repository', 'owner', 'token', 'account']);

function stopsOf(payer: Payer, code: ProblemCode | undefined): Cause['stops'] {
  // An account that an enterprise manages may still write within it.
  if (code === 'target-managed-account') return 'when-repeated';
  if (code === 'token-rejected' || payer === 'account') return 'at-once';
  return payer === 'token' || payer === 'between' || payer === 'unclear' ? 'when-repeated' : 'never';
}

/** A refusal of the API had no effect, nor had a request that came to no server. */
function mayHaveHappened({ status, isApi }: Facts, payer: Payer, code: ProblemCode | undefined): boolean {
  if (status === undefined) return code === 'server-unavailable';
  return payer !== 'limit' && (status < 300 || status === 408 || status >= 500 || !isApi);
}

function limitOf({ said, isSpent }: Facts): 'primary' | 'secondary' {
  if (/secondary|abuse|content creation|too (?:quickly|fast)/i.test(said)) return 'secondary';
  return isSpent || /api rate limit exceeded/i.test(said) ? 'primary' : 'secondary';
}

const SAYINGS: Partial<Record<Payer, string>> = {
  assignee: 'GitHub does not take its assignees',
  token: 'GitHub does not accept the token',
  account: 'GitHub refuses the account of the token',
  outage: 'GitHub does not answer',
  between: 'The answer did not come from GitHub',
};

/** The cause as the problem that a run ends with, or warns of. */
export function problemOf({ payer, code, message }: Cause): Problem {
  return { code: code ?? 'target-unclear', message: `${SAYINGS[payer] ?? 'GitHub refused'}: ${message}` };
}
