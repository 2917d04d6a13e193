/**
 * The transport of Octokit's requests, and of those to the cache service: undici's `request`, which takes half of the time
 * that its `fetch` does (docs/performance.md). A request is sent once; a redirect is an answer like any other.
 */

import { pipeline, Readable, Transform } from 'node:stream';
import { arrayBuffer } from 'node:stream/consumers';
import { createGunzip, gunzipSync } from 'node:zlib';
import { HttpClient } from '@actions/http-client';
import { type Dispatcher, request } from 'undici';

/** The part of `fetch` that Octokit uses. */
export interface FetchOptions {
  method: Dispatcher.HttpMethod;
  headers: Record<string, string>;
  body?: string | AsyncIterable<Uint8Array> | undefined;
  signal?: AbortSignal | undefined;
}

/** The part of a response that Octokit reads; it hands `body` on when it is told not to parse. */
export interface FetchResponse extends Pick<Body, 'text'> {
  status: number;
  url: string;
  headers: ReadonlyMap<string, string>;
  body: Body;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The body of an answer, to be read once. Reading fails when the connection does. */
export interface Body {
  stream: AsyncIterable<Uint8Array>;
  text(): Promise<string>;
}

export type Fetch = (url: string, options: FetchOptions) => Promise<FetchResponse>;

export interface HttpOptions {
  /** Goes over every text in an answer. */
  hide: (text: string) => string;
  /** Undefined: straight to the server. */
  proxy: Dispatcher | undefined;
  /** The most that an answer may have, packed and unpacked; an error may have `ERROR_LIMIT_BYTES`. */
  limitBytes: number;
}

/** GitHub says why in a line, a proxy in a page; Octokit takes twenty times its size to read it. */
const ERROR_LIMIT_BYTES = 1_000_000;

/** The proxy that the runner's environment (`https_proxy`, `no_proxy`) names for a server; undefined when none. */
export function proxyFor(url: string): Dispatcher | undefined {
  return new HttpClient().getAgentDispatcher(url);
}

/** A `fetch` for Octokit. Rejects when the connection fails before the answer's head, or an error's text, has come. */
export function openFetch({ hide, proxy, limitBytes }: HttpOptions): Fetch {
  return async (url, { method, headers, body, signal }) => {
    const answer = await request(url, {
      method,
      headers: { ...headers, 'accept-encoding': 'gzip' },
      body: bodyOf(body),
      ...(signal === undefined ? {} : { signal }),
      ...(proxy === undefined ? {} : { dispatcher: proxy }),
    });
    const most = answer.statusCode >= 400 ? Math.min(limitBytes, ERROR_LIMIT_BYTES) : limitBytes;
    const packed = answer.headers['content-encoding'] === 'gzip';
    // Readers still get the error. Without a listener, an error before anyone reads would crash the process.
    answer.body.on('error', () => undefined);
    const stream = unpackedStream(answer.body, packed, most);
    let read = async () => hide(await unpackedText(answer.body, packed, most));
    // Octokit takes an error's text that broke off for none, and the text tells a limit from a lack of rights.
    if (answer.statusCode >= 400) {
      const said = await read();
      read = async () => said;
    }
    return {
      status: answer.statusCode,
      url,
      headers: headersOf(answer.headers, hide),
      body: { stream, text: read },
      text: read,
      arrayBuffer: () => arrayBuffer(stream),
    };
  };
}

function bodyOf(body: FetchOptions['body']): string | Readable | null {
  return body === undefined || typeof body === 'string' ? (body ?? null) : Readable.from(body);
}

/** The whole text. Unpacking in a stream costs four times as much as unpacking at once, and most answers are small. */
async function unpackedText(source: Readable, packed: boolean, limitBytes: number): Promise<string> {
  const bytes = await readBounded(source, limitBytes);
  if (bytes === undefined) throw tooLarge(limitBytes);
  return (packed ? gunzipBounded(bytes, limitBytes) : bytes).toString('utf8');
}

function gunzipBounded(bytes: Buffer, limitBytes: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    throw error instanceof RangeError ? tooLarge(limitBytes) : error;
  }
}

/** The bytes as they come. Nothing is read before somebody asks for them. */
async function* unpackedStream(source: Readable, packed: boolean, limitBytes: number): AsyncIterable<Uint8Array> {
  yield* within(packed ? gunzipped(source, limitBytes) : source, limitBytes);
}

/** Fails when the source does, when it is cut off, and when it is larger than `limitBytes` as it comes. */
function gunzipped(source: Readable, limitBytes: number): Readable {
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > limitBytes) done(tooLarge(limitBytes));
      else done(null, chunk);
    },
  });
  return pipeline(source, counted, createGunzip(), () => undefined);
}

/** The bytes as they come; fails when there are more, and ends the connection. */
async function* within(source: Readable, limitBytes: number): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    if (bytes > limitBytes) throw tooLarge(limitBytes);
    yield chunk;
  }
}

function tooLarge(limitBytes: number): Error {
  return new Error(`the answer is larger than ${limitBytes} bytes`);
}

/** Messages repeat headers: a server could echo the token in any of them. */
function headersOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  hide: HttpOptions['hide'],
): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const [name, value = ''] of Object.entries(headers)) {
    const text = typeof value === 'string' ? value : value.join(', ');
    all.set(name, hide(text));
  }
  return all;
}

export interface BoundedRequest {
  url: string;
  method?: Dispatcher.HttpMethod;
  headers?: Record<string, string>;
  body?: string;
  /** No more than this is kept of the body. */
  limitBytes: number;
  signal: AbortSignal;
}

export interface BoundedAnswer {
  status: number;
  /** Undefined: there were more bytes than the limit. */
  bytes: Buffer | undefined;
}

/** Sends one request, by the runner's proxy, and reads its answer whole. Rejects when the connection fails. */
export async function requestBounded(options: BoundedRequest): Promise<BoundedAnswer> {
  const { url, method = 'GET', headers = {}, body = null, limitBytes, signal } = options;
  const proxy = proxyFor(url);
  const answer = await request(url, { method, headers, body, signal, ...(proxy && { dispatcher: proxy }) });
  return { status: answer.statusCode, bytes: await readBounded(answer.body, limitBytes) };
}

/** Where a GET leads, without its body: the connection is closed as soon as the answer's head has come. */
export async function requestHead(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<{ status: number; location: string | undefined }> {
  const proxy = proxyFor(url);
  const answer = await request(url, { method: 'GET', headers, signal, ...(proxy && { dispatcher: proxy }) });
  answer.body.on('error', () => undefined).destroy();
  const { location } = answer.headers;
  return { status: answer.statusCode, location: typeof location === 'string' ? location : undefined };
}

async function readBounded(body: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    // To leave the loop closes the connection, so the rest does not arrive.
    if (length > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
