/**
 * Target repositories that are missing, archived, moved or closed for issues.
 */

import type { Emulator } from '../emulator.ts';
import { type Answer, type Exchange, empty, json, type Layer, parseObject, refusal } from '../http.ts';
import { OPERATOR } from './accounts.ts';

/**
 * - `missing`: 404; `issues-disabled`: POST 410, lists are empty; `archived`, `forbidden`: POST 403; `invalid`: POST 422;
 * - `movedTo`: renamed or transferred to `owner/name` (GET 301, others 307); an owner must exist;
 * - `mayPush`: what the token may do there; without it, labels and assignees of a new issue are dropped;
 * - `private`: 404 for requests without a token;
 * - `notAssignable`: logins that cannot be assigned to its issues;
 * - `watchers`: how many people get an e-mail, the answer's `subscribers_count`; default 1.
 */
export type RepositoryCondition =
  | 'fine'
  | 'missing'
  | 'issues-disabled'
  | 'archived'
  | 'forbidden'
  | 'invalid'
  | { movedTo: string }
  | { mayPush: boolean }
  | { private: boolean }
  | { notAssignable: readonly string[] }
  | { watchers: number };

type Named = Extract<RepositoryCondition, string>;

export interface Repositories {
  layer: Layer;
  set(repository: string, condition: RepositoryCondition): Promise<void>;
  /** The present names of all repositories. */
  names(): string[];
}

interface State {
  condition: Named;
  mayPush: boolean;
  private: boolean;
  notAssignable: readonly string[];
  watchers: number;
}

interface World {
  emulator: Emulator;
  users: readonly string[];
  origin: string;
  /** Present names by name in lower case. GitHub ignores the case of names, the emulator does not. */
  present: Map<string, string>;
  /** Ids of moved repositories, by old name in lower case. */
  moved: Map<string, number>;
  /** Present names by id, for repositories that were moved or requested by id. */
  byId: Map<number, string>;
  states: Map<string, State>;
}

export function createRepositories(options: {
  emulator: Emulator;
  repositories: readonly string[];
  users: readonly string[];
  origin: string;
}): Repositories {
  const { emulator, repositories, users, origin } = options;
  const present = new Map(repositories.map((name) => [name.toLowerCase(), name]));
  const world: World = { emulator, users, origin, present, moved: new Map(), byId: new Map(), states: new Map() };
  return {
    layer: async (exchange, next) => {
      const place = await locate(world, exchange);
      if (place === undefined || 'answer' in place) return place?.answer ?? next();
      const answer = await inCondition(stateOf(world, place.name), { ...place, exchange, next });
      return answer.headers.link === undefined ? answer : withLinksById(world, place.name, answer);
    },
    set: async (repository, condition) => {
      const name = present.get(repository.toLowerCase());
      if (name === undefined) throw new Error(`Expected a repository of this sandbox, got ${repository}`);
      const state = stateOf(world, name);
      if (typeof condition === 'string') world.states.set(name, { ...state, condition });
      else if ('movedTo' in condition) await move(world, name, condition.movedTo);
      else world.states.set(name, { ...state, ...condition });
    },
    names: () => [...present.values()],
  };
}

function stateOf({ states }: World, name: string): State {
  return states.get(name) ?? { condition: 'fine', mayPush: true, private: false, notAssignable: [], watchers: 1 };
}

interface Place {
  name: string;
  /** Path below the repository, such as `/issues`. */
  rest: string;
}

/** Finds the repository of the request, and changes the path of the exchange to its present name. */
async function locate(world: World, { request, url }: Exchange): Promise<Place | { answer: Answer } | undefined> {
  const [, id, restOfId = ''] = /^\/repositories\/(\d+)(\/.*)?$/.exec(url.pathname) ?? [];
  const [, asked, restOfName = ''] = /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
  if (id === undefined && asked === undefined) return undefined;
  const rest = id === undefined ? restOfName : restOfId;
  const old = asked === undefined ? undefined : world.moved.get(decodeURIComponent(asked).toLowerCase());
  if (old !== undefined)
    return { answer: redirect(request.method, `${world.origin}/repositories/${old}${rest}${url.search}`) };
  const name =
    id === undefined
      ? world.present.get(decodeURIComponent(asked ?? '').toLowerCase())
      : await nameOf(world, Number(id));
  if (name === undefined) return { answer: refusal(404, 'Not Found') };
  url.pathname = `/repos/${name}${rest}`;
  return { name, rest };
}

/** GitHub's text is the same for both (observed). */
function redirect(method: string, location: string): Answer {
  const documentation_url = 'https://docs.github.com/v3/#http-redirects';
  const isRead = method === 'GET' || method === 'HEAD';
  return json(isRead ? 301 : 307, { message: 'Moved Permanently', url: location, documentation_url }, { location });
}

async function nameOf({ emulator, byId }: World, id: number): Promise<string | undefined> {
  const known = byId.get(id);
  if (known !== undefined) return known;
  const { status, bytes } = await emulator.call(OPERATOR, 'GET', `/repositories/${id}`);
  if (status !== 200) return undefined;
  const name = String(parseObject(bytes).full_name);
  byId.set(id, name);
  return name;
}

async function idOf(emulator: Emulator, name: string): Promise<number> {
  const { bytes } = await emulator.call(OPERATOR, 'GET', `/repos/${name}`);
  return Number(parseObject(bytes).id);
}

/** On GitHub the links to further pages name the repository by its id. */
async function withLinksById({ emulator, origin }: World, name: string, answer: Answer): Promise<Answer> {
  const byId = `<${origin}/repositories/${await idOf(emulator, name)}/`;
  const link = (answer.headers.link ?? '').replaceAll(`<${origin}/repos/${name}/`, byId);
  return { ...answer, headers: { ...answer.headers, link } };
}

async function move(world: World, from: string, to: string): Promise<void> {
  const { emulator, present, moved, byId, states } = world;
  const [oldOwner = '', oldName = ''] = from.split('/');
  const [owner = '', name = ''] = to.split('/');
  const acting = (login: string) => (world.users.includes(login) ? login : OPERATOR);
  const id = await idOf(emulator, from);
  if (owner !== oldOwner)
    await must(emulator, acting(oldOwner), ['POST', `/repos/${from}/transfer`, { new_owner: owner }]);
  if (name !== oldName) await must(emulator, acting(owner), ['PATCH', `/repos/${owner}/${oldName}`, { name }]);
  states.set(to, stateOf(world, from));
  present.delete(from.toLowerCase());
  present.set(to.toLowerCase(), to);
  moved.set(from.toLowerCase(), id);
  moved.delete(to.toLowerCase());
  byId.set(id, to);
}

async function must(emulator: Emulator, login: string, [method, path, body]: [string, string, object]): Promise<void> {
  const { status, bytes } = await emulator.call(login, method, path, body);
  if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${bytes.toString('utf8')}`);
}

interface Visit extends Place {
  exchange: Exchange;
  next: () => Promise<Answer>;
}

async function inCondition(state: State, { rest, exchange, next }: Visit): Promise<Answer> {
  const { method } = exchange.request;
  const { condition, mayPush } = state;
  const isAnonymous = exchange.request.token === undefined;
  if (condition === 'missing' || (isAnonymous && state.private)) return refusal(404, 'Not Found');
  const [, assignee] = /^\/assignees\/([^/]+)$/.exec(rest) ?? [];
  if (assignee !== undefined) return state.notAssignable.includes(assignee) ? refusal(404, 'Not Found') : empty(204);
  if (rest === '' && method === 'GET') return withState(await next(), state);
  if (rest !== '/issues') return next();
  if (method === 'GET') return condition === 'issues-disabled' ? json(200, []) : next();
  if (method !== 'POST') return next();
  if (!mayPush) dropLabels(exchange);
  return (isAnonymous ? undefined : closed(condition)) ?? (await next());
}

function withState(answer: Answer, { condition, mayPush, watchers, ...state }: State): Answer {
  if (answer.status !== 200) return answer;
  const repository = parseObject(answer.body);
  const flags = {
    archived: condition === 'archived',
    has_issues: condition !== 'issues-disabled',
    subscribers_count: watchers,
    private: state.private,
    permissions: { admin: false, maintain: false, push: mayPush, triage: mayPush, pull: true },
  };
  return { ...answer, body: Buffer.from(JSON.stringify({ ...repository, ...flags })) };
}

/** The answer to a new issue in a repository of this condition; undefined when it may be opened. */
function closed(condition: Named): Answer | undefined {
  switch (condition) {
    case 'issues-disabled':
      return refusal(410, 'Issues has been disabled in this repository.', {
        documentation_url: 'https://docs.github.com/v3/issues/',
      });
    case 'archived':
      return refusal(403, 'Repository was archived so is read-only.');
    case 'forbidden': {
      const answer = refusal(403, 'Resource not accessible by personal access token');
      return { ...answer, headers: { ...answer.headers, 'x-accepted-github-permissions': 'issues=write' } };
    }
    case 'invalid':
      return refusal(422, 'Validation Failed', { errors: [{ resource: 'Issue', code: 'invalid', field: 'title' }] });
    case 'fine':
    case 'missing':
      return undefined;
    default:
      return condition satisfies never;
  }
}

function dropLabels(exchange: Exchange): void {
  const { labels: _labels, assignees: _assignees, ...issue } = parseObject(exchange.bytes);
  exchange.bytes = Buffer.from(JSON.stringify(issue));
}
