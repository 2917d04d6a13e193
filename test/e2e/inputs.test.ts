import { expect, it } from 'vitest';
import { scenario } from '../support/scenario.ts';

it('names every wrong input at once and asks GitHub for nothing', async () => {
  const { run } = await scenario();
  const { exitCode, status, annotations, requests, summary, postExitCode, outputs } = await run({
    token: '',
    period: '2012-13',
    gbifdatasetid: 'two words',
    testing: 'yes',
    'testing-repository': 'nowhere',
    'index-repository': 'a/b/c',
    'index-path': '../outside',
    'reports-url': 'ftp://example.org',
    admins: 'someone, some one',
    'max-per-minute': '0',
    'max-per-hour': 'many',
    checkpoint: '1.5',
    'time-limit': '-1',
    relaunch: 'maybe',
  });
  expect([exitCode, status, requests, postExitCode]).toEqual([1, 'error', [], 0]);
  // The page shows ten; the others are in the log and in the summary.
  expect(annotations).toHaveLength(10);
  expect(annotations[0]).toMatch(/^error: Input "token" was not provided, .* Correct the input/);
  expect(annotations[1]).toMatch(/^error: Input "period" is "2012-13", expected YYYYMM or YYYY-MM/);
  for (const name of 'gbifdatasetid testing testing-repository index-repository index-path reports-url admins max-per-minute max-per-hour checkpoint time-limit relaunch'.split(
    ' ',
  )) {
    expect(summary).toContain(`Input &#34;${name}&#34;`);
  }
  expect(JSON.parse(outputs.response ?? '')).toMatchObject({
    status: 'error',
    message: '14 problems: nothing was sent.',
  });
});

it.each([
  ['no period', { period: '' }, 'Period parameter was not provided.'],
  [
    'a period that the index has not',
    { period: '201205' },
    'Provided period does not exist in the index: 201205 (existing: 201203, 201204)',
  ],
  [
    'a dataset that the period has not',
    { gbifdatasetid: 'Dinosaurs' },
    'Provided dataset dinosaurs has no report in period 201204',
  ],
  [
    'testing without a repository',
    { testing: 'true' },
    'Input "testing-repository" was not provided, but "testing" is true',
  ],
  ['a missing token', { token: '' }, 'Input "token" was not provided, and no App either'],
])('%s is an error before anything is sent', async (_, inputs, message) => {
  const { run } = await scenario();
  const { exitCode, outputs, annotations, asked } = await run(inputs);
  expect([exitCode, outputs.status]).toEqual([1, 'error']);
  expect(annotations).toEqual([expect.stringContaining(`: ${message}`)]);
  expect(JSON.parse(outputs.response ?? '').message).toContain(message);
  expect(asked.filter((line) => !line.startsWith('GET'))).toEqual([]);
});

it('the error of an unknown period carries the period, as the predecessor answered', async () => {
  const { run } = await scenario();
  const { outputs } = await run({ period: '2012-05' });
  expect(JSON.parse(outputs.response ?? '')).toMatchObject({ status: 'error', data: { period: '201205' } });
});

it('takes a period as YYYY-MM, labels line by line, another user agent and another address of the reports', async () => {
  const { run } = await scenario({ reports: ['birds'] });
  const { issues, requests } = await run({
    period: '2012-04',
    labels: 'report\nmonthly, report',
    'user-agent': 'VertNet',
    'reports-url': 'https://reports.example.org/v2/',
  });
  expect(issues[0]?.labels.toSorted()).toEqual(['monthly', 'report']);
  expect(issues[0]?.body).toContain('https://reports.example.org/v2/reports/birds/201204/');
  expect(requests.every(({ headers }) => headers['user-agent']?.startsWith('VertNet'))).toBe(true);
});

it("uses the job's own token for the index and for the relaunch when no other is given", async () => {
  const { run } = await scenario({ reports: ['birds'] });
  const { status } = await run({ 'index-token': undefined, 'workflow-token': undefined });
  expect(status).toBe('success');
});

it('shows in a dry run what it would do, and writes nothing anywhere', async () => {
  const { run, sandbox } = await scenario();
  await sandbox.setRepository('example-museum/mammals', 'archived');
  const { asked, opened, commits, log, outputs, marker } = await run({ 'dry-run': 'true' });
  expect([opened, commits, marker]).toEqual([[], [], undefined]);
  expect(asked.filter((line) => !line.startsWith('GET'))).toEqual([]);
  expect(log).toContain('example-museum/birds: Monthly VertNet data use report for 2012-4, resource BIRDS');
  expect(outputs).toMatchObject({ status: 'failed', sent: '0', failed: '1', pending: '3' });
});
