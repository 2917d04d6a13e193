/**
 * The reading side of the Actions cache service: finds an entry and brings its archive into memory. `@actions/cache`
 * cannot do that without unpacking to the disk (docs/architecture.md); the choices here are those of its version 6.3.0.
 */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { Clock } from '../../shared/ports.ts';
import { type BoundedAnswer, type BoundedRequest, requestBounded } from '../github/http.ts';

/** The runner's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Version 2 is that of github.com and ghe.com; Enterprise servers and other runners have version 1. */
export interface CacheService {
  version: 1 | 2;
  url: string;
  token: string;
}

export interface Found {
  key: string;
  /** Signed: nobody may see it. */
  downloadUrl: string;
}

export interface Reading {
  userAgent: string;
  clock: Clock;
  signal: AbortSignal;
  /** Hides a text in the log. */
  mask: (secret: string) => void;
}

/** The service's own answers take less than a kilobyte. */
const ANSWER_LIMIT_BYTES = 64 * 1024;
const MESSAGE_CHARACTERS = 200;
/** No key of the service is longer. */
const KEY_CHARACTERS = 512;

/** Waits before the second and the third try. */
const WAITS_MS = [1_000, 3_000];
/** Codes of a network error with which nobody is at the address, so that to ask again only takes time. */
export const NOBODY_THERE = ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'];

/** Throws when the runner does not say where the service is. */
export function serviceOf(env: Environment): CacheService {
  const version = isServerOfGitHub(env) && env.ACTIONS_CACHE_SERVICE_V2 ? 2 : 1;
  const name = version === 2 ? 'ACTIONS_RESULTS_URL' : 'ACTIONS_CACHE_URL';
  const url = env[name] || env.ACTIONS_RESULTS_URL;
  if (!url) throw new Error(`the runner has no cache service: ${name} is not set`);
  const token = env.ACTIONS_RUNTIME_TOKEN;
  if (!token) throw new Error('the runner gives no access to its cache service: ACTIONS_RUNTIME_TOKEN is not set');
  return { version, url, token };
}

function isServerOfGitHub({ GITHUB_SERVER_URL }: Environment): boolean {
  const { hostname } = new URL(GITHUB_SERVER_URL || 'https://github.com');
  return hostname === 'github.com' || hostname.endsWith('.ghe.com') || hostname.endsWith('.localhost');
}

/** Throws when the owner of the runner allows no reading. Modes that are not known allow it, as in the client. */
export function checkReadable({ ACTIONS_CACHE_MODE = '' }: Environment): void {
  const mode = ACTIONS_CACHE_MODE.trim().toLowerCase();
  if (mode === 'none' || mode === 'write-only') throw new Error(`the cache mode ${mode} does not permit reading`);
}

/** The version under which the client saves `path` on this runner: entries of another version are not found. */
export async function entryVersion(path: string, env: Environment): Promise<string> {
  const windows = process.platform === 'win32' ? ['windows-only'] : [];
  const parts = [path, (await hasZstd(env)) ? 'zstd-without-long' : 'gzip', ...windows, '1.0'];
  return createHash('sha256').update(parts.join('|')).digest('hex');
}

/** The client compresses with zstd where that program is installed, else with gzip. */
function hasZstd(env: Environment): Promise<boolean> {
  const options = { env: withoutInputs(env), timeout: 5_000, windowsHide: true };
  return new Promise((resolve) => {
    execFile('zstd', ['--quiet', '--version'], options, (_, out, err) => resolve(`${out}${err}`.trim() !== ''));
  });
}

/** The environment of other programs: the inputs hold the tokens. */
export function withoutInputs(env: Environment): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^INPUT_/i.test(name)));
}

export interface Wanted {
  /** The exact key, then the beginnings of others, in the order of preference. */
  keys: readonly [string, ...string[]];
  version: string;
}

/** Undefined when there is no such entry. Throws when the service gives no answer that says so. */
export async function findEntry(service: CacheService, wanted: Wanted, reading: Reading): Promise<Found | undefined> {
  const { status, bytes } = await repeated(requestFor(service, wanted), ANSWER_LIMIT_BYTES, reading);
  if (bytes === undefined) throw new Error(`the cache service answered with more than ${ANSWER_LIMIT_BYTES} bytes`);
  if (status === 204) return undefined;
  const answer = parseObject(bytes);
  if (status < 200 || status > 299 || answer === undefined) throw new Error(refusalText(status, answer, bytes));
  if (service.version === 2 && answer.ok !== true) return undefined;
  // A service that is not GitHub's may use the other spelling that Protobuf's JSON has.
  const url = answer.archiveLocation ?? answer.signed_download_url ?? answer.signedDownloadUrl;
  const key = answer.cacheKey ?? answer.matched_key ?? answer.matchedKey;
  if (typeof url !== 'string' || !URL.canParse(url)) throw new Error('the cache service named no address');
  maskAddress(url, reading.mask);
  return { key: typeof key === 'string' ? key.slice(0, KEY_CHARACTERS) : '', downloadUrl: url };
}

/** The archive; undefined when it is larger than the limit. Throws when it does not arrive; redirects are not followed. */
export async function download(found: Found, limitBytes: number, reading: Reading): Promise<Buffer | undefined> {
  const { status, bytes } = await repeated({ url: found.downloadUrl }, limitBytes, reading);
  if (status !== 200) throw new Error(`the address that the cache service named answered ${status}, expected 200`);
  return bytes;
}

type Asked = Omit<BoundedRequest, 'limitBytes' | 'signal'>;

function requestFor({ version, url, token }: CacheService, wanted: Wanted): Asked {
  const [key, ...restoreKeys] = wanted.keys;
  const authorization = `Bearer ${token}`;
  if (version === 1) {
    const query = `keys=${encodeURIComponent(wanted.keys.join(','))}&version=${wanted.version}`;
    return {
      url: `${url}_apis/artifactcache/cache?${query}`,
      headers: { authorization, accept: 'application/json;api-version=6.0-preview.1' },
    };
  }
  return {
    url: new URL('/twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL', url).href,
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ key, restore_keys: restoreKeys, version: wanted.version }),
  };
}

/** Tries again after a server's error or a lost connection, for it only reads. */
async function repeated(asked: Asked, limitBytes: number, reading: Reading): Promise<BoundedAnswer> {
  const { userAgent, clock, signal } = reading;
  const headers = { 'user-agent': userAgent, ...asked.headers };
  const send = () => requestBounded({ ...asked, headers, limitBytes, signal });
  for (const waitMs of WAITS_MS) {
    const answer = await send().catch((error: unknown) => {
      if (signal.aborted || NOBODY_THERE.includes(codeOf(error))) throw error;
      return undefined;
    });
    if (answer !== undefined && answer.status < 500) return answer;
    await clock.sleep(waitMs, signal);
  }
  return send();
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function refusalText(status: number, answer: Record<string, unknown> | undefined, bytes: Buffer): string {
  const said = answer?.msg ?? answer?.message;
  const text = typeof said === 'string' ? said : bytes.toString('utf8');
  return `the cache service answered ${status} ${text.slice(0, MESSAGE_CHARACTERS)}`.trim();
}

function parseObject(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The signature as it may appear in a text: as it stands in the address, decoded, and encoded anew. */
function maskAddress(url: string, mask: Reading['mask']): void {
  const signature = new URL(url).searchParams.get('sig') ?? '';
  for (const secret of new Set([url, signature, encodeURIComponent(signature)])) if (secret !== '') mask(secret);
}
