/**
 * GitHub Apps. The emulator differs from GitHub: it finds installations for any caller but only by exact names, accepts
 * JSON web tokens of any lifetime, and its installation tokens never expire.
 */

import type { AppSeed, Emulator } from '../emulator.ts';
import { type Answer, type Exchange, json, type Layer, parseObject, refusal } from '../http.ts';

export interface AppsOptions {
  apps: readonly AppSeed[];
  repositories: readonly string[];
  users: readonly string[];
  emulator: Emulator;
  now: () => number;
}

// "Generating a JSON Web Token (JWT) for a GitHub App", docs.github.com.
const LONGEST_TOKEN_S = 600;
const HOUR_MS = 3_600_000;

/** `now` is the clock for installation tokens. JSON web tokens are checked by the machine's clock, as `emulate` does. */
export function createApps({ apps, repositories, users, emulator, now }: AppsOptions): Layer {
  const owners = namesByLowerCase([
    ...users,
    ...repositories.map((repository) => repository.split('/')[0] ?? ''),
    ...apps.flatMap(({ installations }) => installations.map(({ owner }) => owner)),
  ]);
  const seeds = new Map(apps.flatMap((app) => app.installations.map((installation) => [installation.id, app])));
  const suspended = new Set(apps.flatMap((app) => app.installations.filter((i) => i.suspended).map((i) => i.id)));
  const ids = new Set(apps.map(({ id }) => String(id)));
  const expiries = new Map<string, number>();

  const mint = async (installation: number, next: () => Promise<Answer>): Promise<Answer> => {
    if (suspended.has(installation)) return refusal(403, 'This installation has been suspended');
    const answer = await next();
    const { token, ...rest } = parseObject(answer.body);
    if (answer.status !== 201 || typeof token !== 'string') return answer;
    const expiresAt = now() + (seeds.get(installation)?.tokenLifetimeMs ?? HOUR_MS);
    expiries.set(token, expiresAt);
    const expires_at = new Date(expiresAt).toISOString().replace(/\.\d+Z$/, 'Z');
    return json(201, { token, ...rest, expires_at });
  };

  return async (exchange, next) => {
    const { request, url } = exchange;
    if ((expiries.get(request.token ?? '') ?? Infinity) <= now()) return refusal(401, 'Bad credentials');
    const isForApps = /^\/app(\/|$)|\/installation$/.test(url.pathname);
    if (!isForApps) return next();
    const fault = await checkToken(exchange, ids, emulator);
    if (fault !== undefined) return fault;
    const [, login] = /^\/users\/([^/]+)\/installation$/.exec(url.pathname) ?? [];
    // On GitHub this address finds organizations too.
    const owner = owners.get(login?.toLowerCase() ?? '');
    if (owner !== undefined) url.pathname = `/${users.includes(owner) ? 'users' : 'orgs'}/${owner}/installation`;
    const [, installation] = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(url.pathname) ?? [];
    return installation === undefined ? next() : mint(Number(installation), next);
  };
}

function namesByLowerCase(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name.toLowerCase(), name]));
}

/** The refusal of an invalid JSON web token; undefined for a valid one. */
async function checkToken(
  exchange: Exchange,
  ids: ReadonlySet<string>,
  emulator: Emulator,
): Promise<Answer | undefined> {
  const { token = '', headers } = exchange.request;
  const nowS = Date.now() / 1000;
  const { iat, exp, iss } = parseObject(Buffer.from(token.split('.')[1] ?? '', 'base64url'));
  if (!/^bearer /i.test(headers.authorization ?? '') || typeof iat !== 'number' || typeof exp !== 'number')
    return refusal(401, 'A JSON web token could not be decoded');
  if (exp <= nowS) return refusal(401, "'Expiration time' claim ('exp') must be a numeric value in the future");
  if (exp > nowS + LONGEST_TOKEN_S) return refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  if (iat > nowS) return refusal(401, "'Issued at' claim ('iat') must be an Integer representing the time");
  if (!ids.has(String(iss))) return refusal(404, 'Integration not found');
  const check = { ...exchange, request: { ...exchange.request, method: 'GET' }, bytes: Buffer.alloc(0) };
  const answer = await emulator.forward({ ...check, url: new URL('/app', exchange.url) });
  return answer.status === 200 ? undefined : answer;
}
