/**
 * The web pages: an overview of the sandbox, and a page for each issue, so that links can be opened.
 */

import type { SandboxCommit, SandboxIssue } from '../contents.ts';
import { type Exchange, type Layer, text } from '../http.ts';

/** The data of the pages. */
export interface PageSource {
  indexRepository: string;
  issues(): Promise<SandboxIssue[]>;
  log(repository: string): Promise<SandboxCommit[]>;
  cacheKeys(): string[];
  dispatches(): { workflow: string; inputs: Record<string, unknown> }[];
}

/** Answers every `GET` to the web host. On the host of the API it answers `/` and the requests of browsers. */
export function createPages(webHost: string, source: PageSource): Layer {
  return async ({ request, url }, next) => {
    if (!isForWeb({ request, url }, webHost)) return next();
    const found = /^\/([^/]+\/[^/]+)\/issues\/(\d+)$/.exec(url.pathname);
    if (url.pathname !== '/' && found === null)
      return text(404, page('Page not found', '<p>The local GitHub has no such page.</p>'), HTML);
    const issues = await source.issues();
    if (found === null) return text(200, page('Local GitHub', await overview(source, issues)), HTML);
    const issue = issues.find(({ repository, number }) => repository === found[1] && number === Number(found[2]));
    return issue === undefined
      ? text(404, page('Issue not found', '<p>There is no such issue.</p>'), HTML)
      : text(200, page(issue.title, issueText(issue)), HTML);
  };
}

/** Whether a request is for a page and not for the API. */
export function isForWeb({ request, url }: Pick<Exchange, 'request' | 'url'>, webHost: string): boolean {
  const isBrowser = url.pathname === '/' || (request.headers.accept ?? '').includes('text/html');
  const forWeb = request.headers.host === webHost || (isBrowser && request.token === undefined);
  return request.method === 'GET' && forWeb;
}

const HTML = 'text/html; charset=utf-8';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}' +
  'pre{white-space:pre-wrap;border:1px solid #8888;border-radius:6px;padding:1rem}' +
  'td,th{text-align:left;padding:.2rem 1rem .2rem 0;vertical-align:top}small{color:#777}:root{color-scheme:light dark}';

function page(title: string, content: string): string {
  const heading = escapeHtml(title);
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${heading}</title><style>${STYLE}</style>` +
    `<p><a href="/">Local GitHub</a></p><h1>${heading}</h1>${content}</html>`
  );
}

async function overview(source: PageSource, issues: SandboxIssue[]): Promise<string> {
  const commits = await source.log(source.indexRepository).catch(() => []);
  return [
    table(
      `Issues (${issues.length})`,
      issues.map((issue) => [`${issue.repository}#${issue.number}`, link(issue), escapeHtml(issue.creator)]),
    ),
    table(
      `Commits of ${source.indexRepository}`,
      commits.map((commit) => [commit.sha.slice(0, 7), escapeHtml(commit.message), escapeHtml(commit.author)]),
    ),
    table(
      'Cache entries',
      source.cacheKeys().map((key) => [escapeHtml(key)]),
    ),
    table(
      'Dispatched workflows',
      source.dispatches().map(({ workflow, inputs }) => [escapeHtml(workflow), escapeHtml(JSON.stringify(inputs))]),
    ),
  ].join('');
}

function link({ repository, number, title }: SandboxIssue): string {
  return `<a href="/${repository}/issues/${number}">${escapeHtml(title)}</a>`;
}

function table(heading: string, rows: string[][]): string {
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('');
  return `<h2>${escapeHtml(heading)}</h2>${rows.length === 0 ? '<p>None.</p>' : `<table>${body}</table>`}`;
}

function issueText({ repository, number, creator, createdAt, labels, body }: SandboxIssue): string {
  const facts = [
    `${repository}#${number}`,
    `opened by ${creator}`,
    createdAt,
    ...labels.map((label) => `label ${label}`),
  ];
  return `<p><small>${escapeHtml(facts.join(' · '))}</small></p><pre>${escapeHtml(body)}</pre>`;
}

function escapeHtml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
