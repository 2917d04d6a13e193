/** The part of the job summary that a dry run adds. Pure. */

import { count, thousands } from '../shared/text.ts';
import { escaped, fenced, joinSections, link, ownMarkdown, type Section, table } from './markdown.ts';
import type { LinkFinding, RunResult, TargetCheck } from './result.ts';
import { type About, remedyCell, repositoryCell } from './summary-cells.ts';

const REST = 'see the log, or the file that the output `results` names.';
/** Most urgent first. A target without remarks is not listed. */
const LISTED: readonly TargetCheck['kind'][] = ['fails', 'unchecked', 'remark'];

/** Intentions, targets, titles and the first body in full. The tables are cut so that the body fits. */
export function dryRunSection({ dryRun }: RunResult, about: About): Section {
  if (dryRun === undefined) return () => '';
  const { checks, titles, firstBody, intentions, findings, links } = dryRun;
  const listed = LISTED.flatMap((kind) => checks.filter((check) => check.kind === kind));
  const withoutRemarks = checks.length - listed.length;
  const body = firstBody === undefined ? '' : `### The first body\n\n${fenced(firstBody, 'markdown')}`;
  const sections = [
    () => ['### What a real run would do', '', ...intentions.map((line) => `- ${ownMarkdown(line)}`)].join('\n'),
    () => `${count(checks.length, 'target')} checked, ${thousands(withoutRemarks)} without remarks.`,
    () => findings.map((line) => `- ${ownMarkdown(line)}`).join('\n'),
    table({
      heading: 'Targets that need attention',
      columns: ['Repository', 'Row', 'Problem', 'What to do'],
      items: listed,
      cells: (check) => checkCells(check, about),
      rest: REST,
    }),
    table({
      heading: 'Report links that do not answer',
      columns: ['Report', 'Row', 'Link', 'Answer'],
      items: links,
      cells: linkCells,
      rest: REST,
    }),
    table({
      heading: 'Issues that a real run would open',
      columns: ['Report', 'Repository', 'Title'],
      items: titles,
      cells: ({ report, repository, title }) => [escaped(report), repositoryCell(repository, about), escaped(title)],
      rest: REST,
    }),
  ];
  return (roomBytes) => {
    const above = joinSections(sections, roomBytes - Buffer.byteLength(body));
    return body === '' ? above : `${above}\n\n${body}`;
  };
}

function checkCells(check: TargetCheck, about: About): string[] {
  const repository = repositoryCell(check.repository, about);
  const row = escaped(check.place ?? '');
  if (check.kind === 'fine') return [repository, row, '', ''];
  if (check.kind !== 'fails') return [repository, row, escaped(check.what), ''];
  return [repository, row, `❌ ${escaped(check.what)}`, remedyCell(check.code, about)];
}

function linkCells({ report, place, link: address, what }: LinkFinding): string[] {
  return [escaped(report), escaped(place), link(address, address), escaped(what)];
}
