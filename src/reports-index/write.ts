/** Writes flags and status into cells of the index and leaves every other byte alone. */

import { applyEdits, cellsOf, type Edit, editRow } from '../csv/edit.ts';
import { cellOf, type Header } from '../csv/header.ts';
import { TableReader } from '../csv/table.ts';
import { trimmed } from '../shared/invisible.ts';
import { type Problem, ProblemsError } from '../shared/problem.ts';
import { isFlag, readReason, saysNothing, yesLike } from './cells.ts';
import { PERIODS, type PeriodStatus, periodOf } from './parse.ts';
import { type Flags, isPending, type OwnReason, ownReason, type ReportRows, ReportsReader } from './rows.ts';

/** The change of one report's flags. */
export interface FlagChange {
  gbifdatasetid: string;
  set: { issue_sent: true; issue_url: string; issue_sent_at: string } | { issue_skipped: OwnReason };
}

export interface AppliedFlags {
  bytes: Uint8Array;
  /** Datasets whose rows were changed. */
  applied: string[];
  /** Datasets without a row in which a flag could be set: it is gone, unreadable or one of several. */
  missing: string[];
  /** Issue addresses found in rows that should get another one, by dataset. */
  otherUrls: ReadonlyMap<string, string>;
  /** The problems of the file, in other rows or cells than the changed ones. */
  faults: readonly Problem[];
  /** Reports that are pending after the changes. A skipped one is not, even when there is no column for the reason. */
  pendingLeft: number;
}

export interface FlagContext {
  /** The rows that an earlier reading of the same bytes found, which saves another reading. */
  known?: ReportRows | undefined;
  /** Datasets whose reports the action once skipped and that are pending again, because the reason no longer holds. */
  dueAgain?: ReadonlySet<string>;
}

/**
 * Writes flags into the bytes of `reports/<YYYYMM>.csv`. A row whose flag is already set is left alone. The issues are
 * open, so problems of single rows and cells do not stop flags in other rows. Throws `ProblemsError` when it is
 * uncertain where rows begin and end.
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
  const { header, style, byDataset, faults } = found;
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
    const edit = editRow(bytes, row, (cells) => flagValues(cells, header, change.set, style));
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

/** The address of an issue in a dataset's row; empty when there is none. */
export function urlIn(bytes: Uint8Array, { byDataset, header }: ReportRows, gbifdatasetid: string): string {
  const row = byDataset.get(gbifdatasetid);
  const { index } = header.column('issue_url');
  if (row === undefined || index === undefined) return '';
  return (cellsOf(bytes, row)[index] ?? '').trim();
}

/** The rows of the needed datasets, without datasets that have several. Throws `ProblemsError`. */
async function findRows(
  bytes: Uint8Array,
  file: string,
  isNeeded: (id: string) => boolean,
): Promise<ReportRows & { faults: readonly Problem[] }> {
  const reader = new ReportsReader(bytes, file);
  const times = new Map<string, number>();
  for await (const rows of reader.rows()) {
    for (const report of rows) {
      const { gbifdatasetid: id, row } = report;
      if (!isNeeded(id)) continue;
      times.set(id, (times.get(id) ?? 0) + 1);
      reader.table.checkUnique(row, id);
      reader.keep(report);
    }
  }
  const kept = reader.kept();
  const faults = reader.table.problems();
  if (kept === undefined || faults.some(({ code }) => !OF_ONE_ROW.has(code))) throw new ProblemsError(faults);
  return { ...kept, byDataset: new Map([...kept.byDataset].filter(([id]) => times.get(id) === 1)), faults };
}

/** Problems that leave no doubt about where the other rows begin and end. */
const OF_ONE_ROW: ReadonlySet<Problem['code']> = new Set(['index-value', 'index-row', 'index-duplicate', 'index-more']);

/** Whether the row has a reason that the action wrote. */
function isSkippedByUs({ stored, sent, reason }: Flags): boolean {
  return stored && !sent && ownReason(reason) !== undefined;
}

/** A sent report is always flagged. A reason replaces only an empty cell or another reason of the action's own. */
function isWanted({ sent, reason }: Flags, { set }: FlagChange): boolean {
  if (sent || 'issue_sent' in set) return !sent;
  return reason === '' || (ownReason(reason) ?? set.issue_skipped) !== set.issue_skipped;
}

/** New values for cells of one row, by index. Existing values are kept, except the action's own reasons. */
function flagValues(
  cells: readonly string[],
  header: Header,
  set: FlagChange['set'],
  style: string,
): Map<number, string> {
  const values = new Map<number, string>();
  const put = (name: string, valueFor: (present: string) => string | undefined) => {
    const { index } = header.column(name);
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

/** The new value with the spaces that surround the present one. A CR at the end of the file stays at the end. */
function withSpaces(value: string, cell: string): string {
  const present = trimmed(cell);
  return present === '' ? cell.replace(/\r*$/, (end) => value + end) : cell.replace(present, () => value);
}

/** A period's status. `isFirst`: it may also be written where there is none yet. */
export interface StatusChange {
  status: PeriodStatus;
  isFirst: boolean;
}

/** Writes a period's status into the bytes of `periods.csv`; undefined when nothing has to change. */
export async function applyStatus(
  bytes: Uint8Array,
  file: string,
  period: string,
  change: StatusChange,
): Promise<Uint8Array | undefined> {
  const table = new TableReader(bytes, file, PERIODS);
  let edit: Edit | undefined;
  for await (const rows of table.rows()) {
    const { index } = table.header.column('status');
    const periodColumn = table.header.column('period');
    if (index === undefined) continue;
    for (const row of rows) {
      if (edit !== undefined || periodOf(cellOf(row, periodColumn)) !== period) continue;
      edit = editRow(bytes, row, (cells) => statusValue(cells[index] ?? '', index, change));
    }
  }
  const problems = table.problems();
  if (problems.length > 0) throw new ProblemsError(problems);
  return edit === undefined ? undefined : applyEdits(bytes, [edit]);
}

function statusValue(cell: string, index: number, { status, isFirst }: StatusChange): Map<number, string> {
  const present = trimmed(cell).toLowerCase();
  const isLeft = present === status || (!isFirst && saysNothing(present));
  return new Map(isLeft ? [] : [[index, withSpaces(status, cell)]]);
}
