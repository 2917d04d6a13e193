/** Files that are not laid out as those of the index: other separators or line ends, no header, no table at all. Pure. */

import { trimmed } from '../shared/invisible.ts';
import type { Problem } from '../shared/problem.ts';
import { count, shown } from '../shared/text.ts';
import { checkText } from './reader.ts';

/** One fault that stands for the whole file: its rows are not judged by a header that is none. */
export interface LayoutFault {
  code: Problem['code'];
  what: string;
  /** Line of the file; undefined: that of the header. */
  line?: number;
}

/** Longer first lines are looked at when they have been read as CSV (bytes). */
const START_BYTES = 65_536;

/** What is wrong with a file, told by the bytes that it begins with: whole lines. Undefined: nothing is, so far. */
export function faultOfStart(bytes: Uint8Array, required: readonly string[]): LayoutFault | undefined {
  const start = Buffer.from(bytes.subarray(0, START_BYTES));
  const binary = BINARY.find(({ pattern }) => pattern.test(start.subarray(0, 8).toString('latin1')));
  if (binary !== undefined) return { code: 'index-layout', what: `the file is ${binary.said}, expected CSV`, line: 1 };
  const lines = start
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/);
  const at = lines.findIndex((line) => trimmed(line) !== '');
  const header = lines[at] ?? '';
  const isWhole = at >= 0 && (at < lines.length - 1 || start.byteLength === bytes.byteLength) && !isOpen(header);
  if (!isWhole || checkText(Buffer.from(header)).fault !== undefined || header.includes('\ufffd')) return undefined;
  const fault = faultOfHeader(header, required);
  if (fault === undefined) return undefined;
  const below = lines.findIndex(
    (line, index) => index > at && namesIn(cellsOf(line, ','), required) === required.length,
  );
  const found = below > 0 ? `; a header is in line ${below + 1}: delete ${count(below, 'line')} above it` : '';
  return { ...fault, what: fault.code === 'index-header' ? fault.what + found : fault.what, line: at + 1 };
}

/** A quoted cell goes on in the next line. */
function isOpen(line: string): boolean {
  return line.split('"').length % 2 === 0;
}

const BINARY = [
  // biome-ignore lint/suspicious/noControlCharactersInRegex: every ZIP archive begins so.
  { pattern: /^PK\x03\x04/, said: 'an Excel workbook (.xlsx) or another ZIP archive' },
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the files of older Office versions begin so.
  { pattern: /^\xd0\xcf\x11\xe0/, said: 'an Excel workbook (.xls)' },
];

const OTHERS: readonly { pattern: RegExp; code: Problem['code']; said: string }[] = [
  {
    pattern: /^version https:\/\/git-lfs\./,
    code: 'index-lfs',
    said: 'a pointer of Git LFS, which stands for the file',
  },
  { pattern: /^<{7}(?: |$)/, code: 'index-conflict', said: 'a conflict marker of Git' },
  { pattern: /^</, code: 'index-layout', said: 'HTML or XML' },
  { pattern: /^[[{]/, code: 'index-layout', said: 'JSON' },
  { pattern: /^"?sep=/i, code: 'index-header', said: "Excel's own line for the separator" },
];

/**
 * What is wrong with a header, as it stands. With CR alone all lines are one row, so that a file could be taken for a
 * header without rows.
 */
export function faultOfHeader(row: string, required: readonly string[]): LayoutFault | undefined {
  const header = trimmed(row);
  const expected = `expected a header with ${required.join(', ')}`;
  const other = OTHERS.find(({ pattern }) => pattern.test(header));
  if (other !== undefined) {
    return { code: other.code, what: `the header is ${shown(header)}: ${other.said}; ${expected}` };
  }
  const end = firstUnquotedCr(header);
  if (end !== undefined) {
    const what = `the header is ${shown(header.slice(0, end))} and ends with CR alone, expected LF or CRLF`;
    return { code: 'index-layout', what };
  }
  const names = cellsOf(header, ',');
  const found = namesIn(names, required);
  const separator = separatorsIn(header).find((one) => namesIn(cellsOf(header, one), required) > found);
  if (separator !== undefined) {
    const what = `the header is ${shown(header)} with ${saidOf(separator)} between its cells, expected commas`;
    return { code: 'index-layout', what };
  }
  const isNone = !required.some((name) => names.some((cell) => isNearly(cell, name)));
  return isNone ? { code: 'index-header', what: `the header is ${shown(header)}, ${expected}` } : undefined;
}

/** Characters that may stand between names. */
function separatorsIn(header: string): string[] {
  return [...new Set(header.match(/[^\p{L}\p{N}\p{M}_",]/gu) ?? [])];
}

function saidOf(separator: string): string {
  if (separator === '\t') return 'tabs';
  return separator === ' ' ? 'spaces' : shown(separator);
}

function cellsOf(line: string, separator: string): string[] {
  return line.split(separator).map((cell) => trimmed(cell).replace(/^"(.*)"$/, '$1'));
}

function namesIn(cells: readonly string[], required: readonly string[]): number {
  const names = new Set(cells.map((cell) => trimmed(cell).toLowerCase()));
  return required.filter((name) => names.has(name)).length;
}

/** Whether two names are the same but for case, and for characters that are neither letters nor digits. */
export function isNearly(cell: string, name: string): boolean {
  return bare(cell) === bare(name);
}

/** Fillers are letters to Unicode, and are seen by nobody. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]|\p{Default_Ignorable_Code_Point}/gu, '');
}

/** Whether two names are one slip of the pen apart: a letter too many, too few or another one, or two that changed places. */
export function isMistyped(cell: string, name: string): boolean {
  const [seen, meant] = [bare(cell), bare(name)];
  let start = 0;
  while (start < meant.length && seen[start] === meant[start]) start += 1;
  let end = 0;
  while (end < Math.min(seen.length, meant.length) - start && seen.at(-1 - end) === meant.at(-1 - end)) end += 1;
  const [one, other] = [seen.slice(start, seen.length - end), meant.slice(start, meant.length - end)];
  return (one.length <= 1 && other.length <= 1) || (one.length === 2 && one === `${other[1]}${other[0]}`);
}

/** Whether a row is one of the lines that Git leaves where it could not merge. */
export function isConflictMarker([first = '', ...rest]: readonly string[]): boolean {
  return /^(?:<{7}|>{7}|\|{7})(?: |$)/.test(first) || (first === '=======' && rest.length === 0);
}

function firstUnquotedCr(row: string): number | undefined {
  // A quoted cell, or a CR: whatever comes first.
  for (const { 0: found, index } of row.matchAll(/"[^"]*"|\r/g)) if (found === '\r') return index;
  return undefined;
}
