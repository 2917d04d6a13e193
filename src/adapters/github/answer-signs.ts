/** Signs by which a cause is known, for the rows of the table of causes. */

import type { Context, Facts } from './answer-facts.ts';
import { ORGANIZATION, OWNER, RIGHT } from './answer-words.ts';

export type Sign = (facts: Facts) => boolean;

export const not =
  (sign: Sign): Sign =>
  (facts) =>
    !sign(facts);

export const anyOf =
  (...signs: Sign[]): Sign =>
  (facts) =>
    signs.some((sign) => sign(facts));

export const allOf =
  (...signs: Sign[]): Sign =>
  (facts) =>
    signs.every((sign) => sign(facts));

export const status =
  (...statuses: number[]): Sign =>
  (facts) =>
    facts.status !== undefined && statuses.includes(facts.status);

export const isLost: Sign = (facts) => facts.status === undefined;

export const isServerError: Sign = (facts) => (facts.status ?? 0) >= 500 || facts.status === 408;

export const isNoRefusal: Sign = (facts) => (facts.status ?? 0) < 400;

export const isForeign: Sign = (facts) => !facts.isApi;

/** The API itself answers with one of these statuses. */
export const api = (...statuses: number[]): Sign => allOf(not(isForeign), status(...statuses));

/** Statuses by which the API refuses a request that it has understood. */
export const refused = api(403, 404, 409, 422, 423);

/** In GitHub's words, or in the address of the page that it refers to. */
export const says =
  (words: RegExp): Sign =>
  (facts) =>
    words.test(facts.words) || words.test(facts.docs);

export const asked =
  (...requests: Context['request'][]): Sign =>
  ({ context }) =>
    requests.includes(context.request);

export const listed: Sign = ({ context }) => context.listed === true;

export const has =
  (name: string, value = /./): Sign =>
  ({ header }) =>
    value.test(header(name));

export const isSpent: Sign = (facts) => facts.isSpent;

/** GitHub itself has blocked the repository, and says why. */
export const hasBlock: Sign = ({ data }) =>
  typeof data === 'object' && data !== null && 'block' in data && typeof data.block === 'object' && data.block !== null;

const namesOrganization: Sign = (facts) => facts.namesOwner || ORGANIZATION.test(facts.words);

/** An organization, an enterprise or the repository's owner is named. */
export const namesOwner: Sign = anyOf(namesOrganization, (facts) => OWNER.test(facts.words));

/** The owner of a repository is named, and no organization. */
export const namesOwnerAlone: Sign = allOf(namesOwner, not(namesOrganization));

/** Each field that is complained about is one of these. */
export const complainsOnlyOf =
  (names: RegExp): Sign =>
  ({ fields }) =>
    fields.length > 0 && fields.every((field) => names.test(field));

const writes = asked('issue', 'comment');
const lacksScope: Sign = (facts) => facts.lacksScope;

/**
 * A lack of rights, by the scopes in the headers or by GitHub's usual words. To read, other scopes or none may do as
 * well. GitHub says of something that a token may not write to, as of what it may not see, that it is not there.
 */
export const lacksRight: Sign = anyOf(
  allOf(api(403), anyOf(allOf(writes, lacksScope), says(RIGHT))),
  allOf(api(404), writes, listed, lacksScope),
);

/** A 404 on a POST after a list that was answered, with no scopes in the headers that would do. */
export const isHidden: Sign = allOf(api(404), asked('issue'), listed, ({ header }) => header('x-oauth-scopes') === '');

export const needsRight = anyOf(lacksRight, isHidden);

export const ofApp: Sign = anyOf(({ context }) => context.token === 'app', says(/by integration|app installation/i));

export const ofClassic: Sign = anyOf(({ context }) => context.token === 'classic', lacksScope);

export const ofFineGrained: Sign = anyOf(
  ({ context }) => context.token === 'fine-grained',
  says(/by personal access token/i),
);
