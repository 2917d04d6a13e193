import { createVerify, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { targetsByApp } from '../../../../src/adapters/github/app-targets.ts';
import { openGitHub } from '../../../../src/adapters/github/client.ts';
import type { Clock } from '../../../../src/shared/ports.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

const MUSEUM = { owner: 'Example-Museum', name: 'birds' };
const MOSSES = { owner: 'example-herbarium', name: 'mosses' };
const DRAFT = { title: 'Example', body: 'Ready', labels: ['report'], assignees: [] };
const MINUTE_MS = 60_000;

interface Asked {
  method: string;
  path: string;
  token: string;
  body: string;
}
interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}
/** Undefined destroys the connection. */
type Answers = (asked: Asked, world: World) => Reply | undefined;
type World = Awaited<ReturnType<typeof startWorld>>;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server with an App. `answers` replies to the paths that match `special`, `ordinary` to all others. */
async function startWorld(
  answers: Answers = () => undefined,
  options: { special?: RegExp; serverAheadMs?: number; spacingMs?: number } = {},
) {
  const asked: Asked[] = [];
  const masked: string[] = [];
  const sleptMs: number[] = [];
  const state = { now: Date.UTC(2026, 9, 1), minted: 0 };
  const clock: Clock = {
    now: () => state.now,
    sleep: async (ms) => {
      sleptMs.push(ms);
      state.now += ms;
    },
  };
  const serverNow = () => state.now + (options.serverAheadMs ?? 0);
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const request = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      token: (incoming.headers.authorization ?? '').replace(/^(bearer|token) /i, ''),
      body: Buffer.concat(chunks).toString(),
    };
    asked.push(request);
    const isSpecial = options.special?.test(request.path) === true;
    const reply = isSpecial ? answers(request, world) : ordinary(request, state, serverNow());
    if (reply === undefined) return void response.destroy();
    const headers = { 'content-type': 'application/json', date: new Date(serverNow()).toUTCString(), ...reply.headers };
    response.writeHead(reply.status, headers);
    response.end(JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const apiUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const random = () => 0.5;
  const open = (token: string) => {
    if (!masked.includes(token)) throw new Error('A token was used before it was masked');
    return openGitHub({ apiUrl, token, userAgent: 'example', clock, random });
  };
  const mask = (secret: string) => void masked.push(secret);
  const targets = targetsByApp({ id: '77', privateKey, open, mask, spacingMs: options.spacingMs ?? 0, clock, random });
  const world = { targets, asked, masked, sleptMs, state, apiUrl, serverNow };
  return world;
}

function ordinary({ path, method }: Asked, state: { minted: number }, serverNow: number): Reply {
  if (path === '/app') return { status: 200, body: { id: 77, slug: 'example-reports' } };
  if (path === '/users/example-museum/installation') return { status: 200, body: installation(5) };
  if (/access_tokens$/.test(path)) {
    state.minted += 1;
    const expires_at = new Date(serverNow + 60 * MINUTE_MS).toISOString();
    return { status: 201, body: { token: `ghs_minted${state.minted}`, expires_at } };
  }
  if (/\/issues/.test(path) && method === 'POST')
    return { status: 201, body: { number: 1, html_url: 'http://github.localhost/o/r/issues/1' } };
  if (/\/issues/.test(path)) return { status: 200, body: [] };
  return { status: 404, body: { message: 'Not Found' } };
}

const installation = (id: number, selection = 'all') => ({ id, repository_selection: selection });
const list = ({ targets }: World, repository = MUSEUM) => targets.listIssues(repository, 'example-reports[bot]', 0);
const post = ({ targets }: World, repository = MUSEUM, location?: string) =>
  targets.createIssue({ repository, location }, DRAFT);
const paths = ({ asked }: World) => asked.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`);
const mints = (world: World) => paths(world).filter((path) => path.endsWith('access_tokens')).length;

function claimsOf(token: string): { iat: number; exp: number; iss: string } {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const verify = createVerify('RSA-SHA256').update(`${header}.${payload}`);
  expect(verify.verify(publicKey, signature, 'base64url')).toBe(true);
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'RS256', typ: 'JWT' });
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

describe('the App', () => {
  it('is the sender, its bot is the creator, and one request finds both', async () => {
    const world = await startWorld();
    expect(await world.targets.sender()).toEqual({ kind: 'account', login: 'app/77' });
    expect(await world.targets.creator('example-museum')).toEqual({ kind: 'account', login: 'example-reports[bot]' });
    expect(await world.targets.creator('another')).toEqual({ kind: 'account', login: 'example-reports[bot]' });
    expect(paths(world)).toEqual(['GET /app']);
  });

  it('signs a token of at most ten minutes, and a new one before it expires', async () => {
    const world = await startWorld();
    const started = world.state.now / 1000;
    await world.targets.sender();
    world.state.now += 7 * MINUTE_MS;
    await list(world);
    world.state.now += 2 * MINUTE_MS;
    await list(world, { owner: 'example-garden', name: 'ferns' });
    const signed = [...new Set(world.asked.map(({ token }) => token))].filter((token) => token.startsWith('eyJ'));
    expect(signed.map(claimsOf)).toEqual([
      { iat: started - 60, exp: started + 540, iss: '77' },
      { iat: started + 480, exp: started + 1080, iss: '77' },
    ]);
    expect(world.masked).toEqual(expect.arrayContaining(signed));
  });

  it.each([
    [401, 'A JSON web token could not be decoded'],
    [404, 'Integration not found'],
  ])('is unauthorized when GitHub answers %i', async (status, message) => {
    const world = await startWorld(() => ({ status, body: { message } }), { special: /^\/app$/ });
    expect(await world.targets.sender()).toEqual({ kind: 'unauthorized', message: `App 77: ${status} ${message}` });
  });

  it('is asked for again after an answer without its identity', async () => {
    const world = await startWorld(() => (failing ? { status: 502, body: {} } : { status: 200, body: APP }), {
      special: /^\/app$/,
    });
    let failing = true;
    expect(await world.targets.sender()).toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/^App 77: 502/),
    });
    failing = false;
    expect(await world.targets.sender()).toMatchObject({ kind: 'account' });
  });

  it("signs by GitHub's clock when the clock of the machine is wrong", async () => {
    const ahead = 10 * MINUTE_MS;
    const world = await startWorld(
      ({ token }) =>
        claimsOf(token).exp * 1000 < world.serverNow()
          ? { status: 401, body: { message: "'Expiration time' claim ('exp') must be a numeric value" } }
          : { status: 200, body: APP },
      { special: /^\/app$/, serverAheadMs: ahead },
    );
    expect(await world.targets.sender()).toMatchObject({ kind: 'account' });
    expect(paths(world)).toEqual(['GET /app', 'GET /app']);
  });
});

const APP = { id: 77, slug: 'example-reports' };

describe('an installation token', () => {
  it('is created once for an owner, with permission for issues only, even for requests at the same time', async () => {
    const world = await startWorld();
    const outcomes = await Promise.all([
      list(world),
      list(world, { owner: 'example-museum', name: 'fishes' }),
      post(world),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['listed', 'listed', 'created']);
    expect(paths(world).slice(0, 2)).toEqual([
      'GET /users/example-museum/installation',
      'POST /app/installations/5/access_tokens',
    ]);
    expect(mints(world)).toBe(1);
    expect(world.asked[1]?.body).toBe('{"permissions":{"issues":"write"}}');
    expect(world.asked.slice(2).map(({ token }) => token)).toEqual(Array(3).fill('ghs_minted1'));
  });

  it('is created a second after the one before, and kept', async () => {
    const world = await startWorld(({ path }) => ({ status: 200, body: installation(path.length) }), {
      special: /\/installation$/,
      spacingMs: 1_000,
    });
    const owners = ['a', 'bb', 'ccc'].map((owner) => ({ owner, name: 'example' }));
    const startedAt = world.state.now;
    await Promise.all(owners.map((repository) => list(world, repository)));
    await Promise.all(owners.map((repository) => list(world, repository)));
    expect(mints(world)).toBe(3);
    expect(world.sleptMs).toHaveLength(2);
    expect(world.state.now - startedAt).toBeGreaterThanOrEqual(2_000);
  });

  it('is renewed once, five minutes before it expires', async () => {
    const world = await startWorld();
    await list(world);
    world.state.now += 55 * MINUTE_MS - 1;
    await list(world);
    expect(mints(world)).toBe(1);
    world.state.now += 1;
    await Promise.all([list(world), post(world)]);
    expect(mints(world)).toBe(2);
    expect(world.asked.slice(-2).map(({ token }) => token)).toEqual(['ghs_minted2', 'ghs_minted2']);
    expect(world.masked).toEqual(expect.arrayContaining(['ghs_minted1', 'ghs_minted2']));
  });

  it("expires by GitHub's clock", async () => {
    const world = await startWorld(undefined, { serverAheadMs: -30 * MINUTE_MS });
    await list(world);
    world.state.now += 54 * MINUTE_MS;
    await list(world);
    expect(mints(world)).toBe(1);
    world.state.now += MINUTE_MS;
    await list(world);
    expect(mints(world)).toBe(2);
  });

  it('is requested again after 5xx and lost answers', async () => {
    const replies: (Reply | undefined)[] = [{ status: 502, body: {} }, undefined];
    const world = await startWorld(
      (asked, { state, serverNow }) => (replies.length > 0 ? replies.shift() : ordinary(asked, state, serverNow())),
      { special: /access_tokens$/ },
    );
    expect(await list(world)).toMatchObject({ kind: 'listed' });
    expect(mints(world)).toBe(3);
    expect(world.sleptMs).toEqual([1_000, 2_000]);
  });

  it('is used until it expires when it cannot be renewed', async () => {
    let broken = false;
    const world = await startWorld(
      (asked, { state, serverNow }) => (broken ? { status: 503, body: {} } : ordinary(asked, state, serverNow())),
      { special: /access_tokens$/ },
    );
    await list(world);
    broken = true;
    world.state.now += 56 * MINUTE_MS;
    expect(await post(world)).toMatchObject({ kind: 'created' });
    world.state.now += 4 * MINUTE_MS;
    const message = expect.stringMatching(/^the App's installation 5 gives no token: 503/);
    expect(await list(world)).toEqual({ kind: 'unavailable', code: 'server-unavailable', message });
    expect(await post(world)).toEqual({ kind: 'unknown', message });
    broken = false;
    expect(await post(world)).toMatchObject({ kind: 'created' });
  });

  it('is replaced when GitHub revokes it, and the rejected requests are sent again', async () => {
    const world = await startWorld(
      ({ token }) =>
        token === 'ghs_minted1'
          ? { status: 401, body: { message: 'Bad credentials' } }
          : { status: 201, body: { number: 7, html_url: 'http://github.localhost/o/r/issues/7' } },
      { special: /\/issues$/ },
    );
    const posts = await Promise.all([post(world), post(world)]);
    expect(posts).toMatchObject([
      { kind: 'created', number: 7 },
      { kind: 'created', number: 7 },
    ]);
    expect(mints(world)).toBe(2);
  });

  it('ends the run when GitHub rejects its replacement too', async () => {
    const world = await startWorld(() => ({ status: 401, body: { message: 'Bad credentials' } }), {
      special: /\/issues/,
    });
    expect(await post(world)).toEqual({ kind: 'unauthorized', message: '401 Bad credentials' });
    expect(mints(world)).toBe(2);
  });

  it('makes the target limited when GitHub limits its creation', async () => {
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    const world = await startWorld(() => ({ status: 403, body: { message }, headers: { 'retry-after': '60' } }), {
      special: /access_tokens$/,
    });
    const retryAt = world.state.now + MINUTE_MS;
    expect(await list(world)).toEqual({
      kind: 'limited',
      limit: 'secondary',
      retryAt,
      message: `the App's installation 5 gives no token: 403 ${message}`,
    });
    expect(await post(world)).toMatchObject({ kind: 'limited' });
  });
});

describe('a repository that the App has no token for', () => {
  it('is refused when its owner has no installation, and the owner is looked up once', async () => {
    const world = await startWorld();
    const refused = {
      kind: 'refused',
      payer: 'repository',
      reason: 'no-installation',
      message: 'the App is not installed on example-herbarium/mosses: 404 Not Found',
    };
    expect(await list(world, MOSSES)).toEqual(refused);
    expect(await post(world, MOSSES)).toEqual(refused);
    expect(await world.targets.inspect(MOSSES)).toEqual(refused);
    await list(world, { ...MOSSES, name: 'ferns' });
    expect(paths(world)).toEqual([
      'GET /users/example-herbarium/installation',
      'GET /repos/example-herbarium/mosses/installation',
      'GET /repos/example-herbarium/ferns/installation',
    ]);
  });

  it.each([
    [403, 'This installation has been suspended'],
    [422, 'The permissions requested are not granted to this installation.'],
    [404, 'Not Found'],
  ])("is refused with GitHub's message when the creation of the token is answered with %i", async (status, message) => {
    const world = await startWorld(() => ({ status, body: { message } }), { special: /access_tokens$/ });
    const refused = {
      kind: 'refused',
      payer: 'repository',
      reason: 'no-installation',
      message: `the App's installation 5 gives no token: ${status} ${message}`,
    };
    expect(await list(world)).toEqual(refused);
    expect(await post(world, { ...MUSEUM, name: 'fishes' })).toEqual(refused);
    expect(mints(world)).toBe(1);
  });

  it('is limited without counting against the limit on issues', async () => {
    const limited = { status: 403, headers: { 'retry-after': '60' }, body: { message: 'secondary rate limit' } };
    const ofTokens = await startWorld(() => limited, { special: /access_tokens$/ });
    expect(await post(ofTokens)).toMatchObject({ kind: 'limited', limit: 'primary' });
    const ofIssues = await startWorld(() => limited, { special: /\/issues$/ });
    expect(await post(ofIssues)).toMatchObject({ kind: 'limited', limit: 'secondary' });
  });

  it.each(['Resource not accessible by integration', 'This installation has been suspended'])(
    'is refused when GitHub answers "%s" during the run',
    async (message) => {
      const world = await startWorld(() => ({ status: 403, body: { message } }), { special: /\/issues$/ });
      expect(await post(world)).toEqual({
        kind: 'refused',
        payer: 'owner',
        reason: 'no-installation',
        message: `403 ${message}`,
      });
    },
  );

  it('keeps another reason of the owner', async () => {
    const world = await startWorld(() => ({ status: 403, body: { message: 'Blocked' } }), { special: /\/issues$/ });
    expect(await post(world)).toMatchObject({ kind: 'refused', payer: 'owner', reason: 'sender-blocked' });
  });

  it('is refused when the installation was not granted the repository', async () => {
    const world = await startWorld(
      ({ path }) => {
        if (path.startsWith('/users')) return { status: 200, body: installation(5, 'selected') };
        return path === '/repos/Example-Museum/birds/installation'
          ? { status: 200, body: installation(5, 'selected') }
          : { status: 404, body: { message: 'Not Found' } };
      },
      { special: /\/installation$/ },
    );
    expect(await list(world)).toMatchObject({ kind: 'listed' });
    expect(await list(world, { ...MUSEUM, name: 'fishes' })).toMatchObject({ reason: 'no-installation' });
  });

  it('is unavailable when the lookup fails, and is looked up again', async () => {
    let broken = true;
    const world = await startWorld(
      () => (broken ? { status: 500, body: {} } : { status: 200, body: installation(5) }),
      { special: /\/installation$/ },
    );
    expect(await list(world)).toMatchObject({ kind: 'unavailable' });
    broken = false;
    expect(await list(world)).toMatchObject({ kind: 'listed' });
  });
});

describe('a repository that moved', () => {
  /** `example-herbarium/mosses` is now `example-garden/mosses`, whose owner has the installation 6. */
  const moved: Answers = ({ path, token }) => {
    if (path === '/repos/example-herbarium/mosses/installation')
      return { status: 301, body: {}, headers: { location: '/repositories/9/installation' } };
    if (path === '/repositories/9/installation') return { status: 200, body: installation(6) };
    if (path === '/users/example-garden/installation') return { status: 200, body: installation(6) };
    if (path === '/users/example-herbarium/installation') return { status: 404, body: { message: 'Not Found' } };
    if (path === '/repositories/9/issues' && token.startsWith('ghs_'))
      return { status: 201, body: { number: 3, html_url: 'http://github.localhost/example-garden/mosses/issues/3' } };
    return { status: 200, body: { full_name: 'example-garden/mosses', has_issues: true } };
  };
  const special = /installation$|repositories|\/repos\/[^/]+\/mosses$/;

  it('is listed with the token of its new owner, even if the old owner has none', async () => {
    const world = await startWorld(moved, { special });
    expect(await list(world, MOSSES)).toMatchObject({ kind: 'listed' });
    expect(paths(world)).toContain('POST /app/installations/6/access_tokens');
  });

  it('gets the issue with the token of its new owner when it moved during the request', async () => {
    const world = await startWorld(moved, { special });
    expect(await post(world, MOSSES, '/repositories/9/issues')).toMatchObject({
      kind: 'created',
      repository: { owner: 'example-garden', name: 'mosses' },
    });
    expect(paths(world)).toEqual([
      'GET /repos/example-herbarium/mosses/installation',
      'GET /repositories/9/installation',
      'POST /app/installations/6/access_tokens',
      'POST /repositories/9/issues',
    ]);
  });

  it('is refused, also in the dry run, when its new owner has no installation', async () => {
    const gone: Answers = (asked, world) =>
      /example-garden.*installation$/.test(asked.path)
        ? { status: 404, body: { message: 'Not Found' } }
        : moved(asked, world);
    const world = await startWorld(gone, { special });
    const refused = { reason: 'no-installation', message: expect.stringContaining('example-garden/mosses: 404') };
    expect(await post(world, { owner: 'example-garden', name: 'mosses' })).toMatchObject(refused);
    expect(await world.targets.inspect(MOSSES)).toMatchObject(refused);
  });
});

describe('the inspection of a target', () => {
  it('gives its state, and the right to set labels that every App has', async () => {
    const world = await startWorld(() => ({ status: 200, body: { full_name: 'example-museum/birds' } }), {
      special: /\/repos\/[^/]+\/birds$/,
    });
    expect(await world.targets.inspect(MUSEUM)).toMatchObject({
      kind: 'exists',
      repository: { owner: 'example-museum', name: 'birds' },
      archived: false,
      issuesEnabled: true,
      mayPush: true,
    });
  });
});
