/**
 * The npm package `emulate` on a loopback port of its own. It keeps the repositories, commits and issues.
 */

import { type IncomingMessage, request as send } from 'node:http';
import { createServer } from 'node:net';
import { createEmulator, type Emulator as Emulate, type SeedConfig } from 'emulate';
import type { Answer, Exchange } from './http.ts';
import { type Account, OPERATOR } from './layers/accounts.ts';

/** A GitHub App that exists from the start. */
export interface AppSeed {
  id: number;
  slug: string;
  /** PEM. The emulator creates one when absent, which takes some hundred milliseconds. */
  privateKey?: string;
  permissions?: Record<string, 'read' | 'write'>;
  installations: InstallationSeed[];
  /** Lifetime of its installation tokens; default an hour, as on GitHub. */
  tokenLifetimeMs?: number;
}

export interface InstallationSeed {
  id: number;
  owner: string;
  /** Names of the repositories that the owner selected; default: all. */
  repositories?: string[];
  /** Default: those of the App. */
  permissions?: Record<string, 'read' | 'write'>;
  suspended?: boolean;
}

export interface EmulatorSeed {
  accounts: readonly Account[];
  /** `owner/name`. All repositories are empty at first. */
  repositories: readonly string[];
  /** Owners that are users. All other owners are organizations. */
  users: readonly string[];
  apps: readonly AppSeed[];
}

export interface CallResult {
  status: number;
  bytes: Buffer;
}

export interface Emulator {
  forward(exchange: Exchange): Promise<Answer>;
  /** A request of the sandbox itself, which skips all layers. `login` is the acting account. */
  call(login: string, method: string, path: string, body?: unknown): Promise<CallResult>;
  /** Private keys (PEM) by App id. */
  appKeys: ReadonlyMap<number, string>;
  close(): Promise<void>;
}

// The emulator allows 5,000 requests an hour and token. Each account uses this many tokens one after the other, so that
// no benchmark reaches that limit. `x-ratelimit-remaining` starts again with each token.
const TOKENS_PER_ACCOUNT = 40;
const REQUESTS_PER_TOKEN = 4_900;

/** `origin` is the server address in the answers of the emulator. */
export async function startEmulator(seed: EmulatorSeed, origin: string): Promise<Emulator> {
  const config = seedConfig(seed);
  const { emulate, port } = await listen(config, origin);
  const uses = new Map<string, number>();
  const authorization = (login: string): string => {
    const used = uses.get(login) ?? 0;
    uses.set(login, used + 1);
    return `Bearer ${innerToken(login, Math.floor(used / REQUESTS_PER_TOKEN) % TOKENS_PER_ACCOUNT)}`;
  };
  const round = (outgoing: Omit<Outgoing, 'port' | 'host'>) =>
    roundTrip({ ...outgoing, port, host: new URL(origin).host });
  return {
    forward: ({ request, url, bytes, login }) => {
      const replaced = login === undefined ? {} : { authorization: authorization(login) };
      const headers = { ...request.headers, ...replaced };
      return round({ method: request.method, path: url.pathname + url.search, headers, bytes });
    },
    call: async (login, method, path, body) => {
      const headers = { authorization: authorization(login), 'content-type': 'application/json' };
      const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
      const answer = await round({ method, path, headers, bytes });
      return { status: answer.status, bytes: answer.body };
    },
    appKeys: new Map(emulate.generatedSecrets.map((secret) => [Number(secret.id), secret.value])),
    close: () => emulate.close(),
  };
}

function innerToken(login: string, n: number): string {
  return `sandbox-${login}-${n}`;
}

function seedConfig({ accounts, repositories, users, apps }: EmulatorSeed): SeedConfig {
  const logins = [...new Set([OPERATOR, ...accounts.map((account) => account.login)])];
  const split = repositories.map((repository) => repository.split('/'));
  const owners = new Set([
    ...split.map(([owner = '']) => owner),
    ...apps.flatMap((app) => app.installations.map((i) => i.owner)),
  ]);
  const orgs = [...owners].filter((owner) => !users.includes(owner));
  const pushers = (org: string) =>
    accounts.filter((account) => account.pushesTo?.includes(org)).map((account) => account.login);
  return {
    tokens: Object.fromEntries(
      [...logins, ...users].flatMap((login) =>
        Array.from({ length: logins.includes(login) ? TOKENS_PER_ACCOUNT : 1 }, (_, n) => [
          innerToken(login, n),
          { login },
        ]),
      ),
    ),
    github: {
      users: [...new Set([...logins, ...users])].map((login) => ({ login, name: login })),
      orgs: orgs.map((login) => ({
        login,
        members: [...new Set([OPERATOR, ...pushers(login)])].map((member) => ({ login: member, role: 'admin' })),
      })),
      repos: split.map(([owner, name]) => ({ owner, name, auto_init: false })),
      apps: apps.map(appConfig),
    },
  };
}

function appConfig({ id, slug, privateKey, permissions = { issues: 'write' }, installations }: AppSeed) {
  return {
    app_id: id,
    slug,
    name: slug,
    ...(privateKey === undefined ? {} : { private_key: privateKey }),
    permissions,
    installations: installations.map(({ repositories, ...installation }) => ({
      installation_id: installation.id,
      account: installation.owner,
      permissions: installation.permissions ?? permissions,
      ...(repositories === undefined ? {} : { repositories, repository_selection: 'selected' as const }),
    })),
  };
}

/** Chooses the port itself, because the emulator does not report its port. Another process may take the port first. */
async function listen(seed: SeedConfig, origin: string): Promise<{ emulate: Emulate; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { emulate: await createEmulator({ service: 'github', port, baseUrl: origin, seed }), port };
    } catch (error) {
      if (attempt === 10 || !(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

interface Outgoing {
  port: number;
  /** Sent as `Host`. The emulator builds its `Link` headers from it. */
  host: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  bytes: Buffer;
}

// Each request has its own connection. The emulator could close an idle one just when a request is sent on it.
function roundTrip({ port, host, method, path, headers, bytes }: Outgoing): Promise<Answer> {
  const { connection: _connection, 'transfer-encoding': _encoding, ...kept } = headers;
  const sent = { ...kept, host, 'content-length': String(bytes.byteLength) };
  return new Promise((resolve, reject) => {
    const outgoing = send({ host: '127.0.0.1', port, agent: false, method, path, headers: sent }, (incoming) => {
      toAnswer(incoming).then(resolve, reject);
    });
    outgoing.once('error', reject);
    outgoing.end(bytes);
  });
}

async function toAnswer(incoming: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    const ofConnection = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'].includes(name);
    if (!ofConnection && value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { status: incoming.statusCode ?? 500, headers, body: Buffer.concat(chunks), delivery: 'whole' };
}
