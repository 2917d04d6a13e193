/** A CSV file with a header: known columns by name, in any order. */

import { trimmed } from '../shared/invisible.ts';
import type { Problem } from '../shared/problem.ts';
import { count, shown } from '../shared/text.ts';
import { headerProblem, isConflictMarker, startProblem } from './dialect.ts';
import { type Column, cellOf, checkColumns, type Header, headerFrom, type TableShape } from './header.ts';
import { type FileProblem, openProblemList, type Position, type ProblemList } from './problem-list.ts';
import { positionOf } from './raw-row.ts';
import { type CsvBatch, type CsvRow, type CsvSource, readCsv } from './reader.ts';

/** Collects the problems of cells. */
export interface CellProblems {
  add(code: Problem['code'], row: CsvRow, column: Column, what: string): void;
}

/** Reads a file with a header once, from top to bottom, and collects its problems. */
export class TableReader implements CellProblems {
  /** Usable once `rows` has given the first batch. */
  header: Header = headerFrom([]);
  /** Whether the header has all required columns; rows below any other header are checked, but not given. */
  isUsable = false;
  readonly #source: CsvSource;
  readonly #shape: TableShape;
  readonly #problems: ProblemList;
  readonly #firstLines = new Map<string, number>();
  #batch: CsvBatch | undefined;
  #width: number | undefined;
  #emptyRows: { first: number; last: number } | undefined;

  constructor(source: CsvSource, file: string, shape: TableShape) {
    this.#source = source;
    this.#shape = shape;
    this.#problems = openProblemList(file);
  }

  /** The rows below the header, in batches. Problems of a row can be added until the next batch. */
  async *rows(): AsyncGenerator<readonly CsvRow[], void> {
    for await (const batch of readCsv(this.#source)) {
      const isFirst = this.#batch === undefined;
      this.#batch = batch;
      const atStart = isFirst ? startProblem(batch.lines, this.#shape.required) : undefined;
      if (atStart !== undefined) return this.#addFileProblem(atStart);
      let { rows } = batch;
      if (this.#width === undefined) {
        const [header, ...below] = rows;
        const problem = header && headerProblem(batch.textOf(header), header.line, this.#shape.required);
        if (problem !== undefined) return this.#addFileProblem(problem);
        if (header !== undefined) this.#readHeader(header);
        rows = below;
      }
      yield rows.filter((row) => this.#isReadable(row));
      if (batch.problem !== undefined) this.#addFileProblem(batch.problem);
    }
    if (this.#width !== undefined || this.#problems.list().length > 0) return;
    const what = `the file is empty, expected a header with ${this.#shape.required.join(', ')}`;
    this.#addFileProblem({ code: 'index-column', line: 1, what });
  }

  add(code: Problem['code'], row: CsvRow, { index = 0 }: Column, what: string): void {
    this.#problems.add(code, () => this.#positionOf(row, index), what);
  }

  /** Adds a problem when an earlier row has the same key. */
  checkUnique(row: CsvRow, key: string): void {
    const firstLine = this.#firstLines.get(key);
    if (firstLine === undefined) {
      this.#firstLines.set(key, row.line);
      return;
    }
    const column = this.header.column(this.#shape.key);
    const seen = `${column.name} is ${shown(trimmed(cellOf(row, column)))}`;
    this.add('index-duplicate', row, column, `${seen}, the same as in line ${firstLine}, expected once`);
  }

  /** Everything wrong with the file, in its order. Complete when `rows` has ended. */
  problems(): Problem[] {
    return this.#problems.list();
  }

  #readHeader(header: CsvRow): void {
    this.#width = header.cells.length;
    this.header = headerFrom(header.cells);
    const { problems, isUsable } = checkColumns(header.cells, this.#shape);
    for (const { index, what } of problems)
      this.#problems.add('index-column', () => this.#positionOf(header, index), what);
    this.isUsable = isUsable;
  }

  /** Whether a row has a cell for each column. Adds a problem when it has not. */
  #isReadable(row: CsvRow): boolean {
    const { cells, line } = row;
    if (cells.every(isBlank)) {
      this.#emptyRows = { first: this.#emptyRows?.first ?? line, last: line };
      return false;
    }
    this.#checkEmptyRows();
    if (isConflictMarker(cells)) {
      const what = `${shown(cells[0] ?? '')} is a conflict marker of Git, expected a row`;
      this.#problems.add('index-conflict', () => this.#positionOf(row, 0), what);
      return false;
    }
    const width = this.#width ?? 0;
    if (cells.length !== width) {
      const what = `${count(cells.length, 'cell')}, expected ${width} as in the header`;
      this.#problems.add('index-row', () => this.#positionOf(row, width), what);
      return false;
    }
    return this.isUsable;
  }

  /** Rows of nothing but commas are a problem above other rows. Spreadsheets leave them at the end of a file. */
  #checkEmptyRows(): void {
    if (this.#emptyRows === undefined) return;
    const { first, last } = this.#emptyRows;
    this.#emptyRows = undefined;
    const what = first === last ? 'an empty row' : `empty rows down to line ${last}`;
    this.#addFileProblem({ code: 'index-row', line: first, what: `${what}, expected rows with values` });
  }

  #addFileProblem({ code, line, what }: FileProblem): void {
    this.#problems.add(code, () => ({ line, column: 1 }), what);
  }

  /** The position of a cell in the present batch; with an index beyond the last cell, that of the row's end. */
  #positionOf(row: CsvRow, index: number): Position {
    if (index === 0 || this.#batch === undefined) return { line: row.line, column: 1 };
    return positionOf(index, this.#batch.textOf(row), row.line);
  }
}

function isBlank(cell: string): boolean {
  return trimmed(cell) === '';
}
