/**
 * Faults between the action and GitHub that tests can switch on.
 */

import { type Answer, type Exchange, type Layer, NO_ANSWER, type RecordedRequest } from '../http.ts';

export interface FaultMatch {
  method?: string;
  /** Tested against the path with its query. */
  path?: RegExp;
  /** The first matching request that is hit, counted from 1; default 1. */
  nth?: number;
  /** Number of requests that are hit; default 1. */
  times?: number;
}

export interface FaultAnswer {
  status: number;
  headers?: Record<string, string>;
  /** Bytes and texts are sent as they are, anything else as JSON. */
  body?: string | object;
}

/**
 * - an answer: sent instead of the real one; with `afterEffect` the request has its effect before;
 * - `answer`: makes one for each request;
 * - `dropBefore`, `dropAfter`: the connection is destroyed before, or after, the request has its effect;
 * - `truncate`: has its effect, then half of the answer, then the connection is destroyed;
 * - `hang`: no answer until the sandbox closes; `hangAfter` has its effect first;
 * - `delayMs`: forwarded that much later; `run`: called, and awaited, before it is forwarded.
 */
export type FaultAction =
  | (FaultAnswer & { afterEffect?: boolean })
  | { answer: (request: RecordedRequest) => FaultAnswer }
  | 'dropBefore'
  | 'dropAfter'
  | 'truncate'
  | 'hang'
  | 'hangAfter'
  | { delayMs: number }
  | { run: (request: RecordedRequest) => Promise<void> };

export interface Fault {
  match: FaultMatch;
  action: FaultAction;
}

export interface Faults {
  layer: Layer;
  add(fault: Fault): void;
  clear(): void;
}

interface Armed {
  action: FaultAction;
  hits: (request: RecordedRequest) => boolean;
}

/** If several faults match, only the one that was added first acts, but all of them count the request. */
export function createFaults(): Faults {
  let armed: Armed[] = [];
  return {
    layer: async (exchange, next) => {
      const hits = armed.filter((fault) => fault.hits(exchange.request));
      const [fault] = hits;
      return fault === undefined ? next() : act(fault.action, exchange, next);
    },
    add: ({ match, action }) => void armed.push({ action, hits: createMatcher(match) }),
    clear: () => {
      armed = [];
    },
  };
}

/** Makes a predicate that counts the matching requests and is true for those from `nth` on, `times` times. */
export function createMatcher({ method, path, nth = 1, times = 1 }: FaultMatch): (request: RecordedRequest) => boolean {
  let seen = 0;
  return (request) => {
    if (method !== undefined && method.toUpperCase() !== request.method) return false;
    if (path !== undefined && request.path.search(path) < 0) return false;
    seen += 1;
    return seen >= nth && seen < nth + times;
  };
}

async function act(action: FaultAction, exchange: Exchange, next: () => Promise<Answer>): Promise<Answer> {
  switch (action) {
    case 'dropBefore':
      return NO_ANSWER;
    case 'dropAfter':
      return { ...(await next()), delivery: 'none' };
    case 'truncate':
      return { ...(await next()), delivery: 'half' };
    case 'hang':
      return { ...NO_ANSWER, delivery: 'never' };
    case 'hangAfter':
      return { ...(await next()), delivery: 'never' };
    default:
      return actWith(action, exchange, next);
  }
}

async function actWith(
  action: Exclude<FaultAction, string>,
  exchange: Exchange,
  next: () => Promise<Answer>,
): Promise<Answer> {
  if ('delayMs' in action) {
    await new Promise((resolve) => setTimeout(resolve, action.delayMs));
    return next();
  }
  if ('run' in action) {
    await action.run(exchange.request);
    return next();
  }
  if ('answer' in action) return made(action.answer(exchange.request));
  if (action.afterEffect === true) await next();
  return made(action);
}

function made({ status, headers, body = {} }: FaultAnswer): Answer {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  return {
    status,
    headers: { ...(typeof body === 'string' ? {} : { 'content-type': 'application/json; charset=utf-8' }), ...headers },
    body: Buffer.from(isRaw ? body : JSON.stringify(body)),
    delivery: 'whole',
    injected: true,
  };
}
