/**
 * The installations of a GitHub App: which of them covers a repository, and its token. A token is created
 * when it is first needed, renewed before its hour ends, masked before it is used, and kept only in memory.
 */

import type { Clock, Random } from '../../shared/ports.ts';
import type { PostTarget } from '../../shared/target-ports.ts';
import { type Answer, type Lost, property, text } from './answer.ts';
import { APP_TOKEN_MS, signAppToken } from './app-key.ts';
import { causeOf } from './causes.ts';
import { type GitHub, repositoryPath, withRetries } from './client.ts';
import { type Refusal, refusalOf } from './refusals.ts';

/** An installation token expires after an hour (documented). A request that uses it must end before that. */
const RENEWED_BEFORE_MS = 5 * 60_000;
/** The App's own token is signed again this long before it expires. */
const SIGNED_BEFORE_MS = 60_000;
/** A smaller clock difference cannot be why GitHub rejected the App's own token. */
const DRIFT_MS = 30_000;

export interface AppOptions {
  /** The App's number or its client ID. */
  id: string;
  /** PEM */
  privateKey: string;
  open: (token: string) => GitHub;
  /** Called with every token before it is used. */
  mask: (secret: string) => void;
  /** Least time between two new tokens: GitHub asks for a second between requests that write (documented). */
  spacingMs: number;
  clock: Clock;
  random: Random;
}

/** Why the App has no token for a repository. */
export type NoAccess = Refusal;

/** The App itself. */
export interface Identity {
  kind: 'app';
  id: number;
  slug: string;
}

interface Installed {
  kind: 'installed';
  id: number;
  /** The installation covers only the repositories that its owner selected. */
  selected: boolean;
}

interface Access {
  kind: 'access';
  installation: number;
  github: GitHub;
  expiresAt: number;
}

export interface Installations {
  identity(): Promise<Identity | NoAccess>;
  /** The same, asked for anew. */
  checkIdentity(): Promise<Identity | NoAccess>;
  /** Calls `use` with the token that covers the target; gives its outcome, or why there is no token. */
  withToken<T extends { kind: string }>(target: PostTarget, use: (github: GitHub) => Promise<T>): Promise<T | NoAccess>;
}

export function openInstallations(options: AppOptions): Installations {
  const { now } = options.clock;
  const asApp = openApp(options);
  const appAt = remembered((path) => fetchApp(path, asApp, options));
  const installationAt = remembered((path) => fetchInstallation(path, asApp, now));
  const tokens = openTokens(asApp, options);

  const installationFor = async ({ repository, location }: PostTarget): Promise<Installed | NoAccess> => {
    const path = repositoryPath(repository);
    // The repository has just moved, so a remembered answer may be about its old owner. GitHub redirects the old name.
    if (location !== undefined) return fetchInstallation(path, asApp, now);
    // This path works for users and organizations alike (read in actions/create-github-app-token, #175).
    const ofOwner = await installationAt(`/users/${encodeURIComponent(repository.owner.toLowerCase())}`);
    const isUnclear = ofOwner.kind === 'refused' || (ofOwner.kind === 'installed' && ofOwner.selected);
    return isUnclear ? installationAt(path) : ofOwner;
  };

  const accessTo = async (target: PostTarget): Promise<Access | NoAccess> => {
    const installation = await installationFor(target);
    return installation.kind === 'installed' ? tokens.get(installation.id) : installation;
  };

  return {
    identity: () => appAt('/app'),
    checkIdentity: () => fetchApp('/app', asApp, options),
    withToken: async (target, use) => {
      const access = await accessTo(target);
      if (access.kind !== 'access') return access;
      const outcome = await use(access.github);
      if (outcome.kind !== 'unauthorized') return outcome;
      // The token was revoked early. A request that GitHub answered with 401 had no effect, so it may be sent again.
      tokens.drop(access);
      const fresh = await accessTo(target);
      return fresh.kind === 'access' ? use(fresh.github) : fresh;
    },
  };
}

/** Asks once for each path. An answer that may be another one next time, such as a limit, is not remembered. */
function remembered<T extends { kind: string }>(ask: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (path) => {
    const known = answers.get(path);
    if (known !== undefined) return known;
    const asked = ask(path).then((answer) => {
      if (!['app', 'installed', 'refused'].includes(answer.kind)) answers.delete(path);
      return answer;
    });
    answers.set(path, asked);
    return asked;
  };
}

interface Tokens {
  /** By the installation's id. Calls at the same time share one request. */
  get(installation: number): Promise<Access | NoAccess>;
  /** Forgets a token that GitHub no longer accepts. */
  drop(access: Access): void;
}

/** The token of each installation, or GitHub's refusal to create one. */
function openTokens(asApp: AsApp, options: AppOptions): Tokens {
  const { now } = options.clock;
  const known = new Map<number, Access | NoAccess>();
  const requests = new Map<number, Promise<Access | NoAccess>>();
  const turn = inTurn(options);

  const isFresh = (token: Access | NoAccess): boolean =>
    token.kind === 'access' ? now() < token.expiresAt - RENEWED_BEFORE_MS : token.kind === 'refused';

  const renew = async (installation: number): Promise<Access | NoAccess> => {
    await turn();
    const fresh = await createToken(installation, asApp, options);
    requests.delete(installation);
    const before = known.get(installation);
    const isStillGood = before?.kind === 'access' && now() < before.expiresAt;
    if (fresh.kind === 'unavailable' && isStillGood) return before;
    known.set(installation, fresh);
    return fresh;
  };

  return {
    get: async (installation) => {
      const token = known.get(installation);
      if (token !== undefined && isFresh(token)) return token;
      const request = requests.get(installation) ?? renew(installation);
      requests.set(installation, request);
      return request;
    },
    drop: (access) => {
      if (known.get(access.installation) === access) known.delete(access.installation);
    },
  };
}

/** Sends a request with the App's own token. */
type AsApp = (ask: (github: GitHub) => Promise<Answer | Lost>) => Promise<Answer | Lost>;

function openApp({ id, privateKey, open, mask, clock }: AppOptions): AsApp {
  let driftMs = 0;
  let signed: { github: GitHub; until: number } | undefined;
  const client = (): GitHub => {
    if (signed !== undefined && clock.now() < signed.until) return signed.github;
    const token = signAppToken(id, privateKey, clock.now() + driftMs);
    mask(token);
    signed = { github: open(token), until: clock.now() + APP_TOKEN_MS - SIGNED_BEFORE_MS };
    return signed.github;
  };
  return async (ask) => {
    const answer = await ask(client());
    if (answer.kind === 'lost' || answer.status !== 401) return answer;
    const seenMs = Date.parse(String(answer.headers.date)) - clock.now();
    if (Number.isNaN(seenMs) || Math.abs(seenMs - driftMs) < DRIFT_MS) return answer;
    driftMs = seenMs;
    signed = undefined;
    return ask(client());
  };
}

/** Makes a function that resolves at least `spacingMs` after the call before. */
function inTurn({ spacingMs, clock }: AppOptions): () => Promise<void> {
  let nextAt = clock.now();
  return async () => {
    const waitMs = Math.max(0, nextAt - clock.now());
    nextAt = clock.now() + waitMs + spacingMs;
    if (waitMs > 0) await clock.sleep(waitMs);
  };
}

async function fetchApp(path: string, asApp: AsApp, { id: given, clock }: AppOptions): Promise<Identity | NoAccess> {
  const answer = await asApp((github) => github.read(path));
  const id = property(dataOf(answer, 200), 'id');
  const slug = text(property(dataOf(answer, 200), 'slug'));
  if (typeof id === 'number' && slug !== '') return { kind: 'app', id, slug };
  const why = noAccess(answer, `App ${given}`, clock.now());
  // GitHub answers 401 when the key is not the App's, 404 when there is no such App (observed).
  return why.kind === 'refused' ? { kind: 'unauthorized', message: why.message } : why;
}

/** The installation that covers `/users/owner` or `/repos/owner/name`. */
async function fetchInstallation(path: string, asApp: AsApp, now: () => number): Promise<Installed | NoAccess> {
  const answer = await asApp((github) => github.read(`${path}/installation`));
  const data = dataOf(answer, 200);
  const id = property(data, 'id');
  if (typeof id === 'number') {
    return { kind: 'installed', id, selected: property(data, 'repository_selection') === 'selected' };
  }
  const name = path.split('/').slice(2).map(decodeURIComponent).join('/');
  return noAccess(answer, `the App is not installed on ${name}`, now());
}

/** Asks only for the permission that issues need. The request may be repeated, because an unused token does no harm. */
async function createToken(installation: number, asApp: AsApp, options: AppOptions): Promise<Access | NoAccess> {
  const { now } = options.clock;
  const path = `/app/installations/${installation}/access_tokens`;
  const body = { permissions: { issues: 'write' } };
  const answer = await asApp((github) => withRetries(() => github.send('POST', path, { body }), options));
  const token = text(property(dataOf(answer, 201), 'token'));
  if (answer.kind !== 'answer' || token === '')
    return noAccess(answer, `the App's installation ${installation} gives no token`, now());
  options.mask(token);
  return { kind: 'access', installation, github: options.open(token), expiresAt: expiryOf(answer, now()) };
}

function dataOf(answer: Answer | Lost, status: number): unknown {
  return answer.kind === 'answer' && answer.status === status ? answer.data : undefined;
}

/** When the token expires by this machine's clock, which may differ from GitHub's: the answer has GitHub's `Date`. */
function expiryOf({ data, headers }: Answer, now: number): number {
  const at = Date.parse(text(property(data, 'expires_at')));
  const serverNow = Date.parse(String(headers.date));
  if (Number.isNaN(at)) return now;
  return Number.isNaN(serverNow) ? at : now + (at - serverNow);
}

/**
 * A definite refusal of the App's own request means that the owner has not installed it there. A 422 says that the owner
 * has not granted the permission (observed).
 */
function noAccess(answer: Answer | Lost, what: string, now: number): NoAccess {
  const cause = causeOf(answer, { request: 'other', token: 'app', now });
  const refusal = refusalOf({ ...cause, message: `${what}: ${cause.message}` });
  const isUngranted = answer.kind === 'answer' && answer.status === 422;
  if (refusal.kind === 'refused' || (refusal.kind === 'unclear' && isUngranted))
    return { kind: 'refused', payer: 'repository', reason: 'no-installation', message: refusal.message };
  return refusal.kind === 'unclear' ? { ...refusal, kind: 'unavailable' } : refusal;
}
