/**
 * CSV by position (RFC 4180, UTF-8): a file is cut into rows at the line breaks outside quotes, so where a row's bytes
 * are is known, and it can be written anew in the original bytes. csv-parse reads every row that has a quote in it;
 * a row without one is what stands between its commas (docs/performance.md has what that saves).
 */

import { CsvError, type Options, parse } from 'csv-parse/sync';
import type { Faults } from './faults.ts';

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

/**
 * Reads a file row by row, the header included; blank lines are left out. What is not CSV, or not UTF-8,
 * is noted in `faults` and ends the reading.
 */
export async function readCsv(source: CsvSource, faults: Faults, onRow: (row: CsvRow) => void): Promise<void> {
  const rows = openRows(faults, onRow);
  for await (const lines of wholeLines(source)) {
    const { text, fault } = decode(lines);
    if (!rows.take(text)) return;
    if (fault !== undefined) return rows.end(fault);
  }
  rows.end();
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

interface Decoded {
  text: string;
  /** What is wrong with the line below the text. */
  fault: string | undefined;
}

/** The text of some lines, or of those above the first that is no text. */
function decode(lines: Uint8Array): Decoded {
  const whole = decodeLine(lines);
  if (whole.fault === undefined) return whole;
  let text = '';
  for (let start = 0; start < lines.byteLength; ) {
    const next = lines.indexOf(LF, start) + 1 || lines.byteLength;
    const line = decodeLine(lines.subarray(start, next));
    if (line.fault !== undefined) return { text, fault: line.fault };
    text += line.text;
    start = next;
  }
  return { text, fault: undefined };
}

function decodeLine(bytes: Uint8Array): Decoded {
  try {
    const text = decoder.decode(bytes);
    return { text, fault: bytes.includes(0) ? 'a NUL byte, expected text' : undefined };
  } catch {
    return { text: '', fault: 'bytes that are not UTF-8, expected UTF-8' };
  }
}

/** Throws for what is not UTF-8; a byte order mark is a character like any other. */
export const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

interface Rows {
  /** Takes whole lines; false when the reading is over because of a fault. */
  take(text: string): boolean;
  /** `fault`: what is wrong with the line below the last that was taken. */
  end(fault?: string): void;
}

/** A row as it stands, its line break included. */
interface RawRow {
  text: string;
  lines: number;
  hasQuotes: boolean;
}

/** Puts lines together to rows, and rows into cells. */
function openRows(faults: Faults, onRow: (row: CsvRow) => void): Rows {
  let line = 1;
  let start = 0;
  /** The lines of a row whose last cell goes on in the next line. */
  let open: string[] = [];

  const note = (what: string) => faults.add('index-csv', line, `${what} (in the row that begins here)`);

  const give = (rows: readonly RawRow[]): boolean => {
    const quoted = readQuoted(rows.filter(({ hasQuotes }) => hasQuotes));
    let next = 0;
    for (const { text, lines, hasQuotes } of rows) {
      const cells = hasQuotes ? quoted.rows[next] : withoutBreak(text).split(',');
      if (hasQuotes) next += 1;
      if (cells === undefined) {
        note(quoted.fault ?? '');
        return false;
      }
      const end = start + Buffer.byteLength(text);
      if (cells.length > 1 || cells[0] !== '') onRow({ cells, line, start, end });
      line += lines;
      start = end;
    }
    return true;
  };

  return {
    take: (text) => {
      const isFirst = start === 0 && open.length === 0;
      let from = isFirst && text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
      if (from > 0) start = Buffer.byteLength(BYTE_ORDER_MARK);
      const rows: RawRow[] = [];
      while (from < text.length) {
        const next = text.indexOf('\n', from) + 1 || text.length;
        const newLine = text.slice(from, next);
        from = next;
        const quotes = quotesIn(newLine);
        if (quotes === 0 && open.length === 0) {
          rows.push({ text: newLine, lines: 1, hasQuotes: false });
          continue;
        }
        // Quotes come in pairs, unless a cell with line breaks begins or ends here.
        const isInPairs = quotes % 2 === 0;
        open.push(newLine);
        if (open.length === 1 ? !isInPairs : isInPairs) continue;
        rows.push({ text: open.join(''), lines: open.length, hasQuotes: true });
        open = [];
      }
      return give(rows);
    },
    end: (fault) => {
      const { fault: csvFault } = parseText(open.join(''));
      const first = csvFault === NOT_CLOSED ? (fault ?? csvFault) : (csvFault ?? fault);
      if (first !== undefined) note(first);
    },
  };
}

const BYTE_ORDER_MARK = '\ufeff';

function quotesIn(text: string): number {
  return text.includes('"') ? text.split('"').length - 1 : 0;
}

export function withoutBreak(row: string): string {
  if (row.endsWith('\r\n')) return row.slice(0, -2);
  return row.endsWith('\n') ? row.slice(0, -1) : row;
}

const options: Options = {
  // Named, so that a file may mix the two and a lone CR is part of a cell.
  record_delimiter: ['\r\n', '\n'],
  // Counted by whoever knows the header, to note all such rows.
  relax_column_count: true,
};

interface ReadRows {
  rows: string[][];
  /** What is wrong with the row below them. */
  fault?: string;
}

/** The cells of rows with quotes. */
function readQuoted(rows: readonly RawRow[]): ReadRows {
  const all = parseText(rows.map(({ text }) => text).join(''));
  if (all.fault === undefined) return all;
  const read: string[][] = [];
  for (const { text } of rows) {
    const one = parseText(text);
    if (one.fault !== undefined) return { rows: read, fault: one.fault };
    read.push(...one.rows);
  }
  return { rows: read };
}

function parseText(text: string): ReadRows {
  try {
    return { rows: parse(text, options) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { rows: [], fault: seenAndExpected(error) };
  }
}

const NOT_CLOSED = 'a quoted cell is not closed by the end of the file, expected a closing "';

function seenAndExpected(error: CsvError): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return NOT_CLOSED;
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'text follows a closing quote, expected a comma or a line break; a quote in a quoted cell is doubled';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote within an unquoted cell, expected the whole cell in quotes and the quote doubled';
    default:
      return error.message;
  }
}
