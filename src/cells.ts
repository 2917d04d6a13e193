/** Cells of the index as values; each says what is wrong with it. */

import type { Faults } from './faults.ts';
import type { Seen } from './seen.ts';

/** An id becomes part of an HTML comment and of addresses. */
const DATASET_ID = /^[^\s|<>\p{Cc}]{1,200}$/u;

export function readDatasetId(cell: string, line: number, faults: Faults): string {
  const id = cell.trim().toLowerCase();
  if (!DATASET_ID.test(id) || id.includes('--')) {
    faults.add(
      'index-value',
      line,
      `gbifdatasetid is ${shown(id)}, expected an id without spaces, "|", "<", ">" and "--"`,
    );
  }
  return id;
}

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
  ['', false],
]);

export function readBoolean(text: string, name: string, line: number, faults: Faults): boolean {
  const value = BOOLEANS.get(text) ?? BOOLEANS.get(text.trim().toLowerCase());
  if (value === undefined)
    faults.add('index-value', line, `${name} is ${shown(text)}, expected true, false, 1, 0 or nothing`);
  return value ?? false;
}

/** Notes a value that stands in the file a second time. */
export function noteTwice(seen: Seen, value: string, line: number, what: string, faults: Faults): void {
  const first = seen.note(value, line);
  if (first === undefined) return;
  faults.add('index-duplicate', line, `${what} ${shown(value)} stands in line ${first} already, expected once`);
}

/** A value in a message: quoted, and not longer than a line. */
export function shown(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
