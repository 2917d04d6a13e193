import { describe, expect, it } from 'vitest';
import { inputsOf, type Measure, measure } from '../../../bench/pace/measure.ts';
import { DEFAULTS, PLAIN, rolling, START_AT } from '../../../bench/pace/row.ts';
import { ROWS } from '../../../bench/pace/rows.ts';
import { type Server, type ServerOptions, startServer } from '../../../bench/pace/server.ts';
import { type Campaign, runCampaign } from '../../../bench/pace/world.ts';

// The real pipeline on a simulated clock; `npm run bench:pace` has all cells and writes docs/pace.md.

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

function cell(name: string, count: number): Promise<Measure> {
  const row = ROWS.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`Expected a row named ${name}, got ${ROWS.map((one) => one.name).join('; ')}`);
  return measure({ ...row, seeds: row.seeds.slice(0, 2) }, count);
}

describe('against a limit that is not told', () => {
  it.each([
    ['80/min, 500/h (documented), unannounced', 400, 1.02, 0],
    ['20/min, 150/h (as users met it), unannounced', 400, 1.02, 3],
    ['20/min, 150/h (as users met it), unannounced', 3_000, 1.02, 3],
    ['20/min, 150/h (as users met it), announced', 400, 1.02, 3],
    ['20/min, 150/h, always announced as 60 s', 400, 1.02, 3],
    ['12/min, 60/h (stricter), unannounced', 400, 1.02, 3],
    ['12/min, 60/h (stricter), announced', 50, 1.02, 3],
  ])('%s, %d issues: at most %d of the best, %d refusals', async (name, count, ratio, refusals) => {
    const measured = await cell(name, count);
    expect(measured.status).toBe('success');
    expect(measured.ratio).toBeLessThanOrEqual(ratio);
    expect(measured.refusals).toBeLessThanOrEqual(refusals);
    expect(measured.duringHolds).toBe(0);
    expect(measured.silenceMs).toBeLessThanOrEqual(MINUTE_MS);
    expect(Math.abs(measured.estimateError ?? 1)).toBeLessThanOrEqual(0.1);
  });

  it('nobody who is not told does better in a campaign that is over after one refusal', async () => {
    const measured = await cell('12/min, 60/h (stricter), unannounced', 50);
    expect(measured.untoldOverBest).toBeGreaterThan(1.02);
    expect(measured.untoldRatio).toBeLessThanOrEqual(1.02);
    expect(measured.refusals).toBe(1);
  });

  it.each([
    ['80/min, 500/h (documented), given as inputs', 400],
    ['20/min, 150/h (as users met it), given as inputs', 400],
    ['12/min, 60/h (stricter), given as inputs', 50],
    ['12/min, 60/h (stricter), given as inputs', 400],
  ])('%s, %d issues: at most 1.005 of the best and no refusal', async (name, count) => {
    const { ratio, refusals } = await cell(name, count);
    expect({ refusals, isMet: ratio <= 1.005 }).toEqual({ refusals: 0, isMet: true });
  });

  it.each([
    ['20/min, 150/h, of which others use 30 an hour at random', 400],
    ['20/min, 150/h, half-way 12/min, 60/h', 400],
    ['20/min, 150/h, half-way 80/min, 500/h', 400],
    ['12/min, 60/h, half-way 20/min, 150/h', 400],
    ['12/min, 60/h, half-way 20/min, 150/h', 3_000],
    ['20/min, 150/h; others use up the 5,000 requests an hour', 400],
    ['20/min, 150/h; a refused request counts too', 400],
    ['12/min, 60/h; after six days 20/min, 150/h', 400],
  ])('%s, %d issues: at most 1.10 of the best', async (name, count) => {
    const { ratio, duringHolds, status } = await cell(name, count);
    expect(ratio).toBeLessThanOrEqual(1.1);
    expect({ duringHolds, status }).toEqual({ duringHolds: 0, status: 'success' });
  });

  it('what was learned is used in the next campaign', async () => {
    const { ratio, refusals } = await cell('12/min, 60/h, again after six days', 50);
    expect(refusals).toBe(0);
    expect(ratio).toBeLessThanOrEqual(1.005);
  });
});

const plain: ServerOptions = { ...PLAIN, name: 'as users met it', limits: () => rolling(20, 150) };
const GIVEN = { perMinute: 20, perHour: 150 };

function campaign(server: Server, count: number, inputs: Record<string, string>, more: Partial<Campaign> = {}) {
  return runCampaign({ server, count, inputs, startAt: START_AT, seed: 1, ...more });
}

describe('over relaunches', () => {
  it('every window of 3,600 s and the even spacing are kept', async () => {
    const server = startServer(plain);
    const course = await campaign(server, 400, { ...inputsOf(GIVEN), 'time-limit': '61' });
    expect(course).toMatchObject({ status: 'success', runs: 3 });
    expect(server.refusedAt.issues).toEqual([]);
    const { openedAt } = server;
    for (const [index, at] of openedAt.entries()) {
      const [before, hourBefore] = [openedAt[index - 1], openedAt[index - 150]];
      // The server counts them within a second of their start.
      if (before !== undefined) expect(at - before).toBeGreaterThan(2_000);
      if (hourBefore !== undefined) expect(at - hourBefore).toBeGreaterThanOrEqual(HOUR_MS);
    }
  });

  it('a marker that is lost costs refusals, not a burst', async () => {
    const server = startServer(plain);
    const course = await campaign(server, 400, { ...inputsOf(DEFAULTS), 'time-limit': '61' }, { forgetful: true });
    expect(course.status).toBe('success');
    const tried = [...server.openedAt, ...server.refusedAt.issues].sort((a, b) => a - b);
    for (const [index, at] of tried.entries()) {
      const before = tried[index - 1];
      if (before !== undefined) expect(at - before).toBeGreaterThan(2_000);
    }
    // Refused, it never comes back within a minute.
    for (const refusedAt of server.refusedAt.issues)
      expect(tried.filter((at) => at > refusedAt && at < refusedAt + MINUTE_MS)).toEqual([]);
  });

  it('flag commits after every issue delay none', async () => {
    const elapsed = async (checkpoint: string) => {
      const { firstAt, lastAt } = await campaign(startServer(plain), 100, { checkpoint });
      return lastAt - firstAt;
    };
    expect(Math.abs((await elapsed('1')) - (await elapsed('100000')))).toBeLessThan(1_000);
  });

  it('a wait that does not fit into the run ends it at once, and the next run goes on', async () => {
    const server = startServer(plain);
    const course = await campaign(server, 160, { ...inputsOf(GIVEN), 'time-limit': '55' });
    expect(course).toMatchObject({ status: 'success', runs: 2 });
    expect(course.lines.filter(({ text }) => text.startsWith('waiting')).length).toBeLessThan(70);
    expect(server.openedAt.at(150)).toBeLessThan(START_AT + HOUR_MS + 5_000);
  });

  it('a wait that does not fit into any run ends the campaign for now', async () => {
    const server = startServer(plain);
    const course = await campaign(server, 160, { ...inputsOf(GIVEN), 'time-limit': '30' });
    expect(course).toMatchObject({ status: 'in progress', runs: 1 });
    expect(course.message).toContain('150 sent, 10 reports left for later');
    expect(course.next).toBe(
      'Start the workflow again at 2026-11-02 07:00 UTC or later; it does not start itself again because the wait is longer than a run may take.',
    );
    expect(course.lastAt - START_AT).toBeLessThan(8 * MINUTE_MS);
  });

  it('a token that GitHub holds back from the start is waited for', async () => {
    const exhausted = { from: 0, until: START_AT + 20 * MINUTE_MS };
    const server = startServer({ ...plain, exhausted });
    const course = await campaign(server, 10, {});
    expect(course).toMatchObject({ status: 'success', runs: 1, duringHolds: 0 });
    expect(server.refusedAt).toMatchObject({ issues: [], others: [expect.any(Number)] });
    expect(course.firstAt).toBeLessThan(exhausted.until + 3_000);
  });

  it('and for longer than the run may take is left alone, by the next run too', async () => {
    const exhausted = { from: 0, until: START_AT + 50 * MINUTE_MS };
    const server = startServer({ ...plain, exhausted });
    const course = await campaign(server, 10, { 'time-limit': '30' });
    expect(course).toMatchObject({ status: 'in progress', runs: 1 });
    expect(course.message).toBe(
      'Period 202610: nothing was sent, 10 reports left for later (time limit; the next issue could go at 2026-11-02 06:50 UTC).',
    );
    const again = await campaign(server, 10, {}, { startAt: START_AT + 10 * MINUTE_MS, marker: course.marker });
    expect(again).toMatchObject({ status: 'success', duringHolds: 0 });
    expect(server.refusedAt.others).toHaveLength(1);
  });
});
