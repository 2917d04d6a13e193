/** An answer taken apart: the facts for the table of causes, and the words for people. Pure. */

import { type Answer, LONGEST_WAIT_MS, type Lost, property, retryAfterMs, text } from './answer.ts';

/** By its prefix: each kind lacks a right in another way, and needs another remedy. */
export type TokenKind = 'classic' | 'fine-grained' | 'app' | 'unknown';

/** The request, and the token that it had. */
export interface Context {
  /** `issue` and `comment` are POSTs; the others only read. */
  request: 'issue' | 'comment' | 'list' | 'repository' | 'user' | 'other';
  /** The same token was answered when it asked for this repository's issues. */
  listed?: boolean;
  token?: TokenKind;
  /** Login of the repository's owner. */
  owner?: string;
  now: number;
}

export interface Facts {
  context: Context;
  /** Undefined: no complete answer. */
  status: number | undefined;
  /** GitHub's API wrote it: JSON with a `message`, and nobody else has signed it. */
  isApi: boolean;
  /** In GitHub's own words, its `errors` included. Of an answer that is not the API's: all of its text. */
  said: string;
  /** The same without names in quotes: an owner may be called `archived`. */
  words: string;
  /** The owner's login is named. */
  namesOwner: boolean;
  /** The address of the page that GitHub refers to, with spaces for `-`, `/` and the like: it can be read as words. */
  docs: string;
  /** The subjects of `errors`, in lower case: the field, else the resource. */
  fields: readonly string[];
  header: (name: string) => string;
  /** The right that the request takes, as far as the answer tells. */
  needs: string | undefined;
  /** `needs` is a scope, and the token has none that would do. */
  lacksScope: boolean;
  /** Nothing remains of the hourly budget. A server without limits says that 0 of 0 remain. */
  isSpent: boolean;
  data: unknown;
}

export function factsOf(answer: Answer | Lost, context: Context): Facts {
  const isLost = answer.kind === 'lost';
  const headers = isLost ? {} : answer.headers;
  const header = (name: string) => String(headers[name] ?? '').trim();
  const data = isLost ? undefined : answer.data;
  const isApi = text(property(data, 'message')) !== '' && !isSignedByAnother(data, headers);
  const said = isLost ? answer.message : isApi ? wordsOf(data) : plain(typeof data === 'string' ? data : jsonOf(data));
  return {
    context,
    status: isLost ? undefined : answer.status,
    isApi,
    said,
    words: said.replace(/(["'`])[\w.-]+\1/g, ' '),
    namesOwner: context.owner !== undefined && isNamed(context.owner, said),
    docs: text(property(data, 'documentation_url')).replace(/[^a-z0-9]+/gi, ' '),
    fields: errorsOf(data).map(fieldOf),
    header,
    ...rightsOf(headers, context),
    isSpent: header('x-ratelimit-remaining') === '0' && header('x-ratelimit-limit') !== '0',
    data,
  };
}

/** `ghp_` and `gho_`, or 40 digits as of old, carry scopes; `github_pat_` and `ghs_` carry permissions (documented). */
export function tokenKind(token: string): TokenKind {
  if (/^(?:gh[po]_|[0-9a-f]{40}$)/.test(token)) return 'classic';
  if (token.startsWith('github_pat_')) return 'fine-grained';
  return /^(?:ghs_|v1\.|eyJ)/.test(token) ? 'app' : 'unknown';
}

/**
 * A gateway may answer in JSON as well. Its answer names another server, and has nothing that GitHub's answers have,
 * also behind a reverse proxy.
 */
function isSignedByAnother(data: unknown, headers: Answer['headers']): boolean {
  const server = String(headers.server ?? '');
  if (server === '' || /github/i.test(server)) return false;
  const isMarked = Object.keys(headers).some((name) => /^x-(?:github|ratelimit|oauth|accepted)-/i.test(name));
  return !isMarked && property(data, 'documentation_url') === undefined;
}

/** GitHub puts names into quotes; without them a login may be a word like another. */
function isNamed(login: string, said: string): boolean {
  return ["'", '`', '"'].some((quote) => said.toLowerCase().includes(quote + login.toLowerCase() + quote));
}

/**
 * `x-oauth-scopes` comes with every answer to a classic token, also when it is empty; other kinds of token have
 * permissions (documented). In a public repository, `public_repo` is enough wherever `repo` is.
 */
function rightsOf(headers: Answer['headers'], { token }: Context): Pick<Facts, 'needs' | 'lacksScope'> {
  const had = headers['x-oauth-scopes'];
  const accepted = list(headers['x-accepted-oauth-scopes']);
  if (had === undefined || accepted.length === 0 || token === 'fine-grained' || token === 'app') {
    return { needs: list(headers['x-accepted-github-permissions']).join(', ') || undefined, lacksScope: false };
  }
  const suffices = (scope: string) =>
    accepted.includes(scope) || (scope === 'public_repo' && accepted.includes('repo'));
  return { needs: `the scope ${accepted.join(' or ')}`, lacksScope: !list(had).some(suffices) };
}

function list(value: unknown): string[] {
  return String(value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `errors` is a list, but not always (read in Renovate). */
function errorsOf(data: unknown): readonly unknown[] {
  const errors = property(data, 'errors');
  if (errors === undefined || errors === null) return [];
  return Array.isArray(errors) ? errors : [errors];
}

/** A resource without a field may be refused for anything when GitHub says no more than `custom`. */
function fieldOf(error: unknown): string {
  const isVague = /^(?:custom|unprocessable)?$/.test(text(property(error, 'code')));
  const resource = isVague ? '' : text(property(error, 'resource'));
  return (text(property(error, 'field')) || resource).toLowerCase();
}

function wordsOf(data: unknown): string {
  const errors = errorsOf(data).map(errorText);
  const message = text(property(data, 'message'));
  return plain(errors.length === 0 ? message : `${message.replace(/[.:]$/, '')}: ${errors.join(', ')}`);
}

/** `title: title is too long`, `assignees: invalid ("somebody")`. */
function errorText(error: unknown): string {
  if (typeof error === 'string') return error;
  const field = text(property(error, 'field')) || text(property(error, 'resource'));
  const value = text(property(error, 'value'));
  const code = text(property(error, 'code'));
  const said = text(property(error, 'message')) || (value === '' ? code : `${code} ("${value}")`);
  if (said === '') return jsonOf(error);
  return field === '' ? said : `${field}: ${said}`;
}

/** Octokit reads integers beyond 2^53 as bigint, which JSON cannot say. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part)) ?? '';
}

/** Longer texts would only take time. */
const READ = 20_000;

/** One line without the tags of a page, and without its style and script. */
function plain(said: string): string {
  const read = said.slice(0, READ);
  const bare = /^\s*</.test(read) ? read.replace(/<(style|script)\b[\s\S]*?<\/\1>|<[^<>]*>/gi, ' ') : read;
  return bare.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** Of a message, without its address (characters). */
const LONGEST = 500;

/**
 * The answer in one line: GitHub's words first, then the right that is lacking and the address to mend it;
 * where it was not GitHub's API that answered, who did.
 */
export function messageOf(
  { status, isApi, said, header }: Facts,
  more: Pick<Facts, 'needs'> & { address: string | undefined },
): string {
  if (status === undefined) return (said || 'no answer').slice(0, LONGEST);
  const server = header('server').slice(0, 60);
  const by = isApi ? '' : ` (not an answer of GitHub's API${server === '' ? '' : `: ${server}`})`;
  const needs = more.needs === undefined ? '' : ` (it takes ${more.needs.slice(0, 100)})`;
  const at = more.address === undefined || said.includes(more.address) ? '' : `: ${more.address}`;
  const words = said.slice(0, isApi ? LONGEST : 200);
  const tail = `${by}${needs}${at}`;
  return `${status} ${tail === '' ? words : words.replace(/\.$/, '')}${tail}`.replace(/ {2,}/g, ' ');
}

/** Where a person can mend it: the header's address, the block's, else one in GitHub's own words. */
export function addressOf({ header, data, isApi, said }: Facts): string | undefined {
  const named = [
    /url=(\S+)/.exec(header('x-github-sso'))?.[1],
    text(property(property(data, 'block'), 'html_url')),
    isApi ? /https:\/\/[^\s"'<>`]+/.exec(said)?.[0].replace(/[.,;:!?)\]]+$/, '') : undefined,
  ];
  return named.find((address) => address !== undefined && /^https:\/\/[^\s"'<>`]{1,300}$/.test(address));
}

/** When to come back: `retry-after`, else the reset when nothing remains; undefined when GitHub does not say. */
export function retryAtOf({ header, isSpent, context }: Facts): number | undefined {
  const asked = retryAfterMs(header('retry-after'), context.now);
  if (asked !== undefined) return context.now + asked;
  const reset = header('x-ratelimit-reset');
  if (!isSpent || !/^\d+$/.test(reset)) return undefined;
  // The reset is in the server's time, to the second: measured against its own Date header.
  const date = Date.parse(header('date'));
  const waitMs = Number(reset) * 1000 - (Number.isNaN(date) ? context.now : date);
  return context.now + Math.min(Math.max(0, waitMs) + 1000, LONGEST_WAIT_MS);
}
