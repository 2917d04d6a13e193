import { describe, expect, it } from 'vitest';
import { type RelaunchInput, relaunch } from '../../../src/run/relaunch.ts';
import type { DispatchOutcome } from '../../../src/shared/ports.ts';
import { silentLog, sleepingClock } from '../../support/memory.ts';

const unexpected: DispatchOutcome = { kind: 'unexpected-inputs', message: '422 Unexpected inputs provided', names: [] };
const notDeclared = (...names: string[]): DispatchOutcome => ({ ...unexpected, names });
const unanswered: DispatchOutcome = { kind: 'unanswered', message: '503 Service Unavailable' };
const done: DispatchOutcome = { kind: 'dispatched', runUrl: undefined };
const refused: DispatchOutcome = { kind: 'refused', code: 'relaunch-refused', message: '403 no' };

const real: RelaunchInput = { period: '201204', testing: false, testingRepository: undefined, force: false };
const testing: RelaunchInput = { ...real, testing: true };
const testingElsewhere: RelaunchInput = { ...testing, testingRepository: { owner: 'museum', name: 'tests' } };

interface Case {
  campaign: RelaunchInput;
  typed?: Record<string, string>;
  /** GitHub's answers, in order. */
  answers: DispatchOutcome[];
  /** The inputs of each dispatch, in order. */
  dispatched: object[];
  kind: 'started' | 'refused';
  /** Of the problem, when it is refused. */
  code?: string;
}

const cases: Record<string, Case> = {
  'sends all parameters of a campaign': {
    campaign: { ...testing, gbifdatasetid: 'a' },
    answers: [done],
    dispatched: [{ period: '201204', testing: 'true', gbifdatasetid: 'a' }],
    kind: 'started',
  },
  'sends only the parameters that are set': {
    campaign: real,
    answers: [done],
    dispatched: [{ period: '201204' }],
    kind: 'started',
  },
  'sends no parameters to a workflow that does not declare them': {
    campaign: real,
    answers: [unexpected, done],
    dispatched: [{ period: '201204' }, {}],
    kind: 'started',
  },
  'is refused when GitHub refuses the dispatch without parameters too': {
    campaign: real,
    answers: [unexpected, refused],
    dispatched: [{ period: '201204' }, {}],
    kind: 'refused',
  },
  'never starts a testing campaign without its parameters': {
    campaign: testing,
    answers: [unexpected],
    dispatched: [{ period: '201204', testing: 'true' }],
    kind: 'refused',
  },
  'sends the testing repository of a testing campaign': {
    campaign: testingElsewhere,
    answers: [done],
    dispatched: [{ period: '201204', testing: 'true', 'testing-repository': 'museum/tests' }],
    kind: 'started',
  },
  'says that the run was forced': {
    campaign: { ...real, force: true },
    answers: [done],
    dispatched: [{ period: '201204', force: 'true' }],
    kind: 'started',
  },
  'leaves out `force` for a workflow that does not declare it': {
    campaign: { ...real, force: true },
    answers: [unexpected, done],
    dispatched: [{ period: '201204', force: 'true' }, { period: '201204' }],
    kind: 'started',
  },
  'leaves out the testing repository, then `force`': {
    campaign: { ...testingElsewhere, force: true },
    answers: [unexpected, unexpected, unexpected],
    dispatched: [
      { period: '201204', testing: 'true', 'testing-repository': 'museum/tests', force: 'true' },
      { period: '201204', testing: 'true', force: 'true' },
      { period: '201204', testing: 'true' },
    ],
    kind: 'refused',
  },
  'leaves out the testing repository when the workflow does not declare it': {
    campaign: testingElsewhere,
    answers: [unexpected, done],
    dispatched: [
      { period: '201204', testing: 'true', 'testing-repository': 'museum/tests' },
      { period: '201204', testing: 'true' },
    ],
    kind: 'started',
  },
  'does not try again after a refusal': {
    campaign: real,
    answers: [refused],
    dispatched: [{ period: '201204' }],
    kind: 'refused',
    code: 'relaunch-refused',
  },
  'asks again when GitHub does not answer': {
    campaign: real,
    answers: [unanswered, unanswered, done],
    dispatched: Array(3).fill({ period: '201204' }),
    kind: 'started',
  },
  'passes on all that was typed, and a value of the campaign wins': {
    campaign: { ...real, gbifdatasetid: 'a' },
    typed: {
      admins: 'octo',
      period: '201203',
      gbifdatasetid: '',
      testing: 'true',
      'dry-run': 'false',
      dry_run: 'true',
    },
    answers: [done],
    dispatched: [{ admins: 'octo', period: '201204', gbifdatasetid: 'a', testing: 'false' }],
    kind: 'started',
  },
  'leaves out one input after the other that the workflow does not declare': {
    campaign: real,
    typed: { admins: 'octo', labels: 'report' },
    answers: [notDeclared('labels'), notDeclared('admins'), done],
    dispatched: [
      { period: '201204', admins: 'octo', labels: 'report' },
      { period: '201204', admins: 'octo' },
      { period: '201204' },
    ],
    kind: 'started',
  },
  'leaves out the period together with a dataset that is not declared: it would be for all datasets': {
    campaign: { ...real, gbifdatasetid: 'a' },
    typed: { admins: 'octo' },
    answers: [notDeclared('gbifdatasetid'), done],
    dispatched: [{ admins: 'octo', period: '201204', gbifdatasetid: 'a' }, { admins: 'octo' }],
    kind: 'started',
  },
  'does not start a testing campaign whose period is not declared': {
    campaign: testing,
    answers: [notDeclared('period')],
    dispatched: [{ period: '201204', testing: 'true' }],
    kind: 'refused',
    code: 'relaunch-impossible',
  },
};

interface Given {
  answers: DispatchOutcome[];
  typed?: Record<string, string> | undefined;
  cancelled?: AbortController;
  clock?: ReturnType<typeof sleepingClock>;
}

/** Relaunches against these answers; the last one is given again and again. */
async function relaunchWith(campaign: RelaunchInput, { answers, typed = {}, ...given }: Given) {
  const { cancelled = new AbortController(), clock = sleepingClock() } = given;
  const inputs: object[] = [];
  const workflow = {
    typed,
    dispatch: async (dispatched: object) => {
      inputs.push(dispatched);
      return answers[inputs.length - 1] ?? answers.at(-1) ?? done;
    },
  };
  const ports = { workflow, log: silentLog, cancelled: cancelled.signal, clock, random: () => 0.5 };
  return { relaunched: await relaunch(campaign, ports), inputs };
}

describe('a relaunch', () => {
  it.each(Object.entries(cases))('%s', async (_, { campaign, dispatched, kind, code, ...given }) => {
    const { relaunched, inputs } = await relaunchWith(campaign, given);
    expect([inputs, relaunched.kind]).toEqual([dispatched, kind]);
    if (code !== undefined) expect(relaunched).toMatchObject({ problem: { code } });
  });

  it('is given up after minutes without an answer', async () => {
    const clock = sleepingClock();
    const { relaunched } = await relaunchWith(real, { answers: [unanswered], clock });
    expect(relaunched).toMatchObject({ kind: 'refused', problem: { code: 'relaunch-unanswered' } });
    const sleptMs = clock.slept.reduce((sum, ms) => sum + ms, 0);
    expect([sleptMs > 180_000, sleptMs <= 360_000]).toEqual([true, true]);
  });

  it('waits for the end of a limit, and not for one that lasts longer than the job', async () => {
    const clock = sleepingClock();
    const limited = (ms: number): DispatchOutcome => ({ ...unanswered, retryAt: clock.now() + ms });
    expect(await relaunchWith(real, { answers: [limited(90_000), done], clock })).toMatchObject({
      relaunched: { kind: 'started' },
    });
    expect(clock.slept).toEqual([90_000]);
    const { relaunched, inputs } = await relaunchWith(real, { answers: [limited(3_600_000)], clock });
    expect([relaunched.kind, inputs.length, clock.slept]).toEqual(['refused', 1, [90_000]]);
  });

  it('asks no more after a cancel', async () => {
    const cancelled = new AbortController();
    const clock = sleepingClock();
    const sleep = clock.sleep;
    clock.sleep = async (ms, signal) => {
      await sleep(ms, signal);
      cancelled.abort();
    };
    const { inputs } = await relaunchWith(real, { answers: [unanswered], cancelled, clock });
    expect(inputs).toHaveLength(1);
  });
});
