/** How the marker is read from the cache service, and what a failure to save is put down to. */

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openCache } from '../../../../src/adapters/runner/cache.ts';
import { reasonIn } from '../../../../src/adapters/runner/cache-saver.ts';
import { type Environment, serviceOf } from '../../../../src/adapters/runner/cache-service.ts';
import { archiveOf, MARKER_PATH } from '../../../support/archive.ts';
import { tunnelTo } from '../../../support/proxy.ts';

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const V2 = { ACTIONS_CACHE_SERVICE_V2: 'True', ACTIONS_RUNTIME_TOKEN: 'runtime-token' };
const V1 = { ...V2, GITHUB_SERVER_URL: 'https://github.example.org' };
const ARCHIVE = await archiveOf([{ name: MARKER_PATH, content: 'marker' }]);
const LOADED = { kind: 'loaded', key: 'prefix-7', bytes: Buffer.from('marker') };

/** Loads from a service; what was waited for and masked comes along. */
async function load(env: Environment) {
  const waits: number[] = [];
  const masks: string[] = [];
  const cache = openCache({
    env,
    userAgent: 'report-notifier/test',
    prefix: 'prefix-',
    run: '9-1',
    program: '',
    folder: '',
    mask: (secret) => masks.push(secret),
    clock: {
      now: () => 0,
      sleep: async (ms) => void waits.push(ms),
    },
  });
  return { outcome: await cache.load(), waits, masks };
}

/** A service of version 2 whose storage answers as told. */
async function storage(answer: RequestListener): Promise<Environment> {
  const url = await serve((request, response) => {
    if (!request.url?.startsWith('/twirp/')) return answer(request, response);
    const signed_download_url = `${url}archive?se=2026&sig=a%2Fb%3D`;
    response.end(JSON.stringify({ ok: true, signed_download_url, matched_key: 'prefix-7' }));
  });
  return { ...V2, ACTIONS_RESULTS_URL: url };
}

const service = async (answer: RequestListener) => ({ ...V2, ACTIONS_RESULTS_URL: await serve(answer) });

describe('the cache service', () => {
  it('gets the same request as from the client, and the archive is downloaded without a token', async () => {
    const seen: unknown[] = [];
    const url = await serve(async (request, response) => {
      const { method, url: path, headers } = request;
      expect(headers['user-agent']).toBe('report-notifier/test');
      seen.push([method, path, headers.authorization, await text(request)]);
      if (path === '/archive') return response.end(ARCHIVE);
      response.end(JSON.stringify({ ok: true, signedDownloadUrl: `${url}archive`, matchedKey: 'prefix-7' }));
    });
    expect((await load({ ...V2, ACTIONS_RESULTS_URL: url })).outcome).toEqual(LOADED);
    expect(seen).toEqual([
      [
        'POST',
        '/twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL',
        'Bearer runtime-token',
        expect.stringMatching(/^\{"key":"prefix-9-1-0","restore_keys":\["prefix-"\],"version":"[0-9a-f]{64}"\}$/),
      ],
      ['GET', '/archive', undefined, ''],
    ]);
  });

  it('gets the same request as from the client in version 1', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      const { method, url: path, headers } = request;
      seen.push([method, path, headers.authorization]);
      if (path === '/archive?sig=s') return response.end(ARCHIVE);
      response.end(JSON.stringify({ archiveLocation: `${url}archive?sig=s`, cacheKey: 'prefix-7' }));
    });
    const { outcome, masks } = await load({ ...V1, ACTIONS_CACHE_URL: url });
    expect(outcome).toEqual(LOADED);
    expect(seen).toEqual([
      [
        'GET',
        expect.stringMatching(/^\/_apis\/artifactcache\/cache\?keys=prefix-9-1-0%2Cprefix-&version=[0-9a-f]{64}$/),
        'Bearer runtime-token',
      ],
      ['GET', '/archive?sig=s', undefined],
    ]);
    expect(masks).toEqual([`${url}archive?sig=s`, 's']);
  });

  it('may have no entry', async () => {
    const v2 = await service((_, response) => response.end('{"ok":false}'));
    expect((await load(v2)).outcome).toEqual({ kind: 'absent' });
    const v1 = { ...V1, ACTIONS_CACHE_URL: await serve((_, response) => void response.writeHead(204).end()) };
    expect((await load(v1)).outcome).toEqual({ kind: 'absent' });
  });

  it.each<[string, RequestListener, string]>([
    ['a refusal', (_, r) => r.writeHead(403).end('{"msg":"cache read denied: no"}'), '403 cache read denied: no'],
    ['a page', (_, r) => r.end('<html>'), '200 <html>'],
    ['a list', (_, r) => r.end('[1]'), 'absent'],
    ['null', (_, r) => r.end('null'), '200 null'],
    ['a redirect', (_, r) => r.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(), '307'],
    ['too much', (_, r) => r.end(`{"a":"${'x'.repeat(70_000)}"}`), 'more than 65536 bytes'],
    ['no address', (_, r) => r.end('{"ok":true,"signed_download_url":"x"}'), 'named no address'],
    [
      'an address of the disk',
      (_, r) => r.end('{"ok":true,"signed_download_url":"file:///etc/passwd"}'),
      'Invalid URL',
    ],
    ['an error', (_, r) => r.writeHead(503).end('down'), '503 down'],
    ['a lost connection', (_, r) => r.destroy(), 'other side closed'],
  ])('is reported when it answers with %s', async (_, answer, message) => {
    const { outcome } = await load(await service(answer));
    expect(JSON.stringify(outcome)).toContain(message);
    expect(['unavailable', 'absent']).toContain(outcome.kind);
  });

  it('gets the request again after server errors and lost connections', async () => {
    let n = 0;
    const env = await storage((_, response) => {
      n += 1;
      if (n === 1) return response.writeHead(502).end();
      return n === 2 ? response.destroy() : response.end(ARCHIVE);
    });
    expect(await load(env)).toMatchObject({ outcome: LOADED, waits: [1_000, 3_000] });
  });

  it('gets no second request when no server is at its address', async () => {
    const { outcome, waits } = await load({ ...V2, ACTIONS_RESULTS_URL: 'http://127.0.0.1:9/' });
    expect(outcome).toEqual({ kind: 'unavailable', message: expect.stringContaining('ECONNREFUSED') });
    expect(waits).toEqual([]);
  });

  it('is reached through the proxy of the runner, and so is the storage', async () => {
    const url = new URL(
      await serve((request, response) => {
        if (request.url === '/archive') return response.end(ARCHIVE);
        const signed_download_url = 'http://storage.example.test/archive';
        response.end(JSON.stringify({ ok: true, signed_download_url, matched_key: 'prefix-7' }));
      }),
    );
    const proxy = await tunnelTo(Number(url.port));
    vi.stubEnv('http_proxy', proxy.url);
    vi.stubEnv('no_proxy', '');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect((await load({ ...V2, ACTIONS_RESULTS_URL: 'http://cache.example.test/' })).outcome).toEqual(LOADED);
    expect(proxy.tunnels).toEqual(['cache.example.test:80', 'storage.example.test:80']);
  });
});

describe('the storage of the cache', () => {
  it('has an address that is masked, as is its signature, decoded and encoded', async () => {
    const { outcome, masks } = await load(await storage((_, response) => response.end(ARCHIVE)));
    expect(outcome).toEqual(LOADED);
    expect(masks).toEqual([expect.stringMatching(/^http.*sig=a%2Fb%3D$/), 'a/b=', 'a%2Fb%3D']);
  });

  it('cannot redirect the download', async () => {
    const elsewhere = vi.fn<RequestListener>((_, response) => response.end(ARCHIVE));
    const location = await serve(elsewhere);
    const env = await storage((_, response) => response.writeHead(302, { location }).end());
    const message = 'the address that the cache service named answered 302, expected 200';
    expect((await load(env)).outcome).toEqual({ kind: 'unavailable', message });
    expect(elsewhere).not.toHaveBeenCalled();
  });

  it('is disconnected when it sends more than the limit', async () => {
    let left = false;
    const env = await storage((_, response) => {
      response.on('close', () => {
        left = true;
      });
      const more = () => void (response.destroyed || response.write(Buffer.alloc(64 * 1024), more));
      more();
    });
    const fault = 'has more than 1,048,576 bytes packed';
    expect((await load(env)).outcome).toEqual({ kind: 'unusable', fault, key: 'prefix-7' });
    await vi.waitFor(() => expect(left).toBe(true));
  });

  it('fails when its answer breaks off', async () => {
    const env = await storage((_, response) => {
      response.writeHead(200, { 'content-length': ARCHIVE.byteLength });
      response.write(ARCHIVE.subarray(0, 20), () => response.destroy());
    });
    expect((await load(env)).outcome).toMatchObject({ kind: 'unavailable' });
  });
});

describe('serviceOf', () => {
  const urls = {
    ACTIONS_RESULTS_URL: 'http://results/',
    ACTIONS_CACHE_URL: 'http://cache/',
    ACTIONS_RUNTIME_TOKEN: 't',
  };

  it.each<[string, Environment, object]>([
    ['github.com', V2, { version: 2, url: 'http://results/' }],
    ['github.com by its address', { ...V2, GITHUB_SERVER_URL: 'https://GitHub.com' }, { version: 2 }],
    ['ghe.com', { ...V2, GITHUB_SERVER_URL: 'https://octo.ghe.com' }, { version: 2 }],
    ['an Enterprise server', V1, { version: 1, url: 'http://cache/' }],
    ['a server with a similar name', { ...V2, GITHUB_SERVER_URL: 'https://notghe.com' }, { version: 1 }],
    ['a runner without the variable', {}, { version: 1, url: 'http://cache/' }],
    ['a runner with one address', { ACTIONS_CACHE_URL: '' }, { version: 1, url: 'http://results/' }],
  ])('chooses version and address on %s', (_, env, expected) => {
    expect(serviceOf({ ...urls, ...env })).toMatchObject(expected);
  });
});

describe('reasonIn', () => {
  it.each([
    [
      ['::debug::Failed to reserve cache: Error: no', '::warning::Cache reservation failed: quota 100%25%0Aused', 'x'],
      'Cache reservation failed: quota 100%\nused',
    ],
    [
      ['::debug::Failed to reserve cache: Error: Failed to CreateCacheEntry: 403', 'Failed to save: another job?'],
      'Failed to CreateCacheEntry: 403',
    ],
    [
      ['Attempt 1 of 5 failed with error: <html> is no JSON. Retrying request in 3000 ms...', 'no answer in 30 s'],
      '<html> is no JSON',
    ],
    [['::debug::reserveCache - Attempt 1 of 2 failed with error: connect ECONNREFUSED'], 'connect ECONNREFUSED'],
    [['[command]/usr/bin/tar', '::debug::x', 'no answer in 30 s', ''], 'no answer in 30 s'],
    [['::warning::PUT https://storage.example.test/a?sig=secret failed'], 'PUT (address) failed'],
    [['::add-mask::secret'], 'the cache client gave no reason'],
    [[`::error::${'x'.repeat(9_999)}`], 'x'.repeat(300)],
  ])('finds the reason of a failure in the lines %j', (lines, reason) => {
    expect(reasonIn(`${lines.join('\n')}\n`)).toBe(reason);
  });
});
