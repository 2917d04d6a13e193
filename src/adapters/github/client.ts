/**
 * Requests to GitHub; the only user of Octokit. An answer is a value, with any status; a lost
 * connection is a value too, because Octokit would make a status 500 of it. Nothing here repeats a
 * request that creates or changes something.
 */

import { getOctokit } from '@actions/github';
import type { Clock, Random } from '../../shared/ports.ts';
import { formsOf } from '../../shared/secrets.ts';
import { type Answer, isRecord, isRedirect, type Lost, property, text } from './answer.ts';
import { type TokenKind, tokenKind } from './answer-facts.ts';
import { type Body, type HttpOptions, openFetch } from './http.ts';
import { jsonOrText } from './json.ts';

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
/** A page of a hundred issues, each as long as GitHub takes them, has less. */
const ANSWER_LIMIT_BYTES = 20_000_000;
/** More than the 100 MB of the contents API (documented): who reads the index says which file is too large. */
const FILE_LIMIT_BYTES = 105_000_000;

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
  /** An earlier answer's `etag`: while nothing has changed, GitHub answers 304, which takes nothing of the limit (documented). */
  ifNoneMatch?: string | undefined;
  /** The body is given as a stream of bytes when the status is 200. */
  stream?: boolean;
  timeoutMs?: number;
}

export interface GitHub {
  /** Kinds of token lack rights in different ways. */
  readonly token: TokenKind;
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
  const fetch = openFetch({ hide, proxy, limitBytes: ANSWER_LIMIT_BYTES });
  const fetchFile = openFetch({ hide, proxy, limitBytes: FILE_LIMIT_BYTES });
  const octokit = getOctokit(token, { baseUrl: apiUrl, userAgent, log: silent });

  /** GitHub Enterprise Server has its REST API at `/api/v3` and GraphQL beside it (documented). */
  const baseFor = (path: string): string => (path === '/graphql' ? apiUrl.replace(/\/api\/v3$/, '/api') : apiUrl);

  const once = async (method: string, path: string, request: RequestOptions): Promise<Answer | Lost> => {
    const timeoutMs = request.timeoutMs ?? (request.stream === true ? TRANSFER_TIMEOUT_MS : TIMEOUT_MS);
    try {
      const { status, headers, data } = await octokit.request(`${method} ${literal(path)}`, {
        baseUrl: baseFor(path),
        ...bodyOf(request),
        headers: {
          'x-github-api-version': '2022-11-28',
          ...(request.accept === undefined ? {} : { accept: request.accept }),
          ...(request.ifNoneMatch === undefined ? {} : { 'if-none-match': request.ifNoneMatch }),
          ...(request.upload === undefined ? {} : { 'content-length': request.upload.byteLength }),
        },
        request: {
          fetch: request.stream === true ? fetchFile : fetch,
          signal: AbortSignal.timeout(timeoutMs),
          parseSuccessResponseBody: false,
        },
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

  const read = (path: string, request: RequestOptions = {}) =>
    withRetries(() => follow(path, request), { clock, random });

  return { token: tokenKind(token), send: once, read, pathOf };
}

/**
 * Octokit takes `:name` and `{name}` in a path for a variable that is not given, and cuts it out. An address in a link or
 * a redirect may have such characters, for example in a cursor; a server would then give another page of a list.
 */
function literal(path: string): string {
  return path.replace(/[:{}]/g, encodeURIComponent);
}

/** Asks again when the answer was lost or is 5xx; only for requests that may happen twice. */
export async function withRetries(
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
  return { kind: 'lost', message: hide(lostMessage(error)) };
}

/** With the code of Node's error, such as ECONNREFUSED: an `AggregateError` of several addresses has no message. */
function lostMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const codes = [property(error, 'code'), property(error.cause, 'code')].map(text);
  const code = codes.find((one) => one !== '' && !error.message.includes(one));
  return [error.message, code].filter((part) => part !== undefined && part !== '').join(' ');
}

/**
 * An error page, such as a proxy's, may repeat the token that it was sent; from there it would get into
 * messages, and with them into files that the runner does not mask.
 */
function hiding(token: string): HttpOptions['hide'] {
  const forms = formsOf(token);
  return (text) => forms.reduce((hidden, form) => hidden.replaceAll(form, '***'), text);
}

function headersOf(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** A path of the API for a repository; every part is encoded. */
export function repositoryPath({ owner, name }: { owner: string; name: string }, rest = ''): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}${rest}`;
}
