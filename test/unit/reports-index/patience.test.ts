import { describe, expect, it } from 'vitest';
import { OUTAGE_MS, outlast } from '../../../src/reports-index/patience.ts';
import { type Problem, ProblemsError } from '../../../src/shared/problem.ts';
import { sleepingClock } from '../../support/memory.ts';

const HOUR_MS = 3_600_000;
const outage: Problem = { code: 'server-unavailable', message: '502' };

/** Reads with these problems, one after the other; undefined: it is read. */
function open(problems: (now: number) => (Problem | undefined)[], patienceMs = 6 * HOUR_MS) {
  const clock = sleepingClock();
  const left = problems(clock.now());
  const cancelled = new AbortController();
  let reads = 0;
  const read = async () => {
    reads += 1;
    const problem = left.length > 1 ? left.shift() : left[0];
    if (problem !== undefined) throw new ProblemsError([problem]);
    return 'read';
  };
  const waiter = { clock, random: () => 0.5, cancelled: cancelled.signal, latestAt: clock.now() + patienceMs };
  return { clock, cancelled, reads: () => reads, reading: () => outlast(read, waiter) };
}

describe('a reading of the index', () => {
  it('is made again with growing pauses while GitHub does not answer', async () => {
    const { reading, clock } = open(() => [...Array<Problem>(8).fill(outage), undefined]);
    expect(await reading()).toBe('read');
    expect(clock.slept).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1_000));
  });

  it('is given up after five minutes of an outage', async () => {
    const { reading, clock } = open(() => [outage]);
    await expect(reading()).rejects.toMatchObject({ problems: [outage] });
    const sleptMs = clock.slept.reduce((sum, ms) => sum + ms, 0);
    expect([sleptMs > OUTAGE_MS / 2, sleptMs <= OUTAGE_MS]).toEqual([true, true]);
  });

  it('waits for the end of a limit, and has patience for an outage after it', async () => {
    const limited = (retryAt: number): Problem => ({ code: 'index-limited', message: '403', retryAt });
    const { reading, clock } = open((now) => [limited(now + HOUR_MS), ...Array<Problem>(7).fill(outage), undefined]);
    expect(await reading()).toBe('read');
    expect(clock.slept.slice(0, 3)).toEqual([HOUR_MS, 1_000, 2_000]);
  });

  it.each<[string, Problem]>([
    ['a limit that ends later than the run', { code: 'index-limited', message: '', retryAt: Number.MAX_SAFE_INTEGER }],
    ['a fault of the index', { code: 'index-row', message: '' }],
    ['a certificate', { code: 'certificate-untrusted', message: '' }],
    ['an index that may not be read', { code: 'index-unreadable', message: '' }],
    ['a token that is held back', { code: 'index-held', message: '' }],
  ])('is not made again because of %s', async (_, problem) => {
    const { reading, reads } = open(() => [problem]);
    await expect(reading()).rejects.toMatchObject({ problems: [problem] });
    expect(reads()).toBe(1);
  });

  it('waits for nothing beyond the time of the run', async () => {
    const { reading, clock } = open(() => [outage], 10_000);
    await expect(reading()).rejects.toMatchObject({ problems: [outage] });
    expect(clock.slept).toEqual([1_000, 2_000, 4_000]);
  });

  it('is not made after a cancel', async () => {
    const { reading, reads, cancelled } = open(() => [outage]);
    cancelled.abort();
    await expect(reading()).rejects.toMatchObject({ problems: [outage] });
    expect(reads()).toBe(1);
  });
});
