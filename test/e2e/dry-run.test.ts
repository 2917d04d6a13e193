/** A dry run with the built action. */

import { describe, expect, it } from 'vitest';
import { PERIOD } from '../support/index-files.ts';
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

  it('ends like a real run when GitHub does not accept the token', async () => {
    const { run, sandbox } = await scenario();
    sandbox.revokeToken(sandbox.tokens.pat);
    const { status, annotations, asked } = await run({ 'dry-run': 'true' });
    expect(status).toBe('error');
    expect(annotations[0]).toMatch(/^error: GitHub does not accept the token: .*put it into the secret/);
    expect(asked.filter((line) => line.includes('/repos/example-museum'))).toEqual([]);
  });
});
