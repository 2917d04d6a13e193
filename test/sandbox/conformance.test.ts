/** The local GitHub is held against GitHub's own description of its API, and so is everything that is sent to it. */

import { sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/github/github.ts';
import { type Answer, type Exchange, json } from '../../sandbox/github/http.ts';
import { createConformance } from '../../sandbox/github/layers/conformance.ts';
import { startWorld } from '../../sandbox/world.ts';

const TARGET = '/repos/example-museum/birds';
const INDEX = '/repos/example-network/reports-index';
const DATASETS = 'gbifdatasetid,ccode,github_orgname,github_reponame\na,BIRD,example-museum,birds\n';
const APP = { id: 77, slug: 'example-reports', installations: [{ id: 5, owner: 'example-museum' }] };

interface Call {
  method?: string;
  body?: object | undefined;
  token?: string;
}

async function startSandbox(): Promise<Sandbox> {
  const { sandbox } = await startWorld({ index: { 'datasets.csv': DATASETS }, apps: [APP] });
  return sandbox;
}

async function call(sandbox: Sandbox, path: string, { method, body, token }: Call = {}) {
  const response = await fetch(`${sandbox.apiUrl}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { authorization: `Bearer ${token ?? sandbox.tokens.pat}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return text === '' ? {} : JSON.parse(text);
}

describe('the local GitHub', () => {
  it('answers every operation of the description in its form', async () => {
    const sandbox = await startSandbox();
    await asApp(sandbox);
    await asBot(sandbox);
    await asIndex(sandbox);
    const slice = readFileSync('sandbox/github/api-description/api.github.com.json', 'utf8');
    expect([...sandbox.checked.keys()].toSorted()).toEqual(Object.keys(JSON.parse(slice).operations).toSorted());
    await sandbox.close();
  });
});

async function asApp(sandbox: Sandbox): Promise<void> {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const content = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iat: now - 60, exp: now + 300, iss: '77' })}`;
  const signature = sign('RSA-SHA256', Buffer.from(content), sandbox.appKeys.get(77) ?? '').toString('base64url');
  const token = `${content}.${signature}`;
  const paths = ['/app', '/users/example-museum/installation', '/orgs/example-museum/installation'];
  for (const path of [...paths, `${TARGET}/installation`]) await call(sandbox, path, { token });
  await call(sandbox, '/app/installations/5/access_tokens', { method: 'POST', token });
}

async function asBot(sandbox: Sandbox): Promise<void> {
  await call(sandbox, '/user');
  for (const login of ['example-report-bot', 'example-museum', 'nobody']) await call(sandbox, `/users/${login}`);
  await call(sandbox, TARGET);
  await call(sandbox, `${TARGET}/issues`, { body: { title: 'T', labels: ['x'], assignees: ['example-curator'] } });
  await call(sandbox, `${TARGET}/issues?state=all&per_page=1`);
  const comment = await call(sandbox, `${TARGET}/issues/1/comments`, { body: { body: 'C' } });
  const places = ['/issues/1', '/issues/9', '/issues/1/comments', `/issues/comments/${comment.id}`];
  for (const place of [...places, '/assignees/example-curator']) await call(sandbox, `${TARGET}${place}`);
  await call(sandbox, `${TARGET}/issues/1`, { method: 'PATCH', body: { state: 'closed', state_reason: 'completed' } });
}

async function asIndex(sandbox: Sandbox): Promise<void> {
  const token = sandbox.tokens.index;
  const index = (path: string, body?: object, method?: string) =>
    call(sandbox, `${INDEX}${path}`, { token, body, ...(method === undefined ? {} : { method }) });
  const { object } = await index('/git/ref/heads/main');
  const { tree } = await index(`/git/commits/${object.sha}`);
  const blob = await index('/git/blobs', { content: 'YQ==', encoding: 'base64' });
  const entry = { path: 'x.txt', mode: '100644', type: 'blob', sha: blob.sha };
  const { sha } = await index('/git/trees', { base_tree: tree.sha, tree: [entry] });
  const commit = await index('/git/commits', { message: 'M', tree: sha, parents: [object.sha] });
  await index('/git/refs/heads/main', { sha: commit.sha, force: false }, 'PATCH');
  // A reference that is no branch: made, made again, moved, moved back, and one that is not there.
  const ref = '/git/refs/report-notifier/lease';
  for (const _ of [1, 2]) await index('/git/refs', { ref: 'refs/report-notifier/lease', sha: object.sha });
  for (const to of [commit.sha, object.sha]) await index(ref, { sha: to, force: false }, 'PATCH');
  await index(`${ref}-none`, { sha: commit.sha, force: false }, 'PATCH');
  await index('/contents/new.txt', { message: 'M', content: 'YQ==' }, 'PUT');
  const places = ['', '/branches/main', '/commits/main', `/git/blobs/${blob.sha}`, `/git/trees/${sha}`];
  const files = ['/contents/reports-index/datasets.csv', '/contents/reports-index', '/contents/none'];
  for (const path of [...places, ...files, '/actions/runs/1', '/actions/runs/1/attempts/1']) await index(path);
  const dispatches = `${INDEX}/actions/workflows/notify.yml/dispatches`;
  await call(sandbox, dispatches, { token: sandbox.tokens.workflow, body: { ref: 'main' } });
}

describe('a request that GitHub does not describe', () => {
  it.each([
    ['/rate_limit', {}, 'GET /rate_limit is none of the operations'],
    [`${TARGET}/issues?state=al`, {}, 'GET /repos/{owner}/{repo}/issues: request /state is "al", expected enum'],
    [`${TARGET}/issues?creatr=x`, {}, 'GET /repos/{owner}/{repo}/issues: request /creatr is not known to GitHub'],
    [`${TARGET}/issues?per_page=many`, {}, 'request /per_page is "many", expected type "integer"'],
    [`${TARGET}/issues/one`, {}, 'GET /repos/{owner}/{repo}/issues/{issue_number}: request /issue_number is "one"'],
    [`${TARGET}/issues`, { body: { body: 'B' } }, 'POST /repos/{owner}/{repo}/issues: request /title is missing'],
    [`${TARGET}/issues`, { body: { title: 'T', label: [] } }, 'request /label is not known to GitHub'],
    [`${TARGET}/issues`, { body: { title: 'T', labels: 'x' } }, 'request /labels is "x", expected type "array"'],
    [`${TARGET}/issues`, { method: 'POST' }, 'POST /repos/{owner}/{repo}/issues: request is no JSON'],
  ] satisfies [string, Call, string][])('%s %j: the sandbox does not close in peace', async (path, request, said) => {
    const sandbox = await startSandbox();
    await call(sandbox, path, request);
    await expect(sandbox.close()).rejects.toThrow(said);
  });

  it('is found although a test made up its answer, which may be anything', async () => {
    const sandbox = await startSandbox();
    sandbox.addFault({ match: { path: /issues/, times: 2 }, action: { status: 418, body: { short: 'and stout' } } });
    await call(sandbox, `${TARGET}/issues`);
    expect(sandbox.deviations()).toEqual([]);
    await call(sandbox, `${TARGET}/issues?pages=2`);
    await expect(sandbox.close()).rejects.toThrow('request /pages is not known to GitHub');
  });
});

describe('an answer that GitHub does not describe', () => {
  const ask = async (answer: Answer | Error, path = '/user', accept = '') => {
    const conformance = createConformance(() => false);
    const headers = { accept };
    const request = { at: 0, method: 'GET', path, headers, body: '', token: undefined, status: undefined };
    const exchange: Exchange = { request, url: new URL(path, 'http://x'), bytes: Buffer.alloc(0), login: undefined };
    const next = async () => {
      if (answer instanceof Error) throw answer;
      return answer;
    };
    await conformance.layer(exchange, next).catch(() => undefined);
    return conformance.deviations().join('\n');
  };
  const refused = { message: 'M', documentation_url: 'D' };

  it.each([
    ['a field that is missing', json(200, {}), 'GET /user: answer 200 /avatar_url is missing'],
    ['a status', json(418, refused), 'answer 418 is not among those that GitHub describes'],
    ['a refusal without words', json(404, { error: 'no' }), 'answer 404 /message is missing'],
    ['text', { ...json(200, {}), headers: { 'content-type': 'text/plain' } }, 'has the content type text/plain'],
    ['a redirect to nowhere', json(301, {}), 'answer 301 has no header location'],
    [
      'an error of the sandbox itself',
      new Error('no such field'),
      'GET /user: the sandbox broke: Error: no such field',
    ],
    ['half of a text', { ...json(200, {}), body: Buffer.from('{"a') }, 'answer 200 is no JSON: "{\\"a"'],
  ])('%s', async (_, answer, said) => {
    expect(await ask(answer)).toContain(said);
  });

  it('is not a refusal that GitHub has for its whole API', async () => {
    expect(await ask(json(404, refused))).toBe('');
  });

  it('is found in each item of a list, with its place and value', async () => {
    const found = await ask(json(200, [{ number: '1' }]), `${TARGET}/issues`);
    expect(found).toContain('GET /repos/{owner}/{repo}/issues: answer 200 /0/');
  });

  it('is a file that does not come in the form that was asked for', async () => {
    const path = `${INDEX}/contents/a.csv`;
    expect(await ask(json(200, {}), path, 'application/vnd.github.raw+json')).toContain('expected the raw one');
  });
});
