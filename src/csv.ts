/**
 * CSV by position: csv-parse reads, and says where each row's bytes are; a cell is found within its row
 * only when it is to be changed, and replaced in the original bytes.
 */

import { CsvError, type Options, Parser } from 'csv-parse';
import type { Problem } from './problems.ts';

/** The bytes of a file, at once or as they arrive. */
export type CsvSource = Uint8Array | AsyncIterable<Uint8Array>;

/** A row as csv-parse gives it; used only while the callback runs. */
export interface CsvRow {
  cells: readonly string[];
  /** The row's first line in the file, counted from 1. */
  line: number;
  /** The row's bytes in the file, its line break included. */
  start: number;
  end: number;
}

/** Faults of one file, the first of them in full, the rest as a number. */
export interface Faults {
  add(code: Problem['code'], line: number, what: string): void;
  /** All that was added, for the list of the whole index. */
  list(): Problem[];
}

/** More than anybody reads; annotations show ten. */
const FAULTS_SHOWN = 100;

export function openFaults(file: string): Faults {
  const problems: Problem[] = [];
  let more = 0;
  return {
    add: (code, line, what) => {
      if (problems.length === FAULTS_SHOWN) more += 1;
      else problems.push({ code, message: `${file}, line ${line}: ${what}`, place: { file, line } });
    },
    list: () => {
      if (more === 0) return problems;
      return [
        ...problems,
        { code: 'index-more', message: `${file}: ${more.toLocaleString('en')} more faults`, place: { file } },
      ];
    },
  };
}

/**
 * Reads a file row by row, the header included; blank lines are left out. What is not CSV, or not UTF-8,
 * is noted in `faults` and ends the reading.
 */
export async function readCsv(source: CsvSource, faults: Faults, onRow: (row: CsvRow) => void): Promise<void> {
  const parser = new RowParser(onRow);
  const ended = new Promise<void>((resolve, reject) => {
    parser.on('end', resolve).on('error', reject);
  });
  // Its failure is met below; until then nobody waits for it.
  ended.catch(() => undefined);
  const check = openTextCheck();
  for await (const chunk of source instanceof Uint8Array ? [source] : source) {
    const fault = check(chunk, false);
    if (fault !== undefined) return faults.add('index-csv', parser.nextLine, `${fault} in this line or below`);
    parser.write(asBuffer(chunk));
    if (parser.destroyed) break;
  }
  const fault = check(new Uint8Array(), true);
  if (fault !== undefined) return faults.add('index-csv', parser.nextLine, `${fault} in this line or below`);
  parser.end();
  try {
    await ended;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    faults.add('index-csv', parser.nextLine, `${seenAndExpected(error)} (in the row that begins here)`);
  }
}

/**
 * csv-parse's parser with its rows handed on as they come instead of being queued. Its option `on_record`
 * does the same, but copies a description of the parser's state for each row, which takes as long as
 * reading it (docs/performance.md).
 */
class RowParser extends Parser {
  readonly #onRow: (row: CsvRow) => void;
  #start = 0;
  #linesBefore = 0;
  /** Line on which the row after the last complete one begins. */
  nextLine = 1;

  constructor(onRow: (row: CsvRow) => void) {
    super(options);
    this.#onRow = onRow;
    this.resume();
  }

  override push(cells: string[] | null): boolean {
    if (cells === null) return super.push(null);
    const { bytes, lines } = this.info;
    const row = { cells, line: this.nextLine, start: this.#start, end: bytes };
    // csv-parse counts CRLF within quotes twice, so the lines of such a row are counted here.
    this.nextLine += lines - this.#linesBefore > 1 ? 1 + lineBreaksIn(cells) : 1;
    this.#linesBefore = lines;
    this.#start = bytes;
    if (cells.length > 1 || cells[0] !== '') this.#onRow(row);
    return true;
  }
}

function lineBreaksIn(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
}

const options: Options = {
  bom: true,
  // Named, so that a file may mix the two and a lone CR is part of a cell.
  record_delimiter: ['\r\n', '\n'],
  // Counted by whoever knows the header, to note all such rows.
  relax_column_count: true,
};

function seenAndExpected(error: CsvError): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quoted cell is not closed by the end of the file, expected a closing "';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'text follows a closing quote, expected a comma or a line break; a quote in a quoted cell is doubled';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote within an unquoted cell, expected the whole cell in quotes and the quote doubled';
    default:
      return error.message;
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** csv-parse would read bytes that are not UTF-8 as U+FFFD, and a NUL as the end of a cell, without a word. */
function openTextCheck(): (chunk: Uint8Array, isLast: boolean) => string | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return (chunk, isLast) => {
    if (chunk.includes(0)) return 'a NUL byte, expected text';
    try {
      for (let at = 0; at < chunk.byteLength; at += DECODED_AT_ONCE) {
        decoder.decode(chunk.subarray(at, at + DECODED_AT_ONCE), { stream: true });
      }
      if (isLast) decoder.decode();
      return undefined;
    } catch {
      return 'bytes that are not UTF-8, expected UTF-8';
    }
  };
}

/** The decoded text is thrown away, so little of it is made at a time (bytes). */
const DECODED_AT_ONCE = 65_536;

const QUOTE = 0x22;
const COMMA = 0x2c;
const CR = 0x0d;
const LF = 0x0a;

/** A range of bytes that becomes another text. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** The edit that gives a cell of a row a new value. A quoted cell stays quoted; others are when they must. */
export function editCell(bytes: Uint8Array, row: CsvRow, cell: number, value: string): Edit {
  const { start, end } = cellRange(bytes, row, cell);
  const quoted = bytes[start] === QUOTE || /[",\r\n]|^\s|\s$/.test(value);
  return { start, end, text: quoted ? `"${value.replaceAll('"', '""')}"` : value };
}

/** Where a cell's bytes are, quotes included. */
function cellRange(bytes: Uint8Array, row: CsvRow, cell: number): { start: number; end: number } {
  let start = row.start;
  for (let index = 0; ; index += 1) {
    const end = endOfCell(bytes, start, row.end);
    if (index === cell) return { start, end };
    if (bytes[end] !== COMMA || end >= row.end) {
      throw new RangeError(`The row on line ${row.line} has ${index + 1} cells, expected more than ${cell}`);
    }
    start = end + 1;
  }
}

function endOfCell(bytes: Uint8Array, start: number, limit: number): number {
  let at = start;
  if (bytes[at] === QUOTE) {
    at += 1;
    while (at < limit && !(bytes[at] === QUOTE && bytes[at + 1] !== QUOTE)) at += bytes[at] === QUOTE ? 2 : 1;
    return at + 1;
  }
  while (at < limit && bytes[at] !== COMMA && bytes[at] !== LF && !(bytes[at] === CR && bytes[at + 1] === LF)) at += 1;
  return at;
}

/** The bytes with the edits made; edits must be in order and apart. */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const texts = edits.map(({ text }) => Buffer.from(text));
  const grown = edits.reduce((sum, { start, end }, index) => sum + (texts[index]?.byteLength ?? 0) - (end - start), 0);
  const result = new Uint8Array(bytes.byteLength + grown);
  let from = 0;
  let to = 0;
  for (const [index, { start, end }] of edits.entries()) {
    result.set(bytes.subarray(from, start), to);
    to += start - from;
    const text = texts[index] ?? Buffer.alloc(0);
    result.set(text, to);
    to += text.byteLength;
    from = end;
  }
  result.set(bytes.subarray(from), to);
  return result;
}
