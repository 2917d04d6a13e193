import { describe, expect, it } from 'vitest';
import { type Account, defaultAccounts, defaultTokens } from '../../sandbox/github/layers/accounts.ts';
import type { Happened } from '../support/happened.ts';
import { scenario } from '../support/scenario.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Times at which issues were asked for, in seconds after the first, with the answers. */
function posts({ requests }: Happened): [number, number | undefined][] {
  const sent = requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/issues'));
  const first = sent[0]?.at ?? 0;
  return sent.map(({ at, status }) => [Math.round((at - first) / 1000), status]);
}

/** Milliseconds between the first refusal and the next request with the same token. */
function restAfterRefusal({ requests }: Happened, token: string): number {
  const own = requests.filter((request) => request.token === token);
  const refused = own.findIndex(({ status }) => status === 403 || status === 429);
  return (own[refused + 1]?.at ?? Number.POSITIVE_INFINITY) - (own[refused]?.at ?? 0);
}

describe('the pace', () => {
  it('is even: 60 s / max-per-minute between two issues', async () => {
    const { run } = await scenario({ reports: ['a', 'b', 'c', 'd'] });
    const times = posts(await run({ 'max-per-minute': '4' })).map(([at]) => at);
    const gaps = times.slice(1).map((at, n) => at - (times[n] ?? 0));
    expect(gaps).toHaveLength(3);
    // A busy machine may be late, never early.
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(15);
    expect(times.at(-1)).toBeLessThan(60);
  });

  it('keeps to max-per-hour, over all runs of an hour', async () => {
    const { run, pass } = await scenario({ reports: ['a', 'b', 'c', 'd', 'e'] });
    const first = await run({ 'max-per-hour': '2', 'max-issues': '3' });
    const [, next = 0, third = 0] = posts(first).map(([at]) => at);
    expect(next).toBeLessThan(60);
    expect(third).toBeGreaterThanOrEqual(3_600);
    expect(third).toBeLessThan(3_660);
    await pass(20 * MINUTE_MS);
    const second = await run({ 'max-per-hour': '2' });
    const lastOfFirst = first.requests.filter(({ method }) => method === 'POST')[2]?.at ?? 0;
    const times = second.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/issues'));
    // The issue an hour before has left the window, that of 20 minutes before has not.
    expect((times[1]?.at ?? 0) - lastOfFirst).toBeGreaterThanOrEqual(HOUR_MS);
  });

  it('says while it waits for what and how long, at least every minute', async () => {
    const { run } = await scenario({ reports: ['a', 'b'] });
    const { log } = await run({ 'max-per-hour': '1' });
    const waits = log.split('\n').filter((line) => line.startsWith('waiting '));
    expect(waits.length).toBeGreaterThanOrEqual(59);
    expect(waits[0]).toMatch(/^waiting (1 h 00 min|59 min \d+ s): at most 1 issue an hour/);
  });
});

describe('a refusal because of a limit', () => {
  const POST = { method: 'POST', path: /\/issues$/ };

  it.each([
    [
      'retry-after in seconds',
      {
        status: 403,
        headers: { 'retry-after': '120' },
        body: { message: 'You have exceeded a secondary rate limit.' },
      },
      120_000,
    ],
    [
      '429 with retry-after',
      { status: 429, headers: { 'retry-after': '90' }, body: { message: 'Too many requests' } },
      90_000,
    ],
    [
      'no time given',
      {
        status: 403,
        headers: { 'x-ratelimit-remaining': '4850' },
        body: {
          message: 'You have exceeded a secondary rate limit and have been temporarily blocked from content creation.',
        },
      },
      MINUTE_MS,
    ],
  ])('%s: nothing is sent with the token before', async (_, answer, waitMs) => {
    const { run, fault, sandbox } = await scenario();
    fault({ ...POST, nth: 2 }, answer);
    const happened = await run();
    expect(happened.outputs).toMatchObject({ status: 'success', sent: '3' });
    const rest = restAfterRefusal(happened, sandbox.tokens.pat);
    expect(rest).toBeGreaterThanOrEqual(waitMs);
    expect(rest).toBeLessThan(waitMs + 10_000);
  });

  it('retry-after as a date', async () => {
    const { run, fault, sandbox, now } = await scenario();
    const until = new Date(now() + 10 * MINUTE_MS).toUTCString();
    fault(
      { ...POST, nth: 2 },
      { status: 403, headers: { 'retry-after': until }, body: { message: 'secondary rate limit' } },
    );
    const happened = await run();
    expect(happened.status).toBe('success');
    expect(restAfterRefusal(happened, sandbox.tokens.pat)).toBeGreaterThan(9 * MINUTE_MS);
  });

  it('the reset when nothing remains', async () => {
    const { run, fault, sandbox, now } = await scenario();
    const reset = String(Math.floor((now() + 30 * MINUTE_MS) / 1000));
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    fault({ ...POST, nth: 2 }, { status: 403, headers, body: { message: 'API rate limit exceeded for user ID 1.' } });
    const happened = await run();
    expect(happened.status).toBe('success');
    const rest = restAfterRefusal(happened, sandbox.tokens.pat);
    expect(rest).toBeGreaterThan(29 * MINUTE_MS);
    expect(rest).toBeLessThan(31 * MINUTE_MS);
  });

  it('again and again without a time: the waits grow', async () => {
    const { run, fault } = await scenario({ reports: ['a'] });
    const message = 'You have exceeded a secondary rate limit and have been temporarily blocked from content creation.';
    fault({ ...POST, times: 3 }, { status: 403, body: { message } });
    const times = posts(await run());
    expect(times.map(([, status]) => status)).toEqual([403, 403, 403, 201]);
    const waits = times.slice(1).map(([at], n) => at - (times[n]?.[0] ?? 0));
    expect(waits[0]).toBeGreaterThanOrEqual(60);
    expect(waits[1]).toBeGreaterThanOrEqual(240);
    expect(waits[2]).toBeGreaterThanOrEqual(900);
  });

  it('once, after the first issue: the others go on as before', async () => {
    const reports = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const { run, fault } = await scenario({ reports });
    fault({ ...POST, nth: 2 }, { status: 403, body: { message: 'You have exceeded a secondary rate limit.' } });
    const times = posts(await run());
    expect(times.map(([, status]) => status)).toEqual([201, 403, 201, 201, 201, 201, 201, 201, 201]);
    // From the third to the last; an issue a minute would be six.
    expect((times.at(-1)?.[0] ?? 0) - (times[2]?.[0] ?? 0)).toBeLessThan(60);
  });

  it('of a list rests the token as well', async () => {
    const { run, fault, sandbox } = await scenario({ reports: ['a', 'b'] });
    fault(
      { method: 'GET', path: /\/issues\?/, times: 2 },
      { status: 403, headers: { 'retry-after': '60' }, body: { message: 'You have exceeded a secondary rate limit.' } },
    );
    const happened = await run();
    expect(happened.outputs).toMatchObject({ status: 'success', sent: '2', failed: '0' });
    const own = happened.requests.filter(({ token }) => token === sandbox.tokens.pat);
    const refusedAt = Math.max(...own.filter(({ status }) => status === 403).map(({ at }) => at));
    expect(own.filter(({ at }) => at > refusedAt).every(({ at }) => at >= refusedAt + 59_000)).toBe(true);
  });

  it("of GitHub's own kind, in both shapes, delays the campaign and fails nothing", async () => {
    for (const shape of ['A', 'B'] as const) {
      const { run, sandbox } = await scenario({ reports: ['a', 'b', 'c', 'd'] });
      sandbox.setIssueLimit({ perMinute: 3, shape });
      const { outputs } = await run({ 'max-per-minute': '60' });
      expect(outputs).toMatchObject({ status: 'success', sent: '4', failed: '0' });
    }
  });

  it('is remembered by the next run', async () => {
    const { run, fault, sandbox } = await scenario({ reports: ['a', 'b'] });
    fault(
      { ...POST, nth: 2 },
      { status: 403, headers: { 'retry-after': '1800' }, body: { message: 'secondary rate limit' } },
    );
    const first = await run({ 'time-limit': '5' });
    expect(first.outputs).toMatchObject({ status: 'in progress', sent: '1', pending: '1' });
    // It does not sleep towards a slot that it cannot use.
    expect(first.tookMs).toBeLessThan(MINUTE_MS);
    const second = await run({ period: '' });
    expect(second.outputs).toMatchObject({ status: 'success', sent: '1' });
    const own = second.requests.filter(({ token, path }) => token === sandbox.tokens.pat && path !== '/user');
    const refusedAt = first.requests.find(({ status }) => status === 403)?.at ?? 0;
    expect((own[0]?.at ?? 0) - refusedAt).toBeGreaterThanOrEqual(1_800_000);
  });

  it.each([
    ['of its own', false],
    ['that is also that of the index', true],
  ])(
    'that a marker claims far ahead ends an hour after the first run that reads it, with a token %s',
    async (_, same) => {
      const { run, sandbox, damageMarker, pass, now, marker } = await scenario();
      await run({ 'max-issues': '1' });
      const hold = { untilAt: now() + 100 * 3_600_000, refusals: 1, announced: true };
      const claimed = JSON.parse(marker() ?? '');
      damageMarker(JSON.stringify({ ...claimed, pace: { ...claimed.pace, hold } }));
      const inputs = { 'time-limit': '5', ...(same ? { 'index-token': sandbox.tokens.pat } : {}) };
      const before = marker();
      await run({ ...inputs, 'dry-run': 'true' });
      expect(marker()).toBe(before);
      const until = now() + 3_600_000;
      for (let early = 0; early < 2; early += 1) {
        expect((await run(inputs)).outputs).toMatchObject({ status: 'in progress', sent: '0' });
        await pass(1_200_000);
      }
      await pass(until - now());
      expect((await run({ ...inputs, 'time-limit': '10' })).opened).toHaveLength(2);
    },
  );

  it('rests the index as well when it has the same token', async () => {
    const bot: Account = {
      login: 'example-report-bot',
      token: defaultTokens.pat,
      kind: 'user',
      pushesTo: ['example-network'],
    };
    const [, ...others] = defaultAccounts('example-network/reports-index');
    const { run, fault, sandbox, marker, file } = await scenario({
      reports: ['a', 'b', 'c'],
      accounts: [bot, ...others],
    });
    const one = { 'index-token': sandbox.tokens.pat, checkpoint: '1' };
    fault(
      { ...POST, nth: 3 },
      { status: 403, headers: { 'retry-after': '1800' }, body: { message: 'secondary rate limit' } },
    );
    const first = await run({ ...one, 'time-limit': '5' });
    expect(first.outputs).toMatchObject({ status: 'in progress', sent: '2', pending: '1' });
    expect(first.annotations).toContainEqual(expect.stringMatching(/^warning: GitHub takes no request of the token/));
    const refused = first.requests.findIndex(({ status }) => status === 403);
    const underWay = first.requests[refused]?.at ?? 0;
    expect(first.requests.filter(({ at, token }) => at > underWay && token === sandbox.tokens.pat)).toEqual([]);
    expect(await marker()).toContain('"hold"');
    const early = await run({ ...one, period: '', 'time-limit': '5' });
    expect(early.outputs).toMatchObject({ status: 'in progress', sent: '0' });
    expect(early.summary).toContain('nothing was sent, the index was not read');
    expect(early.summary).toContain('Start the workflow again at');
    expect(early.requests.filter(({ token }) => token === sandbox.tokens.pat)).toEqual([]);
    const last = await run({ ...one, period: '' });
    expect(last.outputs).toMatchObject({ status: 'success', sent: '1' });
    expect(
      (last.requests.find(({ token }) => token === sandbox.tokens.pat)?.at ?? 0) - underWay,
    ).toBeGreaterThanOrEqual(1_800_000);
    expect(await file('reports/201204.csv')).not.toContain('false');
  });
});
