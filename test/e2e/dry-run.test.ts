/** A dry run with the built action. */

import { describe, expect, it } from 'vitest';
import { OWNER, PERIOD } from '../support/index-files.ts';
import { loopback, type Seen } from '../support/loopback.ts';
import { tunnelTo } from '../support/proxy.ts';
import { scenario } from '../support/scenario.ts';

describe('a dry run', () => {
  it('writes nothing: no write request, no cache entry, no journal', async () => {
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
    expect(log).toContain('Open 2 issues as example-report-bot, in about');
    expect(annotations).toEqual([
      expect.stringMatching(
        /^error reports-index\/datasets\.csv:3: example-museum\/mammals would fail: it is archived\./,
      ),
      expect.stringMatching(
        /^warning: The host tools-usagestats\.\S+ is not reached at all \(ECONNREFUSED\): the links of 3 reports/,
      ),
    ]);
    expect(summary).toContain('### Targets that need attention (2)');
    expect(summary).toContain('### Issues that a real run would open (3)');
    expect(summary).toContain('GitHub would drop label &#34;report&#34;');
    expect(results).toMatchObject([{ kind: 'planned' }, { kind: 'planned' }, { kind: 'planned' }]);
  });

  it('ends like a real run when GitHub does not accept the token', async () => {
    const { run, sandbox } = await scenario();
    sandbox.revokeToken(sandbox.tokens.pat);
    const { status, annotations, asked } = await run({ 'dry-run': 'true' });
    expect(status).toBe('error');
    expect(annotations[0]).toMatch(/^error: GitHub does not accept the token: .*put it into the secret/);
    expect(asked.filter((line) => line.includes('/repos/example-museum'))).toEqual([]);
  });
});

const names = (count: number) => Array.from({ length: count }, (_, n) => `d${n + 1}`);
const idIn = ({ path }: Seen) => path.split('/')[2];

describe('what a dry run says of the targets', () => {
  it('counts the watchers, and names the row of a repository that nobody watches', async () => {
    const { run, sandbox } = await scenario();
    await sandbox.setRepository(`${OWNER}/birds`, { watchers: 12 });
    await sandbox.setRepository(`${OWNER}/mammals`, { watchers: 0 });
    const { status, log, summary, annotations } = await run({ 'dry-run': 'true' });
    expect(status).toBe('success');
    expect(log).toContain(
      '13 watchers in 3 repositories would get an e-mail, counted in each repository; nobody watches 1 of them',
    );
    expect(annotations).toContainEqual(
      expect.stringMatching(
        /^warning reports-index\/datasets\.csv:3: Nobody watches example-museum\/mammals, so nobody/,
      ),
    );
    expect(summary).toMatch(/example-museum\/mammals\) \| reports-index\/datasets\.csv:3 \| nobody watches it/);
  });

  it('names the repositories that would get more than one issue, with their rows', async () => {
    const datasets = `gbifdatasetid,ccode,github_orgname,github_reponame\nbirds,B,${OWNER},shared\nmammals,M,${OWNER},other\nfishes,F,${OWNER},Shared\n`;
    const { run } = await scenario({ index: { 'datasets.csv': datasets } });
    const { log } = await run({ 'dry-run': 'true' });
    expect(log).toContain('1 repository would get more than one issue, the most example-museum/shared with 2');
    expect(log).toContain('reports-index/datasets.csv:2, 4 example-museum/shared: would get 2 issues');
  });

  it('says once that a label is dropped everywhere, and names the exception', async () => {
    const { run, sandbox } = await scenario({ reports: names(6) });
    for (const name of names(5)) await sandbox.setRepository(`${OWNER}/${name}`, { mayPush: false });
    const { log, summary } = await run({ 'dry-run': 'true' });
    expect(log).toContain(
      'The label `report` would be dropped in 5 of 6 repositories (no write access): set `labels:` empty, or ask owners',
    );
    expect(log).not.toContain('GitHub would drop');
    expect(log).toContain('datasets.csv:7 example-museum/d6: would keep label "report"');
    expect(summary).toContain('### Targets that need attention (1)');
  });

  it('asks once a repository whether an assignee can be assigned', async () => {
    const template = '---\ntitle: T\nassignees: [octocat, gone]\n---\n{{ link }}\n';
    const { run, sandbox } = await scenario({ files: { 'issue.md': template } });
    await sandbox.setRepository(`${OWNER}/birds`, { notAssignable: ['gone'] });
    await sandbox.setRepository(`${OWNER}/fishes`, { mayPush: false });
    const { asked, log } = await run({ 'dry-run': 'true', template: 'issue.md' });
    expect(asked.filter((line) => line.includes('/assignees/')).toSorted()).toEqual([
      `GET /repos/${OWNER}/birds/assignees/gone 404`,
      `GET /repos/${OWNER}/birds/assignees/octocat 204`,
      `GET /repos/${OWNER}/mammals/assignees/gone 204`,
      `GET /repos/${OWNER}/mammals/assignees/octocat 204`,
    ]);
    expect(log).toContain('datasets.csv:2 example-museum/birds: gone cannot be assigned to its issues');
  });

  it('counts only issues that their targets would take', async () => {
    const { run, sandbox } = await scenario({ reports: names(5) });
    await sandbox.setRepository(`${OWNER}/d2`, 'missing');
    const { log, outputs } = await run({ 'dry-run': 'true' });
    expect(JSON.parse(outputs.response ?? '').message).toMatch(
      /: 4 issues would be opened in about .*, 1 target would fail\./,
    );
    expect(log).toContain('Open 4 issues as example-report-bot');
  });
});

describe('what a dry run says of the report links', () => {
  it('names those that do not answer, with their rows, and sends no secret there', async () => {
    const pages = await loopback((request) => {
      if (idIn(request) === 'birds') return { status: 404, body: 'SECRET PAGE' };
      if (idIn(request) === 'mammals') return { cut: 'before' };
      return { status: 302, headers: { location: '/elsewhere' } };
    });
    const { run } = await scenario();
    const { status, log, summary, annotations } = await run({ 'dry-run': 'true', 'reports-url': pages.url });
    expect(status).toBe('success');
    expect(log).toContain(
      `reports-index/reports/201204.csv:2 201204|birds: ${pages.url}/reports/birds/201204/: the page answers 404`,
    );
    expect(log).toMatch(/reports\/201204\.csv:3 201204\|mammals: \S+: no answer: UND_ERR_SOCKET/);
    expect(log).toContain('3 report links asked: 2 do not answer');
    expect(log).not.toContain('SECRET PAGE');
    expect(summary).toContain('### Report links that do not answer (2)');
    expect(annotations).toEqual([
      expect.stringMatching(
        /^warning reports-index\/reports\/201204\.csv:2: 2 report links do not answer, the first http/,
      ),
    ]);
    const asked = pages.seen.filter(({ path }) => path.startsWith('/reports/'));
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
    expect(pages.seen.filter(({ headers }) => headers.authorization ?? headers.cookie)).toEqual([]);
    expect(pages.seen.every(({ headers }) => headers['user-agent'] === 'report-notifier')).toBe(true);
  });

  it('follows redirects a few times, and to web pages only', async () => {
    const pages = await loopback((request) => {
      if (idIn(request) === 'birds') return { status: 301, headers: { location: '/gone' } };
      if (idIn(request) === 'mammals') return { status: 301, headers: { location: 'file:///etc/passwd' } };
      if (request.path === '/gone') return { status: 410 };
      return { status: 302, headers: { location: request.path } };
    });
    const { run } = await scenario();
    const { log } = await run({ 'dry-run': 'true', 'reports-url': pages.url });
    expect(log).toMatch(/201204\|birds: \S+: the page answers 410/);
    expect(log).toMatch(/201204\|mammals: \S+: no answer: not an http or https address/);
    expect(log).toContain('3 report links asked: 2 do not answer');
    expect(pages.seen.filter((request) => idIn(request) === 'fishes')).toHaveLength(4);
  });

  it('asks a sample of two hundred, four at a time', async () => {
    const pages = await loopback(() => ({ status: 200 }));
    const { run } = await scenario({ reports: names(412) });
    const { log, requests, tookMs } = await run({ 'dry-run': 'true', 'reports-url': pages.url });
    expect(pages.seen).toHaveLength(200);
    expect(new Set(pages.seen.map(idIn)).size).toBe(200);
    expect([idIn(pages.seen[0] ?? ({ path: '' } as Seen)), pages.seen.map(idIn).includes('d412')]).toEqual([
      'd1',
      true,
    ]);
    expect(log).toContain('200 report links asked (a sample of 412): all answer');
    expect(requests.length).toBeLessThan(430);
    expect(tookMs).toBeLessThan(60_000);
  });

  it('says once that a host is not reached at all, after a few links', async () => {
    const { run } = await scenario({ reports: names(30) });
    const { log, annotations } = await run({ 'dry-run': 'true', 'reports-url': 'http://127.0.0.1:9' });
    expect(annotations).toEqual([
      expect.stringMatching(
        /^warning: The host 127\.0\.0\.1:9 is not reached at all \(ECONNREFUSED\): the links of 30 reports lead nowhere/,
      ),
    ]);
    expect(log).not.toContain('no answer:');
  });

  it('asks through the proxy of the runner', async () => {
    const pages = await loopback(() => ({ status: 200 }));
    const proxy = await tunnelTo(Number(new URL(pages.url).port));
    const { run } = await scenario({ reports: ['birds'] });
    const { log } = await run(
      { 'dry-run': 'true', 'reports-url': 'http://reports.test' },
      { env: { http_proxy: proxy.url } },
    );
    expect(proxy.tunnels).toEqual(['reports.test:80']);
    expect(log).toContain('1 report link asked: all answer');
  });

  it('asks nothing when the text has no report link', async () => {
    const pages = await loopback(() => ({ status: 404 }));
    const { run } = await scenario({ files: { 'issue.md': '---\ntitle: T\n---\nHello\n' } });
    const { log } = await run({ 'dry-run': 'true', template: 'issue.md', 'reports-url': pages.url });
    expect(pages.seen).toEqual([]);
    expect(log).not.toContain('report link');
  });
});
