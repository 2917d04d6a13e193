/**
 * Reads and checks the large index, selects the pending reports, flags them as sent and commits. It uses the real
 * stages and the real adapter; the server is in another process.
 */

import { openGitHub } from '../../src/adapters/github/client.ts';
import { openIndexRepository } from '../../src/adapters/github/index-repository.ts';
import { systemClock } from '../../src/adapters/runner/clock.ts';
import { newCampaign } from '../../src/campaign/choose.ts';
import { planReports } from '../../src/campaign/plan.ts';
import { renderBuiltIn } from '../../src/issue/built-in.ts';
import { commitFlags } from '../../src/progress/commit-flags.ts';
import type { Outcome } from '../../src/progress/schema.ts';
import { readIndex } from '../../src/reports-index/read.ts';
import { headOf } from '../../src/reports-index/transfer.ts';
import { reportUsage } from '../timing.ts';
import { PERIOD } from './files.ts';

const [apiUrl = ''] = process.argv.slice(2);
const serverUrl = 'https://github.com';
const clock = systemClock;
const github = openGitHub({ apiUrl, token: 'example', userAgent: 'example', clock, random: Math.random });
const location = { repository: { owner: 'example-network', name: 'reports-index' }, branch: 'main' };
const repository = openIndexRepository(github, { ...location, serverUrl, now: clock.now });

const campaign = newCampaign({ period: PERIOD, testing: false }, 'example');
const request = { folder: 'reports-index', period: PERIOD, gbifdatasetid: undefined, cursor: undefined };
const index = await readIndex(request, await headOf(repository), repository);
const plan = planReports({
  ...index,
  config: { testing: false, testingRepository: undefined, reportsUrl: 'https://example.org', run: { serverUrl } },
  chosen: { campaign, resumed: false },
  render: renderBuiltIn(['report']),
});
const outcomes = plan.issues.map(
  ({ report, gbifdatasetid, target }): Outcome => ({
    kind: 'sent',
    report,
    gbifdatasetid,
    repository: `${target.owner}/${target.name}`,
    number: 1,
    url: `${serverUrl}/${target.owner}/${target.name}/issues/1`,
    issueAt: Date.UTC(2026, 10, 2),
  }),
);
const committed = await commitFlags({
  repository,
  clock,
  random: Math.random,
  paths: index.paths,
  period: PERIOD,
  version: '1.0.0',
  snapshot: index.snapshot,
  asRead: index.snapshot,
  outcomes,
  status: () => ({ status: 'in progress', isFirst: true }),
});
if (committed.kind !== 'committed') throw new Error(`Expected a commit, got ${JSON.stringify(committed)}`);
reportUsage({ rows: index.counts.rows, flagged: outcomes.length });
process.exit();
