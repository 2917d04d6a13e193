/** Lists and creates issues over the REST API, for target repositories and for the index repository alike. */

import { parseRepository, type Repository } from '../../shared/repository.ts';
import type { IssueDraft, ListOutcome, PostOutcome, PostTarget } from '../../shared/target-ports.ts';
import { type Answer, dateOf, isRedirect, type Lost, property, text } from './answer.ts';
import { type Cause, causeOf } from './causes.ts';
import { type GitHub, repositoryPath } from './client.ts';
import { isIssueNumber, isWebAddress, openReading, PAGE_SIZE, unusable } from './pages.ts';
import { type Refusal, refusalOf } from './refusals.ts';

export interface ListRequest {
  repository: Repository;
  creator: string | undefined;
  sinceAt: number;
  now: () => number;
}

/** All issues of the creator's that have a key, or why they cannot be known. */
export async function listIssues(github: GitHub, request: ListRequest): Promise<ListOutcome> {
  const { repository, creator, now } = request;
  const first = `${repositoryPath(repository, '/issues')}?${listQuery(request)}`;
  const reading = openReading({ github, first, creator, now });
  let moved = false;
  let serverAheadMs: number | undefined;
  let requests = 0;
  for (let next: string | undefined = first; next !== undefined; ) {
    const endless = reading.ask(next);
    if (endless !== undefined) return endless;
    const page = await readPage(github, next, request);
    requests += 1;
    if (page.kind !== 'page') {
      // The first page was answered, so the repository is there and the link led nowhere.
      return page.kind === 'refused' && requests > 1 ? unusable(page.message) : page;
    }
    moved ||= requests === 1 && page.answer.path !== first;
    serverAheadMs ??= aheadMs(page.answer, now());
    const following = reading.take(page.answer, page.items);
    if (typeof following === 'object') return following;
    next = following;
  }
  const movedTo = moved ? await presentName(github, repository) : undefined;
  return { kind: 'listed', issues: reading.issues, movedTo, requests, serverAheadMs };
}

type Page = { kind: 'page'; answer: Answer; items: readonly unknown[] } | Refusal;

/** Asks once more for a page that something in GitHub's place has answered. */
async function readPage(github: GitHub, path: string, { repository, now }: ListRequest): Promise<Page> {
  for (let tried = 1; ; tried += 1) {
    const answer = await github.read(path);
    if (answer.kind === 'answer' && answer.status === 200 && Array.isArray(answer.data))
      return { kind: 'page', answer, items: answer.data };
    const { owner } = repository;
    const cause = causeOf(answer, { request: 'list', token: github.token, owner, now: now() });
    if (cause.payer !== 'between' || tried === 2) return refusalOf(cause);
  }
}

/** How far the server's clock is ahead (milliseconds); `Date` has whole seconds, so it may be a second more. */
function aheadMs({ headers }: Answer, now: number): number | undefined {
  const at = Date.parse(String(headers.date ?? ''));
  return Number.isNaN(at) ? undefined : at - now;
}

function listQuery({ creator, sinceAt }: ListRequest): string {
  const query = new URLSearchParams({
    state: 'all',
    since: new Date(sinceAt).toISOString(),
    sort: 'created',
    direction: 'desc',
    per_page: String(PAGE_SIZE),
  });
  if (creator !== undefined && !isBot(creator)) query.set('creator', creator);
  return query.toString();
}

/**
 * GitHub does not document whether its filter matches the accounts of Apps, and it answers a filter that matches
 * nothing with an empty list. So everybody's issues are listed, and `pages.ts` compares their authors.
 */
function isBot(login: string): boolean {
  return login.endsWith('[bot]');
}

/** The name that a repository has now; undefined when GitHub does not tell. */
export async function presentName(github: GitHub, repository: Repository): Promise<Repository | undefined> {
  const answer = await github.read(repositoryPath(repository));
  return answer.kind === 'answer' ? parseRepository(text(property(answer.data, 'full_name'))) : undefined;
}

/** One POST, never repeated. */
export async function createIssue(
  github: GitHub,
  target: PostTarget,
  draft: IssueDraft,
  now: () => number,
): Promise<PostOutcome> {
  const path = target.location ?? repositoryPath(target.repository, '/issues');
  const body: Record<string, unknown> = { title: draft.title, body: draft.body };
  if (draft.labels.length > 0) body.labels = draft.labels;
  if (draft.assignees.length > 0) body.assignees = draft.assignees;
  const answer = await github.send('POST', path, { body });
  return postOutcome(answer, { github, target, draft, now: now() });
}

interface Post {
  github: Pick<GitHub, 'token' | 'pathOf'>;
  target: PostTarget;
  draft: IssueDraft;
  now: number;
}

/**
 * Only 201 with a number and an address that an issue can have is success. The list of the repository has been answered before, so a
 * 404 means that the token may not write there.
 */
export function postOutcome(answer: Answer | Lost, { github, target, draft, now }: Post): PostOutcome {
  if (answer.kind === 'answer') {
    const created = createdOutcome(target, answer) ?? movedOutcome(github, answer);
    if (created !== undefined) return created;
  }
  const { owner } = target.repository;
  const cause = causeOf(answer, { request: 'issue', token: github.token, owner, listed: true, now });
  const outcome = failedOutcome(cause, draft);
  const serverAt = answer.kind === 'answer' ? dateOf(answer) : undefined;
  return outcome.kind === 'limited' ? { ...outcome, serverAt } : outcome;
}

function createdOutcome({ repository }: PostTarget, answer: Answer): PostOutcome | undefined {
  const number = property(answer.data, 'number');
  const url = text(property(answer.data, 'html_url'));
  if (answer.status !== 201 || !isIssueNumber(number) || !isWebAddress(url)) return undefined;
  return { kind: 'created', number, url, repository: repositoryIn(url) ?? repository, serverAt: dateOf(answer) };
}

/** The token is never sent to another server. */
function movedOutcome(github: Post['github'], { status, headers }: Answer): PostOutcome | undefined {
  if (!isRedirect(status)) return undefined;
  const address = String(headers.location ?? '');
  const location = github.pathOf(address);
  if (location !== undefined) return { kind: 'moved', location };
  const message = `${status} redirects to another server: ${address.slice(0, 200)}`;
  return { kind: 'unclear', code: 'target-unclear', message };
}

function failedOutcome(cause: Cause, { assignees }: IssueDraft): PostOutcome {
  const { code, message } = cause;
  if (cause.payer === 'assignee' && assignees.length > 0) return { kind: 'assignees-refused', message };
  const refusal = refusalOf(cause);
  if (refusal.kind !== 'unavailable' && !cause.mayHaveHappened) return refusal;
  return { kind: 'unknown', message, ...(cause.payer === 'between' ? { code } : {}) };
}

/** The repository in an issue's web address `…/owner/name/issues/1`. */
function repositoryIn(url: string): Repository | undefined {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  const match = /([^/]+\/[^/]+)\/issues\/\d+$/.exec(path);
  return match?.[1] === undefined ? undefined : parseRepository(match[1]);
}
