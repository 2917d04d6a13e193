/** GitHub Enterprise Server and *.ghe.com: every address comes from the runner, none from the code. */

import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openGitHub } from '../../../../src/adapters/github/client.ts';
import { listIssues } from '../../../../src/adapters/github/issues.ts';
import { inspect, targetsByToken } from '../../../../src/adapters/github/token-targets.ts';
import { openWorkflow } from '../../../../src/adapters/github/workflow.ts';
import { systemClock } from '../../../../src/adapters/runner/clock.ts';

interface Seen {
  method: string;
  path: string;
  token: string | undefined;
  body: string;
}

interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

async function serve(answer: (seen: Seen) => Reply) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const { method = '', url = '', headers } = request;
    const one = { method, path: url, token: headers.authorization, body: Buffer.concat(chunks).toString() };
    seen.push(one);
    const { status, headers: more, body } = answer(one);
    response.writeHead(status, { 'content-type': 'application/json', ...more });
    response.end(status === 204 ? undefined : JSON.stringify(body ?? {}));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { seen, origin: `http://127.0.0.1:${port}` };
}

const open = (apiUrl: string) =>
  openGitHub({ apiUrl, token: 'secret-token', userAgent: 'test', clock: systemClock, random: () => 0 });

const repository = { owner: 'example-museum', name: 'birds' };

describe('an API below a path, as on GitHub Enterprise Server', () => {
  it('has its GraphQL beside it', async () => {
    const { seen, origin } = await serve(({ path }) =>
      path === '/api/graphql'
        ? { status: 200, body: { data: { viewer: { login: 'github-actions[bot]' } } } }
        : { status: 403, body: { message: 'Resource not accessible by integration' } },
    );
    const targets = targetsByToken(open(`${origin}/api/v3`), Date.now);
    expect(await targets.sender()).toEqual({ kind: 'account', login: 'github-actions[bot]' });
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /api/v3/user', 'POST /api/graphql']);
  });

  it('is followed from page to page and from redirect to redirect', async () => {
    const { seen, origin } = await serve(({ path }) => {
      if (path.startsWith('/api/v3/repos/'))
        return { status: 301, headers: { location: `${origin}/api/v3/repositories/7/issues` } };
      if (path.includes('page=2')) return { status: 200, body: [] };
      return {
        status: 200,
        body: [],
        headers: { link: `<${origin}/api/v3/repositories/7/issues?page=2>; rel="next"` },
      };
    });
    const listed = await listIssues(open(`${origin}/api/v3`), { repository, creator: 'x', sinceAt: 0, now: Date.now });
    expect(listed).toMatchObject({ kind: 'listed', requests: 2 });
    expect(seen.map(({ path }) => path.replace(/\?.*state.*/, ''))).toEqual([
      '/api/v3/repos/example-museum/birds/issues',
      '/api/v3/repositories/7/issues',
      '/api/v3/repositories/7/issues?page=2',
      '/api/v3/repos/example-museum/birds',
      '/api/v3/repositories/7/issues',
    ]);
  });
});

describe('the token', () => {
  it.each([301, 302, 307, 308])('is not sent to another server by a redirect with %i', async (status) => {
    const other = await serve(() => ({ status: 200, body: [] }));
    const { origin } = await serve(() => ({ status, headers: { location: `${other.origin}/repositories/7/issues` } }));
    const github = open(origin);
    const listed = await listIssues(github, { repository, creator: 'x', sinceAt: 0, now: Date.now });
    expect(listed.kind).toBe('unclear');
    const draft = { title: 'T', body: 'B', labels: [], assignees: [] };
    const created = await targetsByToken(github, Date.now).createIssue({ repository, location: undefined }, draft);
    expect(created).toMatchObject({ kind: 'unclear', message: expect.stringContaining('another server') });
    expect(other.seen).toEqual([]);
  });

  it('is not sent to another server by a link to the next page', async () => {
    const other = await serve(() => ({ status: 200, body: [] }));
    const { origin } = await serve(() => ({
      status: 200,
      body: [],
      headers: { link: `<${other.origin}/issues?page=2>; rel="next"` },
    }));
    await listIssues(open(origin), { repository, creator: 'x', sinceAt: 0, now: Date.now });
    expect(other.seen).toEqual([]);
  });

  it('is not sent outside the API of its own server', async () => {
    const { seen, origin } = await serve(({ path }) =>
      path.startsWith('/api/v3/')
        ? { status: 301, headers: { location: `${origin}/somewhere/else` } }
        : { status: 200 },
    );
    await open(`${origin}/api/v3`).read('/repos/a/b');
    expect(seen.every(({ path }) => path.startsWith('/api/v3/'))).toBe(true);
  });
});

describe('the scope of a classic token', () => {
  const state = async (scopes: string | undefined, isPrivate = false) => {
    const headers: Record<string, string> = scopes === undefined ? {} : { 'x-oauth-scopes': scopes };
    const body = { full_name: 'example-museum/birds', private: isPrivate, permissions: { push: false } };
    const { origin } = await serve(() => ({ status: 200, headers, body }));
    return inspect(open(origin), repository, Date.now);
  };

  it.each([
    ['public_repo, read:org', false, true],
    ['repo', true, true],
    ['public_repo', true, false],
    ['read:org', false, false],
    ['', false, undefined],
    [undefined, false, undefined],
  ])('%j opens issues (private: %s): %s', async (scopes, isPrivate, expected) => {
    expect(await state(scopes, isPrivate)).toMatchObject({ kind: 'exists', mayOpenIssues: expected });
  });
});

describe('the relaunch', () => {
  const ref = 'example-network/reports-index/.github/workflows/notify.yml@refs/heads/main';
  const dispatch = async (answer: (seen: Seen) => Reply) => {
    const { seen, origin } = await serve(answer);
    const workflow = openWorkflow({ github: open(origin), repository, workflowRef: ref, event: {}, now: Date.now });
    const outcome = await workflow.dispatch({ period: '202610' });
    return { outcome, bodies: seen.map(({ body }) => JSON.parse(body)) };
  };
  const asked = { ref: 'main', inputs: { period: '202610' } };

  it('tells the page of the new run', async () => {
    const html_url = 'https://ghes.example/example-network/reports-index/actions/runs/8';
    const { outcome, bodies } = await dispatch(() => ({ status: 200, body: { workflow_run_id: 8, html_url } }));
    expect(outcome).toEqual({ kind: 'dispatched', runUrl: html_url });
    expect(bodies).toEqual([{ ...asked, return_run_details: true }]);
  });

  it('works with a server that does not know how to tell', async () => {
    expect((await dispatch(() => ({ status: 204 }))).outcome).toEqual({ kind: 'dispatched', runUrl: undefined });
    const message = 'Invalid request.\n\n"return_run_details" is not a permitted key.';
    const { outcome, bodies } = await dispatch(({ body }) =>
      body.includes('return_run_details') ? { status: 422, body: { message } } : { status: 204 },
    );
    expect(outcome).toEqual({ kind: 'dispatched', runUrl: undefined });
    expect(bodies).toEqual([{ ...asked, return_run_details: true }, asked]);
  });
});

describe('the code', () => {
  it('names no host, but for the defaults of a runner that says nothing, the texts of the first user, and remedies', () => {
    const allowed = [
      ['config/config.ts', 'https://api.github.com'],
      ['config/config.ts', 'https://github.com'],
      ['config/inputs.ts', 'http://tools-usagestats.vertnet-portal.appspot.com'],
      ['issue/built-in.ts', 'http://www.vertnet.org/resources/usagereportingguide.html'],
      ['issue/built-in.ts', 'http://www.vertnet.org/feedback/contact.html'],
      ['adapters/runner/cache-service.ts', 'https://github.com'],
      ['shared/catalog.ts', 'https://support.github.com.'],
      ['shared/catalog.ts', 'https://support.github.com,'],
      ['shared/catalog.ts', 'https://www.githubstatus.com,'],
    ];
    const named = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => {
        const text = readFileSync(join('src', path), 'utf8').replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
        return [...text.matchAll(/https?:\/\/[\w.-]+[^\s'"`]*/g)].map(([host]) => [path, host]);
      });
    const sort = (rows: string[][]) => rows.map((row) => row.join(' ')).sort();
    expect(sort(named)).toEqual(sort(allowed));
  });
});
