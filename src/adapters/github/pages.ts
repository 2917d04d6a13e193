/** A list of issues, read page by page: little is kept of it, and it has an end. */

import { keysOf } from '../../shared/keys.ts';
import type { ListedIssue } from '../../shared/target-ports.ts';
import { type Answer, isRecord, property, text } from './answer.ts';
import type { GitHub } from './client.ts';

/** Issues on a page, as asked for; behind a full one there may be another, whether or not it links to it. */
export const PAGE_SIZE = 100;
/** More pages, more issues and keys, and more time than any list takes. */
const PAGES_LIMIT = 1_000;
const KEPT_LIMIT = 200_000;
const READING_LIMIT_MS = 15 * 60_000;

/** Why a list cannot be used: a part of it would look like an issue that is not there. */
export interface Fault {
  kind: 'unavailable';
  message: string;
}

export interface Reading {
  /** The creator's issues that have a key. */
  readonly issues: ListedIssue[];
  /** Notes that the page at this path is asked for; a fault when that would come to no end. */
  ask(path: string): Fault | undefined;
  /** Takes a page's issues and gives the path of the next page; undefined: it was the last. */
  take(answer: Answer, items: readonly unknown[]): Fault | string | undefined;
}

export interface ReadingInput {
  github: Pick<GitHub, 'pathOf'>;
  /** Path of the first page. */
  first: string;
  /** Undefined: everybody's issues. */
  creator: string | undefined;
  now: () => number;
}

export function openReading({ github, first, creator, now }: ReadingInput): Reading {
  const issues: ListedIssue[] = [];
  const paths = new Set<string>();
  const numbers = new Set<number>();
  const endAt = now() + READING_LIMIT_MS;
  let pages = 0;
  let keys = 0;

  /** Returns the fault of the item. */
  const keep = (value: unknown): string | undefined => {
    const item = readItem(value);
    if (typeof item === 'string') return item;
    // An issue that moved on while the list was read stands on two pages.
    if (numbers.has(item.number)) return undefined;
    numbers.add(item.number);
    if (item.isPullRequest || (creator !== undefined && item.login?.toLowerCase() !== creator.toLowerCase())) return;
    const found = keysOf(item.body);
    if (found.length === 0) return undefined;
    keys += found.length;
    const issue = listedIssue(item, found);
    if (typeof issue === 'string') return issue;
    issues.push(issue);
    return undefined;
  };

  return {
    issues,
    ask: (path) => {
      if (paths.has(path)) return unusable(`page ${pages} of the list leads back to a page that has been read`);
      if (pages >= PAGES_LIMIT || numbers.size + keys > KEPT_LIMIT || now() > endAt)
        return unusable(`the list has no end: ${pages} pages, ${numbers.size} issues`);
      paths.add(path);
      pages += 1;
      return undefined;
    },
    take: (answer, items) => {
      // The links of a repository that moved lead to where the redirect did.
      paths.add(answer.path);
      const before = numbers.size;
      for (const [at, item] of items.entries()) {
        const fault = keep(item);
        if (fault !== undefined) return unusable(`page ${pages}, item ${at + 1} of the list is no issue: ${fault}`);
      }
      const link = nextLink(answer);
      const next = link === undefined ? numberedPage(first, items, pages + 1) : github.pathOf(link);
      if (link !== undefined && next === undefined)
        return unusable(`the next page of the list is on another server: ${link.slice(0, 200)}`);
      if (next !== undefined && items.length > 0 && numbers.size === before)
        return unusable(`page ${pages} of the list has nothing new, and another page behind it`);
      return next;
    },
  };
}

export function unusable(message: string): Fault {
  return { kind: 'unavailable', message };
}

/** The parameters of a link: a quoted value, or one without quotes. */
const RELATION = /;\s*rel\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;,"']+))/i;

function nextLink({ headers }: Answer): string | undefined {
  for (const [, address, parameters = ''] of String(headers.link ?? '').matchAll(/<([^<>]*)>([^<]*)/g)) {
    const [, ...values] = RELATION.exec(parameters) ?? [];
    const relations = values.join('').toLowerCase().split(/\s+/);
    if (relations.includes('next')) return address;
  }
  return undefined;
}

/** Proxies drop links: behind a full page the next one is asked for by its number. */
function numberedPage(first: string, items: readonly unknown[], page: number): string | undefined {
  return items.length < PAGE_SIZE ? undefined : `${first}&page=${page}`;
}

/** An item of a list, as documented. */
interface Item {
  value: Record<string, unknown>;
  number: number;
  /** Undefined: the account is gone. */
  login: string | undefined;
  body: string;
  isPullRequest: boolean;
}

/** Returns the fault of an item that is not an issue as documented. */
function readItem(value: unknown): Item | string {
  if (!isRecord(value)) return 'it is no object';
  const { number, user, body, pull_request: pullRequest } = value;
  if (!isIssueNumber(number)) return 'it has no number';
  const login = user === null ? undefined : property(user, 'login');
  if (user !== null && (typeof login !== 'string' || login === '')) return 'it has no user with a login';
  if (body !== null && typeof body !== 'string') return 'its body is no text';
  const isPullRequest = isRecord(pullRequest);
  if (!isPullRequest && pullRequest !== undefined && pullRequest !== null) return 'its pull_request is no object';
  return { value, number, login: typeof login === 'string' ? login : undefined, body: body ?? '', isPullRequest };
}

/** Its address and its time go into the index. */
function listedIssue({ value, number }: Item, keys: readonly string[]): ListedIssue | string {
  const url = text(value.html_url);
  const createdAt = Date.parse(text(value.created_at));
  if (!isWebAddress(url)) return 'its html_url is no address';
  if (Number.isNaN(createdAt)) return 'its created_at is no time';
  return { number, url, keys, createdAt };
}

export function isIssueNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

/** Addresses of issues go into the index and into the log. */
export function isWebAddress(url: string): boolean {
  return /^https?:\/\/\S+$/.test(url) && URL.canParse(url);
}
