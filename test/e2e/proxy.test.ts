/** GitHub Enterprise Server and proxies, with the built action. */

import { createServer, request as httpRequest } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runAction } from '../../sandbox/runner/runner.ts';
import { PERIOD } from '../support/index-files.ts';
import { tunnelTo } from '../support/proxy.ts';
import { scenario } from '../support/scenario.ts';

const QUICK = { 'max-per-minute': '6000' };

describe('GitHub Enterprise Server', () => {
  it('is used with its API below a path, and links lead to its own pages', async () => {
    const { sandbox } = await scenario({ reports: ['birds', 'mammals'] });
    const proxy = await prefixed(sandbox.port, '/api/v3');
    const { pat, index, workflow } = sandbox.tokens;
    const inputs = { token: pat, 'index-token': index, 'workflow-token': workflow, period: PERIOD, admins: 'octocat' };
    const result = await runAction({
      sandbox,
      inputs: { ...inputs, ...QUICK },
      env: { GITHUB_API_URL: proxy.apiUrl, GITHUB_GRAPHQL_URL: `${proxy.apiUrl}/graphql` },
    });
    onTestFinished(result.dispose);
    expect(result.outputs).toMatchObject({ status: 'success', sent: '2' });
    expect(proxy.paths.length).toBeGreaterThan(10);
    expect(proxy.paths.filter((path) => !path.startsWith('/api/v3/'))).toEqual([]);
    const issues = await sandbox.issues();
    expect(issues).toHaveLength(3);
    expect(issues[0]?.body).toContain(`${sandbox.serverUrl}/example-museum/birds/tree/master/reports`);
    const hosts = new Set([...result.summary.matchAll(/\]\((https?:\/\/[^/)]+)/g)].map(([, host]) => host));
    expect([...hosts]).toEqual([sandbox.serverUrl]);
  });
});

describe('a runner behind a proxy', () => {
  it('sends all requests through it, for the index and for the issues', async () => {
    const { sandbox } = await scenario({ reports: ['birds', 'mammals'] });
    const proxy = await tunnelTo(sandbox.port);
    const { pat, index, workflow } = sandbox.tokens;
    const result = await runAction({
      sandbox,
      inputs: { token: pat, 'index-token': index, 'workflow-token': workflow, period: PERIOD, ...QUICK },
      env: { GITHUB_API_URL: 'http://api.github.test', http_proxy: proxy.url },
    });
    onTestFinished(result.dispose);
    expect(result.outputs).toMatchObject({ status: 'success', sent: '2' });
    expect(new Set(proxy.tunnels)).toEqual(new Set(['api.github.test:80']));
  });
});

/** A server with the sandbox's API below a path. */
async function prefixed(port: number, prefix: string): Promise<{ apiUrl: string; paths: string[] }> {
  const paths: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    paths.push(url);
    if (!url.startsWith(`${prefix}/`)) return void outgoing.writeHead(404).end();
    const path = url.slice(prefix.length);
    const forwarded = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { apiUrl: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}${prefix}`, paths };
}

describe('an Enterprise Server without a cache service', () => {
  const server = { GITHUB_SERVER_URL: 'https://ghes.example', ACTIONS_CACHE_SERVICE_V2: '' };

  it.each([
    ['no address', { ...server, ACTIONS_RESULTS_URL: '' }],
    [
      'an address where nothing answers',
      { ...server, ACTIONS_CACHE_URL: 'http://127.0.0.1:9/', ACTIONS_RESULTS_URL: 'http://127.0.0.1:9/' },
    ],
  ])('has no marker (%s): each run warns, and the next one finds what the last one sent', async (_, env) => {
    const { run, file, push } = await scenario({ reports: ['birds', 'mammals'] });
    const path = `reports/${PERIOD}.csv`;
    const pending = await file(path);
    const first = await run({}, { env });
    expect(first).toMatchObject({ status: 'success', opened: ['example-museum/birds#1', 'example-museum/mammals#1'] });
    expect(first.marker).toBeUndefined();
    expect(first.annotations.at(-1)).toMatch(/^warning: The progress marker was not saved/);
    await push(path, pending);
    expect(await run({}, { env })).toMatchObject({ status: 'success', opened: [], outputs: { found: '2' } });
  });
});
