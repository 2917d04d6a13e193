import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FaultAction } from '../../sandbox/github/layers/injected-faults.ts';
import type { Happened } from '../support/happened.ts';
import { lines, PERIOD, REPORTS, reportsFile } from '../support/index-files.ts';
import { scenario } from '../support/scenario.ts';

const BIRDS = 'example-museum/birds';
const POST_BIRDS = { method: 'POST', path: /birds\/issues$/ };
const LIST_BIRDS = { method: 'GET', path: /birds\/issues\?/ };

/** How often birds' issue was asked for and posted. */
function aboutBirds({ asked }: Happened): string[] {
  return asked.flatMap((line) => /^(\w+) \S+\/birds\/issues (.*)$/.exec(line)?.slice(1, 3).join(' ') ?? []);
}

describe('a POST whose answer does not tell what became of it', () => {
  const html = { 'content-type': 'text/html' };
  it.each<[string, FaultAction, string[]]>([
    ['the connection is lost after the effect', 'dropAfter', ['POST no answer']],
    ['the answer is cut off', 'truncate', ['POST 201']],
    ['a 502 after the effect', { status: 502, headers: html, body: '<html>', afterEffect: true }, ['POST 502']],
    ['a 200 with a list', { status: 200, body: [], afterEffect: true }, ['POST 200']],
    ['a 201 without a number', { status: 201, body: { id: 1 }, afterEffect: true }, ['POST 201']],
    ['a 201 without an address', { status: 201, body: { number: 1 }, afterEffect: true }, ['POST 201']],
    [
      'a 201 with an address that is none',
      { status: 201, body: { number: 1, html_url: 'javascript:x' }, afterEffect: true },
      ['POST 201'],
    ],
  ])('%s: the list decides after a while, nothing is sent twice', async (_, action, posts) => {
    const { run, fault, sandbox, now } = await scenario({ reports: ['birds', 'mammals'] });
    fault(POST_BIRDS, action);
    // The list is late, as it may be.
    sandbox.setListLag(20_000);
    const startedAt = now();
    const happened = await run();
    expect(aboutBirds(happened)).toEqual(['GET 200', ...posts, 'GET 200']);
    expect(happened.opened).toEqual([`${BIRDS}#1`, 'example-museum/mammals#1']);
    expect(happened.outputs).toMatchObject({ status: 'success', sent: '2', found: '0' });
    expect(happened.changes[REPORTS]?.[0]).toMatch(/birds,true,true,,http.*\/birds\/issues\/1,/);
    const lists = happened.requests.filter(({ method, path }) => method === 'GET' && path.includes('/birds/issues'));
    expect((lists.at(-1)?.at ?? 0) - startedAt).toBeGreaterThan(35_000);
  });

  it.each<[string, FaultAction]>([
    ['the connection is lost before the effect', 'dropBefore'],
    ['a 500 without effect', { status: 500, body: { message: 'Server Error' } }],
  ])('%s: it is posted again once the list does not show it', async (_, action) => {
    const { run, fault } = await scenario({ reports: ['birds'] });
    fault(POST_BIRDS, action);
    const happened = await run();
    expect(aboutBirds(happened).map((line) => line.split(' ')[0])).toEqual(['GET', 'POST', 'GET', 'POST']);
    expect([happened.opened, happened.status]).toEqual([[`${BIRDS}#1`], 'success']);
  });

  it.each(['before', 'after'] as const)('no answer at all, %s the effect: it is given up after 30 s', async (phase) => {
    const { run, hang } = await scenario({ reports: ['birds'] });
    hang(POST_BIRDS, phase);
    const happened = await run();
    expect(happened.opened).toEqual([`${BIRDS}#1`]);
    expect(happened.outputs).toMatchObject({ status: 'success', sent: '1' });
    expect(happened.tookMs).toBeGreaterThan(65_000);
    expect(happened.tookMs).toBeLessThan(75_000);
  });

  it('three times: the report is left pending, the rest goes on, the run fails so that somebody looks', async () => {
    const { run, fault, file } = await scenario({ reports: ['birds', 'mammals'] });
    fault({ ...POST_BIRDS, times: 3 }, { status: 502 });
    const happened = await run();
    expect(aboutBirds(happened)).toEqual(['GET 200', 'POST 502', 'GET 200', 'POST 502', 'GET 200', 'POST 502']);
    expect([happened.exitCode, happened.opened]).toEqual([1, ['example-museum/mammals#1']]);
    expect(happened.outputs).toMatchObject({ status: 'failed', sent: '1', failed: '0', pending: '1' });
    expect(happened.annotations).toContainEqual(
      expect.stringMatching(/^error reports-index\/reports\/201204\.csv:2: left/),
    );
    expect(await file('periods.csv')).toContain('201204,2012,4,in progress');
    const next = await run({ period: '' });
    expect([next.status, next.opened]).toEqual(['success', [`${BIRDS}#1`]]);
  });

  it('three times, the last with effect: the next run finds it', async () => {
    const { run, fault } = await scenario({ reports: ['birds'] });
    fault({ ...POST_BIRDS, times: 2 }, 'dropBefore');
    fault({ ...POST_BIRDS, nth: 3 }, 'dropAfter');
    expect((await run()).status).toBe('failed');
    const { opened, outputs } = await run();
    expect([opened, outputs.status, outputs.found]).toEqual([[], 'success', '1']);
  });
});

describe('a list that cannot be had', () => {
  it('is asked for again, for it only reads', async () => {
    const { run, fault } = await scenario({ reports: ['birds'] });
    fault(LIST_BIRDS, { status: 502 });
    fault({ ...LIST_BIRDS, nth: 2 }, 'truncate');
    const happened = await run();
    expect(aboutBirds(happened)).toEqual(['GET 502', 'GET 200', 'GET 200', 'POST 201']);
    expect(happened.status).toBe('success');
  });

  it('leaves its report pending and unsent', async () => {
    const { run, fault } = await scenario({ reports: ['birds', 'mammals'] });
    fault({ ...LIST_BIRDS, times: 100 }, { status: 502 });
    const { exitCode, opened, outputs } = await run();
    expect([exitCode, outputs.status, outputs.pending]).toEqual([1, 'failed', '1']);
    expect(opened).toEqual(['example-museum/mammals#1']);
  });

  it('is given up when it does not answer', async () => {
    const { run, hang } = await scenario({ reports: ['birds', 'mammals'] });
    hang({ ...LIST_BIRDS, times: 100 });
    const { outputs, opened } = await run();
    expect([outputs.status, opened]).toEqual(['failed', ['example-museum/mammals#1']]);
  });
});

describe('what earlier runs knew is lost', () => {
  it('flags and cache: all is found, nothing is sent again', async () => {
    const { run, sandbox, push, file } = await scenario();
    await run();
    await push(REPORTS, reportsFile(['birds', 'mammals', 'fishes']));
    sandbox.dropCaches();
    const { opened, outputs } = await run();
    expect([opened, outputs.status, outputs.sent, outputs.found]).toEqual([[], 'success', '0', '3']);
    expect((await file(REPORTS)).match(/,true,true,,http/g)).toHaveLength(3);
  });

  it('only issues of its own account count: a stranger cannot silence a report', async () => {
    const { run, openIssue } = await scenario({ reports: ['birds'] });
    await openIssue(BIRDS, '<!-- report-notifier:201204|birds -->', 'stranger');
    const { opened, outputs } = await run();
    expect([opened, outputs.found]).toEqual([[`${BIRDS}#2`], '0']);
  });

  it('its own issue counts whatever its state and its other text', async () => {
    const { run, openIssue } = await scenario({ reports: ['birds'] });
    await openIssue(BIRDS, 'Edited by somebody.\r\n\r\n<!-- report-notifier:201204|birds -->\r\n');
    const { opened, outputs } = await run();
    expect([opened, outputs.found]).toEqual([[], '1']);
  });
});

describe('a progress marker that says', () => {
  const hostile = (campaign: object, more: object = {}) =>
    JSON.stringify({
      version: 1,
      pace: { sendings: [] },
      campaigns: [
        {
          id: 'x',
          period: PERIOD,
          testing: false,
          failed: [],
          runs: 1,
          totals: { sent: 0, found: 0, skipped: 0 },
          lastActiveAt: 0,
          ...campaign,
        },
      ],
      ...more,
    });
  const far = Date.UTC(2100, 0, 1);

  it.each([
    ['nothing readable', 'not JSON'],
    ['that all has failed', hostile({ failed: ['201204|birds', '201204|mammals'] })],
    ['that the end has been reached', hostile({ cursor: '201204|mammals' })],
    [
      'that nothing may be sent for ever',
      hostile(
        {},
        {
          pace: {
            sendings: Array(600).fill(far),
            lastStartedAt: far,
            hold: { untilAt: far, refusals: 9, announced: true },
          },
        },
      ),
    ],
  ])('%s: all reports are sent, once', async (_, content) => {
    const { run, damageMarker, push } = await scenario({ reports: ['birds', 'mammals'] });
    await run({ gbifdatasetid: 'birds' });
    await push(REPORTS, reportsFile(['birds', 'mammals']));
    damageMarker(content);
    const { opened, outputs, tookMs } = await run();
    expect(outputs).toMatchObject({ status: 'success', sent: '1', found: '1' });
    expect(opened).toEqual(['example-museum/mammals#1']);
    expect(tookMs).toBeLessThan(3_700_000);
  });
});

describe('the cache', () => {
  const CACHE = /^\/twirp\//;

  it('that is down costs a warning', async () => {
    const { run, fault } = await scenario({ reports: ['birds'] });
    fault({ path: CACHE, times: 1_000 }, { status: 500, headers: { 'content-type': 'text/html' }, body: '<html>' });
    const { exitCode, outputs, annotations } = await run();
    expect([exitCode, outputs.status, outputs.sent]).toEqual([0, 'success', '1']);
    expect(annotations.filter((line) => line.startsWith('error'))).toEqual([]);
    expect(annotations).toContainEqual(expect.stringMatching(/^warning: The progress marker was not saved/));
  });

  it('that does not answer holds nobody up for long', async () => {
    const { run, hang } = await scenario({ reports: ['birds'] });
    hang({ path: CACHE, times: 1_000 });
    const { outputs, annotations, tookMs } = await run();
    expect(outputs).toMatchObject({ status: 'success', sent: '1' });
    expect(annotations).toContainEqual(expect.stringMatching(/^warning: The progress marker could not be read/));
    expect(tookMs).toBeLessThan(70_000);
  });

  it('that the runner does not have costs a warning', async () => {
    const { run } = await scenario({ reports: ['birds'] });
    const { outputs, annotations } = await run({}, { env: { ACTIONS_RESULTS_URL: '', ACTIONS_RUNTIME_TOKEN: '' } });
    expect(outputs).toMatchObject({ status: 'success', sent: '1' });
    expect(annotations.filter((line) => !line.startsWith('warning'))).toEqual([]);
  });

  it('whose entry is damaged costs a warning', async () => {
    const { run, sandbox } = await scenario({ reports: ['birds', 'mammals'] });
    await run({ 'max-issues': '1' });
    for (const entry of sandbox.caches()) entry.bytes = Buffer.from('not an archive');
    const { outputs, opened } = await run();
    expect([outputs.status, opened]).toEqual(['success', ['example-museum/mammals#1']]);
  });
});

describe('the branch of the index', () => {
  const MOVE = { method: 'PATCH', path: /\/git\/refs\/heads\/main$/ };
  const edited = lines('gbifdatasetid,stored,issue_sent', 'mammals,true,false', 'birds,true,false', 'fishes,0,0');

  it('that moved during the commit gets the same flags on top, by dataset', async () => {
    const { run, fault, push, file } = await scenario({
      index: { [REPORTS]: lines('gbifdatasetid,stored,issue_sent', 'birds,true,false', 'mammals,true,false') },
    });
    fault(MOVE, { run: () => push(REPORTS, edited) });
    const { status, commits } = await run();
    expect(status).toBe('success');
    expect(commits).toEqual(['Change by somebody else', 'Record reports of period 201204: 2 sent']);
    expect(await file(REPORTS)).toBe(
      lines('gbifdatasetid,stored,issue_sent', 'mammals,true,true', 'birds,true,true', 'fishes,0,0'),
    );
  });

  it('that moved, and a row is gone: the others get their flags', async () => {
    const { run, fault, push, file } = await scenario({ reports: ['birds', 'mammals'] });
    fault(MOVE, { run: () => push(REPORTS, reportsFile(['mammals'])) });
    const { status, annotations } = await run();
    expect(status).toBe('success');
    expect(annotations).toEqual([
      expect.stringMatching(/^warning: reports-index\/reports\/201204\.csv: the row of dataset birds has been removed/),
    ]);
    expect(await file(REPORTS)).toMatch(/^mammals,true,true/m);
  });

  it('that moves again and again ends the tries; the next run makes it up', async () => {
    const { run, fault, push, sandbox } = await scenario({ reports: ['birds'] });
    let n = 0;
    fault(
      { ...MOVE, times: 5 },
      {
        run: () => {
          n += 1;
          return push('other.txt', String(n));
        },
      },
    );
    const first = await run();
    expect([first.exitCode, first.status, first.outputs.commit]).toEqual([1, 'error', '']);
    expect(first.annotations).toEqual([expect.stringMatching(/in 5 tries; the last time the branch moved\. /)]);
    sandbox.dropCaches();
    const { status, opened, commits } = await run();
    expect([status, opened, commits]).toEqual(['success', [], ['Record reports of period 201204: 1 found']]);
  });

  it.each([
    ['a ruleset', 422, 'Repository rule violations found\n\nCannot update this protected ref.', /bypass the rule/],
    ['classic protection', 403, 'Protected branch update failed for refs/heads/main.', /bypass the rule/],
    ['a token without the right', 403, 'Resource not accessible by integration', /permissions: contents: write/],
  ])(
    'that is closed by %s fails the step with the remedy; the next run finds what was sent',
    async (_, status, message, remedy) => {
      const { run, fault, sandbox } = await scenario({ reports: ['birds'] });
      fault({ ...MOVE, times: 10 }, { status, body: { message } });
      const first = await run();
      expect([first.exitCode, first.status, first.outputs.sent]).toEqual([1, 'error', '1']);
      expect(first.annotations).toEqual([expect.stringMatching(remedy)]);
      expect(first.summary).toContain('What to do');
      sandbox.clearFaults();
      const { status: next, opened, outputs } = await run();
      expect([next, opened, outputs.found]).toEqual(['success', [], '1']);
    },
  );

  it('whose answer to the commit is lost: the commit is recognized', async () => {
    const { run, fault, sandbox } = await scenario({ reports: ['birds'] });
    fault(MOVE, 'dropAfter');
    const { status, commits, outputs } = await run();
    expect([status, commits]).toEqual(['success', ['Record reports of period 201204: 1 sent']]);
    expect(outputs.commit).toBe(await sandbox.head('example-network/reports-index'));
  });
});

describe('steps of one run that both use the action', () => {
  it('save a marker each, and the second waits for what the first may have sent', async () => {
    const { run, sandbox } = await scenario({ reports: ['birds', 'mammals', 'fishes'] });
    const [first, second] = [
      { runId: 7_000, runNumber: 1 },
      { runId: 7_000, runNumber: 1 },
    ];
    await run({ 'max-issues': '1' }, first);
    const { status, log, opened } = await run({}, second);
    expect(status).toBe('success');
    expect(opened).toHaveLength(2);
    expect(log).toContain('an earlier run may have sent something that GitHub does not list yet');
    expect(new Set(sandbox.caches().map(({ key }) => key)).size).toBe(2);
  });

  it('the second waits also when the first died and nothing was saved', async () => {
    const { run } = await scenario({ reports: ['birds', 'mammals'] });
    const RUNNER_TEMP = await mkdtemp(join(tmpdir(), 'runner-temp-'));
    onTestFinished(() => rm(RUNNER_TEMP, { recursive: true }));
    const job = { runId: 7_000, runNumber: 1, env: { RUNNER_TEMP } };
    const kill = { signal: 'SIGKILL', request: { method: 'POST', path: /mammals\/issues/ }, phase: 'after' } as const;
    expect((await run({}, { ...job, kill, post: false })).opened).toHaveLength(2);
    const { status, log, opened, outputs } = await run({}, job);
    expect([status, opened, outputs.found]).toEqual(['success', [], '2']);
    expect(log).toContain('an earlier run may have sent something that GitHub does not list yet');
  });
});
