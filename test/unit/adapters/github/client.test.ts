import { describe, expect, it } from 'vitest';
import { type Answer, retryAfterMs } from '../../../../src/adapters/github/answer.ts';
import { causeOf } from '../../../../src/adapters/github/causes.ts';
import { openGitHub, repositoryPath } from '../../../../src/adapters/github/client.ts';
import { createIssue, listIssues, postOutcome } from '../../../../src/adapters/github/issues.ts';
import { messageOf, refusalOf } from '../../../../src/adapters/github/refusals.ts';
import { loopback, type Reply, type Seen } from '../../../support/loopback.ts';
import { sleepingClock } from '../../../support/memory.ts';

const NOW = Date.UTC(2012, 4, 3);
const birds = { owner: 'museum', name: 'birds' };
const POST_TARGET = { repository: birds, location: undefined };
const draft = { title: 'Title', body: 'Body', labels: ['report'], assignees: [] };

async function open(answer: Reply[] | ((request: Seen, n: number) => Reply), base = '') {
  const server = await loopback(answer);
  const clock = sleepingClock(NOW);
  const options = { token: 'pat-secret', userAgent: 'notifier', clock, random: () => 0.5 };
  const github = openGitHub({ ...options, apiUrl: `${server.url}${base}` });
  return {
    ...server,
    github,
    clock,
    post: () => createIssue(github, { repository: birds, location: undefined }, draft, clock.now),
  };
}

const list = ({ github, clock }: Awaited<ReturnType<typeof open>>, creator: string | undefined = 'bot') =>
  listIssues(github, { repository: birds, creator, sinceAt: Date.UTC(2012, 3, 1), now: clock.now });

describe('requests', () => {
  it('are answered with any JSON', async () => {
    const body = '{"message":"Bad pat-secret","request_id":12345678901234567890}';
    const { github } = await open([{ status: 502, body, headers: { 'content-type': 'application/json' } }]);
    const answer = await github.send('POST', '/x', {});
    expect(answer).toMatchObject({ kind: 'answer', status: 502 });
    expect(messageOf(answer)).toBe('502 Bad ***');
  });

  it.each([
    ['', ''],
    ['x-access-token:', ''],
    ['bot:', ''],
    ['a', 'b'],
    ['ab', 'cd'],
    ['', ':x-oauth-basic'],
  ])('are answered without the token, also in base64 between "%s" and "%s"', async (before, after) => {
    const sent = Buffer.from(`${before}pat-secret${after}`).toString('base64');
    const { github } = await open([{ status: 407, body: { message: `Bad header: Basic ${sent}` } }]);
    const message = messageOf(await github.send('POST', '/x', {}));
    // Of the beginning and the end of the token a bit or two may be in what is left.
    const left = message.replace('407 Bad header: Basic ', '');
    expect(left).toContain('***');
    expect(left.replace('***', '').length).toBeLessThanOrEqual(sent.length - 12);
  });

  it('are answered without the token, also as a part of an address', async () => {
    const server = await loopback([{ status: 502, body: { message: 'at /?token=a%2Bb%20c' } }]);
    const options = { token: 'a+b c', userAgent: 'notifier', clock: sleepingClock(NOW), random: () => 0.5 };
    const github = openGitHub({ ...options, apiUrl: server.url });
    expect(messageOf(await github.send('POST', '/x', {}))).toBe('502 at /?token=***');
  });

  it('carry token, version and user agent', async () => {
    const { github, seen } = await open([{ body: { ok: true } }]);
    await github.read('/user');
    await github.send('POST', '/x', { body: { a: 1 } });
    for (const { headers } of seen) {
      expect(headers).toMatchObject({ authorization: 'token pat-secret', 'x-github-api-version': '2022-11-28' });
      expect(headers['user-agent']).toMatch(/^notifier /);
    }
    expect(seen.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['GET', '/user', ''],
      ['POST', '/x', '{"a":1}'],
    ]);
  });

  it('that read are repeated when lost or 5xx, with growing pauses; others are not', async () => {
    const failing: Reply[] = [{ cut: 'before' }, { status: 502 }, { body: { login: 'bot' } }];
    const { github, seen, clock } = await open(failing);
    expect(await github.read('/user')).toMatchObject({ kind: 'answer', status: 200 });
    expect([seen.length, clock.slept]).toEqual([3, [1_000, 2_000]]);
    const other = await open([{ cut: 'before' }]);
    expect(await other.github.send('POST', '/x', {})).toMatchObject({ kind: 'lost' });
    expect(other.seen).toHaveLength(1);
    const down = await open([{ status: 503 }]);
    expect(await down.github.read('/user')).toMatchObject({ kind: 'answer', status: 503 });
    expect(down.seen).toHaveLength(3);
  });

  it.each([404, 403, 422, 429])('that are answered with %d are not repeated', async (status) => {
    const { github, seen } = await open([{ status, body: { message: 'No' } }]);
    expect(await github.read('/x')).toMatchObject({ kind: 'answer', status });
    expect(seen).toHaveLength(1);
  });

  it('whose answer is cut off are lost', async () => {
    const { github } = await open([{ body: { number: 1, text: 'x'.repeat(1_000) }, cut: 'half' }]);
    expect(await github.send('POST', '/x', {})).toMatchObject({ kind: 'lost' });
  });

  it('below a base path, as on an Enterprise server, stay below it', async () => {
    const { github, seen, url } = await open(
      [{ status: 301, headers: { location: '/api/v3/repositories/1' } }, {}],
      '/api/v3',
    );
    await github.read('/repos/museum/birds');
    expect(seen.map(({ path }) => path)).toEqual(['/api/v3/repos/museum/birds', '/api/v3/repositories/1']);
    expect(github.pathOf(`${url}/api/v3/repositories/1?page=2`)).toBe('/repositories/1?page=2');
    expect(github.pathOf(`${url}/elsewhere`)).toBeUndefined();
    expect(github.pathOf('https://example.org/api/v3/x')).toBeUndefined();
  });
});

it.each([403, 500])('an error (%d) whose text breaks off is no answer: it may be a limit', async (status) => {
  const message = 'You have exceeded a secondary rate limit. Please wait.';
  const { github } = await open([{ status, cut: 'half', body: { text: 'x'.repeat(500), message } }]);
  expect(await github.send('POST', '/x', {})).toMatchObject({ kind: 'lost' });
});

describe('redirects', () => {
  it('of a reading request are followed on the same server', async () => {
    const { github, seen } = await open([
      { status: 301, headers: { location: '/repositories/7' } },
      { body: { id: 7 } },
    ]);
    expect(await github.read('/repos/a/b')).toMatchObject({ status: 200, path: '/repositories/7' });
    expect(seen[1]?.headers.authorization).toBe('token pat-secret');
  });

  it('to another server are not followed: the token does not leave', async () => {
    const other = await loopback([{ body: { stolen: true } }]);
    const { github, post, seen } = await open([{ status: 307, headers: { location: `${other.url}/repositories/7` } }]);
    expect(await github.read('/repos/a/b')).toMatchObject({ status: 307 });
    expect(await post()).toMatchObject({ kind: 'unclear', message: expect.stringContaining('another server') });
    expect([seen.length, other.seen.length]).toEqual([2, 0]);
  });

  it('in circles end', async () => {
    const { github, seen } = await open([{ status: 301, headers: { location: '/repositories/7' } }]);
    expect(await github.read('/repos/a/b')).toMatchObject({ status: 301 });
    expect(seen.length).toBeLessThan(6);
  });

  it('of a POST are given back as they are', async () => {
    const { post, seen, url } = await open((_, n) =>
      n === 1 ? { status: 307, headers: { location: `${url}/repositories/7/issues` } } : {},
    );
    expect(await post()).toEqual({ kind: 'moved', location: '/repositories/7/issues' });
    expect(seen).toHaveLength(1);
  });
});

describe('createIssue', () => {
  const url = 'https://github.com/Museum/Aves/issues/3';
  it.each<[string, Reply, object]>([
    [
      '201 with a number',
      { status: 201, body: { number: 3, html_url: url } },
      { kind: 'created', number: 3, url, repository: { owner: 'Museum', name: 'Aves' } },
    ],
    ['201 without a number', { status: 201, body: { id: 3 } }, { kind: 'unknown' }],
    ['201 with a text as number', { status: 201, body: { number: '3' } }, { kind: 'unknown' }],
    ...[0, -1, 1.5, 1e300, 2 ** 53].map((number): [string, Reply, object] => [
      `201 with the number ${number}`,
      { status: 201, body: { number, html_url: url } },
      { kind: 'unknown' },
    ]),
    ['201 with a number of 30 digits', { status: 201, body: `{"number":${'9'.repeat(30)}}` }, { kind: 'unknown' }],
    ['200 with a list', { status: 200, body: [] }, { kind: 'unknown' }],
    ['200 with an issue', { status: 200, body: { number: 3 } }, { kind: 'unknown' }],
    ['202', { status: 202, body: {} }, { kind: 'unknown' }],
    ['500', { status: 500 }, { kind: 'unknown' }],
    ['504 as HTML', { status: 504, body: '<html>' }, { kind: 'unknown' }],
    ['408', { status: 408 }, { kind: 'unknown' }],
    ['no answer', { cut: 'before' }, { kind: 'unknown' }],
    ['half an answer', { status: 201, body: { number: 3, body: 'x'.repeat(999) }, cut: 'half' }, { kind: 'unknown' }],
    [
      '401',
      { status: 401, body: { message: 'Bad credentials' } },
      { kind: 'unauthorized', message: '401 Bad credentials' },
    ],
    [
      '404 after a list that was answered',
      {
        status: 404,
        headers: { 'x-oauth-scopes': '', 'x-accepted-oauth-scopes': 'repo' },
        body: { message: 'Not Found' },
      },
      { kind: 'refused', payer: 'token', reason: 'missing-scope' },
    ],
    [
      '410',
      { status: 410, body: { message: 'Issues has been disabled' } },
      { kind: 'refused', reason: 'issues-disabled' },
    ],
    [
      '422',
      { status: 422, body: { message: 'Validation Failed', errors: [{ field: 'title', message: 'is too long' }] } },
      { kind: 'refused', payer: 'content', reason: 'invalid', message: '422 Validation Failed: title: is too long' },
    ],
    ['451', { status: 451, body: { message: 'DMCA' } }, { kind: 'refused', payer: 'repository', reason: 'blocked' }],
    ['403 without a body', { status: 403, body: '' }, { kind: 'unknown', code: 'answered-by-another' }],
    ['403 in words that nobody knows', { status: 403, body: { message: 'Not today' } }, { kind: 'unclear' }],
    ['the token in the answer', { status: 422, body: { message: 'token pat-secret' } }, { message: '422 token ***' }],
    [
      'the token in a page',
      { status: 422, body: '<b>pat-secret</b>' },
      { message: expect.stringMatching(/^422 \*\*\*/) },
    ],
  ])('%s', async (_, reply, expected) => {
    const { post, seen } = await open([reply]);
    expect(await post()).toMatchObject(expected);
    expect(seen).toHaveLength(1);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ title: 'Title', body: 'Body', labels: ['report'] });
  });
});

describe('a refusal', () => {
  const answer = (status: number, message: string, headers: Answer['headers'] = {}): Answer => ({
    kind: 'answer',
    status,
    headers,
    data: { message },
    path: '/x',
  });
  const A =
    'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.';
  const B = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  const reset = String(NOW / 1000 + 600);
  const date = new Date(NOW).toUTCString();

  it.each<[string, Answer, object]>([
    [
      'shape A',
      answer(403, A, { 'x-ratelimit-remaining': '4850', 'x-ratelimit-reset': reset }),
      { kind: 'limited', limit: 'secondary' },
    ],
    [
      'shape B',
      answer(403, B, { 'retry-after': '60' }),
      { kind: 'limited', limit: 'secondary', retryAt: NOW + 60_000 },
    ],
    ['429', answer(429, 'Slow down'), { kind: 'limited', limit: 'secondary' }],
    [
      '429 with a date',
      answer(429, '', { 'retry-after': new Date(NOW + 5_000).toUTCString() }),
      { retryAt: NOW + 5_000 },
    ],
    [
      'primary',
      answer(403, 'API rate limit exceeded for user ID 1.', {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': reset,
        date,
      }),
      { kind: 'limited', limit: 'primary', retryAt: NOW + 601_000 },
    ],
    [
      'primary, a server whose clock is an hour ahead',
      answer(403, 'API rate limit exceeded', {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(NOW / 1000 + 3_660),
        date: new Date(NOW + 3_600_000).toUTCString(),
      }),
      { retryAt: NOW + 61_000 },
    ],
    [
      'primary, the reset just past',
      answer(403, 'API rate limit exceeded', {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(NOW / 1000 - 5),
        date,
      }),
      { retryAt: NOW + 1_000 },
    ],
    [
      'primary without a reset',
      answer(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0' }),
      { kind: 'limited' },
    ],
    [
      'secondary while nothing remains',
      answer(403, A, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset, date }),
      { limit: 'secondary', retryAt: NOW + 601_000 },
    ],
    [
      'archived',
      answer(403, 'Repository was archived so is read-only.', { 'x-ratelimit-remaining': '4999' }),
      { kind: 'refused', reason: 'archived' },
    ],
    [
      'forbidden',
      answer(403, 'Resource not accessible by personal access token', { 'x-ratelimit-remaining': '4999' }),
      { kind: 'refused', payer: 'token', reason: 'missing-permission' },
    ],
    ['blocked', answer(403, 'Blocked'), { kind: 'refused', payer: 'owner', reason: 'sender-blocked' }],
    ['a 5xx', answer(503, A), { kind: 'unavailable', code: 'server-unavailable' }],
  ])('%s', (_, refused, expected) => {
    const seen = refusalOf(causeOf(refused, { request: 'issue', now: NOW }));
    expect(seen).toMatchObject('limit' in expected ? { retryAt: undefined, ...expected } : expected);
  });

  it.each([
    ['the time by the clock of GitHub', date, NOW],
    ['no time that can be read', 'now', undefined],
  ])('of a POST because of a limit, with %s', (_, said, serverAt) => {
    const post = {
      github: { token: 'classic' as const, pathOf: () => undefined },
      target: POST_TARGET,
      draft,
      now: NOW,
    };
    expect(postOutcome(answer(403, A, { date: said }), post)).toMatchObject({ kind: 'limited', serverAt });
  });

  it.each([
    ['60', 60_000],
    ['0', 0],
    [' 1.5 ', 1_500],
    ['1'.repeat(400), 24 * 3_600_000],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 24 * 3_600_000],
    [new Date(NOW + 90_000).toUTCString(), 90_000],
    [new Date(NOW - 90_000).toUTCString(), 0],
    ['', undefined],
    ['soon', undefined],
  ])('Retry-After %j', (value, expected) => expect(retryAfterMs(value, NOW)).toBe(expected));

  it('is told in one line of bounded length', () => {
    expect(messageOf({ kind: 'lost', message: 'gone' })).toBe('gone');
    expect(messageOf(answer(422, 'x'.repeat(9_999))).length).toBeLessThanOrEqual(510);
  });
});

describe('listIssues', () => {
  const issue = (number: number, more: object = {}) => ({
    number,
    html_url: `https://github.com/museum/birds/issues/${number}`,
    body: `<!-- report-notifier:${number} -->`,
    created_at: '2012-05-01T00:00:00Z',
    user: { login: 'Bot' },
    ...more,
  });

  it('asks for its own of any state since the period began, and takes no pull requests and nobody else', async () => {
    const server = await open([
      {
        body: [
          issue(1),
          issue(2, { pull_request: {} }),
          issue(3, { user: { login: 'stranger' } }),
          issue(4, { body: null }),
          issue(5, { body: `text <!-- report-notifier:a -->, <!-- report-notifier:b --> text` }),
        ],
      },
    ]);
    expect(await list(server)).toMatchObject({
      kind: 'listed',
      issues: [
        { number: 1, keys: ['1'], createdAt: Date.UTC(2012, 4, 1) },
        { number: 5, keys: ['a', 'b'] },
      ],
      requests: 1,
    });
    const query = new URL(server.seen[0]?.path ?? '', server.url).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      state: 'all',
      creator: 'bot',
      since: '2012-04-01T00:00:00.000Z',
      sort: 'created',
      direction: 'desc',
      per_page: '100',
    });
  });

  it('reads all pages, by the links of the server alone', async () => {
    const server = await open((_, n) => ({
      body: [issue(n)],
      headers:
        n < 3 ? { link: `<${server.url}/repositories/9/issues?page=${n + 1}>; rel="next", <x>; rel="last"` } : {},
    }));
    expect(await list(server)).toMatchObject({ issues: [{ number: 1 }, { number: 2 }, { number: 3 }], requests: 3 });
  });

  it('is not to be had when a later page is refused: the repository is there', async () => {
    const server = await open((_, n) =>
      n === 1
        ? { body: [issue(1)], headers: { link: '</gone>; rel="next"' } }
        : { status: 404, body: { message: 'Not Found' } },
    );
    expect(await list(server)).toEqual({ kind: 'unavailable', message: '404 Not Found' });
  });

  it('does not follow a link to another server, and takes the list for incomplete', async () => {
    const other = await loopback([{ body: [] }]);
    const server = await open([{ body: [issue(1)], headers: { link: `<${other.url}/x>; rel="next"` } }]);
    expect(await list(server)).toMatchObject({ kind: 'unavailable' });
    expect(other.seen).toHaveLength(0);
  });

  it('gives nothing when one page cannot be had: half a list would look like an absent issue', async () => {
    const server = await open((_, n) =>
      n === 1 ? { body: [issue(1)], headers: { link: `<${server.url}/page2>; rel="next"` } } : { status: 502 },
    );
    expect(await list(server)).toMatchObject({ kind: 'unavailable' });
    expect(server.seen).toHaveLength(4);
  });

  it.each<[string, Reply, object]>([
    ['not a list', { body: { message: 'odd' } }, { kind: 'unclear' }],
    [
      '404',
      { status: 404, body: { message: 'Not Found' } },
      { kind: 'refused', payer: 'repository', reason: 'not-found' },
    ],
    [
      'a page of a firewall',
      { status: 403, body: '<p>Gesperrt</p>' },
      { kind: 'unclear', code: 'answered-by-another' },
    ],
    ['401', { status: 401, body: { message: 'Bad credentials' } }, { kind: 'unauthorized' }],
    ['limited', { status: 403, headers: { 'retry-after': '7' }, body: {} }, { kind: 'limited', retryAt: NOW + 7_000 }],
    ['cut off', { body: [issue(1)], cut: 'half' }, { kind: 'unavailable' }],
  ])('%s', async (_, reply, expected) => expect(await list(await open([reply]))).toMatchObject(expected));

  it('is asked for once more when something else than GitHub has answered', async () => {
    const server = await open([{ status: 403, body: '' }, { body: [issue(1)] }]);
    expect(await list(server)).toMatchObject({ kind: 'listed', issues: [{ number: 1 }] });
  });

  it('tells the present name of a repository that moved', async () => {
    const server = await open(({ path }) => {
      if (path.startsWith('/repos/museum/birds/issues'))
        return { status: 301, headers: { location: `/repositories/9/issues${path.slice(path.indexOf('?'))}` } };
      if (path.startsWith('/repositories/9/issues')) return { body: [issue(1)] };
      return path === '/repos/museum/birds'
        ? { status: 301, headers: { location: '/repositories/9' } }
        : { body: { full_name: 'museum/aves' } };
    });
    expect(await list(server)).toMatchObject({ issues: [{ number: 1 }], movedTo: { owner: 'museum', name: 'aves' } });
  });
});

it('repositoryPath encodes every part', () => {
  expect(repositoryPath({ owner: 'a/..', name: 'b?c' }, '/issues')).toBe('/repos/a%2F../b%3Fc/issues');
});
