/** The target repositories, with the personal access token. */

import { parseRepository, type Repository } from '../../shared/repository.ts';
import type { AccountOutcome, TargetState, Targets } from '../../shared/target-ports.ts';
import { type Answer, type Lost, property, text } from './answer.ts';
import { causeOf } from './causes.ts';
import { type GitHub, repositoryPath } from './client.ts';
import { createIssue, listIssues } from './issues.ts';
import { refusalOf } from './refusals.ts';

export function targetsByToken(github: GitHub, now: () => number): Targets {
  let account: Promise<AccountOutcome> | undefined;
  const fetchLogin = async (): Promise<AccountOutcome> => {
    account ??= askLogin(github, now);
    const outcome = await account;
    if (outcome.kind !== 'account') account = undefined;
    return outcome;
  };
  return {
    sender: fetchLogin,
    creator: fetchLogin,
    checkToken: () => askLogin(github, now),
    listIssues: (repository, creator, sinceAt) => listIssues(github, { repository, creator, sinceAt, now }),
    createIssue: (target, draft) => createIssue(github, target, draft, now),
    inspect: (repository) => inspect(github, repository, now),
    isAssignable: (repository, login) => isAssignable(github, repository, login),
  };
}

/** The repository's state, for the dry run. */
export async function inspect(github: GitHub, repository: Repository, now: () => number): Promise<TargetState> {
  const answer = await github.read(repositoryPath(repository));
  const state = answer.kind === 'answer' && answer.status === 200 ? stateOf(answer) : undefined;
  if (state !== undefined) return state;
  const { owner } = repository;
  return refusalOf(causeOf(answer, { request: 'repository', token: github.token, owner, now: now() }));
}

/** 204 or 404, as documented; any other answer says nothing. */
export async function isAssignable(
  github: GitHub,
  repository: Repository,
  login: string,
): Promise<boolean | undefined> {
  const answer = await github.read(repositoryPath(repository, `/assignees/${encodeURIComponent(login)}`));
  if (answer.kind === 'lost' || (answer.status !== 204 && answer.status !== 404)) return undefined;
  return answer.status === 204;
}

/**
 * The login of the token's account. A single 401 says nothing: GitHub is asked once more. An installation token may
 * not ask `GET /user` (documented); the GraphQL API tells its bot account.
 */
async function askLogin(github: GitHub, now: () => number): Promise<AccountOutcome> {
  const ask = async () => {
    const answer = await github.read('/user');
    const login = answer.kind === 'answer' && answer.status === 200 ? text(property(answer.data, 'login')) : '';
    return { login, answer };
  };
  const causeFrom = (answer: Answer | Lost) => causeOf(answer, { request: 'user', token: github.token, now: now() });
  let { login, answer } = await ask();
  if (login === '' && causeFrom(answer).code === 'token-rejected') ({ login, answer } = await ask());
  if (login !== '') return { kind: 'account', login };
  const cause = causeFrom(answer);
  if (cause.code !== 'target-no-installation') return refusalOf(cause);
  const message = `GitHub does not tell which account the token belongs to: ${cause.message}`;
  return (await askViewer(github)) ?? { kind: 'denied', problem: { code: 'account-unknown', message } };
}

async function askViewer(github: GitHub): Promise<AccountOutcome | undefined> {
  const answer = await github.send('POST', '/graphql', { body: { query: 'query { viewer { login } }' } });
  if (answer.kind === 'lost') return undefined;
  const login = text(property(property(property(answer.data, 'data'), 'viewer'), 'login'));
  return login === '' ? undefined : { kind: 'account', login };
}

function stateOf({ data, headers }: Answer): TargetState | undefined {
  const repository = parseRepository(text(property(data, 'full_name')));
  if (repository === undefined) return undefined;
  const isPrivate = property(data, 'private') === true;
  return {
    kind: 'exists',
    repository,
    archived: property(data, 'archived') === true,
    issuesEnabled: property(data, 'has_issues') !== false,
    private: isPrivate,
    watchers: watchersIn(property(data, 'subscribers_count')),
    mayOpenIssues: hasScope(text(headers['x-oauth-scopes']), isPrivate),
    mayPush: property(property(data, 'permissions'), 'push') === true,
  };
}

/** `watchers_count` is not it: for historical reasons that one counts the stars (documented). */
function watchersIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/**
 * GitHub names the scopes of a classic token with every answer (documented); other kinds of token have
 * none to name, and GitHub's own command line takes an empty list for one of those.
 */
function hasScope(scopes: string, isPrivate: boolean): boolean | undefined {
  const names = scopes.split(',').map((scope) => scope.trim());
  if (scopes.trim() === '') return undefined;
  return names.includes('repo') || (!isPrivate && names.includes('public_repo'));
}
