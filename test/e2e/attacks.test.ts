/** Hostile caches and leaked tokens, with the built action. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runAction } from '../../sandbox/runner/runner.ts';
import { PERIOD } from '../support/index-files.ts';
import { INDEX_REPOSITORY, scenario } from '../support/scenario.ts';

const QUICK = { 'max-per-minute': '6000' };

describe('the action under attack', () => {
  it('sends every report in spite of a hostile marker', async () => {
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
    // The next campaign at the latest retries the reports that the marker claims to have failed.
    await run(QUICK);
    const opened = (await sandbox.issues()).map(({ repository }) => repository);
    expect(opened.toSorted()).toEqual(['example-museum/birds', 'example-museum/fishes', 'example-museum/mammals']);
  });

  it('writes its tokens to no file, output or log line', async () => {
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
    // Only the token for issues is checked, because a real server cannot repeat a token that it never received.
    for (const text of everything) expect(text).not.toContain(pat);
    expect(result.masks).toEqual(expect.arrayContaining(secrets));
    const wrong = sandbox.requests.filter(
      ({ path, token }) =>
        path.startsWith('/repos/example-museum') && token !== (/[?]look=/.test(path) ? undefined : pat),
    );
    expect(wrong).toEqual([]);
  });
});
