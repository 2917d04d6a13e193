/** What people see and control, end to end with the built action. */

import { readdir, readFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runAction } from '../../sandbox/runner/runner.ts';
import { PERIOD, pendingIndex } from '../support/index-files.ts';
import { tunnelTo } from '../support/proxy.ts';
import { INDEX_REPOSITORY, scenario } from '../support/scenario.ts';

const QUICK = { 'max-per-minute': '6000' };

describe('a dry run', () => {
  it('leaves no trace: no write request, no cache entry, no journal', async () => {
    const { run, sandbox } = await scenario();
    await sandbox.setRepository('example-museum/mammals', 'archived');
    await sandbox.setRepository('example-museum/fishes', { mayPush: false });
    const { requests, opened, commits, dispatches, journal, status, outputs, log, summary, annotations, results } =
      await run({ 'dry-run': 'true', admins: 'octocat' });
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect({ opened, commits, dispatches, journal }).toEqual({ opened: [], commits: [], dispatches: [], journal: '' });
    expect(sandbox.caches()).toEqual([]);
    const cacheWrites = sandbox.requests.filter(({ path }) => /CreateCacheEntry|_cache/.test(path));
    expect(cacheWrites).toEqual([]);
    expect({ status, failed: outputs.failed, pending: outputs.pending }).toEqual({
      status: 'failed',
      failed: '1',
      pending: '3',
    });
    expect(log).toContain(
      `${PERIOD}|birds → example-museum/birds: Monthly VertNet data use report for 2012-4, resource BIRDS`,
    );
    expect(log).toContain('  Your monthly VertNet data use report is ready!');
    expect(log).toContain(`  <!-- report-notifier:${PERIOD}|birds -->`);
    expect(log).toContain('Open 3 issues as example-report-bot, in about');
    expect(annotations).toEqual([
      expect.stringMatching(
        /^error reports-index\/datasets\.csv:3: example-museum\/mammals would fail: it is archived\./,
      ),
    ]);
    expect(summary).toContain('### Targets that need attention (2)');
    expect(summary).toContain('### Issues that a real run would open (3)');
    expect(summary).toContain('GitHub would drop label &#34;report&#34;');
    expect(results).toMatchObject([{ kind: 'planned' }, { kind: 'planned' }, { kind: 'planned' }]);
  });

  it('is refused like a real run when the token is not accepted', async () => {
    const { run, sandbox } = await scenario();
    sandbox.revokeToken(sandbox.tokens.pat);
    const { status, annotations, asked } = await run({ 'dry-run': 'true' });
    expect(status).toBe('error');
    expect(annotations[0]).toMatch(/^error: GitHub does not accept the token: .*put it into the secret/);
    expect(asked.filter((line) => line.includes('/repos/example-museum'))).toEqual([]);
  });
});

describe('a template from the index repository', () => {
  const template = `---
title: "{{ dataset.ccode }} in {{ period.start | date: '%B %Y' }}"
labels: [report, "{{ dataset.ccode | downcase }}"]
---
@octocat wrote this. {{ report.note }}
{% if report.note == "" %}No note.{% endif %}
`;
  const files = (text: string) => ({ '.github/report.md': text });
  const index = {
    ...pendingIndex(['birds']),
    [`reports/${PERIOD}.csv`]: 'gbifdatasetid,stored,issue_sent,note\nbirds,true,false,by @somebody & <b>\n',
  };

  it('makes title, labels and body, and values mention nobody', async () => {
    const { run } = await scenario({ index, files: files(template) });
    const { issues, status } = await run({ template: '.github/report.md', ...QUICK });
    expect(status).toBe('success');
    expect(issues).toMatchObject([
      {
        title: 'BIRDS in April 2012',
        labels: ['report', 'birds'],
        body: `@octocat wrote this. by @\u200bsomebody & <b>\n\n<!-- report-notifier:${PERIOD}|birds -->`,
      },
    ]);
  });

  it.each([
    [
      'an unknown variable',
      template.replace('report.note }}\n', 'report.nota }}\n'),
      5,
      /undefined variable: report\.nota; report has/,
    ],
    ['an unknown key', template.replace('labels:', 'label:'), 3, /unknown key "label"/],
    [
      'too long a title',
      template.replace('in {{', `${'x'.repeat(260)} {{`),
      2,
      /the title has 27\d characters, expected at most 256/,
    ],
  ])('with %s is one error with file and line, before anything is sent', async (_, text, line, message) => {
    const { run } = await scenario({ index, files: files(text) });
    const { annotations, status, requests } = await run({ template: '.github/report.md', ...QUICK });
    expect(status).toBe('error');
    expect(annotations).toHaveLength(1);
    expect(annotations[0]).toContain(`error .github/report.md:${line}: `);
    expect(annotations[0]).toMatch(message);
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('the completion notice', () => {
  const notices = <T extends { repository: string }>(issues: T[]) =>
    issues.filter(({ repository }) => repository === INDEX_REPOSITORY);

  it('is opened once a campaign, also when the campaign ended with failures', async () => {
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

  it('is not opened again by a run that has nothing left to do', async () => {
    const { run } = await scenario();
    expect(notices((await run({ admins: 'octocat', ...QUICK })).issues)).toHaveLength(1);
    const again = await run({ admins: 'octocat', ...QUICK });
    expect(again.issues).toEqual([]);
    expect(again.status).toBe('success');
  });

  it('waits until the flags have landed, and tells of the whole campaign', async () => {
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

  it('that cannot be opened is a warning with the permission that is missing', async () => {
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
  it('links to the issues, to the rows of the index and to the list of errors', async () => {
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

  it('links to the run that was started for the rest', async () => {
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

describe('against attacks', () => {
  it('sends all, whatever a hostile marker claims', async () => {
    const { run, damageMarker, sandbox } = await scenario();
    await run({ 'max-issues': '1', ...QUICK });
    const failed = ['mammals', 'fishes', '../../x', '::error::x'].map((id) => `${PERIOD}|${id}`);
    damageMarker(
      JSON.stringify({
        version: 1,
        account: 'example-report-bot',
        pace: { sendings: [], hold: { untilAt: 9e15, refusals: 1e9, announced: true } },
        campaigns: [
          {
            id: 'evil',
            period: PERIOD,
            testing: false,
            cursor: failed[1],
            failed,
            runs: 1,
            totals: { sent: 0, found: 0, skipped: 0 },
            lastActiveAt: 9e15,
          },
        ],
      }),
    );
    const second = await run(QUICK);
    expect(second.annotations.filter((line) => line.includes('::'))).toEqual([]);
    // What it claims to have failed is tried again at the latest by the next campaign.
    await run(QUICK);
    const opened = (await sandbox.issues()).map(({ repository }) => repository);
    expect(opened.toSorted()).toEqual(['example-museum/birds', 'example-museum/fishes', 'example-museum/mammals']);
  });

  it('writes its tokens nowhere', async () => {
    const { sandbox, fault } = await scenario();
    const secrets = Object.values(sandbox.tokens);
    fault({ method: 'POST', path: /mammals\/issues/ }, { status: 422, body: { message: `Bad ${secrets.join(' ')}` } });
    const { pat, index, workflow } = sandbox.tokens;
    const result = await runAction({
      sandbox,
      inputs: { token: pat, 'index-token': index, 'workflow-token': workflow, period: PERIOD, ...QUICK },
    });
    onTestFinished(result.dispose);
    const entries = await readdir(result.runnerTemp, { recursive: true, withFileTypes: true });
    const files = await Promise.all(
      entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
    );
    expect(files.length).toBeGreaterThanOrEqual(2);
    const printed = result.log.replace(/^::add-mask::.*$/gm, '') + result.postLog.replace(/^::add-mask::.*$/gm, '');
    const commits = await sandbox.log(INDEX_REPOSITORY);
    const issues = await sandbox.issues();
    const everything = [
      ...files,
      printed,
      result.summary,
      JSON.stringify([result.outputs, result.state, commits, issues]),
    ];
    // The token that opens issues; what a server repeats of another's token was never sent to it.
    for (const text of everything) expect(text).not.toContain(pat);
    expect(result.masks).toEqual(expect.arrayContaining(secrets));
    const wrong = sandbox.requests.filter(
      ({ path, token }) => path.startsWith('/repos/example-museum') && token !== pat,
    );
    expect(wrong).toEqual([]);
  });
});

describe('GitHub Enterprise Server', () => {
  it('works with an API below a path, and links to its own pages', async () => {
    const { sandbox } = await scenario({ reports: ['birds', 'mammals'] });
    const proxy = await prefixed(sandbox.port, '/api/v3');
    const { pat, index, workflow } = sandbox.tokens;
    const inputs = { token: pat, 'index-token': index, 'workflow-token': workflow, period: PERIOD, admins: 'octocat' };
    const result = await runAction({
      sandbox,
      inputs: { ...inputs, ...QUICK },
      env: { GITHUB_API_URL: proxy.apiUrl, GITHUB_GRAPHQL_URL: `${proxy.apiUrl}/graphql` },
    });
    onTestFinished(result.dispose);
    expect(result.outputs).toMatchObject({ status: 'success', sent: '2' });
    expect(proxy.paths.length).toBeGreaterThan(10);
    expect(proxy.paths.filter((path) => !path.startsWith('/api/v3/'))).toEqual([]);
    const issues = await sandbox.issues();
    expect(issues).toHaveLength(3);
    expect(issues[0]?.body).toContain(`${sandbox.serverUrl}/example-museum/birds/tree/master/reports`);
    const hosts = new Set([...result.summary.matchAll(/\]\((https?:\/\/[^/)]+)/g)].map(([, host]) => host));
    expect([...hosts]).toEqual([sandbox.serverUrl]);
  });
});

describe('a runner behind a proxy', () => {
  it('reaches GitHub through it, for the index and for the issues', async () => {
    const { sandbox } = await scenario({ reports: ['birds', 'mammals'] });
    const proxy = await tunnelTo(sandbox.port);
    const { pat, index, workflow } = sandbox.tokens;
    const result = await runAction({
      sandbox,
      inputs: { token: pat, 'index-token': index, 'workflow-token': workflow, period: PERIOD, ...QUICK },
      env: { GITHUB_API_URL: 'http://api.github.test', http_proxy: proxy.url },
    });
    onTestFinished(result.dispose);
    expect(result.outputs).toMatchObject({ status: 'success', sent: '2' });
    expect(new Set(proxy.tunnels)).toEqual(new Set(['api.github.test:80']));
  });
});

/** A server that has the sandbox's API below a path. */
async function prefixed(port: number, prefix: string): Promise<{ apiUrl: string; paths: string[] }> {
  const paths: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    paths.push(url);
    if (!url.startsWith(`${prefix}/`)) return void outgoing.writeHead(404).end();
    const path = url.slice(prefix.length);
    const forwarded = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { apiUrl: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}${prefix}`, paths };
}
