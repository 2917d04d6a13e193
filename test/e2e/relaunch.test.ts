import { describe, expect, it } from 'vitest';
import { INDEX_REPOSITORY, scenario } from '../support/scenario.ts';

const WORKFLOW = { repository: INDEX_REPOSITORY, file: 'notify.yml' };

describe('at the time limit', () => {
  it('flags are committed, the marker is saved and the workflow is started with the parameters', async () => {
    const { run, marker, file } = await scenario();
    // 3 s between two issues: the third would go at 6 s.
    const first = await run({ 'time-limit': '0.08' });
    expect([first.exitCode, first.dispatches]).toMatchObject([
      0,
      [{ workflow: 'notify.yml', ref: 'main', inputs: { period: '201204' } }],
    ]);
    expect(first.outputs).toMatchObject({ status: 'in progress', sent: '2', pending: '1' });
    expect(first.commits).toEqual(['Record reports of period 201204: 2 sent']);
    expect(await file('periods.csv')).toContain('201204,2012,4,in progress');
    expect(JSON.parse(marker() ?? '')).toMatchObject({ campaigns: [{ period: '201204', cursor: '201204|mammals' }] });
    // Marker and commit are there when the new run starts.
    expect(first.asked.at(-1)).toMatch(/dispatches 200$/);
    const second = await run(first.dispatches[0]?.inputs as Record<string, string>);
    expect([second.opened, second.status]).toEqual([['example-museum/fishes#1'], 'success']);
  });

  it('nothing is started when nothing was sent: no endless chain', async () => {
    const { run, fault } = await scenario({ reports: ['birds'] });
    fault(
      { method: 'POST', path: /birds\/issues$/ },
      { status: 403, headers: { 'retry-after': '3600' }, body: { message: 'secondary rate limit' } },
    );
    const { exitCode, dispatches, outputs, summary } = await run({ 'time-limit': '1' });
    expect([exitCode, dispatches, outputs.status, outputs.pending]).toEqual([0, [], 'in progress', '1']);
    expect(summary).toContain('it does not start itself again because this run sent nothing');
  });

  it('a testing campaign is started again as one', async () => {
    const { run, world } = await scenario();
    const { dispatches } = await run({
      testing: 'true',
      'testing-repository': world.testRepository,
      'time-limit': '0.08',
    });
    expect(dispatches).toMatchObject([{ inputs: { period: '201204', testing: 'true' } }]);
  });

  it('nothing is started when `relaunch` is off', async () => {
    const { run } = await scenario();
    const { dispatches, outputs, exitCode } = await run({ 'time-limit': '0.08', relaunch: 'false' });
    expect([exitCode, dispatches, outputs.status]).toEqual([0, [], 'in progress']);
  });

  it('nothing is started when the flags could not be committed', async () => {
    const { run, fault } = await scenario();
    fault({ method: 'PATCH' }, { status: 403, body: { message: 'Resource not accessible by integration' } });
    const { dispatches, status } = await run({ 'time-limit': '0.08' });
    expect([dispatches, status]).toEqual([[], 'error']);
  });
});

describe('a workflow that', () => {
  it('does not declare the inputs is started without, and goes on by the marker', async () => {
    const { run, sandbox } = await scenario();
    sandbox.setWorkflow({ ...WORKFLOW, inputs: [] });
    const first = await run({ 'time-limit': '0.08' });
    expect(first.dispatches).toMatchObject([{ inputs: {} }]);
    expect(first.asked.slice(-2)).toEqual([
      expect.stringMatching(/dispatches 422$/),
      expect.stringMatching(/dispatches 200$/),
    ]);
    const second = await run({ period: '' });
    expect(second.opened).toEqual(['example-museum/fishes#1']);
  });

  it('does not declare `testing` is not started without it: that would send real issues', async () => {
    const { run, sandbox, world } = await scenario();
    sandbox.setWorkflow({ ...WORKFLOW, inputs: ['period'] });
    const inputs = { testing: 'true', 'testing-repository': world.testRepository, 'time-limit': '0.08' };
    const { dispatches, exitCode, annotations } = await run(inputs);
    expect([exitCode, dispatches]).toEqual([1, []]);
    expect(annotations).toEqual([expect.stringMatching(/Unexpected inputs provided: \["testing"/)]);
  });

  it.each([
    ['may not be started', 403, 'Resource not accessible by integration', /permissions: actions: write/],
    ['does not exist', 404, 'Not Found', /notify\.yml of example-network\/reports-index.*on the default branch/],
    ['has no such trigger', 422, "Workflow does not have 'workflow_dispatch' trigger", /a `workflow_dispatch` trigger/],
    ['is disabled', 403, "Cannot trigger a 'workflow_dispatch' on a disabled workflow", /see that it is enabled/],
    ['stands on a branch that is gone', 422, 'No ref found for: main', /the branch still exists/],
  ])('%s: the step fails with the remedy, all else is done', async (_, status, message, remedy) => {
    const { run, fault } = await scenario();
    fault({ path: /dispatches$/, times: 9 }, { status, body: { message } });
    const { exitCode, outputs, annotations, commits, marker } = await run({ 'time-limit': '0.08' });
    expect([exitCode, outputs.status, outputs.sent, commits.length]).toEqual([1, 'error', '2', 1]);
    expect(annotations).toEqual([expect.stringMatching(/^error: The workflow could not be started again: /)]);
    expect(annotations[0]).toContain(message);
    expect(annotations[0]).toMatch(remedy);
    expect(marker).toContain('201204|mammals');
  });
});

describe('the start of the next run', () => {
  const DISPATCH = { method: 'POST', path: /dispatches$/ };
  const SHORT = { 'time-limit': '0.08' };

  it.each([
    ['the server answers 503 for a while', { status: 503, body: '' }, 5],
    ['connections break', 'dropBefore', 3],
    ['a firewall answers', { status: 403, body: '<html>Access denied</html>' }, 1],
  ] as const)('is asked for again when %s', async (_, action, times) => {
    const { run, fault } = await scenario();
    fault({ ...DISPATCH, times }, action);
    const { status, dispatches, summary } = await run(SHORT);
    expect([status, dispatches.length]).toEqual(['in progress', 1]);
    expect(summary).toMatch(/See the new run/);
  });

  it('is asked for again when its answer is lost: a second run finds nothing to do', async () => {
    const { run, fault } = await scenario();
    fault(DISPATCH, 'dropAfter');
    const first = await run(SHORT);
    expect([first.status, first.dispatches.length]).toEqual(['in progress', 2]);
    const inputs = first.dispatches.map((dispatch) => dispatch.inputs as Record<string, string>);
    const second = await run(inputs[0]);
    const third = await run(inputs[1]);
    expect([second.opened.length, third.opened.length, third.status]).toEqual([1, 0, 'success']);
  });

  it('waits for the end of a limit', async () => {
    const { run, fault } = await scenario();
    const message = 'You have exceeded a secondary rate limit';
    fault(DISPATCH, { status: 403, headers: { 'retry-after': '120' }, body: { message } });
    const { status, dispatches, tookMs, log } = await run(SHORT);
    expect([status, dispatches.length]).toEqual(['in progress', 1]);
    expect(tookMs).toBeGreaterThanOrEqual(120_000);
    expect(log).toMatch(/waiting 2 min 0 s to start the workflow again: 403 You have exceeded/);
  });

  it('is given up after minutes, with a remedy that says there is nothing to change', async () => {
    const { run, fault } = await scenario();
    fault({ ...DISPATCH, times: 1_000 }, { status: 503, body: '' });
    const { exitCode, dispatches, annotations, tookMs } = await run(SHORT);
    expect([exitCode, dispatches]).toEqual([1, []]);
    expect(annotations).toEqual([
      expect.stringMatching(
        /^error: The workflow could not be started again: 503.*tries\)\. .*Nothing is to be changed/,
      ),
    ]);
    expect(tookMs).toBeLessThan(600_000);
  });

  it('has all that was typed into the form, and no input that the workflow does not declare', async () => {
    const { run, sandbox } = await scenario();
    const typed = { admins: 'octo-admin', period: '201204', testing: false, 'dry-run': 'false', gone: 'x' };
    sandbox.setWorkflow({ ...WORKFLOW, inputs: ['admins', 'period', 'testing', 'dry-run'] });
    const { dispatches, annotations } = await run({ ...SHORT, admins: 'octo-admin' }, { payload: { inputs: typed } });
    expect(dispatches.map(({ inputs }) => inputs)).toEqual([
      { admins: 'octo-admin', period: '201204', testing: 'false' },
    ]);
    expect(annotations).toEqual([]);
  });

  it('is of the workflow file itself, whatever its name', async () => {
    const { run, sandbox } = await scenario();
    const file = 'notify@2.yml';
    sandbox.setWorkflow({ ...WORKFLOW, file, inputs: ['period'] });
    const GITHUB_WORKFLOW_REF = `${INDEX_REPOSITORY}/.github/workflows/${file}@refs/heads/main`;
    const { dispatches } = await run(SHORT, { env: { GITHUB_WORKFLOW_REF } });
    expect(dispatches).toMatchObject([{ workflow: file, ref: 'main' }]);
  });
});
