/**
 * Whether anybody but the sender sees its issues. GitHub hides everything of an account that its spam detection has
 * flagged: the account goes on getting 201, everybody else gets 404, and nobody is mailed. Pure.
 */

import type { OutcomeOf } from '../progress/schema.ts';
import type { Problem } from '../shared/problem.ts';
import type { Sight } from '../shared/public-ports.ts';
import { count } from '../shared/text.ts';

/** The first issue of a run is looked at without a token, and every fiftieth after it. */
export const SAMPLE_EVERY = 50;
/** When an issue is looked at, counted from the first look: GitHub's replicas and caches are late. */
export const LOOKS_AT_MS: readonly number[] = [0, 30_000, 120_000];
/** Repositories in a row that nobody can see without a token, before the run stops looking for one that everybody can. */
export const PRIVATE_LIMIT = 3;
/** Issues that the error names; the summary and the output `issues` have all of them. */
const NAMED = 20;

/** The results of the looks so far. */
export interface Findings {
  profile: Sight['kind'];
  /** Issues that stayed hidden through all looks, in repositories that everybody sees. */
  hidden: readonly string[];
}

/** One hidden issue alone may be a moderator's doing or a cache's. */
export function isSenderHidden({ profile, hidden }: Findings): boolean {
  return hidden.length > 1 || (hidden.length === 1 && profile === 'hidden');
}

/** `unseen`: issues that were opened since the last one that somebody without a token could see. */
export function hiddenProblem(
  { profile, hidden }: Findings,
  login: string,
  unseen: readonly OutcomeOf<'sent'>[],
): Problem {
  const names = unseen.slice(0, NAMED).map(({ movedTo, repository, number }) => `${movedTo ?? repository}#${number}`);
  const more = unseen.length > NAMED ? ` and ${unseen.length - NAMED} more` : '';
  const seen = profile === 'hidden' ? [...hidden, 'its profile'] : hidden;
  const list = `${count(unseen.length, 'issue')} (${names.join(', ')}${more})`;
  return {
    code: 'sender-hidden',
    message: `GitHub hides ${login} from everybody else: without a token it answers 404 to ${seen.join(' and ')}. Opened, probably mailed to nobody: ${list}`,
  };
}
