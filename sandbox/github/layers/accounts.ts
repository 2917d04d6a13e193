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
    { login: 'example-report-bot', token: defaultTokens.pat, kind: 'user' },
    { ...workflow, pushesTo: [owner], token: defaultTokens.index },
    { ...workflow, pushesTo: [owner], token: defaultTokens.workflow },
  ];
}

export interface Accounts {
  layer: Layer;
  /** Requests with this token are answered with 401 from now on. */
  revoke(token: string): void;
}

export function createAccounts(accounts: readonly Account[]): Accounts {
  const byToken = new Map(accounts.map((account) => [account.token, account]));
  const installations = new Set<string>();
  return {
    layer: async (exchange, next) => {
      const { token } = exchange.request;
      // The emulator checks the JSON web tokens of Apps, because it has their keys.
      if (token === undefined || token.startsWith('eyJ')) return remember(installations, exchange, await next());
      if (installations.has(token)) return barred({ kind: 'integration' }, exchange) ?? (await next());
      const account = byToken.get(token);
      if (account === undefined) return refusal(401, 'Bad credentials');
      exchange.login = account.login;
      return barred(account, exchange) ?? (await next());
    },
    revoke: (token) => {
      byToken.delete(token);
      installations.delete(token);
    },
  };
}

/** Accepts the installation tokens that the emulator creates. */
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
