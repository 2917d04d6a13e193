/** Situations of a whole run that depend on the exact time of an event. */

import { describe, expect, it } from 'vitest';
import { lines, PERIOD } from '../../support/index-files.ts';
import { runWorld } from '../../support/run-world.ts';

describe('a cancelled run', () => {
  it('starts no other run when the cancel comes during the last commit', async () => {
    const { run, happened } = runWorld({
      inputs: { 'time-limit': '0.08' },
      committed: (_, stop) => stop.abort(),
    });
    const result = await run();
    expect(happened.posts.length).toBeLessThan(3);
    expect(happened.dispatches).toEqual([]);
    expect(result.cancelled).toBe(true);
  });
});

describe('a run with one token for everything', () => {
  const shared = { 'index-token': 'pat', 'workflow-token': 'pat' };

  it('starts no other run while GitHub rate-limits the token, and says so', async () => {
    const { run, happened, marker } = runWorld({
      inputs: { ...shared, 'time-limit': '5' },
      post: (n, now) => (n === 2 ? { kind: 'limited', limit: 'secondary', retryAt: now + 299_000 } : undefined),
    });
    const result = await run();
    const until = marker().pace.hold?.untilAt ?? 0;
    expect(until).toBeGreaterThan(0);
    expect(happened.dispatches.filter(({ at }) => at < until)).toEqual([]);
    expect(result.status).toBe('in progress');
    expect(result.next?.text).toMatch(/token/);
  });

  it('opens no issue while GitHub rate-limits the token because of a flag commit', async () => {
    const { run, happened, ports, clock } = runWorld({ inputs: { ...shared, checkpoint: '1' } });
    const { index, targets } = ports;
    const [commit, createIssue] = [index.commit, targets.createIssue];
    const refused = Promise.withResolvers<void>();
    let heldUntil = 0;
    index.commit = async (...given) => {
      if (heldUntil > 0) return commit(...given);
      // Longer than a flag commit waits.
      heldUntil = clock.now() + 200_000;
      setImmediate(refused.resolve);
      return { kind: 'unknown', message: '403 secondary rate limit', retryAt: heldUntil };
    };
    // The second POST has already left when GitHub refuses the commit.
    targets.createIssue = async (...given) => {
      if (happened.posts.length === 1) await refused.promise;
      return createIssue(...given);
    };
    expect((await run()).status).toBe('success');
    const [, , third] = happened.posts;
    expect(third?.at).toBeGreaterThanOrEqual(heldUntil);
  });
});

describe('skipped reports in a file without an issue_skipped column', () => {
  const reports = lines('gbifdatasetid,stored,issue_sent', 'x,true,false', 'a,true,false', 'b,true,false');

  it.each(['100', '1'])('do not keep the period from being done, with a checkpoint of %s', async (checkpoint) => {
    const { run, file } = runWorld({ inputs: { checkpoint }, datasets: ['a', 'b'], reports });
    expect((await run()).status).toBe('success');
    expect(file('periods.csv')).toContain(`${PERIOD},2012,4,done\n`);
  });

  it('count once in a campaign of several runs', async () => {
    const { run, marker } = runWorld({ inputs: { 'max-issues': '1' }, datasets: ['a', 'b'], reports });
    await run();
    expect(marker().campaigns[0]?.totals).toMatchObject({ sent: 1, skipped: 1 });
    const { campaign } = await run();
    expect(campaign?.totals).toMatchObject({ sent: 2, skipped: 1 });
  });
});

it('a run that ends because of a full disk still tells which reports it sent', async () => {
  const { run, happened } = runWorld({
    journal: (n) => {
      if (n >= 6) throw new Error('ENOSPC: no space left on device');
    },
  });
  const result = await run();
  expect(result.status).toBe('error');
  expect(result.problems.map(({ code }) => code)).toEqual(['journal-unwritable']);
  const sent = result.outcomes.filter(({ kind }) => kind === 'sent').length;
  expect(sent).toBeGreaterThan(0);
  expect(sent).toBe(happened.posts.length);
  expect(result.message).toContain(`${sent} sent`);
});

describe('the first run of a workflow', () => {
  const unanswered = {
    datasets: ['a'],
    inputs: { 'time-limit': '0.3' },
    post: () => ({ kind: 'unknown', message: '502' }) as const,
  };

  it('sends immediately', async () => {
    const { run, happened, clock } = runWorld();
    const startedAt = clock.now();
    await run();
    expect(happened.posts[0]?.at).toBe(startedAt);
  });

  it('waits until lists are up to date when an earlier step of its job has used the action', async () => {
    const { run, happened, clock, ports } = runWorld(unanswered);
    await run();
    expect(happened.posts).toHaveLength(1);
    ports.marker.load = async () => ({ kind: 'absent' });
    await clock.sleep(2_000);
    await run({ earlierStep: true });
    expect(happened.posts).toHaveLength(1);
  });

  it('waits until lists are up to date when an earlier job has saved a marker', async () => {
    const { run, happened, clock } = runWorld(unanswered);
    await run();
    await clock.sleep(2_000);
    await run();
    expect(happened.posts).toHaveLength(1);
  });
});

it('a run counts issues that may have been opened against max-issues', async () => {
  const { run, happened } = runWorld({
    inputs: { 'max-issues': '1' },
    isOpened: false,
    post: (n) => (n <= 3 ? { kind: 'unknown', message: '502' } : undefined),
  });
  await run();
  expect(new Set(happened.posts.map(({ to }) => to)).size).toBe(1);
});

it('a token that lacks a right everywhere spoils no campaign: with a better one all is sent', async () => {
  const datasets = Array.from({ length: 12 }, (_, n) => `d${n}`);
  let isMended = false;
  const { run, happened } = runWorld({
    datasets,
    owners: ['museum', 'herbarium', 'zoo'],
    post: () => (isMended ? undefined : { kind: 'refused', payer: 'token', reason: 'forbidden', message: '403' }),
  });
  const first = await run();
  expect(first.problems.map(({ code }) => code)).toEqual(['target-forbidden']);
  expect([first.outcomes, happened.posts.length]).toEqual([[], 3]);
  isMended = true;
  const result = await run();
  expect(result.status).toBe('success');
  expect(result.outcomes.filter(({ kind }) => kind === 'sent')).toHaveLength(12);
});

it('a run that chose its period itself names it when it ends with an error', async () => {
  const { run } = runWorld({ inputs: { period: '' }, env: { GITHUB_EVENT_NAME: 'schedule' }, reports: 'nonsense\n' });
  expect(await run()).toMatchObject({ status: 'error', period: PERIOD });
});
