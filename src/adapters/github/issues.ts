/** Lists and creates issues over the REST API, for target repositories and for the index repository alike. */

import type { IssueDraft, ListedIssue, ListOutcome, PostOutcome, PostTarget } from '../../shared/ports.ts';
import { parseRepository, type Repository } from '../../shared/repository.ts';
import { type Answer, isRecord, isRedirect, type Lost, messageOf, property, refusalOf, text } from './answer.ts';
import { dateOf, type GitHub, repositoryPath } from './client.ts';

/** More pages than any repository has; ends a server that links in circles. */
const PAGES_LIMIT = 10_000;

export interface ListRequest {
  repository: Repository;
  creator: string | undefined;
  sinceAt: number;
  now: () => number;
}

export async function listIssues(github: GitHub, request: ListRequest): Promise<ListOutcome> {
  const { repository, now } = request;
  const issues: ListedIssue[] = [];
  const first = `${repositoryPath(repository, '/issues')}?${listQuery(request)}`;
  let moved = false;
  let next: string | undefined = first;
  let requests = 0;
  while (next !== undefined && requests < PAGES_LIMIT) {
    const answer = await github.read(next);
    requests += 1;
    if (answer.kind === 'lost') return { kind: 'unavailable', message: answer.message };
    if (answer.status !== 200 || !Array.isArray(answer.data)) {
      return refusalOf(answer, now()) ?? { kind: 'unavailable', message: messageOf(answer) };
    }
    moved ||= requests === 1 && answer.path !== first;
    for (const item of answer.data) collect(item, request.creator, issues);
    const link = nextLink(answer);
    next = link === undefined ? undefined : github.pathOf(link);
    // Half a list would look like an issue that is not there.
    if (next === undefined && link !== undefined) {
      return { kind: 'unavailable', message: `the next page of the list is on another server: ${link}` };
    }
  }
  const movedTo = moved ? await presentName(github, repository) : undefined;
  return { kind: 'listed', issues, movedTo, requests };
}

function listQuery({ creator, sinceAt }: ListRequest): string {
  const query = new URLSearchParams({
    state: 'all',
    since: new Date(sinceAt).toISOString(),
    sort: 'created',
    direction: 'desc',
    per_page: '100',
  });
  if (creator !== undefined) query.set('creator', creator);
  return query.toString();
}

/** Takes an issue of the creator's; pull requests come along in the list, and are not wanted. */
function collect(item: unknown, creator: string | undefined, issues: ListedIssue[]): void {
  const number = property(item, 'number');
  const login = text(property(property(item, 'user'), 'login'));
  if (typeof number !== 'number' || (isRecord(item) && item.pull_request !== undefined)) return;
  if (creator !== undefined && login.toLowerCase() !== creator.toLowerCase()) return;
  const createdAt = Date.parse(text(property(item, 'created_at')));
  issues.push({
    number,
    url: text(property(item, 'html_url')),
    body: text(property(item, 'body')),
    createdAt: Number.isNaN(createdAt) ? 0 : createdAt,
  });
}

function nextLink({ headers }: Answer): string | undefined {
  return /<([^<>]+)>;\s*rel="next"/.exec(String(headers.link ?? ''))?.[1];
}

/** The name that a repository has now; undefined when GitHub does not tell. */
export async function presentName(github: GitHub, repository: Repository): Promise<Repository | undefined> {
  const answer = await github.read(repositoryPath(repository));
  return answer.kind === 'answer' ? parseRepository(text(property(answer.data, 'full_name'))) : undefined;
}

/** One POST, never repeated. Only 201 with a number is success. */
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
  if (answer.status === 201 && typeof number === 'number') {
    const url = text(property(answer.data, 'html_url'));
    return {
      kind: 'created',
      number,
      url,
      repository: repositoryIn(url) ?? target.repository,
      serverAt: dateOf(answer),
    };
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
