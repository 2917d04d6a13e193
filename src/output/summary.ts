/** The job summary: what happened at a glance, then every report, then what to do. Pure. */

import { codeOf, countOutcomes } from '../progress/outcome.ts';
import type { Outcome } from '../progress/schema.ts';
import { saidOfDataset } from '../reports-index/skips.ts';
import { catalog, type ProblemCode } from '../shared/catalog.ts';
import { type Problem, remedyOf } from '../shared/problem.ts';
import { parseRepository } from '../shared/repository.ts';
import { count, duration, thousands } from '../shared/text.ts';
import { type Budget, fenced, link, own, plain, table } from './markdown.ts';
import type { RunResult, TargetCheck } from './result.ts';

/** GitHub takes 1 MiB a step (read in the runner's source); a summary that is longer is not shown at all. */
export const SUMMARY_LIMIT_BYTES = 1024 * 1024;
/** What is left of it for headings and the like. */
const RESERVE_BYTES = 30_000;
/** A long list of faults is in the log and on the files. */
const PROBLEMS_SHOWN = 50;

/** What the summary tells of the action itself. */
export interface About {
  version: string;
  /** The server's web pages. */
  serverUrl: string;
  /** Address of the action's own files; undefined when it is not known. */
  filesUrl: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** From what the runner says of the action. */
export function aboutOf(environment: Environment, version: string): About {
  const serverUrl = (environment.GITHUB_SERVER_URL ?? '').replace(/\/+$/, '');
  const repository = environment.GITHUB_ACTION_REPOSITORY ?? '';
  const ref = environment.GITHUB_ACTION_REF ?? '';
  const known = serverUrl !== '' && parseRepository(repository) !== undefined && /^[\w./-]+$/.test(ref);
  return { version, serverUrl, filesUrl: known ? `${serverUrl}/${repository}/blob/${ref}` : undefined };
}

/** Markdown of a run's summary, under `SUMMARY_LIMIT_BYTES` with any number of reports. */
export function summaryOf(result: RunResult, about: About): string {
  const budget = { bytes: SUMMARY_LIMIT_BYTES - RESERVE_BYTES };
  const sections = [
    `## Report Notifier\n\n${signs[result.status]} **${result.status}** — ${plain(result.message)}`,
    problemTable(result, about, budget),
    nextSection(result),
    paceSection(result),
    counts(result),
    dryRunSections(result, about, budget),
    // What needs somebody comes first, so that it is there when not everything fits.
    ...reportTables(result, about, budget),
    `<sub>Report Notifier ${plain(about.version)}</sub>`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** What the post step adds when it took over. */
export function postSummary(lines: readonly string[], version: string): string {
  const list = lines.map((line) => `- ${plain(line)}`).join('\n');
  return `## Report Notifier: the main step did not finish\n\n${list}\n\n<sub>Report Notifier ${plain(version)}</sub>\n`;
}

const signs: Record<RunResult['status'], string> = { success: '✅', 'in progress': '⏳', failed: '❌', error: '❌' };

function problemTable({ problems }: RunResult, about: About, budget: Budget): string {
  const cells = ({ code, message, place }: Problem) => [
    plain(message),
    plain([place?.file, place?.line, place?.column].filter((part) => part !== undefined).join(':')),
    remedyCell(code, about),
  ];
  const items = problems.slice(0, PROBLEMS_SHOWN);
  const more = problems.length - items.length;
  const columns = ['What is wrong', 'Where', 'What to do'];
  const shown = table(budget, { heading: 'Problems', columns, items, cells, rest: 'see the log.' });
  return more > 0 ? `${shown}\n\n… and ${count(more, 'more problem')}, in the log.` : shown;
}

/** What to do, and where there is more about it. */
function remedyCell(code: ProblemCode, { filesUrl }: About): string {
  if (filesUrl === undefined) return own(remedyOf(code));
  return `${own(catalog[code].remedy)} ${link('More', `${filesUrl}/docs/troubleshooting.md#${code}`)}`;
}

function nextSection({ next }: RunResult): string {
  if (next === undefined) return '';
  const more = next.url === undefined ? '' : ` ${link(next.linkText ?? 'See its runs', next.url)}.`;
  return `**What happens next:** ${own(next.text)}${more}`;
}

function paceSection({ pace, dryRun }: RunResult): string {
  if (pace === undefined || dryRun !== undefined || (pace.sent === 0 && pace.refusals === 0)) return '';
  const perHour = Math.round(pace.sent / (pace.elapsedMs / 3_600_000));
  const rate = pace.elapsedMs < 60_000 ? '' : `, ${thousands(perHour)} an hour`;
  const refusals = pace.refusals === 0 ? 'no refusal' : count(pace.refusals, 'refusal');
  return `**Pace:** ${count(pace.sent, 'issue')} in ${duration(pace.elapsedMs)}${rate}; waited ${duration(pace.waitedMs)}; ${refusals} by GitHub.`;
}

/** A row of numbers, and the same as a chart. */
function counts(result: RunResult): string {
  if (result.dryRun !== undefined) return '';
  const { sent, found, skipped, failed } = countOutcomes(result.outcomes);
  const all: [string, number][] = [
    ['Sent', sent],
    ['Found, opened before', found],
    ['Skipped', skipped],
    ['Failed', failed + result.failedBefore],
    ['Left for later', result.pending],
  ];
  const shown = all.filter(([, value]) => value > 0);
  if (shown.length === 0) return '';
  const names = all.map(([name]) => name).join(' | ');
  const numbers = all.map(([, value]) => thousands(value)).join(' | ');
  const row = `| ${names} |\n|${' ---: |'.repeat(all.length)}\n| ${numbers} |`;
  const pie = shown.map(([name, value]) => `    "${name}" : ${value}`).join('\n');
  return `${row}\n\n\`\`\`mermaid\npie showData\n    title Reports of period ${result.period ?? ''}\n${pie}\n\`\`\``;
}

function reportTables(result: RunResult, about: About, budget: Budget): string[] {
  const rest = 'see the file that the output `results` names.';
  const report = ({ report: key }: { report: string }) => link(key, result.rowUrls.get(key));
  const remedy = (code: ProblemCode) => remedyCell(code, about);
  return [
    table(budget, {
      heading: 'Failed',
      columns: ['Report', 'Repository', 'Cause', 'What to do'],
      items: failures(result),
      cells: (failure) => [report(failure), ...failureCells(failure, about)],
      rest,
    }),
    table(budget, {
      heading: 'Left for later',
      columns: ['Report', 'Repository', 'Why', 'What to do'],
      items: ofKind(result, 'pending'),
      cells: (one) => [
        report(one),
        repositoryCell(one.repository, about),
        plain(one.message),
        remedy('target-unknown'),
      ],
      rest,
    }),
    table(budget, {
      heading: 'Skipped',
      columns: ['Report', 'Why', 'What to do'],
      items: ofKind(result, 'skipped'),
      cells: (one) => [report(one), `The dataset ${saidOfDataset[one.reason]}`, remedy(one.reason)],
      rest,
    }),
    table(budget, {
      heading: 'Taken out of the plan, because the index changed',
      columns: ['Report', 'Why'],
      items: result.withdrawn,
      cells: (one) => [report(one), plain(one.why)],
      rest,
    }),
    issueTable('Sent', ofKind(result, 'sent'), about, budget),
    issueTable('Found, opened before', ofKind(result, 'found'), about, budget),
  ];
}

type Opened = Extract<Outcome, { kind: 'sent' | 'found' }>;

/** Needs nobody, so it is closed until somebody opens it. */
function issueTable(heading: string, items: readonly Opened[], about: About, budget: Budget): string {
  const rest = 'see the file that the output `results` names.';
  const cells = (one: Opened) => issueCells(one, about);
  return table(budget, { heading, columns: ['Report', 'Issue'], items, cells, folded: true, rest });
}

function issueCells({ report, repository, movedTo, number, url }: Opened, about: About): string[] {
  const moved = movedTo === undefined ? '' : ` (moved from ${plain(repository)})`;
  return [plain(report), `${link(`${movedTo ?? repository}#${number}`, onServer(url, about))}${moved}`];
}

/** An address that GitHub gave, when it is on the server's own web pages. */
function onServer(address: string, { serverUrl }: About): string | undefined {
  if (!URL.canParse(address) || !URL.canParse(serverUrl)) return undefined;
  const { origin, username, password } = new URL(address);
  return origin === new URL(serverUrl).origin && username === '' && password === '' ? address : undefined;
}

function ofKind<K extends Outcome['kind']>({ outcomes }: RunResult, kind: K): Extract<Outcome, { kind: K }>[] {
  return outcomes.filter((outcome): outcome is Extract<Outcome, { kind: K }> => outcome.kind === kind);
}

type Failed = Extract<Outcome, { kind: 'failed' }>;
/** A report that an earlier run of the campaign saw fail. */
type FailedBefore = { kind: 'failed-before'; report: string };

/** Failures of this run, then those of earlier runs. */
function failures(result: RunResult): (Failed | FailedBefore)[] {
  const here = ofKind(result, 'failed');
  const known = new Set(here.map(({ report }) => report));
  const before = (result.campaign?.failed ?? []).filter((report) => !known.has(report));
  return [...here, ...before.map((report): FailedBefore => ({ kind: 'failed-before', report }))];
}

function failureCells(failure: Failed | FailedBefore, about: About): string[] {
  if (failure.kind === 'failed-before') {
    return [
      '',
      'failed in an earlier run of the campaign, and was not tried again',
      'Its cause is in the summary of that run. A new campaign for the period tries it again.',
    ];
  }
  const { repository, reason, message } = failure;
  return [repositoryCell(repository, about), plain(`${reason}: ${message}`), remedyCell(codeOf(reason), about)];
}

function repositoryCell(repository: string, { serverUrl }: About): string {
  return link(repository, serverUrl === '' ? undefined : `${serverUrl}/${repository}`);
}

function dryRunSections({ dryRun }: RunResult, about: About, budget: Budget): string {
  if (dryRun === undefined) return '';
  const intentions = ['### What a real run would do', '', ...dryRun.intentions.map((line) => `- ${own(line)}`)];
  const body = dryRun.firstBody === undefined ? '' : `### The first body\n\n${fenced(dryRun.firstBody, 'markdown')}`;
  budget.bytes -= Buffer.byteLength(body);
  const rest = 'see the log, or the file that the output `results` names.';
  const order: TargetCheck['kind'][] = ['fails', 'unchecked', 'remark'];
  const look = order.flatMap((kind) => dryRun.checks.filter((check) => check.kind === kind));
  const fine = dryRun.checks.length - look.length;
  return [
    intentions.join('\n'),
    `${count(dryRun.checks.length, 'target')} looked at, ${thousands(fine)} without remarks.`,
    table(budget, {
      heading: 'Targets that need a look',
      columns: ['Repository', 'What', 'What to do'],
      items: look,
      cells: (check) => checkRow(check, about),
      rest,
    }),
    table(budget, {
      heading: 'Issues that a real run would open',
      columns: ['Report', 'Repository', 'Title'],
      items: dryRun.titles,
      cells: ({ report, repository, title }) => [plain(report), repositoryCell(repository, about), plain(title)],
      rest,
    }),
    body,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function checkRow(check: TargetCheck, about: About): string[] {
  const repository = repositoryCell(check.repository, about);
  if (check.kind === 'fine') return [repository, '', ''];
  if (check.kind !== 'fails') return [repository, plain(check.what), ''];
  return [repository, `❌ ${plain(check.what)}`, remedyCell(check.code, about)];
}
