/** Recognizes files in another CSV dialect or another format, and files without their header. Pure. */

import { trimmed } from '../shared/invisible.ts';
import type { Problem } from '../shared/problem.ts';
import { count, shown } from '../shared/text.ts';
import type { FileProblem } from './problem-list.ts';
import { checkText } from './utf8.ts';

/** A longer first line is checked once csv-parse has read it (bytes). */
const START_BYTES = 65_536;

/** The problem that a file's first lines show before they are read as CSV; undefined when there is none so far. */
export function startProblem(bytes: Uint8Array, required: readonly string[]): FileProblem | undefined {
  const start = Buffer.from(bytes.subarray(0, START_BYTES));
  const binary = BINARY.find(({ pattern }) => pattern.test(start.subarray(0, 8).toString('latin1')));
  if (binary !== undefined) return { code: 'index-layout', line: 1, what: `the file is ${binary.name}, expected CSV` };
  const lines = start
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/);
  const at = lines.findIndex((line) => trimmed(line) !== '');
  const header = lines[at] ?? '';
  const isWhole = at >= 0 && (at < lines.length - 1 || start.byteLength === bytes.byteLength) && !isOpen(header);
  if (!isWhole || checkText(Buffer.from(header)).problem !== undefined || header.includes('\ufffd')) return undefined;
  const problem = headerProblem(header, at + 1, required);
  if (problem?.code !== 'index-header') return problem;
  const below = lines.findIndex(
    (line, index) => index > at && namesIn(cellsOf(line, ','), required) === required.length,
  );
  const hint = below > 0 ? `; a header is in line ${below + 1}: delete ${count(below, 'line')} above it` : '';
  return { ...problem, what: problem.what + hint };
}

/** Whether a quoted cell continues in the next line. */
function isOpen(line: string): boolean {
  return line.split('"').length % 2 === 0;
}

const BINARY = [
  // biome-ignore lint/suspicious/noControlCharactersInRegex: every ZIP archive begins so.
  { pattern: /^PK\x03\x04/, name: 'an Excel workbook (.xlsx) or another ZIP archive' },
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the files of older Office versions begin so.
  { pattern: /^\xd0\xcf\x11\xe0/, name: 'an Excel workbook (.xls)' },
];

const FORMATS: readonly { pattern: RegExp; code: Problem['code']; name: string }[] = [
  {
    pattern: /^version https:\/\/git-lfs\./,
    code: 'index-lfs',
    name: 'a pointer of Git LFS, which stands for the file',
  },
  { pattern: /^<{7}(?: |$)/, code: 'index-conflict', name: 'a conflict marker of Git' },
  { pattern: /^</, code: 'index-layout', name: 'HTML or XML' },
  { pattern: /^[[{]/, code: 'index-layout', name: 'JSON' },
  { pattern: /^"?sep=/i, code: 'index-header', name: "Excel's own line for the separator" },
];

/**
 * The problem that makes a header useless, so that the rows below it are not checked. Where all lines end in CR alone,
 * csv-parse reads the whole file as one row, which would pass for a header without rows.
 */
export function headerProblem(row: string, line: number, required: readonly string[]): FileProblem | undefined {
  const header = trimmed(row);
  const expected = `expected a header with ${required.join(', ')}`;
  const format = FORMATS.find(({ pattern }) => pattern.test(header));
  if (format !== undefined) {
    return { code: format.code, line, what: `the header is ${shown(header)}: ${format.name}; ${expected}` };
  }
  const end = firstUnquotedCr(header);
  if (end !== undefined) {
    const what = `the header is ${shown(header.slice(0, end))} and ends with CR alone, expected LF or CRLF`;
    return { code: 'index-layout', line, what };
  }
  const names = cellsOf(header, ',');
  const found = namesIn(names, required);
  const separator = separatorsIn(header).find((one) => namesIn(cellsOf(header, one), required) > found);
  if (separator !== undefined) {
    const what = `the header is ${shown(header)} with ${nameOf(separator)} between its cells, expected commas`;
    return { code: 'index-layout', line, what };
  }
  const hasName = required.some((name) => names.some((cell) => isNearly(cell, name)));
  return hasName ? undefined : { code: 'index-header', line, what: `the header is ${shown(header)}, ${expected}` };
}

/** The characters of a header that could separate its names. */
function separatorsIn(header: string): string[] {
  return [...new Set(header.match(/[^\p{L}\p{N}\p{M}_",]/gu) ?? [])];
}

function nameOf(separator: string): string {
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

/** Whether two names differ only in case and in characters that are neither letters nor digits. */
export function isNearly(cell: string, name: string): boolean {
  return bare(cell) === bare(name);
}

/** The letters and digits of a name. Unicode counts some invisible fillers as letters. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]|\p{Default_Ignorable_Code_Point}/gu, '');
}

/** Whether two names are one typing error apart: a letter added, omitted or replaced, or two neighbours swapped. */
export function isMistyped(cell: string, name: string): boolean {
  const [seen, meant] = [bare(cell), bare(name)];
  let start = 0;
  while (start < meant.length && seen[start] === meant[start]) start += 1;
  let end = 0;
  while (end < Math.min(seen.length, meant.length) - start && seen.at(-1 - end) === meant.at(-1 - end)) end += 1;
  const [one, other] = [seen.slice(start, seen.length - end), meant.slice(start, meant.length - end)];
  return (one.length <= 1 && other.length <= 1) || (one.length === 2 && one === `${other[1]}${other[0]}`);
}

/** Whether a row is one of the lines with which Git marks a merge conflict. */
export function isConflictMarker(cells: readonly string[]): boolean {
  const [first = ''] = cells;
  if (!'<>|='.includes(first.charAt(0))) return false;
  return /^(?:<{7}|>{7}|\|{7})(?: |$)/.test(first) || (first === '=======' && cells.length === 1);
}

/** The offset of the first CR outside of quotes. */
function firstUnquotedCr(row: string): number | undefined {
  for (const { 0: found, index } of row.matchAll(/"[^"]*"|\r/g)) if (found === '\r') return index;
  return undefined;
}
