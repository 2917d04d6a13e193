/** Flags and status written into the cells of the index, without touching another byte. */

import { applyEdits, type Edit, editRow } from '../csv/edit.ts';
import { cellOf, readTable, type Table } from '../csv/table.ts';
import { type Problem, ProblemsError } from '../shared/problem.ts';
import { PERIODS, type PeriodStatus } from './parse.ts';
import { isPending, isReason, type ReportRows, readReportRows } from './rows.ts';

/** What becomes of one report's flags. */
export interface FlagChange {
  gbifdatasetid: string;
  set: { issue_sent: true; issue_url: string; issue_sent_at: string } | { issue_skipped: string };
}

export interface AppliedFlags {
  bytes: Uint8Array;
  /** Datasets whose rows were changed. */
  applied: string[];
  /** Datasets that have no row in which a flag could be set: it is gone, has a fault, or is one of several. */
  missing: string[];
  /** What is wrong with the file, in other rows than those that were changed or in other cells. */
  faults: readonly Problem[];
  /** Reports that are pending when the changes are made; a skipped one is not, even without a column to say so. */
  pendingLeft: number;
}

/**
 * Writes flags into the bytes of `reports/<YYYYMM>.csv`. A row whose flag is set already is left alone. `known`:
 * what an earlier reading of these very bytes has found, which saves another.
 * Faults of single rows and cells keep no flag from rows that are beyond doubt: the issues are open.
 * Throws `ProblemsError` when rows cannot be told apart.
 */
export async function applyFlags(
  bytes: Uint8Array,
  file: string,
  changes: readonly FlagChange[],
  known?: ReportRows,
): Promise<AppliedFlags> {
  const wanted = new Map(changes.map((change) => [change.gbifdatasetid, change]));
  const isKnown = known !== undefined && changes.every((change) => known.byDataset.has(change.gbifdatasetid));
  const found = isKnown ? { ...known, faults: [] } : await findRows(bytes, file, wanted);
  const { table, style, byDataset, faults } = found;
  const edits: Edit[] = [];
  const applied: string[] = [];
  let pendingLeft = found.pending;
  for (const [id, row] of byDataset) {
    const change = wanted.get(id);
    if (change === undefined || row.sent || (row.skipped && 'issue_skipped' in change.set)) continue;
    if (isPending(row)) pendingLeft -= 1;
    const edit = editRow(bytes, row, (cells) => flagValues(cells, table, change.set, style));
    if (edit === undefined) continue;
    edits.push(edit);
    applied.push(id);
  }
  return {
    bytes: edits.length === 0 ? bytes : applyEdits(bytes, edits),
    applied,
    missing: [...wanted.keys()].filter((id) => !byDataset.has(id)),
    pendingLeft,
    faults,
  };
}

/** The rows that flags are for, each the only one of its dataset. Throws `ProblemsError`. */
async function findRows(
  bytes: Uint8Array,
  file: string,
  wanted: ReadonlyMap<string, unknown>,
): Promise<ReportRows & { faults: readonly Problem[] }> {
  const faults: Problem[] = [];
  const times = new Map<string, number>();
  const rows = await readReportRows(bytes, file, faults, {
    mustBeOne: (id) => wanted.has(id),
    isKept: (id) => {
      if (wanted.has(id)) times.set(id, (times.get(id) ?? 0) + 1);
      return wanted.has(id);
    },
  });
  if (rows === undefined || faults.some(({ code }) => !OF_ONE_ROW.has(code))) throw new ProblemsError(faults);
  return { ...rows, byDataset: new Map([...rows.byDataset].filter(([id]) => times.get(id) === 1)), faults };
}

/** Faults that leave no doubt about where the other rows begin and end. */
const OF_ONE_ROW: ReadonlySet<Problem['code']> = new Set(['index-value', 'index-row', 'index-duplicate', 'index-more']);

/** What the cells of one row become, by index. A cell that says something already keeps it. */
function flagValues(
  cells: readonly string[],
  table: Table,
  set: FlagChange['set'],
  style: string,
): Map<number, string> {
  const values = new Map<number, string>();
  for (const [name, value] of Object.entries(set)) {
    const { index } = table.column(name);
    if (index === undefined) continue;
    const cell = cells[index] ?? '';
    const present = cell.trim();
    const isSaid = name === 'issue_skipped' ? isReason(present) : present !== '';
    if (name === 'issue_sent') values.set(index, withSpaces(trueLike(present === '' ? style : present), cell));
    else if (!isSaid) values.set(index, withSpaces(String(value), cell));
  }
  return values;
}

/** A value with the spaces around the one that it replaces. */
function withSpaces(value: string, cell: string): string {
  const present = cell.trim();
  return present === '' ? cell + value : cell.replace(present, () => value);
}

/** True in the style of another value of the column. */
function trueLike(other: string): string {
  if (other === '0' || other === '1') return '1';
  if (/^[A-Z]{2}/.test(other)) return 'TRUE';
  return /^[A-Z]/.test(other) ? 'True' : 'true';
}

/** Writes a period's status into the bytes of `periods.csv`; undefined when there is nothing to change. */
export async function applyStatus(
  bytes: Uint8Array,
  file: string,
  period: string,
  status: PeriodStatus,
): Promise<Uint8Array | undefined> {
  const edits: Edit[] = [];
  const problems: Problem[] = [];
  await readTable(bytes, file, problems, PERIODS, (table) => {
    const { index } = table.column('status');
    const periodColumn = table.column('period');
    return (row) => {
      const isIt = edits.length === 0 && cellOf(row, periodColumn).trim() === period;
      if (index === undefined || !isIt) return undefined;
      const edit = editRow(bytes, row, (cells) => statusValue(cells[index] ?? '', index, status));
      if (edit !== undefined) edits.push(edit);
      return undefined;
    };
  });
  if (problems.length > 0) throw new ProblemsError(problems);
  return edits.length === 0 ? undefined : applyEdits(bytes, edits);
}

function statusValue(cell: string, index: number, status: PeriodStatus): Map<number, string> {
  return new Map(cell.trim().toLowerCase() === status ? [] : [[index, withSpaces(status, cell)]]);
}
