import { expect, it } from 'vitest';
import { relaunch } from '../../../src/run/relaunch.ts';
import type { DispatchOutcome } from '../../../src/shared/ports.ts';
import { silentLog } from '../../support/memory.ts';

const unexpected: DispatchOutcome = { kind: 'unexpected-inputs', message: '422 Unexpected inputs provided' };
const done: DispatchOutcome = { kind: 'dispatched', runUrl: undefined };
const refused: DispatchOutcome = { kind: 'refused', message: '403 no', status: 403 };

it.each<[string, object, DispatchOutcome[], object[], boolean]>([
  [
    'all parameters',
    { period: '201204', testing: true, gbifdatasetid: 'a' },
    [done],
    [{ period: '201204', testing: 'true', gbifdatasetid: 'a' }],
    true,
  ],
  ['only those that are set', { period: '201204', testing: false }, [done], [{ period: '201204' }], true],
  [
    'none when they are not declared',
    { period: '201204', testing: false },
    [unexpected, done],
    [{ period: '201204' }, {}],
    true,
  ],
  [
    'none, and still refused',
    { period: '201204', testing: false },
    [unexpected, refused],
    [{ period: '201204' }, {}],
    false,
  ],
  [
    'a testing campaign never without',
    { period: '201204', testing: true },
    [unexpected],
    [{ period: '201204', testing: 'true' }],
    false,
  ],
  [
    'the testing repository, too',
    { period: '201204', testing: true, testingRepository: { owner: 'museum', name: 'tests' } },
    [done],
    [{ period: '201204', testing: 'true', 'testing-repository': 'museum/tests' }],
    true,
  ],
  [
    'all but the testing repository, where the workflow has it itself',
    { period: '201204', testing: true, testingRepository: { owner: 'museum', name: 'tests' } },
    [unexpected, done],
    [
      { period: '201204', testing: 'true', 'testing-repository': 'museum/tests' },
      { period: '201204', testing: 'true' },
    ],
    true,
  ],
  ['a refusal is final', { period: '201204', testing: false }, [refused], [{ period: '201204' }], false],
])('dispatches with %s', async (_, parameters, answers, expected, well) => {
  const asked: object[] = [];
  const workflow = {
    dispatch: async (inputs: object) => {
      asked.push(inputs);
      return answers.shift() ?? done;
    },
  };
  const ports = { workflow, log: silentLog, stop: new AbortController().signal };
  const relaunched = await relaunch(parameters as Parameters<typeof relaunch>[0], ports);
  expect([asked, relaunched.kind]).toEqual([expected, well ? 'started' : 'refused']);
});
