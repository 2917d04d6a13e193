/** An answer of GitHub as a value, and its parts. Pure. */

export interface Answer {
  kind: 'answer';
  status: number;
  headers: Readonly<Record<string, string | number | undefined>>;
  /** JSON as parsed, else text, or for `stream` an AsyncIterable of bytes. */
  data: unknown;
  /** The path that answered in the end, after redirects. */
  path: string;
}

/** No complete answer: the request may have had its effect. */
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

/** The run waits no longer, even if the answer says so: no limit of GitHub lasts more than an hour (documented). */
export const LONGEST_WAIT_MS = 24 * 3_600_000;

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
