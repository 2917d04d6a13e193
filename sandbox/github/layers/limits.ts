/**
 * GitHub's secondary limits on new issues, and issue lists that show new issues late.
 */

import { type Answer, type Exchange, isObject, json, type Layer } from '../http.ts';

export interface IssueLimit {
  perMinute?: number;
  perHour?: number;
  /** `A`: 403 for content creation, with rate headers; `B`: 403 for a burst, with `retry-after` and without them. */
  shape: 'A' | 'B';
  /** `retry-after` in seconds; default: none for shape A, 60 for shape B. */
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

/** Counts the issues that each account opened in any repository. */
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

/** Records by `now` when each issue was opened, because the emulator uses the machine's time. */
export function createListLag(now: () => number): ListLag {
  const openedAt = new Map<unknown, number>();
  let lagMs = 0;
  return {
    layer: async (exchange, next) => {
      const answer = await next();
      if (!isIssues(exchange)) return answer;
      const { method } = exchange.request;
      if (method === 'POST' && answer.status === 201)
        openedAt.set(idOf(JSON.parse(answer.body.toString('utf8'))), now());
      if (method !== 'GET' || lagMs === 0) return answer;
      return withLag(answer, (issue) => (openedAt.get(idOf(issue)) ?? 0) <= now() - lagMs);
    },
    setListLag: (ms) => {
      lagMs = ms;
    },
  };
}

function idOf(issue: unknown): unknown {
  return isObject(issue) ? issue.id : undefined;
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

/** Removes new issues from a list, as if a delayed replica had served it. */
function withLag(answer: Answer, isShown: (issue: unknown) => boolean): Answer {
  if (answer.status !== 200) return answer;
  const issues: unknown = JSON.parse(answer.body.toString('utf8'));
  if (!Array.isArray(issues)) return answer;
  const shown = issues.filter(isShown);
  return shown.length === issues.length ? answer : { ...answer, body: Buffer.from(JSON.stringify(shown)) };
}
