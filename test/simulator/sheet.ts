/**
 * A CSV file as the world knows it: every cell with its quotes, spaces and line break as they stand. Written
 * apart from the product's reader, because it is what that one is checked against.
 */

export interface Sheet {
  bom: string;
  /** The first row is the header. */
  rows: readonly SheetRow[];
}

export interface SheetRow {
  /** As in the file: quotes, doubled quotes and spaces included. */
  cells: readonly string[];
  /** The row's line break; empty when the file ends without one. */
  end: string;
}

export function bytesOf({ bom, rows }: Sheet): Uint8Array {
  return Buffer.from(bom + rows.map(({ cells, end }) => cells.join(',') + end).join(''), 'utf8');
}

/** Every cell is a quoted one or runs to the next comma or line break. */
const CELL = /("(?:[^"]|"")*"|(?:[^",\r\n]|\r(?!\n))*)(,|\r\n|\n|$)/y;

/** Takes a file apart; undefined when its bytes do not come to the same again. */
export function sheetOf(bytes: Uint8Array): Sheet | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const bom = text.startsWith('\ufeff') ? '\ufeff' : '';
  const rows: SheetRow[] = [];
  let cells: string[] = [];
  CELL.lastIndex = bom.length;
  while (CELL.lastIndex < text.length || cells.length > 0) {
    const match = CELL.exec(text);
    if (match === null) return undefined;
    cells.push(match[1] ?? '');
    if (match[2] === ',') continue;
    rows.push({ cells, end: match[2] ?? '' });
    cells = [];
  }
  return { bom, rows };
}

/** What a cell says. */
export function textOf(cell: string): string {
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"').trim() : cell.trim();
}

/** Position of a column, or -1. */
export function columnOf({ rows }: Sheet, name: string): number {
  return rows[0]?.cells.findIndex((cell) => textOf(cell).toLowerCase() === name) ?? -1;
}

/** The value in a named column of a row; empty when there is none. */
export function valueIn(sheet: Sheet, row: SheetRow, name: string): string {
  return textOf(row.cells[columnOf(sheet, name)] ?? '');
}

/** The rows below the header, without blank ones. */
export function bodyOf({ rows }: Sheet): SheetRow[] {
  return rows.slice(1).filter(({ cells }) => cells.length > 1);
}

export function idOf(sheet: Sheet, row: SheetRow): string {
  return valueIn(sheet, row, 'gbifdatasetid').toLowerCase();
}

export function isTrue(value: string): boolean {
  return ['1', '1.0', 't', 'true', 'yes'].includes(value.toLowerCase());
}

/** A cell for a reason or an address says nothing. */
export function isNone(value: string): boolean {
  return ['', '0', '0.0', 'f', 'false', 'na', 'no'].includes(value.toLowerCase());
}

/** The sheet with one cell of one row written anew; the row is the same object as in the sheet. */
export function withCell(sheet: Sheet, row: SheetRow, column: number, cell: string): Sheet {
  const changed = { ...row, cells: row.cells.with(column, cell) };
  return { ...sheet, rows: sheet.rows.map((other) => (other === row ? changed : other)) };
}

/** The sheet with a row put in; a last line without a break gets one. */
export function inserted(sheet: Sheet, row: SheetRow, at: number): Sheet {
  const end = sheet.rows[0]?.end || '\n';
  const rows = sheet.rows.map((other) => (other.end === '' ? { ...other, end } : other));
  return { ...sheet, rows: rows.toSpliced(at, 0, { ...row, end: row.end || end }) };
}

/** A row with these values by column, for a sheet of this header. */
export function newRow(sheet: Sheet, values: Readonly<Record<string, string>>): SheetRow {
  const names = sheet.rows[0]?.cells.map((cell) => textOf(cell).toLowerCase()) ?? [];
  return { cells: names.map((name) => values[name] ?? ''), end: '' };
}
