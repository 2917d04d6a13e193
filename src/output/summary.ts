/** The job summary: the outcome at a glance, then problems and advice, then every report. Pure. */

import { countOutcomes } from '../progress/outcome.ts';
import type { Problem } from '../shared/problem.ts';
import { count, duration, thousands } from '../shared/text.ts';
import { dryRunSection } from './dry-run-section.ts';
import { escaped, joinSections, link, ownMarkdown, type Section, table } from './markdown.ts';
import { reportTables } from './report-tables.ts';
import type { RunResult } from './result.ts';
import { type About, remedyCell } from './summary-cells.ts';

/** GitHub accepts 1 MiB a step and shows nothing of a longer summary (read in the runner's source). */
export const SUMMARY_LIMIT_BYTES = 1024 * 1024;
/** Kept free for headings, and for the lines of tables that have no room for a row. */
const RESERVE_BYTES = 30_000;
/** The log and the annotations have all problems. */
const PROBLEMS_SHOWN = 50;

/** The summary of a run as Markdown, shorter than `SUMMARY_LIMIT_BYTES` with any number of reports. */
export function summaryOf(result: RunResult, about: About): string {
  const sections = [
    () => '## Report Notifier',
    () => warningLines(result, about),
    () => `${signs[result.status]} **${result.status}** — ${escaped(result.message)}`,
    problemSection(result, about),
    () => nextSection(result),
    () => paceSection(result),
    () => countsSection(result),
    dryRunSection(result, about),
    ...reportTables(result, about),
    () => versionLine(about.version),
  ];
  return `${joinSections(sections, SUMMARY_LIMIT_BYTES - RESERVE_BYTES)}\n`;
}

/** The summary that the post step adds when it took over from a killed main step. */
export function postSummary(lines: readonly string[], version: string): string {
  const list = lines.map((line) => `- ${escaped(line)}`).join('\n');
  return `## Report Notifier: the main step did not finish\n\n${list}\n\n${versionLine(version)}\n`;
}

const signs: Record<RunResult['status'], string> = { success: '✅', 'in progress': '⏳', failed: '❌', error: '❌' };

function versionLine(version: string): string {
  return `<sub>Report Notifier ${escaped(version)}</sub>`;
}

function warningLines({ warnings }: RunResult, about: About): string {
  return warnings
    .slice(0, PROBLEMS_SHOWN)
    .map(({ code, message }) => `⚠️ ${escaped(message.replace(/\.$/, ''))}. ${remedyCell(code, about)}`)
    .join('\n\n');
}

function problemSection({ problems }: RunResult, about: About): Section {
  const cells = ({ code, message, place }: Problem) => [
    escaped(message),
    escaped([place?.file, place?.line, place?.column].filter((part) => part !== undefined).join(':')),
    remedyCell(code, about),
  ];
  const items = problems.slice(0, PROBLEMS_SHOWN);
  const columns = ['What is wrong', 'Where', 'What to do'];
  const shown = table({ heading: 'Problems', columns, items, cells, rest: 'see the log.' });
  const more = problems.length - items.length;
  if (more === 0) return shown;
  return (roomBytes) => `${shown(roomBytes)}\n\n… and ${count(more, 'more problem')}, in the log.`;
}

function nextSection({ next }: RunResult): string {
  if (next === undefined) return '';
  const more = next.url === undefined ? '' : ` ${link(next.linkText ?? 'See its runs', next.url)}.`;
  return `**What happens next:** ${ownMarkdown(next.text)}${more}`;
}

function paceSection({ pace, dryRun }: RunResult): string {
  if (pace === undefined || dryRun !== undefined || (pace.sent === 0 && pace.refusals === 0)) return '';
  const perHour = Math.round(pace.sent / (pace.elapsedMs / 3_600_000));
  const rate = pace.elapsedMs < 60_000 ? '' : `, ${thousands(perHour)} an hour`;
  const refusals = pace.refusals === 0 ? 'no refusal' : count(pace.refusals, 'refusal');
  return `**Pace:** ${count(pace.sent, 'issue')} in ${duration(pace.elapsedMs)}${rate}; waited ${duration(pace.waitedMs)}; ${refusals} by GitHub.`;
}

/** The counts as a row of numbers and as a chart. */
function countsSection(result: RunResult): string {
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
