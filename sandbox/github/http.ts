/**
 * Requests and answers, in the form in which the layers of the sandbox handle them.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** A request that arrived, for the assertions of tests. */
export interface RecordedRequest {
  /** Milliseconds since the Unix epoch. */
  at: number;
  method: string;
  /** Path with query, as the client sent it. */
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The first MiB of the body as text. */
  body: string;
  /** The token in `Authorization`, without its scheme. */
  token: string | undefined;
  /** Status of the answer; undefined until there is one, or if there is none. */
  status: number | undefined;
}

/** A request while it passes the layers. */
export interface Exchange {
  request: RecordedRequest;
  /** The address for the next layer. Layers may rewrite it; `request` keeps the original. */
  url: URL;
  bytes: Buffer;
  /** The account of the token, set by the accounts layer. The installation of an App has none. */
  login: string | undefined;
}

/** `whole` sends the answer; `half` and `none` destroy the connection; `never` keeps it open without an answer. */
export type Delivery = 'whole' | 'half' | 'none' | 'never';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  delivery: Delivery;
  /** A test made it up; it need not be one of GitHub's. */
  injected?: true;
}

/** A layer answers itself, or calls the next layer and may change its answer. */
export type Layer = (exchange: Exchange, next: () => Promise<Answer>) => Promise<Answer>;

const RECORDED_BODY_BYTES = 1024 * 1024;

/** Destroys the connection without an answer. */
export const NO_ANSWER: Answer = { status: 0, headers: {}, body: Buffer.alloc(0), delivery: 'none' };

/** Joins the layers in their order. `last` answers the requests that no layer answers. */
export function throughLayers(layers: readonly Layer[], last: (exchange: Exchange) => Promise<Answer>) {
  return layers.reduceRight<(exchange: Exchange) => Promise<Answer>>(
    (next, layer) => (exchange) => layer(exchange, () => next(exchange)),
    last,
  );
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: Buffer.from(JSON.stringify(value)),
    delivery: 'whole',
  };
}

export function text(status: number, value: string, contentType = 'text/plain; charset=utf-8'): Answer {
  return { status, headers: { 'content-type': contentType }, body: Buffer.from(value), delivery: 'whole' };
}

export function empty(status: number, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: Buffer.alloc(0), delivery: 'whole' };
}

/** A refusal in the format of GitHub. */
export function refusal(status: number, message: string, extra: Record<string, unknown> = {}): Answer {
  return json(status, {
    message,
    documentation_url: 'https://docs.github.com/rest',
    ...extra,
    status: String(status),
  });
}

/** Parses a JSON object. Gives an empty object for anything else. */
export function parseObject(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export async function readExchange(incoming: IncomingMessage, origin: string, at: number): Promise<Exchange> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const path = incoming.url ?? '/';
  const request: RecordedRequest = {
    at,
    method: incoming.method ?? 'GET',
    path,
    headers,
    body: bytes.subarray(0, RECORDED_BODY_BYTES).toString('utf8'),
    token: headers.authorization?.replace(/^(bearer|token)\s+/i, '').trim(),
    status: undefined,
  };
  return { request, url: new URL(path, origin), bytes, login: undefined };
}

/**
 * Sends the answer in the way that its delivery says: like GitHub's, packed for a client that takes gzip, and in chunks
 * without a length. An answer that names a length or an encoding is sent as it is.
 */
export function deliver(answer: Answer, response: ServerResponse, { method, headers }: RecordedRequest): void {
  if (answer.delivery === 'never') return;
  if (answer.delivery === 'none') {
    response.destroy();
    return;
  }
  const sent = isSentAsItIs(answer) ? answer : packed(answer, headers['accept-encoding'] ?? '');
  response.writeHead(sent.status, sent.headers);
  if (method === 'HEAD' || sent.status === 204 || sent.status === 304) {
    response.end();
    return;
  }
  const half = Math.floor(sent.body.byteLength / 2);
  // The callback fires when the half has left, so that the client sees it and not only a reset.
  response.write(sent.body.subarray(0, half), () => {
    if (answer.delivery === 'whole') response.end(sent.body.subarray(half));
    else response.destroy();
  });
}

function isSentAsItIs({ headers }: Answer): boolean {
  return headers['content-length'] !== undefined || headers['content-encoding'] !== undefined;
}

function packed(answer: Answer, accepted: string): Answer {
  const isText = /json|text/.test(answer.headers['content-type'] ?? '');
  if (!isText || answer.body.byteLength === 0 || !/\bgzip\b/.test(accepted)) return answer;
  const headers = { ...answer.headers, 'content-encoding': 'gzip', vary: 'Accept, Accept-Encoding' };
  return { ...answer, headers, body: gzipSync(answer.body, { level: 1 }) };
}
