/** The job summary: Markdown that is safe whatever the index or GitHub put into it. Pure. */

import { countOutcomes, type Outcome } from './ledger.ts';
import { catalog } from './problems.ts';
import { failureRemedies } from './report.ts';
import type { RunResult, TargetCheck } from './result.ts';
import { count, duration } from './wording.ts';

/** GitHub takes 1 MiB a step (read in the runner's source); a summary that is longer is not shown at all. */
export const SUMMARY_LIMIT_BYTES = 1_000_000;
/** What is left of it for headings and the like. */
const RESERVE_BYTES = 20_000;

/** Markdown of a run's summary, under `SUMMARY_LIMIT_BYTES` with any number of reports. */
export function summaryOf(result: RunResult, version: string): string {
  const budget = { bytes: SUMMARY_LIMIT_BYTES - RESERVE_BYTES };
  const sections = [
    `## Report Notifier\n\n${signs[result.status]} **${result.status}** — ${plain(result.message)}`,
    problemList(result),
    chart(result),
    // What needs somebody comes first, so that it is there when not everything fits.
    table(budget, 'Failed', ['Report', 'Repository', 'Cause', 'What to do'], failures(result)),
    table(budget, 'Left for later', ['Report', 'Repository', 'Why'], ofKind(result, 'pending').map(leftRow(result))),
    table(budget, 'Skipped', ['Report', 'Why', 'What to do'], ofKind(result, 'skipped').map(skippedRow(result))),
    dryRunSection(result, budget),
    table(budget, 'Sent', ['Report', 'Issue'], ofKind(result, 'sent').map(issueRow)),
    table(budget, 'Found, opened before', ['Report', 'Issue'], ofKind(result, 'found').map(issueRow)),
    paceSection(result),
    nextSection(result),
    `<sub>Report Notifier ${plain(version)}</sub>`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** What the post step adds when it took over. */
export function postSummary(lines: readonly string[], version: string): string {
  const list = lines.map((line) => `- ${plain(line)}`).join('\n');
  return `## Report Notifier: the main step did not finish\n\n${list}\n\n<sub>Report Notifier ${plain(version)}</sub>\n`;
}

const signs: Record<RunResult['status'], string> = { success: '✅', 'in progress': '⏳', failed: '❌', error: '❌' };

/** A long list of faults is in the log and on the files. */
const PROBLEMS_SHOWN = 50;

function problemList({ problems }: RunResult): string {
  const items = problems.slice(0, PROBLEMS_SHOWN).map(({ code, message, place }) => {
    const where = place?.line === undefined ? '' : ` (${place.file}, line ${place.line})`;
    return `- ${plain(`${message}${where}`)}<br>*What to do:* ${plain(catalog[code].remedy)}`;
  });
  if (problems.length > PROBLEMS_SHOWN)
    items.push(`- … and ${count(problems.length - PROBLEMS_SHOWN, 'more', 'more')}`);
  return items.join('\n');
}

function chart(result: RunResult): string {
  const counts = countOutcomes(result.outcomes);
  const slices: [string, number][] = [
    ['sent', counts.sent],
    ['found', counts.found],
    ['skipped', counts.skipped],
    ['failed', counts.failed + result.failedBefore],
    ['left for later', result.pending],
  ];
  const shown = slices.filter(([, value]) => value > 0);
  if (shown.length === 0) return '';
  const pie = shown.map(([name, value]) => `    "${name}" : ${value}`).join('\n');
  return `\`\`\`mermaid\npie showData\n    title Reports of period ${plain(result.period ?? '')}\n${pie}\n\`\`\``;
}

type Budget = { bytes: number };

/** A table with as many whole rows as the budget allows; what they take is taken off it. */
function table(budget: Budget, heading: string, columns: readonly string[], rows: readonly string[][]): string {
  if (rows.length === 0) return '';
  const lines: string[] = [];
  for (const row of rows) {
    const line = `| ${row.join(' | ')} |`;
    const bytes = Buffer.byteLength(line) + 1;
    if (bytes > budget.bytes) break;
    budget.bytes -= bytes;
    lines.push(line);
  }
  const rest = rows.length - lines.length;
  const more = rest > 0 ? `\n\n… and ${count(rest, 'row')} more: see the file of the output \`results\`.` : '';
  const head = `### ${heading} (${rows.length})\n\n| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}`;
  return `${[head, ...lines].join('\n')}${more}`;
}

function ofKind<K extends Outcome['kind']>({ outcomes }: RunResult, kind: K): Extract<Outcome, { kind: K }>[] {
  return outcomes.filter((outcome): outcome is Extract<Outcome, { kind: K }> => outcome.kind === kind);
}

function issueRow(outcome: Extract<Outcome, { kind: 'sent' | 'found' }>): string[] {
  return [plain(outcome.report), link(`${outcome.movedTo ?? outcome.repository}#${outcome.number}`, outcome.url)];
}

function failures(result: RunResult): string[][] {
  return ofKind(result, 'failed').map((outcome) => [
    reportCell(outcome, result),
    plain(outcome.repository),
    plain(`${outcome.reason}: ${outcome.message}`),
    plain(failureRemedies[outcome.reason]),
  ]);
}

function leftRow(result: RunResult) {
  return (outcome: Extract<Outcome, { kind: 'pending' }>): string[] => [
    reportCell(outcome, result),
    plain(outcome.repository),
    plain(outcome.message),
  ];
}

function skippedRow(result: RunResult) {
  return (outcome: Extract<Outcome, { kind: 'skipped' }>): string[] => [
    reportCell(outcome, result),
    'The dataset is not in datasets.csv',
    plain(catalog['missing-dataset'].remedy),
  ];
}

/** The report, with a link to the row to look at. */
function reportCell({ report }: Outcome, { rowUrls }: RunResult): string {
  const url = rowUrls.get(report);
  return url === undefined ? plain(report) : link(report, url);
}

function dryRunSection({ dryRun }: RunResult, budget: Budget): string {
  if (dryRun === undefined) return '';
  const remarks = dryRun.checks.filter((check) => check.kind !== 'fine').map(checkRow);
  const titles = dryRun.titles.map(({ report, repository, title }) => [plain(report), plain(repository), plain(title)]);
  return [
    table(budget, 'Targets that need a look', ['Repository', 'What', 'What to do'], remarks),
    table(budget, 'Issues that a real run would open', ['Report', 'Repository', 'Title'], titles),
    dryRun.firstBody === undefined ? '' : `### The first body\n\n${fenced(dryRun.firstBody)}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function checkRow(check: TargetCheck): string[] {
  if (check.kind === 'fine') return [plain(check.repository), '', ''];
  const remedy = check.kind === 'fails' ? check.remedy : '';
  return [plain(check.repository), plain(check.what), plain(remedy)];
}

function paceSection({ pace, dryRun }: RunResult): string {
  if (pace === undefined || dryRun !== undefined || pace.sent === 0) return '';
  const hours = pace.elapsedMs / 3_600_000;
  const perHour = hours > 0 ? Math.round(pace.sent / hours) : pace.sent;
  const rate = pace.elapsedMs < 60_000 ? '' : `, ${perHour} an hour`;
  const refusals = pace.refusals === 0 ? 'no refusal' : count(pace.refusals, 'refusal');
  return `**Pace:** ${count(pace.sent, 'issue')} in ${duration(pace.elapsedMs)}${rate}; waited ${duration(pace.waitedMs)}; ${refusals} by GitHub.`;
}

function nextSection({ next }: RunResult): string {
  if (next === undefined) return '';
  const more = next.url === undefined ? '' : ` ${link('See its runs.', next.url)}`;
  return `**What happens next:** ${plain(next.text)}${more}`;
}

function link(text: string, url: string): string {
  const safe = /^https?:\/\//i.test(url)
    ? encodeURI(decodeURIQuietly(url)).replace(/[()|<>]/g, encodeURIComponent)
    : undefined;
  return safe === undefined ? plain(text) : `[${plain(text)}](${safe})`;
}

function decodeURIQuietly(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

/** A code block that its content cannot close. */
function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}markdown\n${text}\n${fence}`;
}

/** Text from outside as plain text of one line: no markup, no mention, no table cell of its own. */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[&<>"'\\`*_{}[\]()#|~@!]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/:\/\//g, '&#58;//');
}
