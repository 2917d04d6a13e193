/** Cells of the index as values. */

import { type Column, cellOf } from '../csv/header.ts';
import type { CsvRow } from '../csv/reader.ts';
import type { CellProblems } from '../csv/table.ts';
import { hasUnseen, trimmed } from '../shared/invisible.ts';
import { characters, shown } from '../shared/text.ts';

const ID_LIMIT = 200;
/** Most ids look like this and need no trimming or lower-casing. There may be a million. */
const PLAIN_ID = /^[a-z0-9-]{1,200}$/;

/** Reads an id, which becomes part of an HTML comment and of addresses. */
export function readDatasetId(row: CsvRow, column: Column, problems: CellProblems): string {
  const cell = cellOf(row, column);
  const isSafe = !cell.includes('--');
  if (isSafe && PLAIN_ID.test(cell)) return cell;
  const id = trimmed(cell).toLowerCase();
  const length = id.length > ID_LIMIT ? characters(id) : id.length;
  if (length > ID_LIMIT) {
    const what = `${column.name} is ${shown(id)}, ${length} characters long, expected at most ${ID_LIMIT}`;
    problems.add('index-value', row, column, what);
  }
  if (!isSafe || id === '' || /[|<>]/.test(id) || hasUnseen(id)) {
    const what = `${column.name} is ${shown(id)}, expected an id without spaces, "|", "<", ">" and "--"`;
    problems.add('index-value', row, column, what);
  }
  return id;
}

/** The ways in which people and their tools write yes and no. Each pair is a style. */
const PAIRS = [
  ['true', 'false'],
  ['1', '0'],
  ['yes', 'no'],
  ['y', 'n'],
  ['t', 'f'],
  ['1.0', '0.0'],
] as const;

const BOOLEANS: ReadonlyMap<string, boolean> = new Map(
  PAIRS.flatMap(([yes, no]): [string, boolean][] => [
    [yes, true],
    [no, false],
  ]),
);

/** The ways in which R, Python, databases and spreadsheets write a missing value. */
const NOTHING: ReadonlySet<string> = new Set([
  '',
  'na',
  'n/a',
  'n.a.',
  '#n/a',
  '<na>',
  'null',
  '(null)',
  '\\n',
  'nil',
  'none',
  'nan',
  'nat',
]);

const LONGEST = Math.max(...Array.from(NOTHING, ({ length }) => length));

const EXPECTED = 'true, false, 1, 0, yes, no, y, n, t, f, 1.0, 0.0 or nothing';

/** Reads yes or no; undefined when the cell has no value. */
export function readFlag(row: CsvRow, column: Column, problems: CellProblems): boolean | undefined {
  const text = cellOf(row, column);
  if (text === '') return undefined;
  const value = BOOLEANS.get(text) ?? BOOLEANS.get(wordOf(text));
  if (value === undefined && !saysNothing(text)) {
    problems.add('index-value', row, column, `${column.name} is ${shown(text)}, expected ${EXPECTED}`);
  }
  return value;
}

/** Reads a flag. A cell without a value means no. */
export function readBoolean(row: CsvRow, column: Column, problems: CellProblems): boolean {
  return readFlag(row, column, problems) ?? false;
}

function wordOf(text: string): string {
  return text === '' ? text : trimmed(text).toLowerCase();
}

/** Whether a text is empty or some tool's word for a missing value, such as `NA` or `NULL`. */
export function saysNothing(text: string): boolean {
  const seen = trimmed(text);
  // Most texts are longer, and there may be a million of them.
  return seen.length <= LONGEST && NOTHING.has(seen.toLowerCase());
}

/** Whether a text says yes or no. */
export function isFlag(text: string): boolean {
  return BOOLEANS.has(wordOf(text));
}

/**
 * Reads the text in a cell of `issue_skipped`, `issue_url` or `issue_sent_at`. A word for no or for a missing value, and
 * dashes, count as empty.
 */
export function readReason(text: string): string {
  if (text === '') return '';
  const word = wordOf(text);
  const isNone = NOTHING.has(word) || BOOLEANS.get(word) === false || /^\p{Pd}+$/u.test(word);
  return isNone ? '' : trimmed(text);
}

/** Yes in the style of another value in the column. */
export function yesLike(other: string): string {
  const word = wordOf(other);
  const [yes] = PAIRS.find((pair) => pair.some((one) => one === word)) ?? PAIRS[0];
  if (/^[A-Z]/.test(other) && other === other.toUpperCase()) return yes.toUpperCase();
  return /^[A-Z]/.test(other) ? `${yes.charAt(0).toUpperCase()}${yes.slice(1)}` : yes;
}
