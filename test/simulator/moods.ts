/** Refusals of the simulated GitHub that are no limit, as answers on the wire: the product's own table reads them. */

import type { Answer } from '../../src/adapters/github/answer.ts';
import { causeOf } from '../../src/adapters/github/causes.ts';
import { type Refusal, refusalOf } from '../../src/adapters/github/refusals.ts';
import type { Denied } from '../../src/shared/target-ports.ts';
import type { Condition } from './forge.ts';
import type { World } from './world.ts';

export interface Moods {
  /** The answer to a request that arrives now; undefined: it is served. */
  answer(path: string, isContent: boolean): Answer | undefined;
  /** The same for a request that only reads, as the product understands it. */
  denial(): Denied | undefined;
}

/** Times at which the account is suspended, and at which abuse protection refuses issues in new words. */
export function openMoods(world: World): Moods {
  const { dice } = world;
  let suspendedUntilAt = 0;
  let moodyUntilAt = 0;
  const isSuspended = (): boolean => {
    if (world.isCalm()) return false;
    if (suspendedUntilAt <= world.now() && dice.chance(world.rates().suspended))
      suspendedUntilAt = world.now() + dice.whole(10_000, 3_000_000);
    return suspendedUntilAt > world.now();
  };
  const isMoody = (): boolean => {
    if (world.isCalm()) return false;
    if (moodyUntilAt <= world.now() && dice.chance(world.rates().newWords))
      moodyUntilAt = world.now() + dice.whole(1_000, 400_000);
    return moodyUntilAt > world.now();
  };
  const answer = (path: string, isContent: boolean): Answer | undefined => {
    if (isSuspended()) {
      world.count('the account is suspended');
      return refusal(403, 'Sorry. Your account was suspended.', path);
    }
    if (!isContent || !isMoody()) return undefined;
    world.count('new words');
    return refusal(403, 'Your request cannot be served.', path);
  };
  return {
    answer,
    denial: () => {
      const refused = answer('/', false);
      const outcome = refused && refusalOf(causeOf(refused, { request: 'user', now: world.now() }));
      return outcome?.kind === 'denied' ? outcome : undefined;
    },
  };
}

export function firewallAnswer(path: string): Answer {
  return { kind: 'answer', status: 403, headers: { server: 'gate' }, data: '<p>Gesperrt</p>', path };
}

/** The texts are observed. */
export function refusalOfPost(condition: Exclude<Condition, 'open'>, path: string): Answer {
  switch (condition) {
    case 'missing':
      return refusal(404, 'Not Found', path, { 'x-oauth-scopes': 'repo', 'x-accepted-oauth-scopes': 'repo' });
    case 'hidden':
      return refusal(404, 'Not Found', path, { 'x-oauth-scopes': 'read:user', 'x-accepted-oauth-scopes': 'repo' });
    case 'archived':
      return refusal(403, 'Repository was archived so is read-only.', path);
    case 'disabled':
      return refusal(410, 'Issues has been disabled in this repository.', path);
    case 'forbidden':
      return refusal(403, 'Resource not accessible by personal access token', path);
    case 'invalid':
      return refusal(422, 'Validation Failed: title is too long', path);
    case 'saml':
      return samlAnswer(path);
    default:
      return condition satisfies never;
  }
}

export function samlAnswer(path: string): Answer {
  const message = 'Resource protected by organization SAML enforcement.';
  return refusal(403, message, path, { 'x-github-sso': 'required; url=https://github.com/orgs/museum/sso' });
}

export function refusedList(answer: Answer, now: number): Refusal {
  return refusalOf(causeOf(answer, { request: 'list', token: 'classic', now }));
}

function refusal(status: number, message: string, path: string, headers: Answer['headers'] = {}): Answer {
  return { kind: 'answer', status, headers, data: { message }, path };
}
