/**
 * Fields of GitHub's answers that the emulator leaves out, or leaves empty where GitHub never does.
 */

import { isObject } from '../http.ts';

type Fields = Record<string, unknown>;

/** Answers (200 and 201) with their fields complete, by the path that was asked for. */
const COMPLETED: readonly [path: RegExp, complete: (answer: Fields, apiUrl: string) => Fields][] = [
  [/^\/users\/[^/]+$/, withProfile],
  [/^\/repos\/[^/]+\/[^/]+$/, withCounts],
  [/\/installation$/, withAccount],
  [/^\/app\/installations\/\d+\/access_tokens$/, withoutRepositories],
  [/^\/app$/, withOwner],
];

/** `pathname` is the emulator's. */
export function withMissingFields(pathname: string, answer: unknown, apiUrl: string): unknown {
  const [, complete] = COMPLETED.find(([path]) => path.test(pathname)) ?? [];
  return complete !== undefined && isObject(answer) ? complete(answer, apiUrl) : answer;
}

/** Whether `withMissingFields` changes answers to this path. */
export function isIncomplete(pathname: string): boolean {
  return COMPLETED.some(([path]) => path.test(pathname));
}

/** An account as it stands in other answers. */
export function account(known: Fields, apiUrl: string): Fields {
  const user = `${apiUrl}/users/${known.login}`;
  return {
    gravatar_id: '',
    html_url: `${apiUrl}/${known.login}`,
    followers_url: `${user}/followers`,
    following_url: `${user}/following{/other_user}`,
    gists_url: `${user}/gists{/gist_id}`,
    starred_url: `${user}/starred{/owner}{/repo}`,
    subscriptions_url: `${user}/subscriptions`,
    organizations_url: `${user}/orgs`,
    repos_url: `${user}/repos`,
    events_url: `${user}/events{/privacy}`,
    received_events_url: `${user}/received_events`,
    site_admin: false,
    ...known,
  };
}

/** An organization has a profile at the address of users, too, and there it has a user's fields. */
function withProfile(known: Fields, apiUrl: string): Fields {
  if (known.type !== 'Organization') return known;
  const { login, id, node_id, avatar_url, html_url, type, name, created_at, updated_at } = known;
  const url = `${apiUrl}/users/${login}`;
  const counts = { public_repos: known.public_repos, public_gists: 0, followers: 0, following: 0 };
  const texts = { company: null, blog: '', location: null, email: null, hireable: null, bio: null };
  const own = { login, id, node_id, avatar_url, html_url, type, url, name, created_at, updated_at };
  return { ...account(own, apiUrl), ...counts, ...texts };
}

function withCounts(repository: Fields, apiUrl: string): Fields {
  const { owner, forks, created_at, pushed_at } = repository;
  return {
    ...repository,
    owner: isObject(owner) ? account(owner, apiUrl) : owner,
    network_count: forks,
    // A repository without a commit was pushed to when it was made.
    pushed_at: pushed_at ?? created_at,
  };
}

function withAccount(installation: Fields, apiUrl: string): Fields {
  const known = isObject(installation.account) ? installation.account : {};
  return { ...installation, target_id: known.id, account: account(known, apiUrl) };
}

/** GitHub names repositories only when the request did, and then whole ones. */
function withoutRepositories({ repositories: _repositories, ...token }: Fields): Fields {
  return token;
}

function withOwner(app: Fields, apiUrl: string): Fields {
  const login = 'example-network';
  const known = { login, id: 1, node_id: 'MDpPcmcx', type: 'Organization', url: `${apiUrl}/users/${login}` };
  return { ...app, owner: app.owner ?? account({ ...known, avatar_url: `${apiUrl}/avatars/o/${login}` }, apiUrl) };
}
