/**
 * Finds an entry in the Actions cache service and downloads its archive into memory. `@actions/cache` can only unpack an
 * entry to the disk (docs/architecture.md). Requests, versions and defaults are the same as in its version 6.3.0.
 */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { Clock } from '../../shared/ports.ts';
import { type BoundedAnswer, type BoundedRequest, requestBounded } from '../github/http.ts';

/** The runner's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** github.com and ghe.com have version 2. Enterprise servers and other runners have version 1. */
export interface CacheService {
  version: 1 | 2;
  url: string;
  token: string;
}

export interface Found {
  key: string;
  /** Signed, so it must not appear in the log. */
  downloadUrl: string;
}

export interface Reading {
  userAgent: string;
  clock: Clock;
  signal: AbortSignal;
  /** Masks a secret in the log. */
  mask: (secret: string) => void;
}

/** Answers of the service have less than 1 kB. */
const ANSWER_LIMIT_BYTES = 64 * 1024;
const MESSAGE_CHARACTERS = 200;
/** The longest key that the service allows. */
const KEY_CHARACTERS = 512;

/** Pauses before the second and the third attempt. */
const WAITS_MS = [1_000, 3_000];
/** Codes of network errors that say that no server is at the address, so a retry would not help. */
export const UNREACHABLE_CODES = ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'];

/** Throws when the runner does not set the address or the token of the service. */
export function serviceOf(env: Environment): CacheService {
  const version = isHostedByGitHub(env) && env.ACTIONS_CACHE_SERVICE_V2 ? 2 : 1;
  const name = version === 2 ? 'ACTIONS_RESULTS_URL' : 'ACTIONS_CACHE_URL';
  const url = env[name] || env.ACTIONS_RESULTS_URL;
  if (!url) throw new Error(`the runner has no cache service: ${name} is not set`);
  const token = env.ACTIONS_RUNTIME_TOKEN;
  if (!token) throw new Error('the runner gives no access to its cache service: ACTIONS_RUNTIME_TOKEN is not set');
  return { version, url, token };
}

function isHostedByGitHub({ GITHUB_SERVER_URL }: Environment): boolean {
  const { hostname } = new URL(GITHUB_SERVER_URL || 'https://github.com');
  return hostname === 'github.com' || hostname.endsWith('.ghe.com') || hostname.endsWith('.localhost');
}

/** Throws when the runner's owner has forbidden reading. Like the client, it allows reading in unknown modes. */
export function checkReadable({ ACTIONS_CACHE_MODE = '' }: Environment): void {
  const mode = ACTIONS_CACHE_MODE.trim().toLowerCase();
  if (mode === 'none' || mode === 'write-only') throw new Error(`the cache mode ${mode} does not permit reading`);
}

/** The version under which the client saves `path` on this runner. The service finds no entries of other versions. */
export async function entryVersion(path: string, env: Environment): Promise<string> {
  const windows = process.platform === 'win32' ? ['windows-only'] : [];
  const parts = [path, (await hasZstd(env)) ? 'zstd-without-long' : 'gzip', ...windows, '1.0'];
  return createHash('sha256').update(parts.join('|')).digest('hex');
}

/** The client compresses with zstd if that program is installed, otherwise with gzip. */
function hasZstd(env: Environment): Promise<boolean> {
  const options = { env: withoutInputs(env), timeout: 5_000, windowsHide: true };
  return new Promise((resolve) => {
    execFile('zstd', ['--quiet', '--version'], options, (_, out, err) => resolve(`${out}${err}`.trim() !== ''));
  });
}

/** The environment for other programs, without the inputs, because these hold the tokens. */
export function withoutInputs(env: Environment): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^INPUT_/i.test(name)));
}

export interface Wanted {
  /** The exact key, then prefixes of other keys, in the order of preference. */
  keys: readonly [string, ...string[]];
  version: string;
}

/** Undefined when there is no such entry. Throws when the service gives no usable answer. */
export async function findEntry(service: CacheService, wanted: Wanted, reading: Reading): Promise<Found | undefined> {
  const { status, bytes } = await withRetries(requestFor(service, wanted), ANSWER_LIMIT_BYTES, reading);
  if (bytes === undefined) throw new Error(`the cache service answered with more than ${ANSWER_LIMIT_BYTES} bytes`);
  if (status === 204) return undefined;
  const answer = parseObject(bytes);
  if (status < 200 || status > 299 || answer === undefined) throw new Error(refusalText(status, answer, bytes));
  if (service.version === 2 && answer.ok !== true) return undefined;
  // Protobuf's JSON allows two spellings. Services other than GitHub's may use the second one.
  const url = answer.archiveLocation ?? answer.signed_download_url ?? answer.signedDownloadUrl;
  const key = answer.cacheKey ?? answer.matched_key ?? answer.matchedKey;
  if (typeof url !== 'string' || !URL.canParse(url)) throw new Error('the cache service named no address');
  maskAddress(url, reading.mask);
  return { key: typeof key === 'string' ? key.slice(0, KEY_CHARACTERS) : '', downloadUrl: url };
}

/** The archive; undefined when it is larger than the limit. Throws when the download fails. Follows no redirects. */
export async function download(found: Found, limitBytes: number, reading: Reading): Promise<Buffer | undefined> {
  const { status, bytes } = await withRetries({ url: found.downloadUrl }, limitBytes, reading);
  if (status !== 200) throw new Error(`the address that the cache service named answered ${status}, expected 200`);
  return bytes;
}

type CacheRequest = Omit<BoundedRequest, 'limitBytes' | 'signal'>;

function requestFor({ version, url, token }: CacheService, wanted: Wanted): CacheRequest {
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

/** Retries after a server error or a lost connection, which is safe because the requests only read. */
async function withRetries(request: CacheRequest, limitBytes: number, reading: Reading): Promise<BoundedAnswer> {
  const { userAgent, clock, signal } = reading;
  const headers = { 'user-agent': userAgent, ...request.headers };
  const send = () => requestBounded({ ...request, headers, limitBytes, signal });
  for (const waitMs of WAITS_MS) {
    const answer = await send().catch((error: unknown) => {
      if (signal.aborted || UNREACHABLE_CODES.includes(codeOf(error))) throw error;
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

/** Masks the address, and its signature both decoded and encoded. */
function maskAddress(url: string, mask: Reading['mask']): void {
  const signature = new URL(url).searchParams.get('sig') ?? '';
  for (const secret of new Set([url, signature, encodeURIComponent(signature)])) if (secret !== '') mask(secret);
}
