/** Reads CSV with csv-parse and notes where the bytes of each row are, so that a row can be rewritten in place. */

import { CsvError, type Options, Parser } from 'csv-parse';
import type { FileProblem } from './problem-list.ts';
import { checkText, LF } from './utf8.ts';

/** The bytes of a file, at once or as they arrive. */
export type CsvSource = Uint8Array | AsyncIterable<Uint8Array>;

export interface CsvRow {
  cells: readonly string[];
  /** The row's first line in the file, counted from 1. */
  line: number;
  /** The row's bytes in the file, its line break included. */
  start: number;
  end: number;
}

/** The next lines of a file, and the rows that end in them. */
export interface CsvBatch {
  lines: Uint8Array;
  /** Blank lines are not rows. */
  rows: readonly CsvRow[];
  /** One of `rows` as it is written, without a byte order mark. Usable until the next batch is read. */
  textOf(row: CsvRow): string;
  /** Why no more rows can be read. */
  problem?: FileProblem | undefined;
}

/**
 * Reads a file row by row, the header included. Rows come in batches, because waiting for each row would take longer
 * than reading it. Text that is not CSV or not UTF-8 ends the reading with a problem in the last batch.
 */
export async function* readCsv(source: CsvSource): AsyncGenerator<CsvBatch, void> {
  const window = openWindow();
  const parser = new RowParser();
  const ended = parser.ended();
  let encodingProblem: string | undefined;
  for await (const lines of wholeLines(source)) {
    const text = checkText(lines);
    window.show(text.lines, parser.nextStart);
    parser.write(asBuffer(text.lines));
    yield { lines, rows: parser.takeRows(), textOf: window.textOf };
    encodingProblem = text.problem;
    if (encodingProblem !== undefined || parser.destroyed) break;
  }
  parser.end();
  const csvProblem = await ended;
  const problem = endingProblem(csvProblem, encodingProblem, parser.nextLine);
  yield { lines: new Uint8Array(), rows: parser.takeRows(), textOf: window.textOf, problem };
}

/** A quote may be open only because the text was cut off above bytes that are not UTF-8. */
function endingProblem(csv: string | undefined, encoding: string | undefined, line: number): FileProblem | undefined {
  const what = csv === NOT_CLOSED ? (encoding ?? csv) : (csv ?? encoding);
  if (what === undefined) return undefined;
  return { code: what === csv ? 'index-csv' : 'index-encoding', line, what: `${what} (in the row that begins here)` };
}

/** Keeps the bytes of the rows that are being read. */
function openWindow() {
  let pieces: Uint8Array[] = [];
  let start = 0;
  return {
    show: (piece: Uint8Array, neededFrom: number): void => {
      while (pieces[0] !== undefined && start + pieces[0].byteLength <= neededFrom) {
        start += pieces[0].byteLength;
        pieces = pieces.slice(1);
      }
      pieces.push(piece);
    },
    textOf: (row: CsvRow): string =>
      new TextDecoder().decode(joined(pieces).subarray(row.start - start, row.end - start)),
  };
}

/** The bytes in pieces that end with a line break, except the last one, so that no character is cut in two. */
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

/** Large enough that a batch costs little, small enough that its rows are soon released (bytes). */
const PIECE_BYTES = 65_536;

function* piecesOf(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

/**
 * csv-parse's parser, which collects its rows instead of queueing them in a stream. Its option `on_record` would do
 * that too, but copies a description of the parser's state for each row, which takes as long as reading the row
 * (docs/performance.md).
 */
class RowParser extends Parser {
  #rows: CsvRow[] = [];
  #linesBefore = 0;
  /** Line on which the row after the last complete one begins. */
  nextLine = 1;
  /** Offset at which it begins (bytes). */
  nextStart = 0;

  constructor() {
    super(options);
    this.resume();
  }

  /** Resolves when the parser has ended, with a description of the invalid CSV if there is any. */
  ended(): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      this.on('end', () => resolve(undefined));
      this.on('error', (error) => (error instanceof CsvError ? resolve(seenAndExpected(error)) : reject(error)));
    });
  }

  /** The rows that were completed since the last call. */
  takeRows(): CsvRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  override push(cells: string[] | null): boolean {
    if (cells === null) return super.push(null);
    const { bytes, lines } = this.info;
    if (cells.length > 1 || cells[0] !== '')
      this.#rows.push({ cells, line: this.nextLine, start: this.nextStart, end: bytes });
    // csv-parse counts CRLF within quotes twice, so the lines of such a row are counted here.
    this.nextLine += lines - this.#linesBefore > 1 ? 1 + lineBreaksIn(cells) : 1;
    this.#linesBefore = lines;
    this.nextStart = bytes;
    return true;
  }
}

function lineBreaksIn(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
}

const options: Options = {
  bom: true,
  // Listed, so that a file may mix them and a CR alone is part of a cell. Some tools write each LF as CRLF and so
  // turn CRLF into CR CR LF.
  record_delimiter: ['\r\r\n', '\r\n', '\n'],
  // `table.ts` counts the cells, so that it can list all rows with a wrong number.
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

/** The character after the closing quote, which csv-parse quotes in its message. */
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
