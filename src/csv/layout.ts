/** Files that are tables, but not as the index has them: with other separators, or other line ends. Pure. */

import { shown } from '../shared/text.ts';

const SEPARATORS = [
  { separator: ';', said: '";"' },
  { separator: '\t', said: 'tabs' },
];

/**
 * What is wrong with how a file is laid out, told by its header: the row as it stands, and its cells as CSV has them.
 * Undefined: nothing is. With CR alone all lines are one row, so that a file could be taken for a header without rows.
 */
export function otherLayout(row: string, cells: readonly string[], required: readonly string[]): string | undefined {
  const header = row.trim();
  const end = firstUnquotedCr(header);
  if (end !== undefined) {
    return `the header is ${shown(header.slice(0, end))} and ends with CR alone, expected LF or CRLF`;
  }
  const found = namesIn(cells, required);
  const other = SEPARATORS.find(({ separator }) => namesIn(header.split(separator), required) > found);
  if (other === undefined) return undefined;
  return `the header is ${shown(header)} with ${other.said} between its cells, expected commas`;
}

function namesIn(cells: readonly string[], required: readonly string[]): number {
  const names = new Set(cells.map((cell) => cell.trim().toLowerCase()));
  return required.filter((name) => names.has(name)).length;
}

function firstUnquotedCr(row: string): number | undefined {
  // A quoted cell, or a CR: whatever comes first.
  for (const { 0: found, index } of row.matchAll(/"[^"]*"|\r/g)) if (found === '\r') return index;
  return undefined;
}
