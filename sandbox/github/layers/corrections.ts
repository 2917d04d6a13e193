/**
 * Corrects the answers of the emulator where a client could see a difference from GitHub.
 */

import { createHash } from 'node:crypto';
import { type Answer, type Exchange, empty, isObject, type Layer, parseObject, refusal } from '../http.ts';
import { isIncomplete, withMissingFields } from './missing-fields.ts';

// The contents API omits the content of larger files from its JSON answers.
const INLINE_CONTENT_BYTES = 1024 * 1024;
const TITLE_CHARACTERS = 256;
const BODY_CHARACTERS = 65_536;

/** `webUrl` is the server in each `html_url`. The emulator has only one address for web and API. */
export function createCorrections(apiUrl: string, webUrl: string): Layer {
  return async (exchange, next) => {
    const tooLong = overlongIssue(exchange);
    if (tooLong !== undefined) return tooLong;
    correctSince(exchange);
    const answer = await completeAnswer(exchange, next);
    if (isRawContent(exchange, answer)) return withRawType(answer);
    if (!(answer.headers['content-type'] ?? '').includes('json')) return answer;
    if (answer.status >= 400) return correctRefusal(exchange, answer);
    const corrected = { ...answer, body: correctJson(exchange, answer.body, apiUrl, webUrl) };
    return /\/git\/ref\//.test(exchange.url.pathname) ? withTag(exchange, corrected) : corrected;
  };
}

/** Asks the emulator, and a second time where GitHub tells in one answer what the emulator tells in two. */
async function completeAnswer(exchange: Exchange, next: () => Promise<Answer>): Promise<Answer> {
  const { request, url } = exchange;
  const answer = await next();
  const [, user] = /^\/users\/([^/]+)$/.exec(url.pathname) ?? [];
  if (user !== undefined && request.method === 'GET' && answer.status === 404) {
    url.pathname = `/orgs/${user}`;
    const organization = await next();
    url.pathname = `/users/${user}`;
    return organization;
  }
  const [, repository] = /^(\/repos\/[^/]+\/[^/]+)\/branches\/./.exec(url.pathname) ?? [];
  if (repository === undefined || answer.status !== 200) return answer;
  const { commit, ...branch } = parseObject(answer.body);
  url.pathname = `${repository}/commits/${isObject(commit) ? commit.sha : ''}`;
  const whole = parseObject((await next()).body);
  const _links = { self: branch.protection_url, html: whole.html_url };
  return { ...answer, body: Buffer.from(JSON.stringify({ ...branch, commit: whole, _links, protection: {} })) };
}

function overlongIssue({ request, url, bytes }: Exchange): Answer | undefined {
  if (request.method !== 'POST' || !/^\/repos\/[^/]+\/[^/]+\/issues$/.test(url.pathname)) return undefined;
  const issue = parseObject(bytes);
  const errors = [
    ...tooLongError('title', issue.title, TITLE_CHARACTERS),
    ...tooLongError('body', issue.body, BODY_CHARACTERS),
  ];
  return errors.length === 0 ? undefined : refusal(422, 'Validation Failed', { errors });
}

function tooLongError(field: string, value: unknown, limit: number): object[] {
  if (typeof value !== 'string' || [...value].length <= limit) return [];
  return [
    { resource: 'Issue', code: 'custom', field, message: `${field} is too long (maximum is ${limit} characters)` },
  ];
}

/** The emulator compares `since` as text with its own times, which have milliseconds. GitHub's have not. */
function correctSince({ url }: Exchange): void {
  const since = Date.parse(url.searchParams.get('since') ?? '');
  if (Number.isNaN(since)) return;
  url.searchParams.set('since', new Date(Math.floor(since / 1000) * 1000).toISOString());
}

/** The emulator has no entity tags. GitHub answers 304 to who has the present one. */
function withTag({ request }: Exchange, answer: Answer): Answer {
  const etag = `W/"${createHash('sha256').update(answer.body).digest('hex')}"`;
  const headers = { ...answer.headers, etag };
  return request.headers['if-none-match'] === etag ? empty(304, headers) : { ...answer, headers };
}

function isRawContent({ request, url }: Exchange, answer: Answer): boolean {
  return (
    answer.status === 200 &&
    /^\/repos\/[^/]+\/[^/]+\/contents\//.test(url.pathname) &&
    (request.headers.accept ?? '').includes('raw') &&
    answer.headers['content-type'] === 'application/octet-stream'
  );
}

/** GitHub names a text type here. A client that decodes text because of it loses a byte order mark. */
function withRawType(answer: Answer): Answer {
  return {
    ...answer,
    headers: { ...answer.headers, 'content-type': 'application/vnd.github.raw+json; charset=utf-8' },
  };
}

function correctRefusal({ request, url }: Exchange, answer: Answer): Answer {
  const isRef = request.method === 'PATCH' && /^\/repos\/[^/]+\/[^/]+\/git\/refs\//.test(url.pathname);
  if (isRef && answer.status === 404) return refusal(422, 'Reference does not exist');
  const { message, ...rest } = parseObject(answer.body);
  const subject = request.token?.startsWith('ghs_') ? 'integration' : 'personal access token';
  const texts: Record<string, string> = {
    Forbidden: `Resource not accessible by ${subject}`,
    'Validation failed': 'Validation Failed',
    'Update is not a fast-forward': 'Update is not a fast forward',
  };
  const corrected = refusal(answer.status, texts[String(message)] ?? String(message), isObject(rest) ? rest : {});
  return { ...corrected, headers: { ...answer.headers, ...corrected.headers } };
}

function correctJson({ url }: Exchange, body: Buffer, apiUrl: string, webUrl: string): Buffer {
  if (/\/git\/blobs(\/|$)/.test(url.pathname)) return body;
  if (/^\/repos\/[^/]+\/[^/]+\/contents\//.test(url.pathname) && body.byteLength > INLINE_CONTENT_BYTES) {
    const { content, encoding, size, ...file } = parseObject(body);
    const tooLarge = typeof size === 'number' && size > INLINE_CONTENT_BYTES;
    const shown = tooLarge ? { size, content: '', encoding: 'none' } : { size, content, encoding };
    return Buffer.from(
      JSON.stringify({ ...file, ...shown }).replaceAll(`"html_url":"${apiUrl}/`, `"html_url":"${webUrl}/`),
    );
  }
  const whole = isIncomplete(url.pathname)
    ? JSON.stringify(withMissingFields(url.pathname, JSON.parse(body.toString('utf8')), apiUrl))
    : body.toString('utf8');
  const text = whole
    .replaceAll(`"html_url":"${apiUrl}/`, `"html_url":"${webUrl}/`)
    // GitHub's times have whole seconds.
    .replace(/"(\w+_at|date)":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{3}Z"/g, '"$1":"$2Z"')
    // A bot is no user, and an address has no brackets.
    .replace(/("login":"[^"]*\[bot\]"(?:(?!"(?:login|type)":).)*"type":)"User"/g, '$1"Bot"')
    .replace(/"(\w*url)":"([^"]*)\[bot\]/g, '"$1":"$2%5Bbot%5D');
  return Buffer.from(text);
}
