/** The dry run: renders every issue and checks every target, but writes nothing, not even to the cache. */

import { hasNothingToSend, type Plan } from '../campaign/plan.ts';
import type { Config } from '../config/config.ts';
import { testingProblem } from '../delivery/attempt.ts';
import { blankResult, type PlannedTitle, type RunResult, type TargetCheck } from '../output/result.ts';
import type { ReportsIndex } from '../reports-index/read.ts';
import { reasonsOf, saidOfDataset, whyNothing } from '../reports-index/skips.ts';
import type { Log } from '../shared/ports.ts';
import { ProblemsError, withRemedy } from '../shared/problem.ts';
import { fullName } from '../shared/repository.ts';
import type { AccountOutcome } from '../shared/target-ports.ts';
import { asSentence, count, duration } from '../shared/text.ts';
import { checkLinks, type LinkFindings, type LinkPorts } from './link-checks.ts';
import { failForSender } from './sender.ts';
import { type CheckPorts, checkTargets } from './target-checks.ts';
import type { TargetFindings } from './target-remarks.ts';

export interface DryRun {
  plan: Plan;
  index: ReportsIndex;
  config: Pick<
    Config,
    'gbifdatasetid' | 'testing' | 'timeLimitMs' | 'maxIssues' | 'relaunch' | 'checkpoint' | 'admins' | 'index'
  >;
  ports: CheckPorts & LinkPorts;
  /** How long a real run would take at the present pace. */
  estimateMs: number;
}

/** Throws `ProblemsError` for problems that would end a real run before its first issue. */
export async function dryRun(input: DryRun): Promise<RunResult> {
  const { plan, index, ports } = input;
  const { log } = ports;
  const account = accountFrom(await ports.targets.sender());
  const titles = toTitles(plan);
  const firstBody = plan.issues[0]?.draft().body;
  await log.group('Issues that a real run would open', async () => showIssues(plan, titles, firstBody, log));
  const targets = await log.group('Targets', () => checkTargets(plan.issues, ports, input.config.testing));
  const { checks } = targets;
  const [check] = checks;
  // All issues of a testing campaign go to one repository: no row of the index is wrong.
  if (input.config.testing && check?.kind === 'fails')
    throw new ProblemsError([testingProblem(check.repository, check.what)]);
  const links = await log.group('Report links', () => checkLinks(plan.issues, ports));
  announce(targets, links, input);
  const toOpen = countToOpen(plan, checks);
  const intentions = describeRealRun(input, toOpen, account);
  await log.group('What a real run would do', async () => {
    for (const line of intentions) log.info(line);
  });
  return {
    ...blankResult(countFailing(checks) > 0 ? 'failed' : 'success', messageFrom(input, toOpen, checks)),
    period: index.period.period,
    outcomes: plan.skipped,
    pending: plan.issues.length,
    failedBefore: plan.failedBefore.length,
    cancelled: ports.cancelled.aborted,
    dryRun: {
      ...{ checks, firstBody, titles, intentions },
      findings: [...targets.lines, ...links.lines],
      links: links.unanswered,
    },
  };
}

/** The login that would open the issues; undefined while GitHub does not answer. */
function accountFrom(sender: AccountOutcome): string | undefined {
  switch (sender.kind) {
    case 'account':
      return sender.login;
    case 'unauthorized':
    case 'denied':
    case 'refused':
      return failForSender(sender);
    case 'limited':
    case 'unclear':
    case 'unavailable':
      return undefined;
    default:
      return sender satisfies never;
  }
}

function toTitles({ issues }: Plan): PlannedTitle[] {
  return issues.map(({ report, target, draft }) => ({ report, repository: fullName(target), title: draft().title }));
}

function showIssues(plan: Plan, titles: readonly PlannedTitle[], firstBody: string | undefined, log: Log): void {
  for (const { report, repository, title } of titles) log.info(`${report} → ${repository}: ${title}`);
  for (const { report, reason } of plan.skipped) log.info(`skipped ${report}: ${reason}`);
  if (firstBody === undefined) return;
  log.info('The first body in full:');
  for (const line of firstBody.split('\n')) log.info(`  ${line}`);
}

/** Points to check before the real run, above the rows of each target and link. */
function announce(targets: TargetFindings, links: LinkFindings, { plan, ports: { log } }: DryRun): void {
  for (const line of [...targets.lines, ...links.lines]) log.info(line);
  for (const { place, report, link, what } of links.unanswered) log.info(`${place} ${report}: ${link}: ${what}`);
  const [unwatched] = targets.unwatched;
  const place = plan.issues.find(({ target }) => fullName(target) === unwatched)?.datasetPlace;
  if (unwatched !== undefined) {
    const more =
      targets.unwatched.length === 1
        ? ''
        : ` and ${count(targets.unwatched.length - 1, 'more repository', 'more repositories')}`;
    log.warning(
      withRemedy(`Nobody watches ${unwatched}${more}, so nobody gets an e-mail there`, 'target-unwatched'),
      place,
    );
  }
  const [first] = links.unanswered;
  const silent = links.lines.find((line) => line.includes('is not reached at all'));
  if (first !== undefined || silent !== undefined) {
    const what = silent ?? `${count(links.unanswered.length, 'report link')} do not answer, the first ${first?.link}`;
    const row = plan.issues.find(({ report }) => report === first?.report)?.reportPlace;
    log.warning(withRemedy(what, 'links-unanswered'), row);
  }
}

/** Issues whose target would take them, as far as that is known. */
function countToOpen({ issues }: Plan, checks: readonly TargetCheck[]): number {
  const failing = new Set(checks.flatMap(({ kind, repository }) => (kind === 'fails' ? repository.toLowerCase() : [])));
  return issues.filter(({ target }) => !failing.has(fullName(target).toLowerCase())).length;
}

function countFailing(checks: readonly TargetCheck[]): number {
  return checks.filter(({ kind }) => kind === 'fails').length;
}

function messageFrom(
  { plan, index, config, estimateMs }: DryRun,
  toOpen: number,
  checks: readonly TargetCheck[],
): string {
  const unchecked = checks.filter(({ kind }) => kind === 'unchecked').length;
  const parts = [`${count(toOpen, 'issue')} would be opened in about ${duration(estimateMs)}`];
  if (plan.skipped.length > 0) parts.push(`${plan.skipped.length} skipped`);
  if (countFailing(checks) > 0) parts.push(`${count(countFailing(checks), 'target')} would fail`);
  if (unchecked > 0) parts.push(`${count(unchecked, 'target')} could not be checked`);
  const isWhole = config.gbifdatasetid === undefined;
  const nothing = isWhole && hasNothingToSend(plan) ? asSentence(whyNothing(index, plan.skipped)) : '';
  return `Dry run for period ${index.period.period}: ${parts.join(', ')}.${nothing} Nothing was written.`;
}

/** The steps that a real run would take now, one line each. */
function describeRealRun(
  { plan, index, config, estimateMs }: DryRun,
  toOpen: number,
  account: string | undefined,
): string[] {
  const login = account ?? 'the account of the token';
  const { head } = index.snapshot;
  const repository = fullName(config.index.repository);
  const lines = [`Open ${count(toOpen, 'issue')} as ${login}, in about ${duration(estimateMs)}`];
  lines.push(...describeLimits(toOpen, config, estimateMs));
  for (const [reason, times] of reasonsOf(plan.skipped))
    lines.push(`Skip ${count(times, 'report')} whose dataset ${saidOfDataset[reason]}`);
  if (plan.failedBefore.length > 0)
    lines.push(`Leave out ${count(plan.failedBefore.length, 'report')} that failed in an earlier run of the campaign`);
  lines.push(
    config.testing
      ? 'Commit nothing, because it is a testing campaign'
      : `Commit the flags to branch ${head.branch} of ${repository} after every ${count(config.checkpoint, 'issue')}, and at the end`,
  );
  lines.push(
    config.testing || config.admins.length === 0
      ? 'Open no completion notice'
      : `Open a completion notice in ${repository} for ${config.admins.join(', ')}`,
  );
  return lines;
}

/** The limit that would end the run before its last issue, if any. */
function describeLimits(
  issues: number,
  { maxIssues, timeLimitMs, relaunch }: DryRun['config'],
  estimateMs: number,
): string[] {
  if (maxIssues !== undefined && issues > maxIssues)
    return [`Stop after ${count(maxIssues, 'issue')} (\`max-issues\`), and leave the rest for the next run`];
  if (estimateMs <= timeLimitMs) return [];
  const after = `Stop after ${duration(timeLimitMs)} (\`time-limit\`)`;
  const runs = timeLimitMs > 0 ? `, about ${count(Math.ceil(estimateMs / timeLimitMs), 'run')} in all` : '';
  return [`${after} and ${relaunch ? `start itself again${runs}` : 'leave the rest for the next run'}`];
}
