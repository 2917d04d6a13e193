/** CSV by position: csv-parse reads, and says where each row's bytes are, so that it can be written anew there. */

import { CsvError, type Options, Parser } from 'csv-parse';
import type { ProblemList } from './problem-list.ts';

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

/** What is told of a file while it is read; true: enough, nothing more is told, no fault either. */
export interface CsvReader {
  /** The first lines, before they are read as CSV. */
  begins(lines: Uint8Array): boolean;
  row(row: CsvRow, window: Window): boolean;
}

/**
 * Reads a file row by row, the header included; blank lines are left out. What is not CSV, or not UTF-8,
 * is noted in `faults` and ends the reading.
 */
export async function readCsv(source: CsvSource, faults: ProblemList, reader: CsvReader): Promise<void> {
  const window = openWindow();
  const parser = new RowParser((row) => reader.row(row, window));
  const ended = parser.ended();
  let fault: string | undefined;
  let isFirst = true;
  for await (const lines of wholeLines(source)) {
    if (isFirst && reader.begins(lines)) return;
    isFirst = false;
    const text = checkText(lines);
    window.show(text.lines, parser.nextStart);
    parser.write(asBuffer(text.lines));
    fault = text.fault;
    if (fault !== undefined || parser.destroyed || parser.isEnough) break;
  }
  parser.end();
  const csvFault = await ended;
  if (parser.isEnough) return;
  const at = () => ({ line: parser.nextLine, column: 1 });
  const isCutOff = fault !== undefined && csvFault === NOT_CLOSED;
  if (csvFault !== undefined && !isCutOff) faults.add('index-csv', at, `${csvFault} (in the row that begins here)`);
  else if (fault !== undefined) faults.add('index-encoding', at, `${fault} (in the row that begins here)`);
}

/** The bytes of the rows that are read just now. */
export interface Window {
  /** A row as it stands, without a byte order mark; only while it is taken. */
  text(row: Pick<CsvRow, 'start' | 'end'>): string;
}

function openWindow(): Window & { show(piece: Uint8Array, neededFrom: number): void } {
  let pieces: Uint8Array[] = [];
  let start = 0;
  return {
    show: (piece, neededFrom) => {
      while (pieces[0] !== undefined && start + pieces[0].byteLength <= neededFrom) {
        start += pieces[0].byteLength;
        pieces = pieces.slice(1);
      }
      pieces.push(piece);
    },
    text: (row) => new TextDecoder().decode(joined(pieces).subarray(row.start - start, row.end - start)),
  };
}

/** The bytes in pieces that end with a line break, all but the last, so that no character is cut in two. */
async function* wholeLines(source: CsvSource): AsyncIterable<Uint8Array> {
  let unfinished: Uint8Array[] = [];
  for await (const chunk of source instanceof Uint8Array ? piecesOf(source) : source) {
    const end = chunk.lastIndexOf(LF) + 1;
    if (end > 0) {
      yield joined([...unfinished, chunk.subarray(0, end)]);
      unfinished = [];
    }
    if (end < chunk.byteLength) unfinished.push(chunk.subarray(end));
  }
  if (unfinished.length > 0) yield joined(unfinished);
}

const LF = 0x0a;

/** Large enough to cost little, small enough that its text is gone soon (bytes). */
const PIECE_BYTES = 65_536;

function* piecesOf(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

/**
 * csv-parse's parser with its rows handed on as they come instead of being queued. Its option `on_record`
 * does the same, but copies a description of the parser's state for each row, which takes as long as
 * reading it (docs/performance.md).
 */
class RowParser extends Parser {
  readonly #onRow: (row: CsvRow) => boolean;
  #linesBefore = 0;
  /** Line on which the row after the last complete one begins. */
  nextLine = 1;
  /** Where it begins (bytes). */
  nextStart = 0;
  /** No further row is wanted. */
  isEnough = false;

  constructor(onRow: (row: CsvRow) => boolean) {
    super(options);
    this.#onRow = onRow;
    this.resume();
  }

  /** Resolves at the end of the reading, with what is wrong with the CSV. */
  ended(): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      this.on('end', () => resolve(undefined));
      this.on('error', (error) => (error instanceof CsvError ? resolve(seenAndExpected(error)) : reject(error)));
    });
  }

  override push(cells: string[] | null): boolean {
    if (cells === null) return super.push(null);
    const { bytes, lines } = this.info;
    const row = { cells, line: this.nextLine, start: this.nextStart, end: bytes };
    // csv-parse counts CRLF within quotes twice, so the lines of such a row are counted here.
    this.nextLine += lines - this.#linesBefore > 1 ? 1 + lineBreaksIn(cells) : 1;
    this.#linesBefore = lines;
    this.nextStart = bytes;
    if (!this.isEnough && (cells.length > 1 || cells[0] !== '')) this.isEnough = this.#onRow(row);
    return true;
  }
}

function lineBreaksIn(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
}

const options: Options = {
  bom: true,
  // Named, so that a file may mix them and a lone CR is part of a cell. CR CR LF is made of CRLF by tools that
  // write each LF as CRLF.
  record_delimiter: ['\r\r\n', '\r\n', '\n'],
  // Counted by whoever knows the header, to note all such rows.
  relax_column_count: true,
};

const NOT_CLOSED = 'a quoted cell is not closed by the end of the file, expected a closing "';

function seenAndExpected(error: CsvError): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return NOT_CLOSED;
    case 'CSV_INVALID_CLOSING_QUOTE':
      return `${followerIn(error)} follows a closing quote, expected a comma or a line break; a quote in a quoted cell is doubled`;
    case 'INVALID_OPENING_QUOTE':
      return 'a quote within an unquoted cell, expected the whole cell in quotes and the quote doubled';
    default:
      return error.message;
  }
}

/** What csv-parse's message has between quotes, if it tells of another separator or line end. */
function followerIn({ message }: CsvError): string {
  const [, seen = ''] = /got "([;\t\r])"/.exec(message) ?? [];
  return FOLLOWERS.get(seen) ?? 'text';
}

const FOLLOWERS = new Map([
  [';', '";"'],
  ['\t', 'a tab'],
  ['\r', 'a CR without LF'],
]);

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
/** Bytes that are to be text: whether they are UTF-8, and where they are not. Pure. */

/**
 * The lines, or those above the first that is no text: csv-parse would read bytes that are not UTF-8 as U+FFFD, and a
 * NUL as the end of a cell, without a word; in an issue they would be sent so.
 */
export function checkText(lines: Uint8Array): { lines: Uint8Array; fault: string | undefined } {
  if (faultOf(lines) === undefined) return { lines, fault: undefined };
  let start = 0;
  let fault: string | undefined;
  while (fault === undefined && start < lines.byteLength) {
    const next = lines.indexOf(LF, start) + 1 || lines.byteLength;
    fault = faultOf(lines.subarray(start, next));
    if (fault === undefined) start = next;
  }
  return { lines: lines.subarray(0, start), fault };
}

function faultOf(bytes: Uint8Array): string | undefined {
  try {
    decoder.decode(bytes);
  } catch {
    return 'bytes that are not UTF-8, expected UTF-8';
  }
  return bytes.includes(0) ? 'a NUL byte, expected text' : undefined;
}

/** Throws for what is not UTF-8; a byte order mark is a character like any other. */
export const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
