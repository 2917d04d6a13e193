import { describe, expect, it } from 'vitest';
import { openGitHub } from '../../../../src/adapters/github/client.ts';
import { openWorkflow } from '../../../../src/adapters/github/workflow.ts';
import { loopback, type Reply } from '../../../support/loopback.ts';
import { sleepingClock } from '../../../support/memory.ts';

const repository = { owner: 'network', name: 'index' };

async function open({
  answer = {},
  ref = 'notify.yml@refs/heads/main',
  event = {},
}: {
  answer?: Reply;
  ref?: string;
  event?: unknown;
}) {
  const { url, seen } = await loopback(() => answer);
  const clock = sleepingClock();
  const github = openGitHub({ apiUrl: url, token: 'job', userAgent: 'test', clock, random: () => 0 });
  const workflowRef = `network/index/.github/workflows/${ref}`;
  return { workflow: openWorkflow({ github, repository, workflowRef, event, now: clock.now }), seen, now: clock.now() };
}

describe('the workflow of a run', () => {
  it.each([
    ['notify.yml@refs/heads/main', 'notify.yml', 'main'],
    ['notify@2.yml@refs/heads/main', 'notify%402.yml', 'main'],
    ['notify@refs@.yml@refs/tags/v1@a', 'notify%40refs%40.yml', 'v1@a'],
    ['notify.yml@refs/heads/a@refs/heads/b', 'notify.yml', 'a@refs/heads/b'],
    ['a b.yaml@refs/heads/feature/#1', 'a%20b.yaml', 'feature/#1'],
  ])('%s is started by its file on its branch or tag', async (ref, file, expected) => {
    const { workflow, seen } = await open({ ref, answer: { status: 204 } });
    expect(await workflow.dispatch({})).toMatchObject({ kind: 'dispatched' });
    expect(seen[0]?.path).toBe(`/repos/network/index/actions/workflows/${file}/dispatches`);
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ ref: expected });
  });

  it.each([
    [
      { inputs: { period: '201204', testing: true, most: 3, nothing: null } },
      { period: '201204', testing: 'true', most: '3' },
    ],
    [{ inputs: null }, {}],
    [{ schedule: '17 6 3 * *' }, {}],
    [undefined, {}],
    ['text', {}],
  ])('of the event %j has the typed inputs %j', async (event, typed) => {
    expect((await open({ event })).workflow.typed).toEqual(typed);
  });
});

describe('an answer to a dispatch', () => {
  const html = { server: 'squid', 'content-type': 'text/html' };
  it.each<[string, Reply, object]>([
    [
      'of inputs',
      { status: 422, body: { message: 'Unexpected inputs provided: ["a", "b c"]' } },
      { kind: 'unexpected-inputs', names: ['a', 'b c'] },
    ],
    [
      'of inputs that are not named',
      { status: 422, body: { message: 'Unexpected inputs provided' } },
      { kind: 'unexpected-inputs', names: [] },
    ],
    [
      'of a right',
      { status: 403, body: { message: 'Resource not accessible by integration' } },
      { code: 'relaunch-refused' },
    ],
    ['of a file that is not found', { status: 404, body: { message: 'Not Found' } }, { code: 'relaunch-impossible' }],
    [
      'of a trigger',
      { status: 422, body: { message: "Workflow does not have 'workflow_dispatch' trigger" } },
      { code: 'relaunch-impossible' },
    ],
    ['of a branch', { status: 422, body: { message: 'No ref found for: gone' } }, { code: 'relaunch-impossible' }],
    [
      'of a disabled workflow',
      { status: 403, body: { message: "Cannot trigger a 'workflow_dispatch' on a disabled workflow" } },
      { code: 'relaunch-impossible' },
    ],
    ['of a token', { status: 401, body: { message: 'Bad credentials' } }, { code: 'token-rejected' }],
    [
      'of an account',
      { status: 403, body: { message: 'Sorry. Your account was suspended.' } },
      { code: 'account-suspended' },
    ],
    ['of an outage', { status: 503, body: '' }, { kind: 'unanswered' }],
    ['of a firewall', { status: 403, headers: html, body: '<html>no</html>' }, { kind: 'unanswered' }],
    ['that breaks off', { body: '{"html_url":"x"}', cut: 'half' }, { kind: 'unanswered' }],
  ])('%s tells whether it may be asked for again', async (_, answer, expected) => {
    const { workflow } = await open({ answer });
    expect(await workflow.dispatch({})).toMatchObject(expected);
  });

  it('of a limit has the time at which it ends', async () => {
    const { workflow, now } = await open({ answer: { status: 429, headers: { 'retry-after': '90' }, body: '' } });
    expect(await workflow.dispatch({})).toMatchObject({ kind: 'unanswered', retryAt: now + 90_000 });
    const nameless = await open({
      answer: { status: 403, body: { message: 'You have exceeded a secondary rate limit' } },
    });
    expect(await nameless.workflow.dispatch({})).toMatchObject({ kind: 'unanswered', retryAt: nameless.now + 60_000 });
  });
});
