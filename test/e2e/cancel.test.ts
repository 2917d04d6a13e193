import { describe, expect, it } from 'vitest';
import type { Kill } from '../../sandbox/runner/step.ts';
import { REPORTS } from '../support/index-files.ts';
import { scenario } from '../support/scenario.ts';

const POST_MAMMALS = { method: 'POST', path: /mammals\/issues$/ };
/** The post step asks for the head of the branch second; main, killed before its commit, did so once. */
const HEAD_IN_POST = { path: /\/git\/ref\/heads\/main$/, nth: 2, times: 100 };

function at(signal: Kill['signal'], phase: Kill['phase']): { kill: Kill } {
  return { kill: { signal, request: POST_MAMMALS, phase: phase ?? 'before' } };
}

describe('a cancelled run', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: the POST in flight is awaited, post commits the flags, the next run goes on',
    async (signal) => {
      const { run, marker } = await scenario();
      const first = await run({}, at(signal, 'before'));
      expect([first.exitCode, first.signal, first.postExitCode]).toEqual([1, null, 0]);
      expect(first.opened).toEqual(['example-museum/birds#1', 'example-museum/mammals#1']);
      expect(first.log).toContain(`${signal}: no more issues are opened`);
      expect(first.commits).toEqual(['Record reports of period 201204: 2 sent']);
      expect(first.changes[REPORTS]).toHaveLength(2);
      expect(first.changes['periods.csv']).toEqual(['201204,2012,4, → 201204,2012,4,in progress']);
      expect(first.postLog).toMatch(/The main step did not finish\. Period 201204: 2 sent/);
      expect(first.summary).toContain('did not finish');
      expect(JSON.parse(marker() ?? '')).toMatchObject({ campaigns: [{ cursor: '201204|mammals' }] });
      const second = await run({ period: '' });
      expect([second.status, second.opened]).toEqual(['success', ['example-museum/fishes#1']]);
    },
  );

  it('whose POST gets no answer does not wait for it longer than the runner does', async () => {
    const { run, hang } = await scenario();
    hang(POST_MAMMALS, 'after');
    const first = await run({}, at('SIGINT', 'before'));
    expect(first.tookMs).toBeLessThan(15_000);
    expect(first.changes[REPORTS]).toHaveLength(1);
    expect(first.postLog).toContain('Whether 201204|mammals was opened is not known');
    const second = await run({ period: '' });
    expect(second.outputs).toMatchObject({ status: 'success', sent: '1', found: '1' });
  });

  it('while it waits ends at once', async () => {
    const { run, fault } = await scenario();
    fault(POST_MAMMALS, { status: 403, headers: { 'retry-after': '600' }, body: { message: 'secondary rate limit' } });
    const { exitCode, opened, changes, tookMs } = await run({}, { kill: { signal: 'SIGINT', output: /^waiting /m } });
    expect([exitCode, opened]).toEqual([1, ['example-museum/birds#1']]);
    expect(changes[REPORTS]).toHaveLength(1);
    expect(tookMs).toBeLessThan(700_000);
  });

  it('before it began leaves nothing for post to do', async () => {
    const { run } = await scenario();
    const { postLog, commits, postExitCode } = await run(
      {},
      { kill: { signal: 'SIGKILL', request: { path: /periods\.csv/ } } },
    );
    expect([postLog, commits, postExitCode]).toEqual(['', [], 0]);
  });
});

describe('a main step that dies at its very beginning', () => {
  const signals = ['SIGKILL', 'SIGINT', 'SIGTERM'] as const;
  const kills = signals.flatMap((signal) =>
    [0, 20, 50, 100].map((afterMs): [Kill['signal'], number] => [signal, afterMs]),
  );

  it.each(kills)('by %s after %i ms leaves nothing for post to do', async (signal, afterMs) => {
    const { run } = await scenario();
    const { opened, commits, postExitCode, postLog } = await run({}, { kill: { signal, afterMs } });
    expect([opened, commits, postExitCode, postLog]).toEqual([[], [], 0, '']);
    expect((await run()).opened).toHaveLength(3);
  });
});

describe('state that somebody else put into the environment', () => {
  it('does not make main another step', async () => {
    const { run } = await scenario();
    const { status, opened, postLog } = await run({}, { env: { STATE_journal: '/nowhere', STATE_isPost: 'true' } });
    expect([status, opened.length, postLog]).toEqual(['success', 3, '']);
  });
});

describe('a killed run', () => {
  it('before the effect: post commits what was sent, the next run sends the rest', async () => {
    const { run } = await scenario();
    const first = await run({}, at('SIGKILL', 'before'));
    expect([first.exitCode, first.signal, first.postExitCode]).toEqual([null, 'SIGKILL', 0]);
    expect(first.commits).toEqual(['Record reports of period 201204: 1 sent']);
    const second = await run({ period: '' });
    expect([second.status, second.opened]).toEqual([
      'success',
      ['example-museum/mammals#1', 'example-museum/fishes#1'],
    ]);
  });

  it('after the effect: the next run finds the issue that nobody recorded', async () => {
    const { run, sandbox } = await scenario();
    // The list is late: a run that looks at once would not see it.
    sandbox.setListLag(20_000);
    const first = await run({}, at('SIGKILL', 'after'));
    expect([first.opened.length, first.changes[REPORTS]?.length]).toEqual([2, 1]);
    expect(first.postLog).toContain('Whether 201204|mammals was opened is not known; the next run checks');
    const second = await run({ period: '' });
    expect(second.outputs).toMatchObject({ status: 'success', sent: '1', found: '1' });
    expect(second.opened).toEqual(['example-museum/fishes#1']);
  });

  it('together with its machine: the next run finds all of it in the repositories', async () => {
    const { run, sandbox } = await scenario();
    sandbox.setListLag(20_000);
    const first = await run({}, { ...at('SIGKILL', 'after'), post: false });
    expect([first.commits, first.marker]).toEqual([[], undefined]);
    const second = await run();
    expect(second.outputs).toMatchObject({ status: 'success', sent: '1', found: '2' });
    expect(second.commits).toEqual(['Record reports of period 201204: 1 sent, 2 found']);
  });

  it('during the flag commit: post makes it, or sees that it is made', async () => {
    for (const phase of ['before', 'after'] as const) {
      const { run } = await scenario({ reports: ['birds'] });
      const happened = await run({}, { kill: { signal: 'SIGKILL', request: { method: 'PATCH' }, phase } });
      expect(happened.commits).toEqual(['Record reports of period 201204: 1 sent']);
      expect(happened.changes[REPORTS]).toHaveLength(1);
      expect(happened.postExitCode).toBe(0);
    }
  });
});

describe('the post step', () => {
  it('commits on top of what others pushed meanwhile', async () => {
    const { run, fault, push } = await scenario();
    fault({ ...HEAD_IN_POST, times: 1 }, { run: () => push('notes.txt', 'meanwhile') });
    const { commits, changes } = await run({}, at('SIGKILL', 'after'));
    expect(commits).toEqual(['Change by somebody else', 'Record reports of period 201204: 1 sent']);
    expect(changes[REPORTS]).toHaveLength(1);
  });

  it('that did all it had to says nothing of GitHub being late', async () => {
    const { run } = await scenario();
    const { postLog, summary } = await run({}, at('SIGKILL', 'after'));
    expect(postLog).toMatch(/Flags committed: \w{40}/);
    expect(postLog).toContain('Progress marker saved');
    expect(postLog + summary).not.toContain('did not answer in time');
  });

  it.each(['hangs', 'is down'] as const)('ends in time when GitHub %s, and never fails the job', async (how) => {
    const { run, hang, fault } = await scenario();
    if (how === 'hangs') hang(HEAD_IN_POST);
    else fault(HEAD_IN_POST, { status: 503 });
    const { postExitCode, postLog, commits, tookMs } = await run({}, at('SIGKILL', 'after'));
    expect([postExitCode, commits]).toEqual([0, []]);
    expect(postLog).toMatch(how === 'hangs' ? /did not answer in time/ : /The index could not be read/);
    expect(tookMs).toBeLessThan(65_000);
  });

  it('saves the marker even when the index cannot be read: the budget of the account must not be lost', async () => {
    const { run, fault, marker } = await scenario();
    fault(HEAD_IN_POST, { status: 403, body: { message: 'Resource not accessible by integration' } });
    await run({}, at('SIGKILL', 'after'));
    expect(JSON.parse(marker() ?? '{}')).toMatchObject({
      account: 'example-report-bot',
      campaigns: [{ period: '201204', cursor: '201204|birds' }],
    });
  });

  /** The runner works the inputs out anew for the post step, from an environment that has changed. */
  const WITHOUT_TOKEN = `--import data:text/javascript,if(process.argv[1].endsWith('post.js'))process.env.INPUT_TOKEN=''`;

  it('whose inputs are no longer what they were says so in a line', async () => {
    const { run } = await scenario();
    const { annotations, postExitCode } = await run(
      {},
      { ...at('SIGKILL', 'after'), env: { NODE_OPTIONS: WITHOUT_TOKEN } },
    );
    expect(postExitCode).toBe(0);
    expect(annotations).toEqual([
      expect.stringMatching(/^warning: The main step did not finish, .*Input "token" was not provided[^\n]*README/),
    ]);
  });

  it('needs no inputs when main finished', async () => {
    const { run } = await scenario();
    const { status, annotations, postLog } = await run({}, { env: { NODE_OPTIONS: WITHOUT_TOKEN } });
    expect([status, annotations, postLog]).toEqual(['success', [], '']);
  });

  it('does nothing when main finished, or refused its inputs', async () => {
    const { run } = await scenario({ reports: ['birds'] });
    for (const inputs of [{}, { period: 'x' }]) {
      const { postLog, postExitCode } = await run(inputs);
      expect([postLog, postExitCode]).toEqual(['', 0]);
    }
  });
});

describe('a runner whose temporary folder cannot be written', () => {
  it('sends nothing, and says why', async () => {
    const { run } = await scenario();
    const { exitCode, annotations, opened, outputs } = await run({}, { env: { RUNNER_TEMP: '/dev/null/nowhere' } });
    expect([exitCode, opened, outputs.status]).toEqual([1, [], 'error']);
    expect(annotations).toContainEqual(expect.stringMatching(/^error: The journal cannot be written: .*RUNNER_TEMP/));
  });

  it('or read is an error with a name', async () => {
    const { run } = await scenario();
    const { exitCode, annotations, requests, outputs } = await run({}, { env: { RUNNER_TEMP: '/dev/null' } });
    expect([exitCode, requests, outputs.status]).toEqual([1, [], 'error']);
    expect(annotations).toContainEqual(
      expect.stringMatching(/^error: RUNNER_TEMP is "\/dev\/null", which cannot be read: .*, expected a folder\./),
    );
  });
});
