import { describe, expect, it } from 'vitest';
import { type RelaunchInput, relaunch } from '../../../src/run/relaunch.ts';
import type { DispatchOutcome } from '../../../src/shared/ports.ts';
import { silentLog } from '../../support/memory.ts';

const unexpected: DispatchOutcome = { kind: 'unexpected-inputs', message: '422 Unexpected inputs provided' };
const done: DispatchOutcome = { kind: 'dispatched', runUrl: undefined };
const refused: DispatchOutcome = { kind: 'refused', message: '403 no', status: 403 };

const real: RelaunchInput = { period: '201204', testing: false, testingRepository: undefined, force: false };
const testing: RelaunchInput = { ...real, testing: true };
const testingElsewhere: RelaunchInput = { ...testing, testingRepository: { owner: 'museum', name: 'tests' } };

interface Case {
  campaign: RelaunchInput;
  /** GitHub's answers, in order. */
  answers: DispatchOutcome[];
  /** The inputs of each dispatch, in order. */
  dispatched: object[];
  kind: 'started' | 'refused';
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
  'leaves out the testing repository, or `force`, or both': {
    campaign: { ...testingElsewhere, force: true },
    answers: [unexpected, unexpected, unexpected, unexpected],
    dispatched: [
      { period: '201204', testing: 'true', 'testing-repository': 'museum/tests', force: 'true' },
      { period: '201204', testing: 'true', force: 'true' },
      { period: '201204', testing: 'true', 'testing-repository': 'museum/tests' },
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
  },
};

describe('a relaunch', () => {
  it.each(Object.entries(cases))('%s', async (_, { campaign, answers, dispatched, kind }) => {
    const inputs: object[] = [];
    const left = [...answers];
    const workflow = {
      dispatch: async (given: object) => {
        inputs.push(given);
        return left.shift() ?? done;
      },
    };
    const relaunched = await relaunch(campaign, { workflow, log: silentLog, cancelled: new AbortController().signal });
    expect([inputs, relaunched.kind]).toEqual([dispatched, kind]);
  });
});
