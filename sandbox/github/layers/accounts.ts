/**
 * Finds the account of a token. Unknown tokens are refused as on GitHub; the emulator would take its first user.
 */

import { type Answer, type Exchange, type Layer, parseObject, refusal } from '../http.ts';

export interface Account {
  login: string;
  token: string;
  /** `integration`: a `GITHUB_TOKEN` or the token of an App's installation, which may not call `GET /user`. */
  kind: 'user' | 'integration';
  /** Owners of the repositories that the account may push to. */
  pushesTo?: string[];
  /** A `GITHUB_TOKEN` can write to its own repository only. */
  writesOnlyTo?: string;
  /** Scopes of a classic token, such as `public_repo`; other kinds of token have none to name. */
  scopes?: readonly string[];
}

/** One token for each input, so that a test can tell which of them a request used. */
export interface Tokens {
  /** The personal access token of the bot that opens issues: input `token`. */
  pat: string;
  /** The value of `${{ github.token }}`: input `index-token`. */
  index: string;
  /** Another token of the same kind, for the input `workflow-token`. */
  workflow: string;
}

export const defaultTokens: Tokens = {
  pat: 'ghp_examplePersonalAccessToken',
  index: 'ghs_exampleIndexToken',
  workflow: 'ghs_exampleWorkflowToken',
};

/** The account of the sandbox itself. It also makes the pushes of other people. */
export const OPERATOR = 'example-curator';

export function defaultAccounts(indexRepository: string): Account[] {
  const owner = indexRepository.split('/')[0] ?? indexRepository;
  const workflow = {
    login: 'github-actions[bot]',
    kind: 'integration',
    pushesTo: [owner],
    writesOnlyTo: indexRepository,
  } as const;
  return [
    { login: 'example-report-bot', token: defaultTokens.pat, kind: 'user', scopes: ['public_repo'] },
    { ...workflow, pushesTo: [owner], token: defaultTokens.index },
    { ...workflow, pushesTo: [owner], token: defaultTokens.workflow },
  ];
}

export interface Accounts {
  layer: Layer;
  /** Requests with this token are answered with 401 from now on. */
  revoke(token: string): void;
  /** Undefined: from now on a fine-grained token. */
  setScopes(token: string, scopes: readonly string[] | undefined): void;
  /** From now on whatever this account asks is answered with 403. */
  suspend(login: string): void;
}

export function createAccounts(accounts: readonly Account[]): Accounts {
  const byToken = new Map(accounts.map((account) => [account.token, account]));
  const installations = new Set<string>();
  const suspended = new Set<string>();
  const scopesOf = new Map(accounts.map(({ token, scopes }) => [token, scopes]));
  return {
    layer: async (exchange, next) => {
      const { token } = exchange.request;
      // The emulator checks the JSON web tokens of Apps, because it has their keys.
      if (token === undefined || token.startsWith('eyJ')) return remember(installations, exchange, await next());
      if (installations.has(token)) return barred({ kind: 'integration' }, exchange) ?? (await next());
      const account = byToken.get(token);
      if (account === undefined) return refusal(401, 'Bad credentials');
      if (suspended.has(account.login)) return refusal(403, 'Sorry. Your account was suspended.');
      exchange.login = account.login;
      const scopes = scopesOf.get(token);
      if (scopes !== undefined) return withinScopes(scopes, exchange, next);
      return barred(account, exchange) ?? (await next());
    },
    setScopes: (token, scopes) => void scopesOf.set(token, scopes),
    suspend: (login) => void suspended.add(login),
    revoke: (token) => {
      byToken.delete(token);
      installations.delete(token);
    },
  };
}

/**
 * A classic token reads what is public whatever its scopes are; a write without a scope looks like a repository that is
 * not there. The headers tell.
 */
async function withinScopes(
  scopes: readonly string[],
  exchange: Exchange,
  next: () => Promise<Answer>,
): Promise<Answer> {
  const accepted = acceptedScopes(exchange);
  const isFree = exchange.request.method === 'GET' || accepted.length === 0;
  const isMet = isFree || accepted.some((scope) => scopes.includes(scope));
  const answer = isMet ? await next() : refusal(404, 'Not Found');
  const told = { 'x-oauth-scopes': scopes.join(', '), 'x-accepted-oauth-scopes': accepted.join(', ') };
  return { ...answer, headers: { ...answer.headers, ...told } };
}

function acceptedScopes({ request, url }: Exchange): string[] {
  if (!/^\/repos(?:itories)?\//.test(url.pathname)) return [];
  return request.method === 'GET' ? ['repo'] : ['public_repo', 'repo'];
}

/** Installation tokens that the emulator gives out are good from then on. */
function remember(installations: Set<string>, exchange: Exchange, answer: Answer): Answer {
  if (answer.status !== 201 || !exchange.url.pathname.endsWith('/access_tokens')) return answer;
  const { token } = parseObject(answer.body);
  if (typeof token === 'string') installations.add(token);
  return answer;
}

function barred(
  { kind, writesOnlyTo }: Pick<Account, 'kind' | 'writesOnlyTo'>,
  exchange: Exchange,
): Answer | undefined {
  if (kind === 'user') return undefined;
  const { pathname } = exchange.url;
  const writesElsewhere =
    writesOnlyTo !== undefined &&
    exchange.request.method !== 'GET' &&
    !pathname.toLowerCase().startsWith(`/repos/${writesOnlyTo.toLowerCase()}/`);
  return pathname === '/user' || writesElsewhere ? refusal(403, 'Resource not accessible by integration') : undefined;
}
