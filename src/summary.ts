/** The job summary: what happened at a glance, then every report, then what to do. Pure. */

import type { ProblemCode } from './catalog.ts';
import { parseRepository } from './config.ts';
import { countOutcomes, type Outcome } from './ledger.ts';
import { type Budget, fenced, link, own, plain, table } from './markdown.ts';
import { codeOf, remedyOf } from './problems.ts';
import type { RunResult, TargetCheck } from './result.ts';
import { count, duration } from './wording.ts';

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
  const rows = problems.slice(0, PROBLEMS_SHOWN).map(({ code, message, place }) => {
    const where =
      place === undefined ? '' : [place.file, place.line, place.column].filter((part) => part !== undefined);
    return [plain(message), plain(where === '' ? '' : where.join(':')), remedyCell(code, about)];
  });
  const rest =
    problems.length > PROBLEMS_SHOWN ? `\n\n… and ${problems.length - PROBLEMS_SHOWN} more, in the log.` : '';
  const columns = ['What is wrong', 'Where', 'What to do'];
  return `${table(budget, { heading: 'Problems', columns, rows, rest: 'see the log.' })}${rest}`;
}

/** What to do, with a link to the list of all errors. */
function remedyCell(code: ProblemCode, { filesUrl }: About): string {
  const more = filesUrl === undefined ? '' : ` ${link('More', `${filesUrl}/docs/troubleshooting.md#${code}`)}`;
  return `${own(remedyOf(code))}${more}`;
}

function nextSection({ next }: RunResult): string {
  if (next === undefined) return '';
  const more = next.url === undefined ? '' : ` ${link(next.linkText ?? 'See its runs', next.url)}.`;
  return `**What happens next:** ${own(next.text)}${more}`;
}

function paceSection({ pace, dryRun }: RunResult): string {
  if (pace === undefined || dryRun !== undefined || (pace.sent === 0 && pace.refusals === 0)) return '';
  const perHour = Math.round(pace.sent / (pace.elapsedMs / 3_600_000));
  const rate = pace.elapsedMs < 60_000 ? '' : `, ${perHour.toLocaleString('en')} an hour`;
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
  const numbers = all.map(([, value]) => value.toLocaleString('en')).join(' | ');
  const row = `| ${names} |\n|${' ---: |'.repeat(all.length)}\n| ${numbers} |`;
  const pie = shown.map(([name, value]) => `    "${name}" : ${value}`).join('\n');
  return `${row}\n\n\`\`\`mermaid\npie showData\n    title Reports of period ${result.period ?? ''}\n${pie}\n\`\`\``;
}

function reportTables(result: RunResult, about: About, budget: Budget): string[] {
  const rest = 'see the file that the output `results` names.';
  const make = (heading: string, columns: string[], rows: string[][], folded = false) =>
    table(budget, { heading, columns, rows, folded, rest });
  const issueColumns = ['Report', 'Issue'];
  return [
    make('Failed', ['Report', 'Repository', 'Cause', 'What to do'], failures(result, about)),
    make('Left for later', ['Report', 'Repository', 'Why', 'What to do'], left(result, about)),
    make('Skipped', ['Report', 'Why', 'What to do'], skipped(result, about)),
    make('Sent', issueColumns, ofKind(result, 'sent').map(issueRow), true),
    make('Found, opened before', issueColumns, ofKind(result, 'found').map(issueRow), true),
  ];
}

function ofKind<K extends Outcome['kind']>({ outcomes }: RunResult, kind: K): Extract<Outcome, { kind: K }>[] {
  return outcomes.filter((outcome): outcome is Extract<Outcome, { kind: K }> => outcome.kind === kind);
}

function issueRow(outcome: Extract<Outcome, { kind: 'sent' | 'found' }>): string[] {
  const moved = outcome.movedTo === undefined ? '' : ` (moved from ${plain(outcome.repository)})`;
  return [
    plain(outcome.report),
    `${link(`${outcome.movedTo ?? outcome.repository}#${outcome.number}`, outcome.url)}${moved}`,
  ];
}

/** Failures of this run with their cause, then those of earlier runs. */
function failures(result: RunResult, about: About): string[][] {
  const here = ofKind(result, 'failed');
  const known = new Set(here.map(({ report }) => report));
  const before = (result.campaign?.failed ?? []).filter((report) => !known.has(report));
  return [
    ...here.map((outcome) => [
      reportCell(outcome.report, result),
      repositoryCell(outcome.repository, about),
      plain(`${outcome.reason}: ${outcome.message}`),
      remedyCell(codeOf(outcome.reason), about),
    ]),
    ...before.map((report) => [
      reportCell(report, result),
      '',
      'failed in an earlier run of the campaign, and was not tried again',
      'Its cause is in the summary of that run. A new run for the period tries it again.',
    ]),
  ];
}

function left(result: RunResult, about: About): string[][] {
  return ofKind(result, 'pending').map((outcome) => [
    reportCell(outcome.report, result),
    repositoryCell(outcome.repository, about),
    plain(outcome.message),
    remedyCell('target-unknown', about),
  ]);
}

function skipped(result: RunResult, about: About): string[][] {
  return ofKind(result, 'skipped').map((outcome) => [
    reportCell(outcome.report, result),
    'The dataset is not in datasets.csv',
    remedyCell('missing-dataset', about),
  ]);
}

/** The report, with a link to the row of the index to look at. */
function reportCell(report: string, { rowUrls }: RunResult): string {
  return link(report, rowUrls.get(report));
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
  const titles = dryRun.titles.map(({ report, repository, title }) => [
    plain(report),
    repositoryCell(repository, about),
    plain(title),
  ]);
  return [
    intentions.join('\n'),
    `${count(dryRun.checks.length, 'target')} looked at, ${fine.toLocaleString('en')} without remarks.`,
    table(budget, {
      heading: 'Targets that need a look',
      columns: ['Repository', 'What', 'What to do'],
      rows: look.map((check) => checkRow(check, about)),
      rest,
    }),
    table(budget, {
      heading: 'Issues that a real run would open',
      columns: ['Report', 'Repository', 'Title'],
      rows: titles,
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
