/**
 * GitHub's secondary limits on issue creation, and a list that is late.
 */

import { type Answer, type Exchange, isObject, json, type Layer } from './http.ts';

export interface IssueLimit {
  perMinute?: number;
  perHour?: number;
  /** `A`: 403 for content creation, with rate headers; `B`: 403 for a burst, with `retry-after` and without them. */
  shape: 'A' | 'B';
  /** Seconds; shape A says none unless given, shape B says 60. */
  retryAfter?: number;
}

export interface IssueLimiter {
  layer: Layer;
  setIssueLimit(limit: IssueLimit | undefined): void;
}

export interface ListLag {
  layer: Layer;
  setListLag(ms: number): void;
}

const DOCS = 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits';

/** Counts the issues that each account opened, in whatever repository. */
export function createIssueLimiter(now: () => number): IssueLimiter {
  const createdAt = new Map<string, number[]>();
  let limit: IssueLimit | undefined;
  return {
    layer: async (exchange, next) => {
      if (exchange.request.method !== 'POST' || !isIssues(exchange)) return next();
      const account = exchange.login ?? exchange.request.token ?? '';
      const times = createdAt.get(account) ?? [];
      if (limit !== undefined && isUsedUp(limit, times, now())) return refused(limit, now());
      const answer = await next();
      if (answer.status === 201) createdAt.set(account, [...times, now()]);
      return answer;
    },
    setIssueLimit: (next) => {
      limit = next;
    },
  };
}

/** Must see the emulator's own times, which have milliseconds. */
export function createListLag(now: () => number): ListLag {
  let lagMs = 0;
  return {
    layer: async (exchange, next) => {
      const answer = await next();
      const isList = exchange.request.method === 'GET' && isIssues(exchange);
      return isList && lagMs > 0 ? withLag(answer, now() - lagMs) : answer;
    },
    setListLag: (ms) => {
      lagMs = ms;
    },
  };
}

function isIssues({ url }: Exchange): boolean {
  return /^\/(repos\/[^/]+\/[^/]+|repositories\/\d+)\/issues$/.test(url.pathname);
}

function isUsedUp({ perMinute = Infinity, perHour = Infinity }: IssueLimit, times: number[], now: number): boolean {
  const within = (ms: number) => times.filter((at) => at > now - ms).length;
  return within(60_000) >= perMinute || within(3_600_000) >= perHour;
}

function refused({ shape, retryAfter }: IssueLimit, now: number): Answer {
  if (shape === 'B') {
    const message =
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. ' +
      'If you reach out to GitHub Support for help, please include the request ID EXAMPLE:0001.';
    return json(403, { documentation_url: DOCS, message }, { 'retry-after': String(retryAfter ?? 60) });
  }
  const message =
    'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. ' +
    'Please retry your request again later.';
  const rate = {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4850',
    'x-ratelimit-used': '150',
    'x-ratelimit-reset': String(Math.floor(now / 1000) + 2_400),
    'x-ratelimit-resource': 'core',
  };
  const later = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return json(403, { message, documentation_url: DOCS, status: '403' }, { ...rate, ...later });
}

/** Hides what was created after `before`, as a list does that is served by a replica. */
function withLag(answer: Answer, before: number): Answer {
  if (answer.status !== 200) return answer;
  const issues: unknown = JSON.parse(answer.body.toString('utf8'));
  if (!Array.isArray(issues)) return answer;
  const shown = issues.filter((issue: unknown) => isObject(issue) && Date.parse(String(issue.created_at)) <= before);
  return shown.length === issues.length ? answer : { ...answer, body: Buffer.from(JSON.stringify(shown)) };
}
