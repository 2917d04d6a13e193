/** How requests travel: packed answers, time limits, and the proxy of a runner. */

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Answer, Lost } from '../../../../src/adapters/github/answer.ts';
import { type GitHub, openGitHub } from '../../../../src/adapters/github/client.ts';
import { proxyFor } from '../../../../src/adapters/github/http.ts';
import { messageOf } from '../../../../src/adapters/github/refusals.ts';
import { systemClock } from '../../../../src/adapters/runner/clock.ts';
import { tunnelTo } from '../../../support/proxy.ts';

async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const open = (apiUrl: string, proxy = proxyFor(apiUrl)): GitHub =>
  openGitHub({ apiUrl, token: 'pat-secret', userAgent: 'test', proxy, clock: systemClock, random: () => 0 });

const github = async (answer: RequestListener) => open(`http://127.0.0.1:${await serve(answer)}`);

describe('a packed answer', () => {
  const packed = (status: number, said: string, type = 'application/json', cutAt = 1_000_000) =>
    github((request, response) => {
      expect(request.headers['accept-encoding']).toBe('gzip');
      response.writeHead(status, { 'content-type': type, 'content-encoding': 'gzip' });
      response.end(status === 204 ? undefined : gzipSync(said).subarray(0, cutAt));
    });

  it('is read, whatever its status', async () => {
    expect(await (await packed(200, '{"a":"ä"}')).read('/x')).toMatchObject({ status: 200, data: { a: 'ä' } });
    const refused = await (await packed(422, '{"message":"no pat-secret"}')).send('POST', '/x', {});
    expect(messageOf(refused)).toBe('422 no ***');
    expect(await (await packed(204, '')).send('POST', '/x', {})).toMatchObject({ kind: 'answer', status: 204 });
  });

  it('is read as a stream', async () => {
    const answer = await (await packed(200, 'a,b\n'.repeat(50_000), 'text/csv')).read('/x', { stream: true });
    expect(await text((answer as Answer).data as AsyncIterable<Uint8Array>)).toBe('a,b\n'.repeat(50_000));
  });

  it('is lost when a part is missing', async () => {
    const half = await packed(201, JSON.stringify({ number: 1, body: 'x'.repeat(999) }), 'application/json', 30);
    expect(await half.send('POST', '/x', {})).toMatchObject({ kind: 'lost' });
    const answer = await (await packed(200, 'a,b\n'.repeat(50_000), 'text/csv', 99)).read('/x', { stream: true });
    await expect(text((answer as Answer).data as AsyncIterable<Uint8Array>)).rejects.toThrow();
  });
});

describe('an answer without measure', () => {
  const long = Buffer.alloc(20_000_001, ' ');
  const page = Buffer.alloc(1_000_001, ' ');
  /** Unpacks to nothing. */
  const husk = Buffer.alloc(20_000_020, gzipSync(''));

  it.each<[string, number, Buffer, Record<string, string>]>([
    ['one that is packed', 200, gzipSync(long), { 'content-encoding': 'gzip' }],
    ['one that is not', 200, long, {}],
    ['one that unpacks to nothing', 200, husk, { 'content-encoding': 'gzip' }],
    ['a redirect', 301, long, {}],
    ['a refusal', 403, page, {}],
    ['an outage', 502, gzipSync(page), { 'content-encoding': 'gzip' }],
  ])('%s has a ceiling', async (_, status, body, headers) => {
    const server = await github((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    });
    const answer = await server.send('POST', '/x', {});
    expect(answer).toEqual({
      kind: 'lost',
      message: expect.stringMatching(/^the answer is larger than (?:1000000|20000000) bytes/),
    });
  });

  it('is read up to there', async () => {
    const list = `[${' '.repeat(19_999_997)}7]`;
    const packed = await github((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(list));
    });
    expect(await packed.send('POST', '/x', {})).toMatchObject({ status: 200, data: [7] });
  });

  it('is no value when it has more parts than any', async () => {
    const said = `[${'[],'.repeat(1_000_000)}"]"]`;
    const server = await github((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(said);
    });
    expect(await server.read('/x')).toMatchObject({ status: 200, data: said });
    const text = JSON.stringify({ body: '[{\\"'.repeat(1_000_000) });
    const one = await github((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    });
    expect(await one.read('/x')).toMatchObject({ data: JSON.parse(text) });
  });
});

describe('the time limit', () => {
  const within = async (answer: RequestListener): Promise<Answer | Lost> =>
    (await github(answer)).send('POST', '/x', { timeoutMs: 60 });
  const late = { kind: 'lost', message: expect.stringMatching(/timeout/) };

  it('holds for the first byte and for the last', async () => {
    expect(await within(() => undefined)).toMatchObject(late);
    expect(
      await within((_, response) => {
        response.writeHead(201, { 'content-type': 'application/json' });
        response.write('{"number":');
      }),
    ).toMatchObject(late);
  });

  it('holds for a stream', async () => {
    const server = await github((_, response) => {
      response.writeHead(200, { 'content-type': 'text/csv' });
      response.write('a,b\n');
    });
    const answer = await server.read('/x', { stream: true, timeoutMs: 60 });
    await expect(text((answer as Answer).data as AsyncIterable<Uint8Array>)).rejects.toThrow(/timeout/);
  });
});

it.each(['gzip', 'identity'])(
  'a stream (%s) that breaks off before it is read fails for the reader alone',
  async (encoding) => {
    const server = await github((_, response) => {
      response.writeHead(200, { 'content-type': 'text/csv', 'content-encoding': encoding });
      response.write(gzipSync('a,b\n'), () => response.destroy());
    });
    const answer = await server.read('/x', { stream: true });
    await systemClock.sleep(50);
    await expect(text((answer as Answer).data as AsyncIterable<Uint8Array>)).rejects.toThrow();
  },
);

it('a header that comes several times is one', async () => {
  const server = await github((_, response) => {
    response.setHeader('link', ['</x?page=2>; rel="next"', '</x?page=9>; rel="last"']);
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  });
  expect((await server.read('/x')) as Answer).toMatchObject({
    headers: { link: '</x?page=2>; rel="next", </x?page=9>; rel="last"' },
  });
});

describe('behind a proxy', () => {
  it('requests go through it, but not to what it is not for', async () => {
    const api = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"login":"bot"}');
    });
    const proxy = await tunnelTo(api);
    vi.stubEnv('http_proxy', proxy.url);
    vi.stubEnv('no_proxy', 'elsewhere.test');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await open('http://api.github.test').read('/user')).toMatchObject({ status: 200, data: { login: 'bot' } });
    expect(proxy.tunnels).toEqual(['api.github.test:80']);
    expect(proxyFor('http://elsewhere.test')).toBeUndefined();
    expect(proxyFor(`http://127.0.0.1:${api}`)).toBeUndefined();
  });
});
