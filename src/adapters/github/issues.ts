/** Lists and creates issues over the REST API, for target repositories and for the index repository alike. */

import type { IssueDraft, ListOutcome, PostOutcome, PostTarget } from '../../shared/ports.ts';
import { parseRepository, type Repository } from '../../shared/repository.ts';
import { type Answer, dateOf, isRedirect, type Lost, messageOf, property, refusalOf, text } from './answer.ts';
import { type GitHub, repositoryPath } from './client.ts';
import { isIssueNumber, isWebAddress, openReading, PAGE_SIZE, unusable } from './pages.ts';

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
    const answer = await github.read(next);
    requests += 1;
    if (answer.kind === 'lost') return unusable(answer.message);
    if (answer.status !== 200 || !Array.isArray(answer.data)) {
      const refusal = refusalOf(answer, now());
      // The first page was answered: the repository is there, and its link led nowhere.
      if (refusal === undefined || (refusal.kind === 'refused' && requests > 1)) return unusable(messageOf(answer));
      return refusal;
    }
    moved ||= requests === 1 && answer.path !== first;
    serverAheadMs ??= aheadMs(answer, now());
    const following = reading.take(answer, answer.data);
    if (typeof following === 'object') return following;
    next = following;
  }
  const movedTo = moved ? await presentName(github, repository) : undefined;
  return { kind: 'listed', issues: reading.issues, movedTo, requests, serverAheadMs };
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

/** One POST, never repeated. Only 201 with a number and an address that an issue can have is success. */
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
  return postOutcome(github, target, await github.send('POST', path, { body }), now());
}

function postOutcome(github: GitHub, target: PostTarget, answer: Answer | Lost, now: number): PostOutcome {
  if (answer.kind === 'lost') return { kind: 'unknown', message: answer.message };
  const number = property(answer.data, 'number');
  const url = text(property(answer.data, 'html_url'));
  if (answer.status === 201 && isIssueNumber(number) && isWebAddress(url)) {
    const repository = repositoryIn(url) ?? target.repository;
    return { kind: 'created', number, url, repository, serverAt: dateOf(answer) };
  }
  if (isRedirect(answer.status)) return movedOutcome(github, answer);
  return refusalOf(answer, now) ?? { kind: 'unknown', message: `unexpected answer: ${messageOf(answer)}` };
}

/** The token is never sent to another server. */
function movedOutcome(github: GitHub, answer: Answer): PostOutcome {
  const address = String(answer.headers.location ?? '');
  const location = github.pathOf(address);
  if (location !== undefined) return { kind: 'moved', location };
  return {
    kind: 'refused',
    reason: 'not-found',
    message: `${answer.status} redirects to another server: ${address.slice(0, 200)}`,
  };
}

/** The repository in an issue's web address `…/owner/name/issues/1`. */
function repositoryIn(url: string): Repository | undefined {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  const match = /([^/]+\/[^/]+)\/issues\/\d+$/.exec(path);
  return match?.[1] === undefined ? undefined : parseRepository(match[1]);
}
