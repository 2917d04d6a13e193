import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { applyEdits, editRow } from '../../../src/csv/edit.ts';
import { openProblemList } from '../../../src/csv/problem-list.ts';
import { type CsvRow, type CsvSource, readCsv } from '../../../src/csv/reader.ts';
import { bytesOf, generateReports, inChunks, seededRandom } from '../../support/csv-files.ts';

const FILE = 'reports-index/datasets.csv';

async function read(source: CsvSource): Promise<{ rows: CsvRow[]; messages: string[] }> {
  const rows: CsvRow[] = [];
  const problems: string[] = [];
  for await (const batch of readCsv(source)) {
    rows.push(...batch.rows);
    if (batch.problem !== undefined) problems.push(`line ${batch.problem.line}: ${batch.problem.what}`);
  }
  return { rows, messages: problems };
}

const cellsOf = async (text: string) => (await read(Buffer.from(text))).rows.map(({ cells }) => cells);

/** The rows that csv-parse alone reads from the same bytes. */
function cellsByCsvParse(bytes: Uint8Array): string[][] {
  const rows: string[][] = parse(Buffer.from(bytes), {
    bom: true,
    record_delimiter: ['\r\r\n', '\r\n', '\n'],
    relax_column_count: true,
  });
  return rows.filter((cells) => cells.length > 1 || cells[0] !== '');
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

describe('readCsv', () => {
  it.each([
    [
      'cells',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no last line break',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'CRLF and LF mixed',
      'a,b\r\n1,2\n3,4\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'CR CR LF, also after a quoted cell and as a blank line',
      'a,b\r\r\n\r\r\n1,"2"\r\r\n"3",4\r\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['a byte order mark', '\ufeffa,b\n', [['a', 'b']]],
    ['a byte order mark before a quoted cell', '\ufeff"a",b\n', [['a', 'b']]],
    [
      'a byte order mark in a cell, where it is text',
      'a,\ufeffb\n\ufeffc,d\n',
      [
        ['a', '\ufeffb'],
        ['\ufeffc', 'd'],
      ],
    ],
    [
      'empty cells',
      ',\n,,\n',
      [
        ['', ''],
        ['', '', ''],
      ],
    ],
    [
      'empty cells at the end of the file',
      'a,b\n1,',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    [
      'quoted cells',
      '"a","b, c"\n"d ""e""",""\n',
      [
        ['a', 'b, c'],
        ['d "e"', ''],
      ],
    ],
    ['a quoted cell at the end of the file', 'a\n"b"', [['a'], ['b']]],
    ['a cell of one quote', '"""",b\n', [['"', 'b']]],
    [
      'line breaks in quoted cells',
      '"a\nb","c\r\nd"\r\ne,f\n',
      [
        ['a\nb', 'c\r\nd'],
        ['e', 'f'],
      ],
    ],
    [
      'a lone CR, which is text',
      'a\rb,c\n"d\re",f\n',
      [
        ['a\rb', 'c'],
        ['d\re', 'f'],
      ],
    ],
    ['a lone CR at the end of the file, which is text', 'a,b\r', [['a', 'b\r']]],
    ['spaces, which are text', ' a , b\n', [[' a ', ' b']]],
    ['characters of one to four bytes', 'ä,鳥,🐦\n', [['ä', '鳥', '🐦']]],
    ['rows of different lengths', 'a\nb,c\n', [['a'], ['b', 'c']]],
    [
      'blank lines, which are no rows',
      '\n\r\na,b\n\n\n1,2\n\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['nothing', '', []],
    ['nothing but a byte order mark', '\ufeff', []],
  ])('reads %s', async (_, text, rows) => {
    expect(await cellsOf(text)).toEqual(rows);
  });

  it('gives the line on which a row begins, and the offsets of its bytes', async () => {
    const text = '\ufeffa,ä\r\n\n"b\n\r\n",c\nd,e';
    const { rows } = await read(Buffer.from(text));
    expect(rows.map(({ line, start, end }) => [line, Buffer.from(text).subarray(start, end).toString()])).toEqual([
      [1, expect.stringMatching(/^\ufeff?a,ä\r\n$/)],
      [3, '"b\n\r\n",c\n'],
      [6, 'd,e'],
    ]);
  });

  it.each([
    [
      'a quote that is not closed',
      'a,b\n1,"2\n3,4\n',
      'line 2: a quoted cell is not closed by the end of the file, expected a closing " (in the row that begins here)',
    ],
    [
      'text after a closing quote',
      'a,b\n1,2\n"3"4,5\n',
      'line 3: text follows a closing quote, expected a comma or a line break; a quote in a quoted cell is doubled (in the row that begins here)',
    ],
    [
      'a space after a closing quote',
      'a,b\n"3" ,5\n',
      'line 2: text follows a closing quote, expected a comma or a line break; a quote in a quoted cell is doubled (in the row that begins here)',
    ],
    ['a NUL byte', 'a,b\n"1\n1",2\n"3"\0,5\n', 'line 4: a NUL byte, expected text (in the row that begins here)'],
    [
      'a NUL byte in a cell of several lines',
      'a,b\n1,2\n"3\n4\n\0",5\n',
      'line 3: a NUL byte, expected text (in the row that begins here)',
    ],
    [
      'a quote that is not closed above a NUL byte',
      'a,b\n1",2\n\0,5\n',
      'line 2: a quote within an unquoted cell, expected the whole cell in quotes and the quote doubled (in the row that begins here)',
    ],
    [
      'a semicolon after a closing quote',
      'a,b\n"1";"2"\n',
      'line 2: ";" follows a closing quote, expected a comma or a line break; a quote in a quoted cell is doubled (in the row that begins here)',
    ],
    [
      'a tab after a closing quote',
      'a,b\n"1"\t"2"\n',
      'line 2: a tab follows a closing quote, expected a comma or a line break; a quote in a quoted cell is doubled (in the row that begins here)',
    ],
    [
      'a lone CR after a closing quote',
      'a,b\n1,"2"\r',
      'line 2: a CR without LF follows a closing quote, expected a comma or a line break; a quote in a quoted cell is doubled (in the row that begins here)',
    ],
    [
      'a quote within an unquoted cell',
      'a,b\n1,5" disk\n2,3\n',
      'line 2: a quote within an unquoted cell, expected the whole cell in quotes and the quote doubled (in the row that begins here)',
    ],
    [
      'a quote after a space',
      'a,b\n1, "2"\n',
      'line 2: a quote within an unquoted cell, expected the whole cell in quotes and the quote doubled (in the row that begins here)',
    ],
    [
      'a quoted cell with line breaks above the fault',
      'a,b\n"1\r\n\r\n2",3\n4,5"\n',
      'line 5: a quote within an unquoted cell, expected the whole cell in quotes and the quote doubled (in the row that begins here)',
    ],
  ])('stops with a problem at %s', async (_, text, expected) => {
    for (const source of [Buffer.from(text), inChunks(Buffer.from(text), 3)]) {
      const { rows, messages } = await read(source);
      expect(messages).toEqual([expected]);
      expect(rows[0]?.cells).toEqual(['a', 'b']);
    }
  });

  it.each([
    ['a byte of Latin-1', Buffer.from('a,b\n1,2\nM\xfcnchen,3\n', 'latin1'), 3],
    ['a character that is cut off by the end of the file', Buffer.from('a,b\n1,\u9ce5').subarray(0, -1), 2],
    ['UTF-16', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), 1],
    [
      'a surrogate',
      Buffer.concat([Buffer.from('a,b\n1,2\n3,'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('\n')]),
      3,
    ],
  ])('stops with a problem at bytes that are not UTF-8: %s', async (_, bytes, line) => {
    for (const source of [bytes, inChunks(bytes, 3)]) {
      const { rows, messages } = await read(source);
      expect(messages).toEqual([
        `line ${line}: bytes that are not UTF-8, expected UTF-8 (in the row that begins here)`,
      ]);
      expect(rows).toHaveLength(line - 1);
    }
  });

  it('takes linear time when a quote stays open for megabytes', async () => {
    const bytes = Buffer.from(`a,b\n1,"2\n${'some,more,text\n'.repeat(400_000)}`);
    const { messages } = await read(inChunks(bytes, 16_384));
    expect(messages).toHaveLength(1);
  }, 60_000);

  it('reads generated files like csv-parse', async () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const bytes = bytesOf(generateReports(seed));
      const { rows, messages } = await read(bytes);
      expect(messages, `seed ${seed}`).toEqual([]);
      expect(
        rows.map(({ cells }) => cells),
        `seed ${seed}`,
      ).toEqual(cellsByCsvParse(bytes));
    }
  }, 60_000);

  it('accepts and rejects the same random texts as csv-parse', async () => {
    const random = seededRandom(1);
    const letters = ['a', 'é', ' ', ',', ',', '"', '"', '"', '\n', '\r\n', '\r'];
    let refused = 0;
    for (let round = 0; round < 6_000; round += 1) {
      const length = 1 + Math.floor(random() * 12);
      const text = Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('');
      const { rows, messages } = await read(Buffer.from(text));
      const expected = attempt(() => cellsByCsvParse(Buffer.from(text)));
      expect(messages.length === 0 ? rows.map(({ cells }) => cells) : undefined, JSON.stringify(text)).toEqual(
        expected,
      );
      if (expected === undefined) refused += 1;
    }
    expect(refused).toBeGreaterThan(1_500);
    expect(refused).toBeLessThan(4_500);
  }, 60_000);

  it.each([1, 2, 3, 7, 64])(
    'reads the same in chunks of %i bytes',
    async (size) => {
      for (let seed = 0; seed < 40; seed += 1) {
        const bytes = bytesOf(generateReports(seed));
        expect(await read(inChunks(bytes, size)), `seed ${seed}`).toEqual(await read(bytes));
      }
    },
    60_000,
  );

  it('passes on the error of its source', async () => {
    async function* broken(): AsyncIterable<Uint8Array> {
      yield Buffer.from('a,b\n');
      throw new Error('cut');
    }
    await expect(read(broken())).rejects.toThrow('cut');
  });

  it('closes the source when its reader stops early', async () => {
    let isClosed = false;
    async function* endless(): AsyncIterable<Uint8Array> {
      try {
        for (;;) yield Buffer.from('a,b\n');
      } finally {
        isClosed = true;
      }
    }
    for await (const { rows } of readCsv(endless())) if (rows.length > 0) break;
    expect(isClosed).toBe(true);
  });

  it('gives the text of the rows of the latest batch', async () => {
    const text = '\ufeffa,"b\nc"\n1,2\n';
    const texts: string[] = [];
    for await (const { rows, textOf } of readCsv(inChunks(Buffer.from(text), 5))) texts.push(...rows.map(textOf));
    expect(texts).toEqual(['a,"b\nc"\n', '1,2\n']);
  });
});

describe('openProblemList', () => {
  const listOf = (count: number) => {
    const problems = openProblemList(FILE);
    for (let line = 1; line <= count; line += 1) problems.add('index-value', () => ({ line, column: 7 }), 'wrong');
    return problems.list();
  };

  it('puts file and line into the message and the place', () => {
    expect(listOf(1)).toEqual([
      { code: 'index-value', message: `${FILE}, line 1: wrong`, place: { file: FILE, line: 1, column: 7 } },
    ]);
  });

  it('computes positions only for the problems that it lists', () => {
    const problems = openProblemList(FILE);
    let asked = 0;
    for (let line = 1; line <= 5_000; line += 1) {
      problems.add(
        'index-value',
        () => {
          asked += 1;
          return { line, column: 1 };
        },
        'wrong',
      );
    }
    expect([asked, problems.list().length]).toEqual([100, 101]);
  });

  it.each([
    [100, undefined],
    [101, `${FILE}: 1 more problem`],
    [1_335, `${FILE}: 1,235 more problems`],
  ])('lists a hundred of %i problems and counts the others', (count, more) => {
    const list = listOf(count);
    expect(list[99]?.message).toBe(`${FILE}, line 100: wrong`);
    expect(list[100]?.message).toBe(more);
    expect(list.length).toBeLessThanOrEqual(101);
  });
});

/** The cells of a row as they are written, quotes included, and its line break. */
function rawCells(bytes: Uint8Array, row: CsvRow | undefined): string[] {
  const text = Buffer.from(bytes).subarray(row?.start, row?.end).toString();
  const [lineBreak = ''] = /(?:\r{0,2}\n)?$/.exec(text) ?? [];
  const cells = text.slice(0, text.length - lineBreak.length).match(/(?<=^|,)(?:"(?:[^"]|"")*"|[^,"]*)(?=,|$)/g) ?? [];
  return [...cells, lineBreak];
}

describe('editRow and applyEdits', () => {
  async function edited(text: string, cells: Record<number, string>): Promise<string> {
    const bytes = Buffer.from(text);
    const [row] = (await read(bytes)).rows;
    if (row === undefined) throw new Error('Expected a row');
    const values = new Map(Object.entries(cells).map(([cell, value]) => [Number(cell), value]));
    const edit = editRow(bytes, row, () => values);
    return Buffer.from(applyEdits(bytes, edit === undefined ? [] : [edit])).toString();
  }

  it.each([
    ['an unquoted cell', 'a,b,c\n', { 1: 'x' }, 'a,x,c\n'],
    ['a quoted cell, which stays quoted', 'a,"b",c\n', { 1: 'x' }, 'a,"x",c\n'],
    ['the first cell', 'a,b', { 0: 'x' }, 'x,b'],
    ['the last cell before CRLF', 'a,b\r\nc', { 1: 'x' }, 'a,x\r\nc'],
    ['the last cell at the end of the file', 'a,b', { 1: 'x' }, 'a,x'],
    ['an empty cell', 'a,,c', { 1: 'x' }, 'a,x,c'],
    ['an empty quoted cell', 'a,"",c', { 1: 'x' }, 'a,"x",c'],
    ['an empty last cell', 'a,', { 1: 'x' }, 'a,x'],
    ['a cell behind quoted ones', '"a, ""b""\n",c,d\n', { 2: 'x' }, '"a, ""b""\n",c,x\n'],
    ['a cell behind letters of several bytes', '鳥,ä,c\n', { 2: 'x' }, '鳥,ä,x\n'],
    ['a cell with a lone CR', 'a,b\rc,d\n', { 1: 'x' }, 'a,x,d\n'],
    ['the last cell before CR CR LF', 'a,b\r\r\n', { 1: 'x' }, 'a,x\r\r\n'],
    ['the last cell with a CR at the end of the file, which is a part of it', 'a,b\r', { 1: 'x' }, 'a,x'],
    ['an empty last cell before CR CR LF', 'a,\r\r\n', { 1: 'x' }, 'a,x\r\r\n'],
    ['a quoted last cell that ends with CR', 'a,"b\r"\r\n', { 1: 'x' }, 'a,"x"\r\n'],
    ['a cell that keeps its CR', 'a,b\r,c\n', { 1: 'x\r' }, 'a,x\r,c\n'],
    ['a last cell that gets a CR at its end', 'a,b\rc\n', { 1: 'x\r' }, 'a,"x\r"\n'],
    ['a last cell that gets a comma, before CR CR LF', 'a,b\r\r\n', { 1: 'x,y' }, 'a,"x,y"\r\r\n'],
    ['a last cell that gets a comma, before more CR', 'a,b\r\r\r\n', { 1: 'x,y\r' }, 'a,"x,y\r"\r\r\n'],
    ['a last cell that gets a comma, before a CR at the end of the file', 'a,b\r', { 1: 'x,y' }, 'a,"x,y"'],
    ['a cell that gets a CR', 'a,b,c\n', { 1: 'x\ry' }, 'a,"x\ry",c\n'],
    ['a cell that gets a comma', 'a,b,c\n', { 1: 'x,y' }, 'a,"x,y",c\n'],
    ['a cell that gets a quote', 'a,b,c\n', { 1: 'x"y' }, 'a,"x""y",c\n'],
    ['several cells', 'a,b,c\n', { 0: 'xx', 2: '' }, 'xx,b,\n'],
    ['a cell behind the byte order mark', '\ufeffa,b\n', { 1: 'x' }, '\ufeffa,x\n'],
  ])('changes %s', async (_, text, cells, expected) => {
    expect(await edited(text, cells)).toBe(expected);
  });

  it('writes any value into any kind of row, so that it is read back and all other bytes stay', async () => {
    const random = seededRandom(11);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const letters = ['a', 'é', '鳥', ' ', ',', '"', '\n', '\r', '\r\n', "'", ';', '\t', '\ufeff'];
    const text = () => Array.from({ length: Math.floor(random() * 4) }, () => pick(letters)).join('');
    const cell = () =>
      random() < 0.5 ? pick(['', 'b', ' b ', 'b\rc', '\r', 'b\r']) : `"${text().replaceAll('"', '""')}"`;
    let written = 0;
    for (let round = 0; round < 4_000; round += 1) {
      const width = 2 + Math.floor(random() * 3);
      const row = () => Array.from({ length: width }, cell).join(',');
      const bytes = Buffer.from(
        `${row()}${pick(['\n', '\r\n', '\r\r\n', '\r\r\r\n'])}${row()}${pick(['', '\r', '\n', '\r\n', '\r\r\n'])}`,
      );
      const before = await read(bytes);
      const [at, index, value] = [pick([0, 1]), Math.floor(random() * width), `a${text()}`];
      const place = before.rows[at];
      // Not CSV: a quote and a CR behind it that no line break follows.
      if (before.messages.length > 0 || place === undefined) continue;
      const edit = editRow(bytes, place, () => new Map([[index, value]]));
      const after = applyEdits(bytes, edit === undefined ? [] : [edit]);
      const said = JSON.stringify([bytes.toString(), at, index, value]);
      const expected = before.rows.map(({ cells }) => [...cells]);
      (expected[at] ?? []).splice(index, 1, value);
      expect(cellsByCsvParse(after), said).toEqual(expected);
      // The row around the cell, and the other row.
      expect(Buffer.from(after.slice(0, place.start)), said).toEqual(bytes.subarray(0, place.start));
      expect(Buffer.from(after).subarray(place.end - bytes.byteLength || after.byteLength), said).toEqual(
        bytes.subarray(place.end),
      );
      expect(
        rawCells(after, (await read(after)).rows[at]).filter((_, n) => n !== index),
        said,
      ).toEqual(rawCells(bytes, place).filter((_, n) => n !== index));
      written += 1;
    }
    expect(written).toBeGreaterThan(2_000);
  }, 60_000);

  it('throws when the row does not have the cell', async () => {
    await expect(edited('a,b\n', { 2: 'x' })).rejects.toThrow('The row on line 1 has 2 cells, expected more than 2');
  });
});
