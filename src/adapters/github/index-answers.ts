/** Answers of the index repository that are not the wanted ones, as problems of a reading and outcomes of a commit. */

import type { ProblemCode } from '../../shared/catalog.ts';
import type { CommitOutcome, HeadLook } from '../../shared/index-ports.ts';
import { type Place, type Problem, ProblemsError } from '../../shared/problem.ts';
import { type Answer, isRedirect, type Lost, property, text } from './answer.ts';
import { type Cause, causeOf } from './causes.ts';

/** After a limit that names no time: at least a minute (documented). */
const LIMITED_REST_MS = 60_000;

function causeFor(answer: Answer | Lost, now: number): Cause {
  return causeOf(answer, { request: 'other', now });
}

/** Why something of the index cannot be read. `subject` begins the message. */
export function readingProblem(subject: string, answer: Answer | Lost, now: number): Problem {
  const cause = causeFor(answer, now);
  const problem = { code: readingCode(cause, answer), message: `${subject} cannot be read: ${cause.message}` };
  return cause.payer === 'limit' ? { ...problem, retryAt: cause.retryAt ?? now + LIMITED_REST_MS } : problem;
}

function readingCode({ payer, code }: Cause, answer: Answer | Lost): ProblemCode {
  if (isEmptyRepository(answer)) return 'index-empty';
  switch (payer) {
    case 'limit':
      return 'index-limited';
    case 'outage':
    case 'between':
    case 'account':
      return code ?? 'index-unreadable';
    case 'token':
      return code === 'token-rejected' ? code : 'index-unreadable';
    case 'owner':
      return code !== undefined && OWNER_RULES.has(code) ? code : 'index-unreadable';
    default:
      return 'index-unreadable';
  }
}

/** Rules of an owner whose remedy fits any request. */
const OWNER_RULES: ReadonlySet<ProblemCode> = new Set(['target-sso', 'target-ip-list', 'target-token-policy']);

/** 409 "Git Repository is empty." (observed). */
function isEmptyRepository(answer: Answer | Lost): boolean {
  return answer.kind === 'answer' && answer.status === 409 && /repository is empty/i.test(wordsOf(answer));
}

export function throwReadingProblem(
  subject: string,
  answer: Answer | Lost,
  { now, place }: { now: number; place?: Place },
): never {
  const problem = readingProblem(subject, answer, now);
  throw new ProblemsError([place === undefined ? problem : { ...problem, place }]);
}

/** The same as a look at the branch head. */
export function unseenHead(subject: string, answer: Answer | Lost, now: number): HeadLook {
  const { code, message, retryAt } = readingProblem(subject, answer, now);
  const { limit } = causeFor(answer, now);
  return limit === undefined ? { kind: 'unreadable', code, message } : { kind: 'limited', limit, retryAt, message };
}

/**
 * Why one request of a commit failed. Only a rule of the branch, a right that the token lacks, and a fault of the
 * account are certain: GitHub says 404, 409 or 422 in many words, also when another push was faster or when it does
 * not find an object yet that it has just taken (observed).
 */
export function commitFailure(answer: Answer | Lost, now: number): CommitOutcome {
  const cause = causeFor(answer, now);
  const { message, payer } = cause;
  if (payer === 'limit') {
    return { kind: 'unknown', code: 'index-limited', message, retryAt: cause.retryAt ?? now + LIMITED_REST_MS };
  }
  if (answer.kind === 'lost' || payer === 'outage' || payer === 'between') {
    return { kind: 'unknown', code: cause.code ?? 'server-unavailable', message };
  }
  if (isRedirect(answer.status)) {
    const address = String(answer.headers.location ?? 'elsewhere').slice(0, 200);
    return { kind: 'refused', code: 'commit-rejected', message: `the repository has moved to ${address}` };
  }
  if (answer.status < 400) return { kind: 'unknown', message };
  if (isProtection(answer)) return { kind: 'refused', code: 'commit-protected', message };
  if (/fast.?forward/i.test(wordsOf(answer))) return { kind: 'moved' };
  return refusal(cause, answer);
}

function refusal({ payer, code, message }: Cause, { status }: Answer): CommitOutcome {
  if (payer === 'account') return { kind: 'refused', code: code ?? 'commit-forbidden', message };
  if (code === 'token-rejected') return { kind: 'unclear', code, message };
  if (payer === 'owner' && code !== undefined && OWNER_RULES.has(code)) return { kind: 'refused', code, message };
  if (payer === 'token' || code === 'target-no-installation') {
    return { kind: 'refused', code: 'commit-forbidden', message };
  }
  const isRight = status === 403 || status === 404;
  return { kind: 'unclear', code: isRight ? 'commit-forbidden' : 'commit-rejected', message };
}

/** Rules for branches, by their wordings (observed; dependabot-core and others keep lists of them). */
const PROTECTION =
  /rule violation|repository rules?\b|(?:protected|locked) (?:branch|ref)|branch (?:protection|is (?:protected|locked))|(?:through|via|using) a (?:pull|merge) request|not authorized to (?:push|merge|update)|approving review|reviews? (?:is|are) required|required (?:status check|review|signature|workflow|deployment|linear)|status checks? (?:is|are) (?:expected|required)|(?:verified|valid) signature|must be signed|merge queue|linear history|merge commits|code owner|force.push/i;
const PROTECTION_PAGE = /protected-?branch|branch-protection|ruleset|\brules\b/i;

function isProtection(answer: Answer): boolean {
  const page = text(property(answer.data, 'documentation_url'));
  return PROTECTION_PAGE.test(page) || PROTECTION.test(wordsOf(answer));
}

/** The whole text of an answer, with its `errors`. */
function wordsOf({ data }: Answer): string {
  if (typeof data === 'string') return data;
  return JSON.stringify([property(data, 'message'), property(data, 'errors')], (_, part) =>
    typeof part === 'bigint' ? String(part) : part,
  );
}
