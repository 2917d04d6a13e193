/** The completion notice and the job summary, with the built action. */

import { describe, expect, it } from 'vitest';
import { PERIOD } from '../support/index-files.ts';
import { INDEX_REPOSITORY, scenario } from '../support/scenario.ts';

const QUICK = { 'max-per-minute': '6000' };

describe('the completion notice', () => {
  const notices = <T extends { repository: string }>(issues: T[]) =>
    issues.filter(({ repository }) => repository === INDEX_REPOSITORY);

  it('is opened at the end of a campaign, also when reports failed', async () => {
    const { run, sandbox, file } = await scenario();
    await sandbox.setRepository('example-museum/mammals', 'missing');
    const first = await run({ admins: 'octocat, example-network/curators', ...QUICK });
    expect(first.status).toBe('failed');
    expect(notices(first.issues)).toMatchObject([
      {
        title: `Usage reports for period ${PERIOD}`,
        body: expect.stringMatching(
          /has finished with 1 failure\.[\s\S]*@octocat @example-network\/curators[\s\S]*2 sent, 0 found \(opened before\), 0 skipped, 1 failed, in 1 run\.[\s\S]*Issues submitted for \(2\) datasets:[\s\S]*`failed 201204\|mammals → example-museum\/mammals: not-found/,
        ),
      },
    ]);
    expect(await file('periods.csv')).toContain(`${PERIOD},2012,4,failed`);
  });

  it('is not opened again by a run without pending reports', async () => {
    const { run } = await scenario();
    expect(notices((await run({ admins: 'octocat', ...QUICK })).issues)).toHaveLength(1);
    const again = await run({ admins: 'octocat', ...QUICK });
    expect(again.issues).toEqual([]);
    expect(again.status).toBe('success');
  });

  it('waits until the flags are committed, and counts the whole campaign', async () => {
    const { run, fault, sandbox } = await scenario();
    fault(
      { method: 'PATCH', path: /git\/refs/ },
      { status: 422, body: { message: 'Repository rule violations found' } },
    );
    const first = await run({ admins: 'octocat', ...QUICK });
    expect([first.status, notices(first.issues).length]).toEqual(['error', 0]);
    sandbox.clearFaults();
    const second = await run({ admins: 'octocat', ...QUICK });
    const [notice, ...more] = notices(second.issues);
    expect(more).toEqual([]);
    expect(notice?.body).toContain('3 sent');
  });

  it('is a warning that names the missing permission when it cannot be opened', async () => {
    const { run, fault } = await scenario({ reports: ['birds'] });
    fault(
      { method: 'POST', path: /reports-index\/issues/ },
      { status: 403, body: { message: 'Resource not accessible by integration' } },
    );
    const { annotations, status } = await run({ admins: 'octocat', ...QUICK });
    expect(status).toBe('success');
    expect(annotations).toEqual([
      expect.stringMatching(/^warning.*The completion notice was not opened.*`permissions: issues: write`/),
    ]);
  });
});

describe('the job summary', () => {
  it('links to the issues, to the rows of the index and to docs/troubleshooting.md', async () => {
    const { run, sandbox } = await scenario();
    await sandbox.setRepository('example-museum/mammals', 'issues-disabled');
    const env = { GITHUB_ACTION_REPOSITORY: 'VertNet/report-notifier', GITHUB_ACTION_REF: 'v1' };
    const { summary } = await run(QUICK, { env });
    const { serverUrl } = sandbox;
    expect(summary).toContain(`[example-museum/birds&#35;1](${serverUrl}/example-museum/birds/issues/1)`);
    expect(summary).toMatch(
      new RegExp(
        `\\[201204&#124;mammals\\]\\(${serverUrl}/${INDEX_REPOSITORY}/blob/[0-9a-f]{40}/reports-index/datasets\\.csv#L3\\)`,
      ),
    );
    expect(summary).toContain(
      `${serverUrl}/VertNet/report-notifier/blob/v1/docs/troubleshooting.md#target-issues-disabled`,
    );
    expect(summary).toContain('**What happens next:** 1 report failed');
    expect(summary).toContain('| 2 | 0 | 0 | 1 | 0 |');
    expect(summary).toContain('pie showData');
  });

  it('links to the run that was started for the remaining reports', async () => {
    const { run, fault } = await scenario({ reports: ['birds', 'mammals', 'fishes', 'plants'] });
    const html_url = 'http://github.localhost/example-network/reports-index/actions/runs/77';
    fault({ method: 'POST', path: /dispatches/ }, { status: 200, body: { workflow_run_id: 77, html_url } });
    const { summary, status, requests } = await run({ 'time-limit': '2', 'max-per-minute': '1' });
    expect(status).toBe('in progress');
    expect(summary).toContain(`continues with the remaining reports. [See the new run](${html_url}).`);
    const dispatch = requests.find(({ path }) => path.endsWith('/dispatches'));
    expect(JSON.parse(dispatch?.body ?? '{}')).toEqual({
      ref: 'main',
      inputs: { period: PERIOD },
      return_run_details: true,
    });
  });
});
