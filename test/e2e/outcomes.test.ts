import { describe, expect, it } from 'vitest';
import { scenario } from '../support/scenario.ts';

const MAMMALS = 'example-museum/mammals';

describe('a repository that does not take its issue', () => {
  it.each([
    ['missing', 'not-found', /404 Not Found/, /Correct the repository in datasets\.csv/],
    ['issues-disabled', 'issues-disabled', /410 Issues has been disabled/, /turn issues on/],
    ['archived', 'archived', /403 Repository was archived/, /unarchive/],
    ['forbidden', 'missing-scope', /403 Resource not accessible/, /Give the token the scope/],
    ['invalid', 'invalid', /422 Validation Failed/, /correct the template/],
  ] as const)(
    '%s: is told with its reason and remedy, and stops nobody else',
    async (condition, reason, cause, remedy) => {
      const { run, sandbox, file } = await scenario();
      await sandbox.setRepository(MAMMALS, condition);
      const { exitCode, outputs, opened, annotations, results, summary } = await run();
      expect([exitCode, outputs.status, outputs.sent, outputs.failed]).toEqual([1, 'failed', '2', '1']);
      expect(opened).toEqual(['example-museum/birds#1', 'example-museum/fishes#1']);
      expect(annotations).toEqual([
        expect.stringMatching(/^error reports-index\/datasets\.csv:3: failed 201204\|mammals/),
      ]);
      expect(annotations[0]).toMatch(cause);
      expect(annotations[0]).toMatch(remedy);
      expect(results).toContainEqual(expect.objectContaining({ kind: 'failed', report: '201204|mammals', reason }));
      expect(summary).toMatch(remedy);
      // It stays pending, and the period says so.
      expect(await file('reports/201204.csv')).toContain('mammals,true,false,,,');
      expect(await file('periods.csv')).toContain('201204,2012,4,failed');
    },
  );

  it('is tried again by a new campaign, and then the period is done', async () => {
    const { run, sandbox, file } = await scenario();
    await sandbox.setRepository(MAMMALS, 'issues-disabled');
    await run();
    await sandbox.setRepository(MAMMALS, 'fine');
    const { opened, outputs } = await run();
    expect([opened, outputs.status]).toEqual([[`${MAMMALS}#1`], 'success']);
    expect(await file('periods.csv')).toContain('201204,2012,4,done');
  });

  it('is not tried again by a campaign that goes on', async () => {
    const { run, sandbox, file } = await scenario();
    await sandbox.setRepository('example-museum/birds', 'issues-disabled');
    await run({ 'max-issues': '1' });
    await sandbox.setRepository('example-museum/birds', 'fine');
    const { opened, outputs, log } = await run({ period: '' });
    expect(opened).toEqual(['example-museum/fishes#1']);
    expect(log).toContain('1 failed in an earlier run and will not be retried');
    expect(outputs.status).toBe('failed');
    expect(await file('periods.csv')).toContain('201204,2012,4,failed');
  });
});

describe('a repository that moved', () => {
  it('gets its issue under its new name, with a warning that names the row', async () => {
    const { run, sandbox } = await scenario();
    await sandbox.setRepository(MAMMALS, { movedTo: 'example-museum/beasts' });
    const { status, opened, annotations, results, log } = await run();
    expect([status, opened[1]]).toEqual(['success', 'example-museum/beasts#1']);
    expect(annotations).toEqual([
      expect.stringMatching(
        /^warning reports-index\/datasets\.csv:3: example-museum\/mammals is now example-museum\/beasts: correct/,
      ),
    ]);
    expect(results[1]).toMatchObject({ kind: 'sent', repository: MAMMALS, movedTo: 'example-museum/beasts' });
    expect(log).toContain('[2/3] sent 201204|mammals → example-museum/beasts#1');
  });

  it('between the list and the POST: the 307 is followed with the whole issue', async () => {
    const { run, sandbox, fault } = await scenario();
    fault(
      { method: 'POST', path: /mammals\/issues$/ },
      { run: () => sandbox.setRepository(MAMMALS, { movedTo: 'example-museum/beasts' }) },
    );
    const { status, issues, annotations } = await run();
    expect(status).toBe('success');
    expect(issues[1]).toMatchObject({
      repository: 'example-museum/beasts',
      body: expect.stringMatching(/<!-- report-notifier:201204\|mammals -->$/),
    });
    expect(annotations).toEqual([
      expect.stringMatching(/^warning .*datasets\.csv:3: .* is now example-museum\/beasts/),
    ]);
  });

  it('to another server: the token is not sent there, the report is left', async () => {
    const { run, fault } = await scenario({ reports: ['birds', 'mammals'] });
    fault(
      { method: 'POST', path: /birds\/issues$/ },
      { status: 307, headers: { location: 'http://127.0.0.1:9/repositories/1/issues' } },
    );
    const { outputs, results } = await run();
    expect(outputs).toMatchObject({ sent: '1', failed: '0', pending: '1' });
    expect(results.find(({ kind }) => kind === 'pending')).toMatchObject({
      reason: 'unclear',
      message: expect.stringContaining('another server'),
    });
  });
});

describe('a token', () => {
  it('that is revoked on the way ends the run at once; what was sent is recorded', async () => {
    const { run, sandbox, fault } = await scenario();
    fault({ method: 'POST', path: /mammals\/issues$/ }, { run: async () => sandbox.revokeToken(sandbox.tokens.pat) });
    const { exitCode, outputs, annotations, opened, changes, asked } = await run();
    expect([exitCode, outputs.status, outputs.sent, outputs.pending]).toEqual([1, 'error', '1', '2']);
    expect(opened).toEqual(['example-museum/birds#1']);
    expect(annotations).toEqual([
      expect.stringMatching(/^error: GitHub does not accept the token: 401 Bad credentials\. /),
    ]);
    expect(asked.filter((line) => line.includes('fishes/issues') && line.startsWith('POST'))).toEqual([]);
    expect(changes['reports/201204.csv']).toHaveLength(1);
  });

  it('that is wrong from the start ends the run before anything is sent', async () => {
    const { run } = await scenario();
    const { exitCode, status, annotations } = await run({ token: 'ghp_wrong' });
    expect([exitCode, status]).toEqual([1, 'error']);
    expect(annotations).toEqual([expect.stringContaining('create a new one and put it into the secret')]);
  });

  it('whose account cannot be told sends nothing: its own issues could not be known', async () => {
    const { run, fault } = await scenario();
    fault({ path: /^\/user$/ }, { status: 403, body: { message: 'Resource not accessible by integration' } });
    fault({ path: /^\/graphql$/ }, { status: 403, body: { message: 'Forbidden' } });
    const { exitCode, status, annotations, opened } = await run();
    expect([exitCode, status, opened]).toEqual([1, 'error', []]);
    expect(annotations).toEqual([
      expect.stringMatching(/^error: GitHub does not tell which account the token belongs to/),
    ]);
  });
});
