import { describe, expect, it } from 'vitest';
import type { FaultAnswer } from '../../sandbox/github/layers/injected-faults.ts';
import { REPORTS } from '../support/index-files.ts';
import { scenario } from '../support/scenario.ts';

const HEAD = { method: 'GET', path: /\/git\/ref\/heads\// };
const TREE = { method: 'GET', path: /\/git\/trees\// };
const FILE = { method: 'GET', path: /\/contents\// };
const BLOB = { method: 'POST', path: /\/git\/blobs$/ };
const NEW_TREE = { method: 'POST', path: /\/git\/trees$/ };
const COMMIT = { method: 'POST', path: /\/git\/commits$/ };
const MOVE = { method: 'PATCH', path: /\/git\/refs\/heads\/main$/ };
const BASE = { method: 'GET', path: /\/git\/commits\// };
const FOR_GOOD = 10_000;

const said = (status: number, message: string, documentation_url = 'https://docs.github.com/rest'): FaultAnswer => ({
  status,
  body: { message, documentation_url },
});
const slowDown: FaultAnswer = { status: 429, headers: { 'retry-after': '20' }, body: { message: 'Too many requests' } };

describe('at the start, the index', () => {
  it('is read when the job token has requests again', async () => {
    const { run, fault, now } = await scenario();
    const spent = () => ({
      status: 403,
      headers: {
        'x-ratelimit-limit': '1000',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.floor(now() / 1_000) + 20),
        date: new Date(now()).toUTCString(),
      },
      body: { message: 'API rate limit exceeded for installation ID 1.' },
    });
    fault(HEAD, { answer: spent });
    const { status, opened, tookMs, log } = await run();
    expect([status, opened.length]).toEqual(['success', 3]);
    expect(tookMs).toBeGreaterThanOrEqual(20_000);
    expect(log).toContain('API rate limit exceeded for installation ID 1.');
  });

  it.each([
    ['the branch head', HEAD],
    ['the tree', TREE],
    ['a file', FILE],
  ])('is read although GitHub limits the request for %s', async (_, request) => {
    const { run, fault } = await scenario({ reports: ['birds'] });
    fault(request, slowDown);
    const { status, opened, tookMs } = await run();
    expect([status, opened]).toEqual(['success', ['example-museum/birds#1']]);
    expect(tookMs).toBeGreaterThanOrEqual(20_000);
  });

  it.each([
    ['the branch head answers 502', HEAD, { status: 502, body: '<html>502 Bad Gateway</html>' }],
    ['the tree answers 503', TREE, { status: 503, body: '' }],
    ['a file answers 500', FILE, { status: 500, body: { message: 'Server Error' } }],
    ['connections break', HEAD, 'dropBefore'],
    ['answers are cut', FILE, 'truncate'],
  ] as const)('is read after a minute in which %s', async (_, request, action) => {
    const { run, fault } = await scenario({ reports: ['birds'] });
    fault({ ...request, times: 15 }, action);
    const { status, opened, tookMs } = await run();
    expect([status, opened]).toEqual(['success', ['example-museum/birds#1']]);
    expect(tookMs).toBeGreaterThan(20_000);
  });

  it('is asked for again after one 401 that means nothing', async () => {
    const { run, fault } = await scenario({ reports: ['birds'] });
    fault(HEAD, said(401, 'Bad credentials'));
    expect(await run()).toMatchObject({ status: 'success', opened: ['example-museum/birds#1'] });
  });

  it('is given up when GitHub is down for longer than minutes, and the cause is called an outage', async () => {
    const { run, fault } = await scenario();
    fault({ ...HEAD, times: FOR_GOOD }, { status: 503, body: '' });
    const { status, opened, tookMs, annotations } = await run();
    expect([status, opened]).toEqual(['error', []]);
    expect(tookMs).toBeGreaterThan(200_000);
    expect(tookMs).toBeLessThan(400_000);
    expect(annotations).toEqual([expect.stringMatching(/^error: Branch main .*cannot be read: 503.*githubstatus/)]);
  });

  it('is given up at once when a limit ends after the time limit, and the limit is named', async () => {
    const { run, fault } = await scenario();
    fault({ ...HEAD, times: FOR_GOOD }, { ...slowDown, headers: { 'retry-after': '3600' } });
    const { status, tookMs, annotations, asked } = await run({ 'time-limit': '30' });
    expect([status, asked.length]).toEqual(['error', 1]);
    expect(tookMs).toBeLessThan(60_000);
    expect(annotations).toEqual([expect.stringMatching(/^error: .*Too many requests.*limit/)]);
  });

  it.each<[string, FaultAnswer, RegExp, number]>([
    ['has no commit yet', said(409, 'Git Repository is empty.'), /empty.*commit the reports index/i, 1],
    ['may not be seen', said(404, 'Not Found'), /index-repository.*contents: read/, 1],
    [
      'is behind a firewall',
      { status: 403, headers: { server: 'squid' }, body: '<html>Access denied by policy</html>' },
      /not an answer of GitHub's API.*Let the runner reach/,
      6,
    ],
  ])('that %s is an error with a remedy of its own', async (_, answer, expected, atMost) => {
    const { run, fault } = await scenario();
    fault({ ...HEAD, times: FOR_GOOD }, answer);
    const { status, annotations, asked } = await run();
    expect(status).toBe('error');
    expect(annotations).toEqual([expect.stringMatching(expected)]);
    expect(asked.length).toBeLessThanOrEqual(atMost);
  });

  it('on a server whose name does not resolve is an error of the network', async () => {
    const { run } = await scenario();
    const { status, annotations } = await run(
      {},
      {
        env: { GITHUB_API_URL: 'http://api.example.invalid', http_proxy: '' },
      },
    );
    expect(status).toBe('error');
    expect(annotations).toEqual([expect.stringMatching(/cannot be read: .*api\.example\.invalid.*has network access/)]);
  });
});

describe('a flag commit', () => {
  it.each<[string, typeof MOVE, FaultAnswer, number]>([
    ['the branch cannot be updated', MOVE, said(422, 'Reference cannot be updated'), 4],
    ['it conflicts', MOVE, said(409, 'Conflict'), 2],
    ['the branch is not found', MOVE, said(404, 'Not Found'), 2],
    ['a blob is not valid', NEW_TREE, said(422, 'tree.sha 57d1 is not a valid blob'), 1],
    ['the tree is not found', NEW_TREE, said(404, 'Not Found'), 1],
    ['the tree does not exist', COMMIT, said(422, 'Tree SHA does not exist'), 2],
    ['the head is not found', BASE, said(404, 'Not Found'), 1],
    ['the blob is not taken', BLOB, said(400, 'Problems parsing JSON'), 1],
    ['the token is not accepted', MOVE, said(401, 'Bad credentials'), 1],
    ['the request is refused in new words', MOVE, said(403, 'Something new'), 2],
  ])('lands although GitHub says for a moment that %s', async (_, request, answer, times) => {
    const { run, fault } = await scenario({ reports: ['birds'] });
    fault({ ...request, times }, answer);
    const { status, commits, annotations } = await run();
    expect([status, commits, annotations]).toEqual(['success', ['Record reports of period 201204: 1 sent'], []]);
  });

  it.each([
    ['requests are limited', BLOB, { ...slowDown, headers: { 'retry-after': '180' } }, 1, 180_000],
    ['the branch answers 502', MOVE, { status: 502, body: '' }, 6, 20_000],
    ['the branch head answers 503', { ...HEAD, nth: 2 }, { status: 503, body: '' }, 20, 20_000],
    ['connections break', COMMIT, 'dropBefore', 6, 20_000],
  ] as const)('outlasts minutes in which %s', async (_, request, action, times, leastMs) => {
    const { run, fault } = await scenario({ reports: ['birds'] });
    fault({ ...request, times }, action);
    const { status, commits, tookMs } = await run();
    expect([status, commits]).toEqual(['success', ['Record reports of period 201204: 1 sent']]);
    expect(tookMs).toBeGreaterThanOrEqual(leastMs);
  });

  it('is not believed to be impossible when a later one lands: the run goes on', async () => {
    const { run, fault } = await scenario();
    fault({ ...MOVE, times: 5 }, said(422, 'Reference cannot be updated'));
    const { status, opened, commits } = await run({ checkpoint: '1', 'max-per-minute': '1' });
    expect([status, opened.length]).toEqual(['success', 3]);
    expect(commits.length).toBeGreaterThan(0);
  });

  it.each<[string, FaultAnswer]>([
    ['a pull request', said(422, 'Changes must be made through a pull request.')],
    ['a status check', said(409, 'Required status check "build" is expected.')],
    [
      'a rule in new words',
      said(403, 'No.', 'https://docs.github.com/repositories/configuring-branches/managing-rulesets/about-rulesets'),
    ],
  ])('onto a protected branch that wants %s is refused once, with the words and the remedy', async (_, answer) => {
    const { run, fault } = await scenario({ reports: ['birds', 'mammals'] });
    fault({ ...MOVE, times: FOR_GOOD }, answer);
    const { status, annotations } = await run({ checkpoint: '1', 'max-per-minute': '1' });
    const { message = '' } = answer.body as { message?: string };
    expect([status, annotations.length]).toEqual(['error', 1]);
    expect(annotations[0]).toContain(message.replace(/\.$/, ''));
    expect(annotations[0]).toMatch(/bypass the rule/);
  });

  it('of the post step outlasts seconds without an answer, and ends with the step', async () => {
    const kill = { signal: 'SIGKILL', request: { method: 'POST', path: /mammals\/issues/ }, phase: 'after' } as const;
    const died = async (times: number) => {
      const world = await scenario({ reports: ['birds', 'mammals'] });
      world.fault({ ...HEAD, nth: 2, times }, { status: 502, body: '' });
      return world.run({ checkpoint: '100' }, { kill });
    };
    expect((await died(9)).commits).toEqual(['Record reports of period 201204: 1 sent']);
    const { commits, postLog, postExitCode } = await died(FOR_GOOD);
    expect([commits, postExitCode]).toEqual([[], 0]);
    expect(postLog).toMatch(/The index could not be read: Branch main .*502|GitHub did not answer in time/);
  });

  it('that GitHub refuses for good is an error with its words, said once', async () => {
    const { run, fault, file } = await scenario({ reports: ['birds', 'mammals'] });
    fault({ ...MOVE, times: FOR_GOOD }, said(422, 'Reference cannot be updated'));
    const { status, annotations, tookMs } = await run({ checkpoint: '1', 'max-per-minute': '1' });
    expect(status).toBe('error');
    expect(annotations).toEqual([expect.stringMatching(/^error: .*in 5 tries; .*422 Reference cannot be updated/)]);
    expect(tookMs).toBeLessThan(300_000);
    expect(await file(REPORTS)).toContain('birds,true,false');
  });
});
