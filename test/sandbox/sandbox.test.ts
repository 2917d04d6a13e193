import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCachedFile, replaceCachedFile } from '../../sandbox/github/cached-file.ts';
import type { Sandbox } from '../../sandbox/github/github.ts';
import { parseKeyValues } from '../../sandbox/runner/file-commands.ts';
import { renderLog } from '../../sandbox/runner/render.ts';
import { type RunOptions, runAction } from '../../sandbox/runner/runner.ts';
import { startWorld, type World } from '../../sandbox/world.ts';

const TARGET = 'example-museum/bird-collection';
const OTHER = 'example-herbarium/mosses';
const INDEX = 'example-network/reports-index';

const datasets = `gbifdatasetid,ccode,github_orgname,github_reponame
00000000-0000-4000-8000-000000000001,BIRD,example-museum,bird-collection
00000000-0000-4000-8000-000000000002,EHM,example-herbarium,mosses
`;

async function withWorld(test: (world: World, sandbox: Sandbox) => Promise<void>, more: object = {}): Promise<void> {
  const world = await startWorld({ index: { 'datasets.csv': datasets }, ...more });
  try {
    await test(world, world.sandbox);
  } finally {
    await world.close();
  }
}

interface Reply {
  status: number;
  headers: Headers;
  text: string;
  value: Record<string, unknown>;
}

interface Call {
  method?: string;
  body?: object;
  token?: string;
  accept?: string;
}

async function call(sandbox: Sandbox, path: string, { method, body, token, accept }: Call = {}): Promise<Reply> {
  const response = await fetch(new URL(path, sandbox.apiUrl), {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: { authorization: `Bearer ${token ?? sandbox.tokens.pat}`, ...(accept === undefined ? {} : { accept }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, value: text === '' ? {} : parsed(text) };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

const open = (sandbox: Sandbox, repository: string, issue: object = { title: 'Example', body: 'Ready' }) =>
  call(sandbox, `/repos/${repository}/issues`, { body: issue });

const list = async (sandbox: Sandbox, repository: string) =>
  JSON.parse((await call(sandbox, `/repos/${repository}/issues?state=all`)).text);

describe('accounts', () => {
  it('knows its tokens apart and refuses others', async () => {
    await withWorld(async (_, sandbox) => {
      expect((await call(sandbox, '/user')).value.login).toBe('example-report-bot');
      expect(await call(sandbox, '/user', { token: sandbox.tokens.index })).toMatchObject({ status: 403 });
      expect(await call(sandbox, '/user', { token: 'unknown' })).toMatchObject({
        status: 401,
        value: { message: 'Bad credentials' },
      });
      sandbox.revokeToken(sandbox.tokens.pat);
      expect((await call(sandbox, '/user')).status).toBe(401);
      expect(sandbox.requests.map(({ token, status }) => [token, status])).toEqual([
        [sandbox.tokens.pat, 200],
        [sandbox.tokens.index, 403],
        ['unknown', 401],
        [sandbox.tokens.pat, 401],
      ]);
    });
  });

  it('lets the workflow token write to its own repository only, and the bot not push there', async () => {
    await withWorld(async (_, sandbox) => {
      const file = { message: 'Example', content: '' };
      const path = `/repos/${INDEX}/contents/example.txt`;
      expect((await call(sandbox, path, { method: 'PUT', body: file })).status).toBe(403);
      expect((await call(sandbox, path, { method: 'PUT', body: file, token: sandbox.tokens.index })).status).toBe(201);
      const issue = { body: { title: 'Example' }, token: sandbox.tokens.index };
      expect((await call(sandbox, `/repos/${TARGET}/issues`, issue)).status).toBe(403);
      expect((await call(sandbox, `/repos/${INDEX}/issues`, issue)).status).toBe(201);
    });
  });

  it('lets a classic token without its scope read, and hides from it what it may not write to', async () => {
    await withWorld(async (_, sandbox) => {
      const scopesOf = ({ headers }: Reply) => [headers.get('x-oauth-scopes'), headers.get('x-accepted-oauth-scopes')];
      expect(scopesOf(await open(sandbox, TARGET))).toEqual(['public_repo', 'public_repo, repo']);
      expect(scopesOf(await call(sandbox, '/user'))).toEqual(['public_repo', '']);
      sandbox.setScopes(sandbox.tokens.pat, ['read:org']);
      const listed = await call(sandbox, `/repos/${TARGET}/issues`);
      expect([listed.status, ...scopesOf(listed)]).toEqual([200, 'read:org', 'repo']);
      const refused = await open(sandbox, TARGET);
      expect(refused).toMatchObject({ status: 404, value: { message: 'Not Found' } });
      expect(scopesOf(refused)).toEqual(['read:org', 'public_repo, repo']);
      expect(await sandbox.issues()).toHaveLength(1);
      sandbox.setScopes(sandbox.tokens.pat, undefined);
      expect(scopesOf(await open(sandbox, TARGET))).toEqual([null, null]);
    });
  });

  it('refuses everything to an account that is suspended, and nothing to others', async () => {
    await withWorld(async (_, sandbox) => {
      sandbox.suspendAccount('example-report-bot');
      for (const reply of [await open(sandbox, TARGET), await call(sandbox, '/user')]) {
        expect(reply).toMatchObject({ status: 403, value: { message: 'Sorry. Your account was suspended.' } });
      }
      const token = sandbox.tokens.index;
      expect((await call(sandbox, `/repos/${INDEX}`, { token })).status).toBe(200);
    });
  });

  it('survives more requests than the emulator allows a token', async () => {
    await withWorld(async (_, sandbox) => {
      const statuses = new Set<number>();
      for (let n = 0; n < 5_100; n += 50) {
        const replies = await Promise.all(Array.from({ length: 50 }, () => call(sandbox, '/user')));
        for (const { status } of replies) statuses.add(status);
      }
      expect([...statuses]).toEqual([200]);
    });
  }, 60_000);

  it('gives an App tokens for its installations and accepts them', async () => {
    const apps = [{ id: 77, slug: 'example-reports', installations: [{ id: 5, owner: 'example-museum' }] }];
    await withWorld(
      async (_, sandbox) => {
        const key = sandbox.appKeys.get(77) ?? '';
        const jwt = appToken(77, key);
        const issued = await call(sandbox, '/app/installations/5/access_tokens', { method: 'POST', token: jwt });
        const token = String(issued.value.token);
        const issue = { body: { title: 'Example' }, token };
        expect((await call(sandbox, `/repos/${TARGET}/issues`, issue)).value.user).toMatchObject({
          login: 'example-reports[bot]',
        });
        expect(await call(sandbox, `/repos/${OTHER}/issues`, issue)).toMatchObject({
          status: 403,
          value: { message: 'Resource not accessible by integration' },
        });
        expect((await call(sandbox, '/user', { token })).status).toBe(403);
      },
      { apps },
    );
  });
});

describe('Apps', () => {
  const selected = { id: 5, owner: 'example-museum', repositories: [TARGET] };
  const suspended = { id: 6, owner: 'example-herbarium', suspended: true };
  const seed = { id: 77, slug: 'example-reports', installations: [selected, suspended], tokenLifetimeMs: 60_000 };

  it('are judged by their tokens, as GitHub does', async () => {
    await withWorld(
      async (_, sandbox) => {
        const key = sandbox.appKeys.get(77) ?? '';
        const status = async (token: string) => (await call(sandbox, '/app', { token })).status;
        expect(await status(appToken(77, key))).toBe(200);
        expect(await status(appToken(78, key))).toBe(404);
        expect(await status(appToken(77, key, 700))).toBe(401);
        expect(await status(appToken(77, key, -1))).toBe(401);
        expect(await status(appToken(77, newKey()))).toBe(401);
        expect((await call(sandbox, '/users/example-museum/installation')).status).toBe(401);
      },
      { apps: [seed] },
    );
  });

  it('are installed on owners of either kind, whole or in part, and their tokens end', async () => {
    let now = Date.now();
    await withWorld(
      async (_, sandbox) => {
        const token = appToken(77, sandbox.appKeys.get(77) ?? '');
        const asApp = (path: string, method = 'GET') => call(sandbox, path, { token, method });
        expect((await asApp('/users/Example-Museum/installation')).value).toMatchObject({ id: 5 });
        expect((await asApp(`/repos/${TARGET}/installation`)).value).toMatchObject({
          repository_selection: 'selected',
        });
        expect((await asApp('/users/example-network/installation')).status).toBe(404);
        expect(await asApp('/app/installations/6/access_tokens', 'POST')).toMatchObject({
          status: 403,
          value: { message: 'This installation has been suspended' },
        });
        const minted = String((await asApp('/app/installations/5/access_tokens', 'POST')).value.token);
        const list = () => call(sandbox, `/repos/${TARGET}/issues`, { token: minted });
        expect((await list()).status).toBe(200);
        now += 60_000;
        expect((await list()).status).toBe(401);
      },
      { apps: [seed], now: () => now },
    );
  });
});

describe('issues', () => {
  it('are opened whatever the case of the name, and listed with addresses of the API and of the web', async () => {
    await withWorld(async (_, sandbox) => {
      const { status, value } = await open(sandbox, 'Example-Museum/Bird-Collection', {
        title: 'Example',
        body: 'Ready',
        labels: ['report'],
      });
      expect(status).toBe(201);
      expect(value.url).toBe(`${sandbox.apiUrl}/repos/${TARGET}/issues/1`);
      expect(value.html_url).toBe(`${sandbox.serverUrl}/${TARGET}/issues/1`);
      expect(value.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(await sandbox.issues()).toMatchObject([
        { repository: TARGET, number: 1, title: 'Example', body: 'Ready', labels: ['report'], url: value.html_url },
      ]);
      const since = String(value.created_at);
      const query = `creator=example-report-bot&since=${since}`;
      expect(parsed((await call(sandbox, `/repos/${TARGET}/issues?${query}`)).text)).toHaveLength(1);
    });
  });

  it('are paged with links by id, with a cursor and without the last page', async () => {
    await withWorld(async (_, sandbox) => {
      for (const _ of [1, 2, 3]) await open(sandbox, TARGET);
      const first = await call(sandbox, `/repos/${TARGET}/issues?per_page=1`);
      const links = [first.headers.get('link') ?? ''];
      const next = () => /<([^<>]*)>; rel="next"/.exec(links.at(-1) ?? '')?.[1] ?? '';
      expect(next()).toMatch(/\/repositories\/\d+\/issues\?per_page=1&page=2&after=[\w%]+$/);
      for (const number of [2, 1]) {
        const page = await call(sandbox, next());
        expect(JSON.parse(page.text)).toMatchObject([{ number }]);
        links.push(page.headers.get('link') ?? '');
      }
      expect(links.map((link) => [...link.matchAll(/rel="(\w+)"/g)].map(([, name]) => name).toSorted())).toEqual([
        ['next'],
        ['next', 'prev'],
        ['prev'],
      ]);
      expect(first.headers.get('x-ratelimit-limit')).toBe('5000');
    });
  });

  it('are paged with numbers by older servers', async () => {
    await withWorld(async (_, sandbox) => {
      for (const _ of [1, 2, 3]) await open(sandbox, TARGET);
      sandbox.setCursors(false);
      const { headers } = await call(sandbox, `/repos/${TARGET}/issues?per_page=1`);
      expect(headers.get('link')).toMatch(/issues\?per_page=1&page=2>; rel="next", .*&page=3>; rel="last"$/);
    });
  });

  it('are refused when title or body are too long', async () => {
    await withWorld(async (_, sandbox) => {
      expect((await open(sandbox, TARGET, { title: 'é'.repeat(256), body: '€'.repeat(65_536) })).status).toBe(201);
      const { status, value } = await open(sandbox, TARGET, { title: 'x'.repeat(257), body: 'x'.repeat(65_537) });
      expect(status).toBe(422);
      expect(value).toMatchObject({ message: 'Validation Failed', errors: [{ field: 'title' }, { field: 'body' }] });
    });
  });

  it('tell bots from users', async () => {
    await withWorld(async (_, sandbox) => {
      const body = { title: 'Example', assignees: ['example-curator'] };
      const { value } = await call(sandbox, `/repos/${INDEX}/issues`, { body, token: sandbox.tokens.index });
      const url = `${sandbox.apiUrl}/users/github-actions%5Bbot%5D`;
      expect(value.user).toMatchObject({ login: 'github-actions[bot]', type: 'Bot', url });
      expect(value.assignee).toMatchObject({ login: 'example-curator', type: 'User' });
    });
  });

  it('are missing from lists for a while', async () => {
    let now = Date.now();
    await withWorld(
      async (_, sandbox) => {
        sandbox.setListLag(5_000);
        await open(sandbox, TARGET);
        now = Date.now() + 4_000;
        expect(await list(sandbox, TARGET)).toEqual([]);
        now = Date.now() + 5_001;
        expect(await list(sandbox, TARGET)).toHaveLength(1);
      },
      { now: () => now },
    );
  });

  it('have a page on the web', async () => {
    await withWorld(async (_, sandbox) => {
      await open(sandbox, TARGET, { title: 'Example', body: '<script>' });
      expect(await (await fetch(sandbox.apiUrl)).text()).toContain(`href="/${TARGET}/issues/1"`);
      // A client that resolves no names under .localhost can still name the host.
      const page = await webPage(sandbox, `/${TARGET}/issues/1`);
      expect(page).toContain('&lt;script&gt;');
    });
  });
});

describe('repositories', () => {
  it.each([
    ['missing', 404, 'Not Found', 404],
    ['issues-disabled', 410, 'Issues has been disabled in this repository.', 200],
    ['archived', 403, 'Repository was archived so is read-only.', 200],
    ['forbidden', 403, 'Resource not accessible by personal access token', 200],
    ['invalid', 422, 'Validation Failed', 200],
  ] as const)('%s', async (condition, status, message, listStatus) => {
    await withWorld(async (_, sandbox) => {
      await sandbox.setRepository(TARGET, condition);
      expect(await open(sandbox, TARGET)).toMatchObject({ status, value: { message } });
      expect((await call(sandbox, `/repos/${TARGET}/issues`)).status).toBe(listStatus);
      const { value } = await call(sandbox, `/repos/${TARGET}`);
      expect(value.archived).toBe(condition === 'missing' ? undefined : condition === 'archived');
      expect(value.has_issues).toBe(condition === 'missing' ? undefined : condition !== 'issues-disabled');
      expect(await sandbox.issues()).toEqual([]);
      await sandbox.setRepository(TARGET, 'fine');
      expect((await open(sandbox, TARGET)).status).toBe(201);
    });
  });

  it.each([
    ['saml', 'Resource protected by organization SAML enforcement.', /^required; url=.*\/orgs\/example-museum\/sso\?/],
    ['ip-list', 'the `example-museum` organization has an IP allow list enabled', undefined],
    ['no-classic-tokens', '`example-museum` forbids access via a personal access token (classic)', undefined],
  ] as const)('of an owner that refuses by its rules: %s', async (condition, words, sso) => {
    await withWorld(async (_, sandbox) => {
      sandbox.setOwner('Example-Museum', condition);
      for (const reply of [await open(sandbox, TARGET), await call(sandbox, `/repos/${TARGET}/issues`)]) {
        expect(reply).toMatchObject({ status: 403, value: { message: expect.stringContaining(words) } });
        expect(reply.headers.get('x-github-sso') ?? '').toMatch(sso ?? /^$/);
      }
      expect((await open(sandbox, OTHER)).status).toBe(201);
      sandbox.setOwner('example-museum', 'fine');
      expect((await open(sandbox, TARGET)).status).toBe(201);
    });
  });

  it('tell how many people watch them', async () => {
    await withWorld(async (_, sandbox) => {
      expect((await call(sandbox, `/repos/${TARGET}`)).value.subscribers_count).toBe(1);
      await sandbox.setRepository(TARGET, { watchers: 0 });
      expect((await call(sandbox, `/repos/${TARGET}`)).value.subscribers_count).toBe(0);
    });
  });

  it('without push access drop labels', async () => {
    await withWorld(async (_, sandbox) => {
      await sandbox.setRepository(TARGET, { mayPush: false });
      expect((await call(sandbox, `/repos/${TARGET}`)).value.permissions).toMatchObject({ push: false });
      const issue = { title: 'Example', labels: ['report'], assignees: ['example-curator'] };
      expect((await open(sandbox, TARGET, issue)).value).toMatchObject({ labels: [], assignees: [] });
    });
  });

  it.each(['example-museum/birds', 'example-herbarium/birds', 'example-botanist/bird-collection'])(
    'moved to %s',
    async (movedTo) => {
      await withWorld(
        async (_, sandbox) => {
          await open(sandbox, TARGET);
          await sandbox.setRepository(TARGET, { movedTo });
          const get = await call(sandbox, `/repos/${TARGET}/issues?state=all`);
          expect(get.status).toBe(301);
          expect(get.headers.get('location')).toMatch(/\/repositories\/\d+\/issues\?state=all$/);
          expect(JSON.parse((await call(sandbox, String(get.headers.get('location')))).text)).toHaveLength(1);
          const post = await open(sandbox, TARGET);
          expect(post).toMatchObject({ status: 307, value: { message: 'Moved Permanently' } });
          const location = String(post.headers.get('location'));
          const followed = await call(sandbox, location, { body: { title: 'Second' } });
          expect(followed).toMatchObject({ status: 201, value: { number: 2 } });
          expect(followed.value.html_url).toBe(`${sandbox.serverUrl}/${movedTo}/issues/2`);
          expect((await call(sandbox, `/repos/${movedTo}`)).value.full_name).toBe(movedTo);
          expect(sandbox.repositories()).not.toContain(TARGET);
        },
        { users: ['example-botanist'], repositories: ['example-botanist/example'] },
      );
    },
  );
});

describe('answers', () => {
  const raw = (sandbox: Sandbox, path: string, headers: Record<string, string>) =>
    new Promise<{ headers: IncomingHttpHeaders; bytes: Buffer }>((resolve, reject) => {
      const authorization = `token ${sandbox.tokens.pat}`;
      get(`${sandbox.apiUrl}${path}`, { headers: { authorization, ...headers } }, async (incoming) => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk);
        resolve({ headers: incoming.headers, bytes: Buffer.concat(chunks) });
      }).once('error', reject);
    });

  it('come in chunks, and packed for a client that takes gzip', async () => {
    await withWorld(async (_, sandbox) => {
      const plain = await raw(sandbox, '/user', {});
      expect(plain.headers).toMatchObject({ 'transfer-encoding': 'chunked' });
      expect(plain.headers['content-encoding']).toBeUndefined();
      const packed = await raw(sandbox, '/user', { 'accept-encoding': 'gzip, br' });
      expect(packed.headers).toMatchObject({ 'transfer-encoding': 'chunked', 'content-encoding': 'gzip' });
      expect(packed.headers['content-length']).toBeUndefined();
      expect(gunzipSync(packed.bytes)).toEqual(plain.bytes);
    });
  });

  it('that a test makes up with a length of their own stay as they are', async () => {
    await withWorld(async (_, sandbox) => {
      const action = { status: 200, headers: { 'content-length': '2' }, body: '{}' };
      sandbox.addFault({ match: { path: /user/ }, action });
      const { headers, bytes } = await raw(sandbox, '/user', { 'accept-encoding': 'gzip' });
      expect([headers['content-length'], headers['transfer-encoding'], String(bytes)]).toEqual(['2', undefined, '{}']);
    });
  });
});

describe('contents', () => {
  it('come back byte by byte, at a branch and at a commit', async () => {
    await withWorld(async (_, sandbox) => {
      const bytes = Buffer.from('\uFEFFa,b\r\n', 'utf8');
      const first = await sandbox.head(INDEX);
      await sandbox.commitFile(INDEX, 'reports-index/periods.csv', bytes);
      const path = `/repos/${INDEX}/contents/reports-index/periods.csv`;
      const raw = await fetch(`${sandbox.apiUrl}${path}`, {
        headers: { authorization: `token ${sandbox.tokens.index}`, accept: 'application/vnd.github.raw+json' },
      });
      expect(raw.headers.get('content-type')).toBe('application/vnd.github.raw+json; charset=utf-8');
      expect(Buffer.from(await raw.arrayBuffer())).toEqual(bytes);
      expect(await sandbox.readFile(INDEX, 'reports-index/periods.csv')).toEqual(bytes);
      expect((await call(sandbox, `${path}?ref=${first}`)).status).toBe(404);
      expect((await sandbox.log(INDEX)).map(({ author }) => author)).toEqual(['example-curator', 'example-curator']);
    });
  });

  it('over 1 MiB are only in the raw form', async () => {
    await withWorld(async (_, sandbox) => {
      const bytes = Buffer.alloc(1024 * 1024 + 1, 'x');
      await sandbox.commitFile(INDEX, 'large.csv', bytes);
      const path = `/repos/${INDEX}/contents/large.csv`;
      expect((await call(sandbox, path)).value).toMatchObject({ content: '', encoding: 'none', size: bytes.length });
      const raw = await call(sandbox, path, { accept: 'application/vnd.github.raw+json' });
      expect(raw.text.length).toBe(bytes.length);
      expect(await sandbox.readFile(INDEX, 'large.csv')).toEqual(bytes);
    });
  });

  it('can be pushed to another branch', async () => {
    await withWorld(async (_, sandbox) => {
      const main = await sandbox.head(INDEX);
      const sha = await sandbox.commitFiles({ repository: INDEX, files: { 'a.txt': 'a' }, branch: 'next' });
      expect(await sandbox.head(INDEX, 'next')).toBe(sha);
      expect(await sandbox.head(INDEX)).toBe(main);
      expect((await sandbox.readFile(INDEX, 'a.txt', 'next')).toString()).toBe('a');
      expect(await sandbox.listFiles(INDEX)).toEqual(['reports-index/datasets.csv']);
    });
  });

  it('are not pushed over a branch that moved', async () => {
    await withWorld(async (_, sandbox) => {
      const token = sandbox.tokens.index;
      const parent = await sandbox.head(INDEX);
      const commit = (await call(sandbox, `/repos/${INDEX}/git/commits/${parent}`, { token })).value;
      const tree = (commit.tree as { sha: string }).sha;
      const made = await call(sandbox, `/repos/${INDEX}/git/commits`, {
        body: { message: 'Example', tree, parents: [parent] },
        token,
      });
      await sandbox.commitFile(INDEX, 'other.txt', 'pushed in between');
      const update = { method: 'PATCH', body: { sha: made.value.sha, force: false }, token };
      expect(await call(sandbox, `/repos/${INDEX}/git/refs/heads/main`, update)).toMatchObject({
        status: 422,
        value: { message: 'Update is not a fast forward' },
      });
    });
  });
});

describe('faults', () => {
  const match = { method: 'POST', path: /\/issues$/ };

  it('answer instead, or after the effect', async () => {
    await withWorld(async (_, sandbox) => {
      sandbox.addFault({ match, action: { status: 502, body: '<html>' } });
      expect(await open(sandbox, TARGET)).toMatchObject({ status: 502, text: '<html>' });
      expect(await sandbox.issues()).toEqual([]);
      sandbox.addFault({ match, action: { status: 503, body: { message: 'later' }, afterEffect: true } });
      expect(await open(sandbox, TARGET)).toMatchObject({ status: 503, value: { message: 'later' } });
      expect(await sandbox.issues()).toHaveLength(1);
      expect((await open(sandbox, TARGET)).status).toBe(201);
    });
  });

  it.each([
    ['dropBefore', 0],
    ['dropAfter', 1],
    ['truncate', 1],
  ] as const)('%s', async (action, issues) => {
    await withWorld(async (_, sandbox) => {
      sandbox.addFault({ match, action });
      await expect(open(sandbox, TARGET)).rejects.toThrow();
      expect(await sandbox.issues()).toHaveLength(issues);
    });
  });

  it.each([
    ['hang', 0],
    ['hangAfter', 1],
  ] as const)('%s until the sandbox closes', async (action, issues) => {
    const world = await startWorld({ index: { 'datasets.csv': datasets } });
    world.sandbox.addFault({ match, action });
    const answer = open(world.sandbox, TARGET).catch(() => 'closed');
    while (world.sandbox.requests.length === 0) await new Promise(setImmediate);
    while ((await world.sandbox.issues()).length < issues) await new Promise(setImmediate);
    await world.close();
    expect(await answer).toBe('closed');
  });

  it('hit the nth match, a number of times, later, and with something in between', async () => {
    await withWorld(async (_, sandbox) => {
      const parent = await sandbox.head(INDEX);
      sandbox.addFault({ match: { ...match, nth: 2, times: 2 }, action: { status: 500 } });
      sandbox.addFault({ match: { ...match, nth: 4 }, action: { delayMs: 1 } });
      sandbox.addFault({
        match: { ...match, nth: 5 },
        action: { run: async () => void (await sandbox.commitFile(INDEX, 'between.txt', 'x')) },
      });
      const statuses: number[] = [];
      for (let n = 0; n < 6; n += 1) statuses.push((await open(sandbox, TARGET)).status);
      expect(statuses).toEqual([201, 500, 500, 201, 201, 201]);
      expect((await sandbox.log(INDEX))[0]?.parents).toEqual([parent]);
      sandbox.addFault({ match, action: 'dropBefore' });
      sandbox.clearFaults();
      expect((await open(sandbox, TARGET)).status).toBe(201);
    });
  });

  it('limit the creation of issues in both shapes', async () => {
    let now = Date.now();
    await withWorld(
      async (_, sandbox) => {
        sandbox.setIssueLimit({ perMinute: 1, perHour: 2, shape: 'A' });
        expect((await open(sandbox, TARGET)).status).toBe(201);
        const refused = await open(sandbox, OTHER);
        expect(refused).toMatchObject({ status: 403, value: { message: expect.stringMatching(/content creation/) } });
        expect(refused.headers.get('retry-after')).toBeNull();
        expect(Number(refused.headers.get('x-ratelimit-remaining'))).toBeGreaterThan(1_000);
        now += 60_001;
        expect((await open(sandbox, OTHER)).status).toBe(201);
        now += 60_001;
        sandbox.setIssueLimit({ perHour: 2, shape: 'B' });
        const burst = await open(sandbox, TARGET);
        expect(burst).toMatchObject({ status: 403, value: { message: expect.stringMatching(/secondary rate/) } });
        expect(burst.headers.get('retry-after')).toBe('60');
        expect(burst.headers.get('x-ratelimit-remaining')).toBeNull();
        now += 3_600_001;
        expect((await open(sandbox, TARGET)).status).toBe(201);
      },
      { now: () => now },
    );
  });
});

describe('dispatch', () => {
  const path = `/repos/${INDEX}/actions/workflows/notify.yml/dispatches`;

  it('takes declared inputs and records them', async () => {
    await withWorld(async (_, sandbox) => {
      const token = sandbox.tokens.workflow;
      const inputs = { period: '202610' };
      expect((await call(sandbox, path, { body: { ref: 'main', inputs }, token })).status).toBe(204);
      expect(sandbox.dispatches).toMatchObject([
        { repository: INDEX, workflow: 'notify.yml', ref: 'main', inputs, token },
      ]);
    });
  });

  it('tells the page of the new run when it is asked to', async () => {
    await withWorld(async (_, sandbox) => {
      const body = { ref: 'main', return_run_details: true };
      const { status, value } = await call(sandbox, path, { body, token: sandbox.tokens.workflow });
      expect(status).toBe(200);
      expect(value.html_url).toBe(`${sandbox.serverUrl}/${INDEX}/actions/runs/${value.workflow_run_id}`);
    });
  });

  it('refuses what the workflow does not declare', async () => {
    await withWorld(async (_, sandbox) => {
      const dispatch = (body: object) => call(sandbox, path, { body, token: sandbox.tokens.workflow });
      expect(await dispatch({ ref: 'main', inputs: { period: '1', x: 1 } })).toMatchObject({
        status: 422,
        value: { message: 'Unexpected inputs provided: ["x"]' },
      });
      sandbox.setWorkflow({ repository: INDEX, file: 'notify.yml', inputs: undefined });
      expect((await dispatch({ ref: 'main' })).value.message).toMatch(/workflow_dispatch/);
      expect((await dispatch({ ref: 'gone' })).value.message).toBe('No ref found for: gone');
      expect((await call(sandbox, path.replace('notify', 'other'), { body: { ref: 'main' } })).status).toBe(404);
      expect(sandbox.dispatches).toEqual([]);
    });
  });
});

describe('runner', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-test-'));
    for (const [name, content] of Object.entries(fakeAction)) await writeFile(join(folder, name), content);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = async (sandbox: Sandbox, script: string, options: Partial<RunOptions> = {}) => {
    const result = await runAction({
      sandbox,
      action: folder,
      inputs: { script },
      cancelWaitsMs: { term: 20, kill: 20 },
      timeoutMs: 20_000,
      ...options,
    });
    await result.dispose();
    return result;
  };

  it('gives inputs, context and file commands, and reads what comes back', async () => {
    await withWorld(async (_, sandbox) => {
      const result = await run(sandbox, 'environment', { inputs: { script: 'environment', 'index-token': 'x' } });
      expect(result).toMatchObject({ exitCode: 0, signal: null, postExitCode: 0, masks: ['secret'] });
      const seen = JSON.parse(result.outputs.environment ?? '{}');
      expect(seen).toMatchObject({
        INPUT_SCRIPT: 'environment',
        'INPUT_INDEX-TOKEN': 'x',
        'INPUT_WORKFLOW-TOKEN': sandbox.tokens.index,
        INPUT_BRANCH: 'main',
        INPUT_WITH_BLANK: '',
        GITHUB_API_URL: sandbox.apiUrl,
        GITHUB_REPOSITORY: INDEX,
        GITHUB_REPOSITORY_OWNER: 'example-network',
        GITHUB_REF: 'refs/heads/main',
        GITHUB_REF_NAME: 'main',
        GITHUB_REF_TYPE: 'branch',
        GITHUB_SHA: await sandbox.head(INDEX),
        GITHUB_RUN_NUMBER: '1',
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_EVENT_NAME: 'workflow_dispatch',
        GITHUB_WORKFLOW_REF: `${INDEX}/.github/workflows/notify.yml@refs/heads/main`,
        GITHUB_WORKSPACE: result.workspace,
        RUNNER_TEMP: result.runnerTemp,
      });
      expect(Object.keys(seen)).not.toContain('GITHUB_TOKEN');
      expect(Object.keys(seen).filter((name) => /^(npm|VITEST)/.test(name))).toEqual([]);
      expect(result.outputs).toMatchObject({ lines: 'one\ntwo=2\n<<three', plain: 'a=b' });
      expect(result.state).toEqual({ started: 'yes' });
      expect(result.summary).toBe('# Summary\n## Of post\n');
      expect(result.postLog).toBe('post: yes added\n');
      expect(result.annotations).toEqual([
        { level: 'error', message: 'not 100%\nsure', file: 'a,b.csv', line: 3, column: 4, title: 'Example' },
        { level: 'warning', message: 'blank before' },
      ]);
    });
  });

  it('shows the log as the Actions page does', () => {
    const log =
      'a\n::add-mask::secret\n::group::Plan\nb secret\n::debug::c\n::endgroup::\n::error file=x::d%0Ae\n::x::f\n';
    expect(renderLog(log)).toBe('a\n▼ Plan\n  b ***\nError: d\ne\n::x::f');
    expect(renderLog('::stop-commands::t\n::error::text\n::t::\n::error::real', ['real'])).toBe(
      '::error::text\nError: ***',
    );
  });

  it('reads file commands and refuses what is none', () => {
    expect(parseKeyValues('a=1=2\nb<<E\nx\n\nE\nc<<F=\ny\nF=\n')).toEqual({ a: '1=2', b: 'x\n', c: 'y' });
    expect(() => parseKeyValues('a\n')).toThrow("Invalid format 'a'");
    expect(() => parseKeyValues('a<<E\nb')).toThrow('delimiter not found');
  });

  it('refuses inputs that are not declared', async () => {
    await withWorld(async (_, sandbox) => {
      await expect(run(sandbox, '', { inputs: { scrpt: 'x' } })).rejects.toThrow('Unexpected input(s) scrpt');
    });
  });

  it('runs post after a main step that failed, and not when the machine is lost', async () => {
    await withWorld(async (_, sandbox) => {
      expect(await run(sandbox, 'fail')).toMatchObject({ exitCode: 3, postExitCode: 0 });
      expect(await run(sandbox, 'fail', { post: false })).toMatchObject({ exitCode: 3, postExitCode: undefined });
    });
  });

  it('preloads modules', async () => {
    await withWorld(async (_, sandbox) => {
      const preload = join(folder, 'preload.mjs');
      await writeFile(preload, "console.log('preloaded');");
      const { log } = await run(sandbox, 'fail', { nodeArgs: ['--import', pathToFileURL(preload).href] });
      expect(log).toMatch(/^preloaded/);
    });
  });

  const second = { method: 'POST', path: /\/issues$/, nth: 2 };

  it.each([
    ['before', 1],
    ['after', 2],
  ] as const)('kills %s the second issue', async (phase, issues) => {
    await withWorld(async (_, sandbox) => {
      const result = await run(sandbox, 'send', { kill: { signal: 'SIGKILL', request: second, phase } });
      expect(result).toMatchObject({ exitCode: null, signal: 'SIGKILL', postExitCode: 0 });
      expect(result.log).toBe('sent 1\n');
      expect(await sandbox.issues()).toHaveLength(issues);
    });
  });

  it.each([
    // The first ends by itself, so its waits are never over; the second has time to say what it got.
    ['send', { term: 30_000, kill: 30_000 }, 0, null, 'got SIGINT'],
    ['ignore', { term: 20, kill: 500 }, null, 'SIGKILL', 'got SIGTERM'],
  ] as const)('cancels %s as the runner does', async (script, cancelWaitsMs, exitCode, signal, log) => {
    await withWorld(async (_, sandbox) => {
      const kill = { signal: 'SIGINT', request: second, phase: 'before' } as const;
      const result = await run(sandbox, script, { kill, cancelWaitsMs });
      expect(result).toMatchObject({ exitCode, signal, postExitCode: 0 });
      expect(result.log).toContain(log);
      expect(await sandbox.issues()).toHaveLength(2);
    });
  });

  it('cancels on a line of the log', async () => {
    await withWorld(async (_, sandbox) => {
      const kill = { signal: 'SIGINT', output: /sent 1/ } as const;
      expect((await run(sandbox, 'ignore', { kill, cancelWaitsMs: { term: 500, kill: 20 } })).log).toContain(
        'got SIGINT',
      );
    });
  });

  it('fails on a step that hangs', async () => {
    await withWorld(async (_, sandbox) => {
      await expect(run(sandbox, 'ignore', { timeoutMs: 500 })).rejects.toThrow('did not end within 500 ms');
    });
  });

  it.each([1, 2])('saves and restores with the real cache client, version %i', async (version) => {
    await withWorld(async (_, sandbox) => {
      const cache = async (command: object) => {
        const inputs = { script: 'cache', 'with blank': JSON.stringify(command) };
        const env = { ACTIONS_CACHE_URL: sandbox.resultsUrl, ACTIONS_CACHE_SERVICE_V2: version === 2 ? 'true' : '' };
        const { outputs, log } = await run(sandbox, 'cache', { inputs, env });
        return outputs.result ?? log;
      };
      expect(await cache({ restore: 'marker-1', prefix: 'marker-' })).toBe('miss');
      expect(await cache({ save: 'marker-1', content: 'first' })).toMatch(/^[1-9]\d*$/);
      expect(await cache({ save: 'marker-1', content: 'again' })).toBe('-1');
      expect(await cache({ save: 'marker-10', content: 'second' })).toMatch(/^[1-9]\d*$/);
      expect(await cache({ restore: 'marker-1', prefix: 'marker-' })).toBe('marker-1 first');
      expect(await cache({ restore: 'marker-2', prefix: 'marker-' })).toBe('marker-10 second');
      expect(await cache({ restore: 'marker-2', prefix: 'marker-', path: 'other.txt' })).toBe('miss');
      expect(sandbox.caches().map(({ key }) => key)).toEqual(['marker-1', 'marker-10']);
      const [, newest] = sandbox.caches();
      expect(newest && readCachedFile(newest.bytes).toString()).toBe('second');
      if (newest !== undefined) newest.bytes = replaceCachedFile(newest.bytes, 'hostile '.repeat(100));
      expect(await cache({ restore: 'marker-2', prefix: 'marker-' })).toBe(`marker-10 ${'hostile '.repeat(100)}`);
      sandbox.dropCaches();
      expect(await cache({ restore: 'marker-1', prefix: 'marker-' })).toBe('miss');
    });
  });
});

describe('npm start', () => {
  const start = (...args: string[]) => spawnSync(process.execPath, ['sandbox/start.ts', ...args], { encoding: 'utf8' });

  it('explains itself, and refuses what it does not know', () => {
    expect(start('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--again') });
    expect(start('--agian')).toMatchObject({ status: 2, stderr: expect.stringContaining("Unknown option '--agian'") });
    expect(start('--max-per-minute', '0')).toMatchObject({ status: 2, stderr: expect.stringContaining('above 0') });
  });
});

const module = (name: string) => JSON.stringify(pathToFileURL(join('node_modules/@actions', name)).href);

const fakeAction = {
  'action.yml': `
name: Example
inputs:
  script: { required: true }
  index-token: { default: '\${{ github.token }}' }
  workflow-token: { default: '\${{ github.token }}' }
  branch: { default: "\${{ github.head_ref || github.ref_name || 'none' }}" }
  with blank: {}
runs: { using: node24, main: main.mjs, post: post.mjs }
`,
  'post.mjs': `
import { appendFileSync } from 'node:fs';
console.log('post: ' + process.env.STATE_started + ' ' + process.env.ADDED);
appendFileSync(process.env.GITHUB_STEP_SUMMARY, '## Of post\\n');
`,
  'main.mjs': `
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
const { env } = process;
const scripts = {
  environment() {
    appendFileSync(env.GITHUB_OUTPUT, 'environment=' + JSON.stringify(env) + '\\nplain=a=b\\n');
    appendFileSync(env.GITHUB_OUTPUT, 'lines<<END\\none\\ntwo=2\\n<<three\\nEND\\n');
    appendFileSync(env.GITHUB_STATE, 'started=yes\\n');
    appendFileSync(env.GITHUB_ENV, 'ADDED=added\\n');
    writeFileSync(env.GITHUB_STEP_SUMMARY, '# Summary\\n');
    console.log('::add-mask::secret');
    console.log('::error file=a%2Cb.csv,line=3,col=4,title=Example::not 100%25%0Asure');
    console.log('  ::warning::blank before');
  },
  fail() {
    console.log('failing');
    process.exit(3);
  },
  async send() {
    process.once('SIGINT', () => { console.log('got SIGINT'); process.exit(0); });
    await sendAll();
    await new Promise(() => setInterval(() => {}, 1000));
  },
  async ignore() {
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => console.log('got ' + signal));
    await sendAll();
    await new Promise(() => setInterval(() => {}, 1000));
  },
  async cache() {
    const { restoreCache, saveCache } = await import(${module('cache/lib/cache.js')});
    const { save, restore, prefix, content, path = 'marker.txt' } = JSON.parse(env.INPUT_WITH_BLANK);
    if (save) writeFileSync(path, content);
    const result = save ? await saveCache([path], save) : await restoreCache([path], restore, [prefix]);
    const text = save || !result ? String(result ?? 'miss') : result + ' ' + readFileSync(path, 'utf8');
    appendFileSync(env.GITHUB_OUTPUT, 'result=' + text + '\\n');
  },
};
async function sendAll() {
  for (const n of [1, 2]) {
    const url = env.GITHUB_API_URL + '/repos/${TARGET}/issues';
    const headers = { authorization: 'token ghp_examplePersonalAccessToken' };
    await fetch(url, { method: 'POST', headers, body: JSON.stringify({ title: 'Issue ' + n }) }).then((r) => r.text());
    console.log('sent ' + n);
  }
}
await scripts[env.INPUT_SCRIPT]();
`,
};

function newKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();
}

function appToken(appId: number, privateKey: string, lifetimeS = 300): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const content = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iat: now - 60, exp: now + lifetimeS, iss: String(appId) })}`;
  return `${content}.${sign('RSA-SHA256', Buffer.from(content), privateKey).toString('base64url')}`;
}

function webPage(sandbox: Sandbox, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { host: new URL(sandbox.serverUrl).host };
    get({ host: '127.0.0.1', port: sandbox.port, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.once('end', () => resolve(text));
    }).once('error', reject);
  });
}
