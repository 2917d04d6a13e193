/** Flags and status written into the cells of the index, without touching another byte. */

import { applyEdits, cellsOf, type Edit, editRow } from '../csv/edit.ts';
import { cellOf, readTable, type Table } from '../csv/table.ts';
import { trimmed } from '../shared/invisible.ts';
import { type Problem, ProblemsError } from '../shared/problem.ts';
import { isFlag, readReason, saysNothing, yesLike } from './cells.ts';
import { PERIODS, type PeriodStatus, periodOf } from './parse.ts';
import { type Flags, isPending, type OwnReason, ownReason, type ReportRows, readReportRows } from './rows.ts';

/** What becomes of one report's flags. */
export interface FlagChange {
  gbifdatasetid: string;
  set: { issue_sent: true; issue_url: string; issue_sent_at: string } | { issue_skipped: OwnReason };
}

export interface AppliedFlags {
  bytes: Uint8Array;
  /** Datasets whose rows were changed. */
  applied: string[];
  /** Datasets that have no row in which a flag could be set: it is gone, has a fault, or is one of several. */
  missing: string[];
  /** Addresses that stand where others should, by dataset. */
  otherUrls: ReadonlyMap<string, string>;
  /** What is wrong with the file, in other rows than those that were changed or in other cells. */
  faults: readonly Problem[];
  /** Reports that are pending when the changes are made; a skipped one is not, even without a column to say so. */
  pendingLeft: number;
}

export interface FlagContext {
  /** What an earlier reading of these very bytes has found, which saves another. */
  known?: ReportRows | undefined;
  /** Datasets whose reports are pending although the action has skipped them once: the cause has gone. */
  dueAgain?: ReadonlySet<string>;
}

/**
 * Writes flags into the bytes of `reports/<YYYYMM>.csv`. A row whose flag is set already is left alone.
 * Faults of single rows and cells keep no flag from rows that are beyond doubt: the issues are open.
 * Throws `ProblemsError` when rows cannot be told apart.
 */
export async function applyFlags(
  bytes: Uint8Array,
  file: string,
  changes: readonly FlagChange[],
  { known, dueAgain = new Set() }: FlagContext = {},
): Promise<AppliedFlags> {
  const wanted = new Map(changes.map((change) => [change.gbifdatasetid, change]));
  const isKnown = known !== undefined && changes.every((change) => known.byDataset.has(change.gbifdatasetid));
  const isNeeded = (id: string) => wanted.has(id) || dueAgain.has(id);
  const found = isKnown ? { ...known, faults: [] } : await findRows(bytes, file, isNeeded);
  const { table, style, byDataset, faults } = found;
  const edits: Edit[] = [];
  const applied: string[] = [];
  const otherUrls = new Map<string, string>();
  let pendingLeft = found.pending;
  for (const [id, row] of byDataset) {
    const isDueAgain = dueAgain.has(id) && isSkippedByUs(row);
    if (isDueAgain) pendingLeft += 1;
    const change = wanted.get(id);
    if (change === undefined) continue;
    const url = urlIn(bytes, found, id);
    if (url !== '' && 'issue_url' in change.set && url !== change.set.issue_url) otherUrls.set(id, url);
    if (!isWanted(row, change)) continue;
    if (isDueAgain || isPending(row)) pendingLeft -= 1;
    const edit = editRow(bytes, row, (cells) => flagValues(cells, table, change.set, style));
    if (edit === undefined) continue;
    edits.push(edit);
    applied.push(id);
  }
  return {
    bytes: edits.length === 0 ? bytes : applyEdits(bytes, edits),
    applied,
    missing: [...wanted.keys()].filter((id) => !byDataset.has(id)),
    otherUrls,
    pendingLeft,
    faults,
  };
}

/** The address of a dataset's issue as it stands; empty when there is none. */
export function urlIn(bytes: Uint8Array, { byDataset, table }: ReportRows, gbifdatasetid: string): string {
  const row = byDataset.get(gbifdatasetid);
  const { index } = table.column('issue_url');
  if (row === undefined || index === undefined) return '';
  return (cellsOf(bytes, row)[index] ?? '').trim();
}

/** The rows that flags are for, each the only one of its dataset. Throws `ProblemsError`. */
async function findRows(
  bytes: Uint8Array,
  file: string,
  isNeeded: (id: string) => boolean,
): Promise<ReportRows & { faults: readonly Problem[] }> {
  const faults: Problem[] = [];
  const times = new Map<string, number>();
  const rows = await readReportRows(bytes, file, faults, {
    mustBeOne: isNeeded,
    isKept: (id) => {
      if (isNeeded(id)) times.set(id, (times.get(id) ?? 0) + 1);
      return isNeeded(id);
    },
  });
  if (rows === undefined || faults.some(({ code }) => !OF_ONE_ROW.has(code))) throw new ProblemsError(faults);
  return { ...rows, byDataset: new Map([...rows.byDataset].filter(([id]) => times.get(id) === 1)), faults };
}

/** Faults that leave no doubt about where the other rows begin and end. */
export const OF_ONE_ROW: ReadonlySet<Problem['code']> = new Set([
  'index-value',
  'index-row',
  'index-duplicate',
  'index-more',
]);

/** The row is skipped for a reason that the action has written. */
function isSkippedByUs({ stored, sent, reason }: Flags): boolean {
  return stored && !sent && ownReason(reason) !== undefined;
}

/** What was sent is flagged whatever the row says; a reason takes the place of none, or of another one of ours. */
function isWanted({ sent, reason }: Flags, { set }: FlagChange): boolean {
  if (sent || 'issue_sent' in set) return !sent;
  return reason === '' || (ownReason(reason) ?? set.issue_skipped) !== set.issue_skipped;
}

/** What the cells of one row become, by index. A cell that says something already keeps it, unless it is our reason. */
function flagValues(
  cells: readonly string[],
  table: Table,
  set: FlagChange['set'],
  style: string,
): Map<number, string> {
  const values = new Map<number, string>();
  const put = (name: string, valueFor: (present: string) => string | undefined) => {
    const { index } = table.column(name);
    const cell = index === undefined ? undefined : cells[index];
    if (index === undefined || cell === undefined) return;
    const value = valueFor(trimmed(cell));
    if (value !== undefined) values.set(index, withSpaces(value, cell));
  };
  const isUnsaid = (present: string) => readReason(present) === '';
  const isOurs = (present: string) => ownReason(present) !== undefined;
  if ('issue_skipped' in set) {
    put('issue_skipped', (present) => (isUnsaid(present) || isOurs(present) ? set.issue_skipped : undefined));
    return values;
  }
  put('issue_sent', (present) => yesLike(isFlag(present) ? present : style || present));
  put('issue_url', (present) => (isUnsaid(present) ? set.issue_url : undefined));
  put('issue_sent_at', (present) => (isUnsaid(present) ? set.issue_sent_at : undefined));
  put('issue_skipped', (present) => (isOurs(present) ? '' : undefined));
  return values;
}

/** A value with the spaces around the one that it replaces; a CR at the end of the file stays at the end. */
function withSpaces(value: string, cell: string): string {
  const present = trimmed(cell);
  return present === '' ? cell.replace(/\r*$/, (end) => value + end) : cell.replace(present, () => value);
}

/** A period's status; `isFirst`: it may also be the first that is written. */
export interface StatusChange {
  status: PeriodStatus;
  isFirst: boolean;
}

/** Writes a period's status into the bytes of `periods.csv`; undefined when there is nothing to change. */
export async function applyStatus(
  bytes: Uint8Array,
  file: string,
  period: string,
  change: StatusChange,
): Promise<Uint8Array | undefined> {
  const edits: Edit[] = [];
  const problems: Problem[] = [];
  await readTable(bytes, file, problems, PERIODS, (table) => {
    const { index } = table.column('status');
    const periodColumn = table.column('period');
    return (row) => {
      const isIt = edits.length === 0 && periodOf(cellOf(row, periodColumn)) === period;
      if (index === undefined || !isIt) return undefined;
      const edit = editRow(bytes, row, (cells) => statusValue(cells[index] ?? '', index, change));
      if (edit !== undefined) edits.push(edit);
      return undefined;
    };
  });
  if (problems.length > 0) throw new ProblemsError(problems);
  return edits.length === 0 ? undefined : applyEdits(bytes, edits);
}

function statusValue(cell: string, index: number, { status, isFirst }: StatusChange): Map<number, string> {
  const present = trimmed(cell).toLowerCase();
  const isLeft = present === status || (!isFirst && saysNothing(present));
  return new Map(isLeft ? [] : [[index, withSpaces(status, cell)]]);
}
