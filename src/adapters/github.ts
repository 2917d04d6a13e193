/**
 * Requests to GitHub; the only user of Octokit. An answer is a value, whatever its status; a lost
 * connection is a value too, because Octokit would make a status 500 of it. Nothing here repeats a
 * request that creates or changes something.
 */

import { getOctokit } from '@actions/github';
import type { Clock, Limited, Random, Refused, Unauthorized } from '../ports.ts';
import { type Body, type HttpOptions, openFetch } from './http.ts';

/**
 * GitHub gives up on a request after 10 s (documented); an answer that has not come after 30 s will not
 * come. Octokit and its fetch set no limit of their own.
 */
const TIMEOUT_MS = 30_000;
/** Large files take longer. */
const TRANSFER_TIMEOUT_MS = 300_000;
/** Tries of a request that may be repeated, and the pause before the second; doubled, with jitter. */
const TRIES = 3;
const RETRY_MS = 1_000;
const REDIRECT_LIMIT = 3;

export interface Answer {
  kind: 'answer';
  status: number;
  headers: Readonly<Record<string, string | number | undefined>>;
  /** JSON as parsed, else text, or for `stream` an AsyncIterable of bytes. */
  data: unknown;
  /** The path that answered in the end, after redirects. */
  path: string;
}

/** No complete answer: what was asked may have happened. */
export interface Lost {
  kind: 'lost';
  message: string;
}

/** A body that is made while it is sent. GitHub is told its length beforehand (bytes). */
export interface Upload {
  byteLength: number;
  parts: AsyncIterable<Uint8Array>;
}

export interface RequestOptions {
  body?: Readonly<Record<string, unknown>>;
  /** JSON instead of `body`. */
  upload?: Upload;
  accept?: string;
  /** The body is given as a stream of bytes when the status is 200. */
  stream?: boolean;
  timeoutMs?: number;
}

export interface GitHub {
  /** One request that changes something. Redirects are not followed. */
  send(method: 'POST' | 'PATCH', path: string, options: RequestOptions): Promise<Answer | Lost>;
  /** A request that only reads: repeated when lost or 5xx, redirects followed on the same server. */
  read(path: string, options?: RequestOptions): Promise<Answer | Lost>;
  /** An address of this API as a path; undefined when it is on another server. */
  pathOf(address: string): string | undefined;
}

export interface GitHubOptions {
  apiUrl: string;
  token: string;
  userAgent: string;
  proxy?: HttpOptions['proxy'];
  clock: Clock;
  random: Random;
}

export function openGitHub({ apiUrl, token, userAgent, proxy, clock, random }: GitHubOptions): GitHub {
  const hide = hiding(token);
  const fetch = openFetch({ hide, proxy });
  const octokit = getOctokit(token, { baseUrl: apiUrl, userAgent, log: silent, request: { fetch } });

  /** GitHub Enterprise Server has its REST API at `/api/v3` and GraphQL beside it (documented). */
  const baseFor = (path: string): string => (path === '/graphql' ? apiUrl.replace(/\/api\/v3$/, '/api') : apiUrl);

  const once = async (method: string, path: string, request: RequestOptions): Promise<Answer | Lost> => {
    const timeoutMs = request.timeoutMs ?? (request.stream === true ? TRANSFER_TIMEOUT_MS : TIMEOUT_MS);
    try {
      const { status, headers, data } = await octokit.request(`${method} ${path}`, {
        baseUrl: baseFor(path),
        ...bodyOf(request),
        headers: {
          'x-github-api-version': '2022-11-28',
          ...(request.accept === undefined ? {} : { accept: request.accept }),
          ...(request.upload === undefined ? {} : { 'content-length': request.upload.byteLength }),
        },
        request: { signal: AbortSignal.timeout(timeoutMs), parseSuccessResponseBody: false },
      });
      const answer = { kind: 'answer', status, headers, path } as const;
      // 204: nothing is there to be read.
      if (!isBody(data)) return { ...answer, data };
      if (request.stream === true && status === 200) return { ...answer, data: data.stream };
      return { ...answer, data: jsonOrText(await data.text()) };
    } catch (error) {
      return answerOf(error, path, hide);
    }
  };

  const pathOf = (address: string): string | undefined => {
    const base = `${apiUrl}/`;
    if (!URL.canParse(address, base)) return undefined;
    const url = new URL(address, base);
    if (url.origin !== new URL(base).origin) return undefined;
    const prefix = new URL(base).pathname;
    const path = `${url.pathname}${url.search}`;
    return path.startsWith(prefix) ? `/${path.slice(prefix.length)}` : undefined;
  };

  const follow = async (path: string, request: RequestOptions): Promise<Answer | Lost> => {
    let answer = await once('GET', path, request);
    for (let hop = 0; hop < REDIRECT_LIMIT && answer.kind === 'answer'; hop += 1) {
      const next = isRedirect(answer.status) ? pathOf(String(answer.headers.location ?? '')) : undefined;
      if (next === undefined) break;
      answer = await once('GET', next, request);
    }
    return answer;
  };

  const read = (path: string, request: RequestOptions = {}) => repeated(() => follow(path, request), { clock, random });

  return { send: once, read, pathOf };
}

/** Asks again when the answer was lost or is 5xx; only for what may happen twice. */
export async function repeated(
  ask: () => Promise<Answer | Lost>,
  { clock, random }: Pick<GitHubOptions, 'clock' | 'random'>,
): Promise<Answer | Lost> {
  for (let tried = 1; ; tried += 1) {
    const answer = await ask();
    const worthAnother = answer.kind === 'lost' || answer.status >= 500;
    if (!worthAnother || tried === TRIES) return answer;
    await clock.sleep(RETRY_MS * 2 ** (tried - 1) * (0.5 + random()));
  }
}

function bodyOf({ body, upload }: RequestOptions): { data?: unknown } {
  const data = upload?.parts ?? body;
  return data === undefined ? {} : { data };
}

function isBody(data: unknown): data is Body {
  return isRecord(data) && typeof data.text === 'function';
}

function jsonOrText(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    return said;
  }
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Octokit throws for every status from 400 on, and for a request that got no answer. */
function answerOf(error: unknown, path: string, hide: HttpOptions['hide']): Answer | Lost {
  const response = property(error, 'response');
  const status = property(response, 'status');
  if (typeof status === 'number') {
    const headers = property(response, 'headers');
    return {
      kind: 'answer',
      status,
      headers: isRecord(headers) ? headersOf(headers) : {},
      data: property(response, 'data'),
      path,
    };
  }
  return { kind: 'lost', message: hide(error instanceof Error ? error.message : String(error)) };
}

/**
 * An error page, such as a proxy's, may repeat the token that it was sent; from there it would get into
 * messages, and with them into files that the runner does not mask.
 */
function hiding(token: string): HttpOptions['hide'] {
  return (text) => (token === '' ? text : text.replaceAll(token, '***'));
}

function headersOf(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

export function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 307 || status === 308;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function property(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Octokit reads integers beyond 2^53 as bigint, which JSON cannot say. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part)) ?? '';
}

/** What GitHub said, in one line. */
export function messageOf(answer: Answer | Lost): string {
  if (answer.kind === 'lost') return answer.message;
  const message = text(property(answer.data, 'message')) || text(answer.data).slice(0, 200);
  const errors = property(answer.data, 'errors');
  const details = Array.isArray(errors) ? `: ${errors.map((error) => text(error) || jsonOf(error)).join(', ')}` : '';
  return `${answer.status} ${message}${details}`.trim().slice(0, 500);
}

/**
 * What an answer from 400 to 499 means to whoever sent the request; undefined for every other answer.
 * Status first, text second: the texts are observed, not documented.
 */
export function refusalOf(answer: Answer, now: number): Limited | Unauthorized | Refused | undefined {
  const { status } = answer;
  const message = messageOf(answer);
  if (status < 400 || status >= 500 || status === 408) return undefined;
  if (status === 401) return { kind: 'unauthorized', message };
  if (status === 429 || (status === 403 && isLimit(answer))) return limitedOf(answer, now);
  return { kind: 'refused', reason: reasonOf(status, message), message };
}

function reasonOf(status: number, message: string): Refused['reason'] {
  if (status === 404 || status === 451) return 'not-found';
  if (status === 410) return 'issues-disabled';
  if (status === 403) return /archived/i.test(message) ? 'archived' : 'forbidden';
  return 'invalid';
}

function isLimit(answer: Answer): boolean {
  const { headers } = answer;
  const saysSo = /secondary rate|rate limit exceeded|abuse detection/i.test(messageOf(answer));
  return headers['retry-after'] !== undefined || String(headers['x-ratelimit-remaining']) === '0' || saysSo;
}

/** Whatever an answer asks for, it is not kept longer: no limit of GitHub's lasts more than an hour (documented). */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** When to come back: `retry-after`, else the reset when nothing remains, else GitHub does not say. */
function limitedOf(answer: Answer, now: number): Limited {
  const { headers, data } = answer;
  const spent = String(headers['x-ratelimit-remaining']) === '0';
  const secondary = /secondary rate/i.test(text(property(data, 'message')));
  const serverAt = dateOf(answer);
  const limited = { kind: 'limited', limit: spent && !secondary ? 'primary' : 'secondary', serverAt } as const;
  const asked = retryAfterMs(String(headers['retry-after'] ?? ''), now);
  if (asked !== undefined) return { ...limited, retryAt: now + asked };
  const resetAt = Number(headers['x-ratelimit-reset']) * 1000;
  if (!spent || !Number.isFinite(resetAt)) return limited;
  // The reset is in the server's time, to the second: measured against its own Date header.
  const waitMs = resetAt - (serverAt ?? now);
  return { ...limited, retryAt: now + Math.min(Math.max(0, waitMs) + 1000, LONGEST_WAIT_MS) };
}

/** GitHub's time when it answered; undefined when it did not say. */
export function dateOf({ headers }: Answer): number | undefined {
  const at = Date.parse(String(headers.date ?? ''));
  return Number.isFinite(at) ? at : undefined;
}

/** Seconds or an HTTP date, as milliseconds from `now`; undefined when it is neither. */
export function retryAfterMs(value: string, now: number): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(value.trim())) return Math.min(Number(value) * 1000, LONGEST_WAIT_MS);
  const at = value.trim() === '' ? Number.NaN : Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - now), LONGEST_WAIT_MS);
}

/** A path of the API for a repository; every part is encoded. */
export function repositoryPath({ owner, name }: { owner: string; name: string }, rest = ''): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}${rest}`;
}
