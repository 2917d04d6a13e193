/** The tables of the job summary that list every report of a run by its outcome. Pure. */

import { codeOf, codeOfPending } from '../progress/outcome.ts';
import type { Outcome, OutcomeOf } from '../progress/schema.ts';
import { saidOfDataset } from '../reports-index/skips.ts';
import { escaped, link, type Section, table } from './markdown.ts';
import type { RunResult } from './result.ts';
import { type About, remedyCell, repositoryCell } from './summary-cells.ts';

const REST = 'see the file that the output `results` names.';

/** Reports that need attention come first, so that they are shown even when not all tables fit. */
export function reportTables(result: RunResult, about: About): Section[] {
  const report = (key: string) => link(key, result.rowUrls.get(key));
  return [
    table({
      heading: 'Failed',
      columns: ['Report', 'Repository', 'Cause', 'What to do'],
      items: failures(result),
      cells: (failure) => [report(failure.report), ...failureCells(failure, about)],
      rest: REST,
    }),
    table({
      heading: 'Left for later',
      columns: ['Report', 'Repository', 'Why', 'What to do'],
      items: ofKind(result, 'pending'),
      cells: ({ report: key, repository, reason, message }) => [
        report(key),
        repositoryCell(repository, about),
        escaped(message),
        remedyCell(codeOfPending(reason), about),
      ],
      rest: REST,
    }),
    table({
      heading: 'Skipped',
      columns: ['Report', 'Why', 'What to do'],
      items: ofKind(result, 'skipped'),
      cells: ({ report: key, reason }) => [
        report(key),
        `The dataset ${saidOfDataset[reason]}`,
        remedyCell(reason, about),
      ],
      rest: REST,
    }),
    table({
      heading: 'Taken out of the plan, because the index changed',
      columns: ['Report', 'Why'],
      items: result.withdrawn,
      cells: ({ report: key, why }) => [report(key), escaped(why)],
      rest: REST,
    }),
    issueTable('Sent', ofKind(result, 'sent'), about),
    issueTable('Found, opened before', ofKind(result, 'found'), about),
  ];
}

function ofKind<K extends Outcome['kind']>({ outcomes }: RunResult, kind: K): OutcomeOf<K>[] {
  return outcomes.filter((outcome): outcome is OutcomeOf<K> => outcome.kind === kind);
}

/** A report that failed in an earlier run of the campaign. */
type FailedBefore = { kind: 'failed-before'; report: string };
type Failure = OutcomeOf<'failed'> | FailedBefore;

/** Failures of this run, then those of earlier runs. */
function failures(result: RunResult): Failure[] {
  const here = ofKind(result, 'failed');
  const known = new Set(here.map(({ report }) => report));
  const before = (result.campaign?.failed ?? []).filter((report) => !known.has(report));
  return [...here, ...before.map((report): FailedBefore => ({ kind: 'failed-before', report }))];
}

function failureCells(failure: Failure, about: About): string[] {
  if (failure.kind === 'failed-before') {
    return [
      '',
      'failed in an earlier run of the campaign, and was not tried again',
      'The summary of that run has the cause. A new campaign for the period tries it again.',
    ];
  }
  const { repository, reason, message } = failure;
  return [repositoryCell(repository, about), escaped(`${reason}: ${message}`), remedyCell(codeOf(reason), about)];
}

type Opened = OutcomeOf<'sent'> | OutcomeOf<'found'>;

/** These reports need no attention, so the table is collapsed. */
function issueTable(heading: string, items: readonly Opened[], about: About): Section {
  const cells = (opened: Opened) => issueCells(opened, about);
  return table({ heading, columns: ['Report', 'Issue'], items, cells, folded: true, rest: REST });
}

function issueCells({ report, repository, movedTo, number, url }: Opened, about: About): string[] {
  const moved = movedTo === undefined ? '' : ` (moved from ${escaped(repository)})`;
  return [escaped(report), `${link(`${movedTo ?? repository}#${number}`, onServer(url, about))}${moved}`];
}

/** An address that GitHub returned, if it is on the server's own web pages. */
function onServer(address: string, { serverUrl }: About): string | undefined {
  if (!URL.canParse(address) || !URL.canParse(serverUrl)) return undefined;
  const { origin, username, password } = new URL(address);
  return origin === new URL(serverUrl).origin && username === '' && password === '' ? address : undefined;
}
