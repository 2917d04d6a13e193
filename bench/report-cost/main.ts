/** Compares the cost of a report between the built action, without its pauses, and a loop over `issues.create`. */

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAction } from '../../sandbox/runner/runner.ts';
import { startWorld, type World } from '../../sandbox/world.ts';
import { median } from '../timing.ts';

export const REPORTS = 1_000;
const PERIOD = '202610';
/** A rate that no server reaches, so that the action never pauses. */
const UNPACED = { 'max-per-minute': '1000000', 'max-per-hour': '1000000' };
const USAGE = new URL('usage.mjs', import.meta.url).href;

export interface ReportCost {
  /** User and system time of the whole process (milliseconds). */
  cpuMs: number;
  /** Requests to GitHub's API. */
  requests: number;
}

/** Medians of `rounds` campaigns of each side, in turns, each in a new world with this number of target repositories. */
export async function reportCost(rounds: number, repositories = REPORTS) {
  const folder = mkdtempSync(join(tmpdir(), 'report-cost-'));
  const loop = join(folder, 'loop');
  const script = fileURLToPath(new URL('loop.mjs', import.meta.url));
  execFileSync('ncc', ['build', script, '-o', loop, '--no-cache', '-q']);
  const costs = { loop: [] as ReportCost[], action: [] as ReportCost[] };
  try {
    for (let round = 0; round < rounds; round += 1) {
      const world = await startWorld({ index: indexOf(repositories), conformance: false });
      costs.action.push(await actionCost(world, folder));
      const issues = openedIn(world);
      await world.close();
      if (issues.length !== REPORTS) throw new Error(`Expected ${REPORTS} issues, got ${issues.length}`);
      const other = await startWorld({ index: indexOf(repositories), conformance: false });
      costs.loop.push(await loopCost(other, folder, join(loop, 'index.mjs'), issues));
      await other.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { loop: mediansOf(costs.loop), action: mediansOf(costs.action) };
}

function indexOf(repositories: number): Record<string, string> {
  const numbers = Array.from({ length: REPORTS }, (_, index) => index);
  const file = (header: string, row: (index: number) => string) => `${[header, ...numbers.map(row)].join('\n')}\n`;
  return {
    'periods.csv': `period,year,month,status\n${PERIOD},2026,10,\n`,
    'datasets.csv': file(
      'gbifdatasetid,ccode,github_orgname,github_reponame',
      (index) => `dataset-${index},C${index},example-museum,collection-${index % repositories}`,
    ),
    [`reports/${PERIOD}.csv`]: file(
      'gbifdatasetid,stored,issue_sent,issue_url,issue_sent_at',
      (index) => `dataset-${index},true,false,,`,
    ),
  };
}

async function actionCost({ sandbox }: World, folder: string): Promise<ReportCost> {
  const usageFile = join(folder, 'action.json');
  const result = await runAction({
    sandbox,
    inputs: {
      token: sandbox.tokens.pat,
      'index-token': sandbox.tokens.index,
      'workflow-token': sandbox.tokens.workflow,
      period: PERIOD,
      ...UNPACED,
    },
    env: { USAGE_FILE: usageFile },
    nodeArgs: ['--import', USAGE],
    post: false,
  });
  await result.dispose();
  if (result.exitCode !== 0) throw new Error(`The action ended with ${result.exitCode}:\n${result.log}`);
  return costOf(usageFile, sandbox);
}

/** The issues that the action posted, for the loop to post them again. */
function openedIn({ sandbox }: World): object[] {
  return sandbox.requests.flatMap(({ method, path, body }) => {
    const [, owner, repo] = /^\/repos\/([^/]+)\/([^/]+)\/issues$/.exec(path) ?? [];
    return method === 'POST' && owner !== undefined ? [{ owner, repo, ...JSON.parse(body) }] : [];
  });
}

async function loopCost({ sandbox }: World, folder: string, script: string, issues: object[]): Promise<ReportCost> {
  const [usageFile, issuesFile] = [join(folder, 'loop.json'), join(folder, 'issues.json')];
  writeFileSync(issuesFile, JSON.stringify(issues));
  const environment = {
    GITHUB_API_URL: sandbox.apiUrl,
    TOKEN: sandbox.tokens.pat,
    GITHUB_REPOSITORY: 'example/example',
  };
  const child = spawn(process.execPath, ['--import', USAGE, script], {
    env: { PATH: process.env.PATH, ...environment, USAGE_FILE: usageFile, ISSUES_FILE: issuesFile },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`The loop ended with ${code}`);
  return costOf(usageFile, sandbox);
}

function costOf(usageFile: string, sandbox: World['sandbox']): ReportCost {
  const { user, system } = JSON.parse(readFileSync(usageFile, 'utf8'));
  const requests = sandbox.requests.filter(({ path }) => !path.startsWith('/twirp')).length;
  return { cpuMs: (user + system) / 1000, requests };
}

function mediansOf(costs: readonly ReportCost[]): ReportCost {
  return { cpuMs: median(costs.map(({ cpuMs }) => cpuMs)), requests: median(costs.map(({ requests }) => requests)) };
}

if (import.meta.main) console.log(await reportCost(5), await reportCost(5, 100));
