/** The job summary: Markdown that is safe whatever the index or GitHub put into it. Pure. */

import type { Outcome } from './ledger.ts';
import { catalog } from './problems.ts';
import { failureRemedies, type RunResult } from './report.ts';

/** GitHub takes 1 MiB a step; the rest is for what other steps of the job write. */
const TABLE_ROWS = 1_000;

export function summaryOf(result: RunResult, version: string): string {
  const sections = [
    `## Report Notifier\n\n**${result.status}** — ${cell(result.message)}`,
    problemList(result),
    table('Issues', ['Report', 'Issue', 'Outcome'], result.outcomes.flatMap(issueRow)),
    table('Not sent', ['Report', 'Repository', 'Reason', 'What to do'], result.outcomes.flatMap(failureRow)),
    `<sub>Report Notifier ${cell(version)}</sub>`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** What the post step adds when it took over. */
export function postSummary(lines: readonly string[], version: string): string {
  const list = lines.map((line) => `- ${cell(line)}`).join('\n');
  return `## Report Notifier: the main step did not finish\n\n${list}\n\n<sub>Report Notifier ${cell(version)}</sub>\n`;
}

function problemList({ problems }: RunResult): string {
  return problems.map(({ code, message }) => `- ${cell(message)}<br>${cell(catalog[code].remedy)}`).join('\n');
}

function issueRow(outcome: Outcome): string[][] {
  if (outcome.kind !== 'sent' && outcome.kind !== 'found') return [];
  const name = `${outcome.movedTo ?? outcome.repository}#${outcome.number}`;
  return [[cell(outcome.report), `[${cell(name)}](${encodeURI(outcome.url)})`, outcome.kind]];
}

function failureRow(outcome: Outcome): string[][] {
  const { report, repository } = outcome;
  switch (outcome.kind) {
    case 'failed':
      return [
        [
          cell(report),
          cell(repository),
          cell(`${outcome.reason}: ${outcome.message}`),
          failureRemedies[outcome.reason],
        ],
      ];
    case 'skipped':
      return [[cell(report), '', outcome.reason, catalog['missing-dataset'].remedy]];
    case 'pending':
      return [[cell(report), cell(repository), cell(outcome.message), catalog['target-unknown'].remedy]];
    default:
      return [];
  }
}

function table(heading: string, columns: readonly string[], rows: readonly string[][]): string {
  if (rows.length === 0) return '';
  const lines = rows.slice(0, TABLE_ROWS).map((row) => `| ${row.join(' | ')} |`);
  const more = rows.length > TABLE_ROWS ? `\n\n… and ${rows.length - TABLE_ROWS} more, see the results file.` : '';
  return `### ${heading}\n\n| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}\n${lines.join('\n')}${more}`;
}

/** Text from outside as one table cell: no markup, no mention, no line break. */
export function cell(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\\`*_{}[\]()#+!|~@-]/g, (character) => `&#${character.charCodeAt(0)};`);
}
