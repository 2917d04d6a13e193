/**
 * What a GitHub App may reach: which of its installations covers a repository, and that installation's
 * token. A token is made when it is first needed, renewed before its hour ends, masked before it is used,
 * and kept nowhere but in memory.
 */

import type { Clock, Limited, PostTarget, Random, Refused, Unauthorized } from '../../shared/ports.ts';
import { type Answer, type Lost, messageOf, property, refusalOf, text } from './answer.ts';
import { APP_TOKEN_MS, signAppToken } from './app-key.ts';
import { type GitHub, repeated, repositoryPath } from './client.ts';

/** An installation token lives an hour (documented); what starts with it must be over while it does. */
const RENEWED_BEFORE_MS = 5 * 60_000;
/** The App's own token is signed again this long before its end. */
const SIGNED_BEFORE_MS = 60_000;
/** A clock that is wrong by more makes the App's own token unacceptable to GitHub. */
const DRIFT_MS = 30_000;

export interface AppOptions {
  /** The App's number or its client ID. */
  id: string;
  /** PEM */
  privateKey: string;
  open: (token: string) => GitHub;
  /** Called with every token before it is used. */
  mask: (secret: string) => void;
  /** Between two tokens that are made: GitHub asks for a second between requests that write (documented). */
  spacingMs: number;
  clock: Clock;
  random: Random;
}

/** Why there is no token. */
export type NoAccess = Limited | Unauthorized | Refused | { kind: 'unavailable'; message: string };

/** The App itself. */
export interface Identity {
  kind: 'app';
  id: number;
  slug: string;
}

interface Installed {
  kind: 'installed';
  id: number;
  /** Covers only the repositories that its owner selected. */
  selected: boolean;
}

interface Access {
  kind: 'access';
  installation: string;
  github: GitHub;
  expiresAt: number;
}

export interface Installations {
  /** Asked for once. */
  identity(): Promise<Identity | NoAccess>;
  /** What `use` gives with the target's token; or why there is none. */
  within<T extends { kind: string }>(target: PostTarget, use: (github: GitHub) => Promise<T>): Promise<T | NoAccess>;
}

export function openInstallations(options: AppOptions): Installations {
  const { now } = options.clock;
  const asApp = openApp(options);
  const isLasting = ({ kind }: { kind: string }) => kind === 'app' || kind === 'installed' || kind === 'refused';
  const self = shared(() => whoAmI(asApp, options), isLasting);
  const found = shared((path) => find(path, asApp, now), isLasting);
  const turn = inTurn(options);
  const tokens = shared<Access | NoAccess>(
    (installation, before) => turn().then(() => mint(installation, before, asApp, options)),
    (token) => isLasting(token) || (token.kind === 'access' && now() < token.expiresAt - RENEWED_BEFORE_MS),
  );

  const installationFor = async ({ repository, location }: PostTarget): Promise<Installed | NoAccess> => {
    const path = repositoryPath(repository);
    // It has just moved: asked anew, its old name leads to the installation of whoever has it now.
    if (location !== undefined) return find(path, asApp, now);
    // For users and organizations alike (read in actions/create-github-app-token, #175).
    const ofOwner = await found.get(`/users/${encodeURIComponent(repository.owner.toLowerCase())}`);
    const unclear = ofOwner.kind === 'refused' || (ofOwner.kind === 'installed' && ofOwner.selected);
    return unclear ? found.get(path) : ofOwner;
  };

  const accessTo = async (target: PostTarget): Promise<Access | NoAccess> => {
    const installation = await installationFor(target);
    return installation.kind === 'installed' ? tokens.get(String(installation.id)) : installation;
  };

  return {
    identity: () => self.get(''),
    within: async (target, use) => {
      const access = await accessTo(target);
      if (access.kind !== 'access') return access;
      const outcome = await use(access.github);
      if (outcome.kind !== 'unauthorized') return outcome;
      // Taken back before its time. What was answered with 401 had no effect, so it may be asked again.
      tokens.forget(access.installation, access);
      const fresh = await accessTo(target);
      return fresh.kind === 'access' ? use(fresh.github) : fresh;
    },
  };
}

/** Asks with the App's own token. */
type AsApp = (ask: (github: GitHub) => Promise<Answer | Lost>) => Promise<Answer | Lost>;

function openApp({ id, privateKey, open, mask, clock }: AppOptions): AsApp {
  let driftMs = 0;
  let signed: { github: GitHub; until: number } | undefined;
  const self = (): GitHub => {
    if (signed !== undefined && clock.now() < signed.until) return signed.github;
    const token = signAppToken(id, privateKey, clock.now() + driftMs);
    mask(token);
    signed = { github: open(token), until: clock.now() + APP_TOKEN_MS - SIGNED_BEFORE_MS };
    return signed.github;
  };
  return async (ask) => {
    const answer = await ask(self());
    if (answer.kind === 'lost' || answer.status !== 401) return answer;
    const seenMs = Date.parse(String(answer.headers.date)) - clock.now();
    if (Number.isNaN(seenMs) || Math.abs(seenMs - driftMs) < DRIFT_MS) return answer;
    driftMs = seenMs;
    signed = undefined;
    return ask(self());
  };
}

/** Gives a function that resolves at least `spacingMs` after it did last. */
function inTurn({ spacingMs, clock }: AppOptions): () => Promise<void> {
  let nextAt = clock.now();
  return async () => {
    const waitMs = Math.max(0, nextAt - clock.now());
    nextAt = clock.now() + waitMs + spacingMs;
    if (waitMs > 0) await clock.sleep(waitMs);
  };
}

async function whoAmI(asApp: AsApp, { id: given, clock }: AppOptions): Promise<Identity | NoAccess> {
  const answer = await asApp((github) => github.read('/app'));
  const id = property(dataOf(answer, 200), 'id');
  const slug = text(property(dataOf(answer, 200), 'slug'));
  if (typeof id === 'number' && slug !== '') return { kind: 'app', id, slug };
  const why = noAccess(answer, `App ${given}`, clock.now());
  // GitHub says 401 when the key is not the App's, 404 when there is no such App (observed).
  return why.kind === 'refused' ? { kind: 'unauthorized', message: why.message } : why;
}

/** The installation that covers `/users/owner` or `/repos/owner/name`. */
async function find(path: string, asApp: AsApp, now: () => number): Promise<Installed | NoAccess> {
  const answer = await asApp((github) => github.read(`${path}/installation`));
  const data = dataOf(answer, 200);
  const id = property(data, 'id');
  if (typeof id === 'number') {
    return { kind: 'installed', id, selected: property(data, 'repository_selection') === 'selected' };
  }
  const name = path.split('/').slice(2).map(decodeURIComponent).join('/');
  return noAccess(answer, `the App is not installed on ${name}`, now());
}

/** A token for no more than what is needed, whatever the App may do. To make one twice does no harm. */
async function mint(
  installation: string,
  before: Access | NoAccess | undefined,
  asApp: AsApp,
  options: AppOptions,
): Promise<Access | NoAccess> {
  const { now } = options.clock;
  const path = `/app/installations/${installation}/access_tokens`;
  const body = { permissions: { issues: 'write' } };
  const answer = await asApp((github) => repeated(() => github.send('POST', path, { body }), options));
  const token = text(property(dataOf(answer, 201), 'token'));
  if (answer.kind === 'answer' && token !== '') {
    options.mask(token);
    return { kind: 'access', installation, github: options.open(token), expiresAt: expiry(answer, now()) };
  }
  const why = noAccess(answer, `the App's installation ${installation} gives no token`, now());
  const stillGood = why.kind === 'unavailable' && before?.kind === 'access' && now() < before.expiresAt;
  return stillGood ? before : why;
}

function dataOf(answer: Answer | Lost, status: number): unknown {
  return answer.kind === 'answer' && answer.status === status ? answer.data : undefined;
}

/** By this machine's clock: the answer's own `Date` tells how much of the hour is left. */
function expiry({ data, headers }: Answer, now: number): number {
  const at = Date.parse(text(property(data, 'expires_at')));
  const serverNow = Date.parse(String(headers.date));
  if (Number.isNaN(at)) return now;
  return Number.isNaN(serverNow) ? at : now + (at - serverNow);
}

function noAccess(answer: Answer | Lost, what: string, now: number): NoAccess {
  const message = `${what}: ${messageOf(answer)}`;
  const refusal = answer.kind === 'lost' ? undefined : refusalOf(answer, now);
  if (refusal === undefined) return { kind: 'unavailable', message };
  if (refusal.kind === 'limited') return refusal;
  return refusal.kind === 'refused'
    ? { kind: 'refused', reason: 'no-installation', message }
    : { kind: 'unauthorized', message };
}

interface Shared<T> {
  get(key: string): Promise<T>;
  /** Unless another answer has taken its place. */
  forget(key: string, answer: T): void;
}

/** Asks once for each key: those who come meanwhile share the request, those who come later its answer while it is good. */
function shared<T>(ask: (key: string, before: T | undefined) => Promise<T>, isGood: (answer: T) => boolean): Shared<T> {
  const entries = new Map<string, { asked: Promise<T>; answer: T | undefined }>();
  return {
    get: (key) => {
      const known = entries.get(key);
      if (known !== undefined && (known.answer === undefined || isGood(known.answer))) return known.asked;
      const entry: { asked: Promise<T>; answer: T | undefined } = {
        asked: ask(key, known?.answer).then((answer) => {
          entry.answer = answer;
          return answer;
        }),
        answer: undefined,
      };
      entries.set(key, entry);
      return entry.asked;
    },
    forget: (key, answer) => {
      if (entries.get(key)?.answer === answer) entries.delete(key);
    },
  };
}
