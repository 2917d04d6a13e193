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
  /** An object is sent as JSON. */
  body?: string | object;
}

/**
 * - an answer: replaces the real one; with `afterEffect` the request still has its effect;
 * - `dropBefore`, `dropAfter`: destroy the connection before or after the request has its effect;
 * - `truncate`: the request has its effect, but the connection is destroyed after half of the answer;
 * - `hang`: no answer until the sandbox closes; with `hangAfter` the request still has its effect;
 * - `delayMs`: forwards the request later; `run`: is called and awaited before the request is forwarded.
 */
export type FaultAction =
  | (FaultAnswer & { afterEffect?: boolean })
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
  if (action.afterEffect === true) await next();
  const isText = typeof action.body === 'string';
  return {
    status: action.status,
    headers: { ...(isText ? {} : { 'content-type': 'application/json; charset=utf-8' }), ...action.headers },
    body: Buffer.from(typeof action.body === 'string' ? action.body : JSON.stringify(action.body ?? {})),
    delivery: 'whole',
  };
}
