/** An answer of GitHub as a value: its message, and what a refusal means. Pure. */

import type { Limited, Refused, Unauthorized } from '../../shared/ports.ts';

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

/** Seconds or an HTTP date, as milliseconds from `now`; undefined when it is neither. */
export function retryAfterMs(value: string, now: number): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(value.trim())) return Math.min(Number(value) * 1000, LONGEST_WAIT_MS);
  const at = value.trim() === '' ? Number.NaN : Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - now), LONGEST_WAIT_MS);
}

/** GitHub's time when it answered; undefined when it did not say. */
export function dateOf({ headers }: Answer): number | undefined {
  const at = Date.parse(String(headers.date ?? ''));
  return Number.isFinite(at) ? at : undefined;
}
