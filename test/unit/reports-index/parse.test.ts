import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { parseDatasets, parsePeriods, parseReports, type ReportsFile } from '../../../src/reports-index/parse.ts';
import { applyFlags, applyStatus, type FlagChange } from '../../../src/reports-index/write.ts';
import { type Parsed, remedyOf } from '../../../src/shared/problem.ts';
import {
  bytesOf,
  type GeneratedFile,
  type GeneratedRow,
  generateReports,
  inChunks,
  seededRandom,
} from '../../support/csv-files.ts';

const FILE = 'reports-index/file.csv';
const parsers = { periods: parsePeriods, reports: parseReports, datasets: parseAllDatasets };
type Kind = keyof typeof parsers;

function parseAllDatasets(source: Uint8Array, file: string) {
  return parseDatasets(source, file, new Set(['a', 'b']));
}

async function faultsOf(kind: Kind, text: string | Uint8Array): Promise<string[]> {
  const { problems } = await parsers[kind](Buffer.from(text), FILE);
  for (const { place } of problems) expect(place?.file).toBe(FILE);
  return problems.map(({ message }) => message.replace(`${FILE}, `, ''));
}

const REPORTS_HEADER = 'gbifdatasetid,stored,issue_sent\n';
const DATASETS_HEADER = 'gbifdatasetid,ccode,github_orgname,github_reponame\n';
const PERIODS_HEADER = 'period,year,month,status\n';
const OR_NONE = '; a dataset without a repository has both cells empty';
const FLAG = 'true, false, 1, 0, yes, no, y, n, t, f, 1.0, 0.0 or nothing';

/** A file of one row that ends with a bad cell; `every`: what stands at every thousandth place of the first. */
function longRow(length: number, every = 'x'): string {
  const long = Array.from({ length }, (_, at) => (at % 1_000 === 999 ? every : 'x')).join('');
  return `note,${REPORTS_HEADER}"${long}",a,x,1\n`;
}

describe('problems of a file', () => {
  it.each<[Kind, string, string[]]>([
    ['periods', '', ['line 1: the file is empty, expected a header with period, year, month']],
    [
      'reports',
      '\ufeff\r\n\n',
      ['line 1: the file is empty, expected a header with gbifdatasetid, stored, issue_sent'],
    ],
    ['periods', 'year,month\n2026,10\n', ['line 1: no column period, expected period, year, month']],
    [
      'reports',
      '\nid|stored|issue_sent\n',
      ['line 2: the header is "id|stored|issue_sent" with "|" between its cells, expected commas'],
    ],
    ['reports', 'gbifdatasetid,stored,issue_sent, STORED\na,1,1,1\n', ['line 1: 2 columns stored, expected one']],
    [
      'reports',
      'gbifdatasetid,stored,issue_sent,issue_url,issue_url,issue_url\n',
      ['line 1: 3 columns issue_url, expected one'],
    ],
    [
      'datasets',
      'gbifdatasetid,ccode\n"""","\n',
      [
        'line 1: no column github_orgname, expected gbifdatasetid, ccode, github_orgname, github_reponame',
        'line 1: no column github_reponame, expected gbifdatasetid, ccode, github_orgname, github_reponame',
        'line 2: a quoted cell is not closed by the end of the file, expected a closing " (in the row that begins here)',
      ],
    ],
    [
      'reports',
      `${REPORTS_HEADER}a,true\nb,true,false,\nc,true,false\n\nd\n`,
      [
        'line 2: 2 cells, expected 3 as in the header',
        'line 3: 4 cells, expected 3 as in the header',
        'line 6: 1 cell, expected 3 as in the header',
      ],
    ],
    [
      'reports',
      `${REPORTS_HEADER}a,ja,false\nb,true,x\nc,2, Nope \n`,
      [
        `line 2: stored is "ja", expected ${FLAG}`,
        `line 3: issue_sent is "x", expected ${FLAG}`,
        `line 4: stored is "2", expected ${FLAG}`,
        `line 4: issue_sent is " Nope ", expected ${FLAG}`,
      ],
    ],
    [
      'reports',
      `${REPORTS_HEADER},1,1\na b,1,1\na|b,1,1\n<a>,1,1\na--b,1,1\n`,
      [
        ...['""', '"a b"', '"a|b"', '"<a>"', '"a--b"'].map(
          (seen, index) =>
            `line ${index + 2}: gbifdatasetid is ${seen}, expected an id without spaces, "|", "<", ">" and "--"`,
        ),
      ],
    ],
    [
      'reports',
      `${REPORTS_HEADER}${'x'.repeat(200)},1,1\n${'x'.repeat(201)},1,1\n${'a b'.repeat(100)},1,1\n${'🐦'.repeat(200)},1,1\n`,
      [
        `line 3: gbifdatasetid is "${'x'.repeat(80)}…", 201 characters long, expected at most 200`,
        `line 4: gbifdatasetid is "${'a b'.repeat(100).slice(0, 80)}…", 300 characters long, expected at most 200`,
        `line 4: gbifdatasetid is "${'a b'.repeat(100).slice(0, 80)}…", expected an id without spaces, "|", "<", ">" and "--"`,
      ],
    ],
    [
      'reports',
      `${REPORTS_HEADER}a,1,0\nb,1,0\n A ,1,0\n"a",1,0\n`,
      [
        'line 4: gbifdatasetid is "A", the same as in line 2, expected once',
        'line 5: gbifdatasetid is "a", the same as in line 2, expected once',
      ],
    ],
    [
      'datasets',
      `${DATASETS_HEADER}a,A,example,one\n"c\r\n",C,example,three\nA,A,example,one\n`,
      ['line 5: gbifdatasetid is "A", the same as in line 2, expected once'],
    ],
    [
      'datasets',
      `${DATASETS_HEADER}a,A,"",one\nb,B,-example,two\nc,C,ex ample,three\nd,D,${'o'.repeat(40)},four\ne,E,example/x,five\n`,
      ['""', '"-example"', '"ex ample"', `"${'o'.repeat(40)}"`, '"example/x"'].map(
        (seen, index) =>
          `line ${index + 2}: github_orgname is ${seen}, expected a GitHub login${index === 0 ? OR_NONE : ''}`,
      ),
    ],
    [
      'datasets',
      `${DATASETS_HEADER}a,A,example,\nb,B,example,..\nc,C,example,.\nd,D,example,ö\ne,E,example,${'n'.repeat(101)}\n`,
      ['""', '".."', '"."', '"ö"', `"${'n'.repeat(80)}…"`].map(
        (seen, index) =>
          `line ${index + 2}: github_reponame is ${seen}, expected a repository name${index === 0 ? OR_NONE : ''}`,
      ),
    ],
    [
      'datasets',
      `${DATASETS_HEADER}a,A,NULL,NULL\nb,B,example,None\nc,C,example,birds.git\nd,D,,\ne,E, ,\u200b\n`,
      [
        `line 2: github_orgname is "NULL", expected a GitHub login${OR_NONE}`,
        `line 2: github_reponame is "NULL", expected a repository name${OR_NONE}`,
        `line 3: github_reponame is "None", expected a repository name${OR_NONE}`,
        'line 4: github_reponame is "birds.git", expected a repository name without ".git"',
      ],
    ],
    [
      'datasets',
      `NOTIFY,${DATASETS_HEADER}maybe,a,A,example,one\nNA,b,B,example,two\nNo,c,C,example,three\n`,
      [`line 2: notify is "maybe", expected ${FLAG}`],
    ],
    [
      'datasets',
      `${DATASETS_HEADER.trimEnd()},Notify?\na,A,example,one,no\n`,
      ['line 1: column "Notify?" is nearly notify, expected notify or another name'],
    ],
    [
      'reports',
      'gbifdatasetid,stored,issue sent,issue_url,Issue URL\na,1,0,,\n',
      [
        'line 1: no column issue_sent but "issue sent", expected gbifdatasetid, stored, issue_sent',
        'line 1: column "Issue URL" is nearly issue_url, expected issue_url or another name',
      ],
    ],
    ['datasets', `${DATASETS_HEADER.trimEnd()},code,repo_name,org\na,A,example,one,,,\n`, []],
    [
      'periods',
      `${PERIODS_HEADER}2026-1,2026,1,\n202613,2026,13,\n202600,2026,0,\n,,,done\n`,
      ['"2026-1"', '"202613"', '"202600"', '""'].map(
        (seen, index) => `line ${index + 2}: period is ${seen}, expected YYYYMM with a month from 01 to 12`,
      ),
    ],
    [
      'reports',
      `${REPORTS_HEADER}a,1,0\n,,\n , ,\n,,,,\n"","",""\n \nb,1,0\n,\u200b,\nc,1,0\n,,`,
      [
        'line 3: empty rows down to line 7, expected rows with values',
        'line 9: an empty row, expected rows with values',
      ],
    ],
    ['periods', `${PERIODS_HEADER}202610,2026,10,\n,,,\n,,\n"\n",,,\n`, []],
    [
      'periods',
      `${PERIODS_HEADER}2026-10,2026,10,\n202610,2026.0,10.0,NA\n`,
      ['line 3: period is "202610", the same as in line 2, expected once'],
    ],
    [
      'periods',
      `${PERIODS_HEADER}202610,2025,10,\n202611,2026,1,\n202612,x,,\n`,
      [
        'line 2: year is "2025", expected 2026 for period 202610',
        'line 3: month is "1", expected 11 for period 202611',
        'line 4: year is "x", expected an integer',
        'line 4: month is "", expected an integer',
      ],
    ],
    [
      'periods',
      `${PERIODS_HEADER}202609,2026,9,open\n202610,2026,10,Done\n202611,2026,11,In progress\n`,
      ['line 2: status is "open", expected nothing, "in progress", "done" or "failed"'],
    ],
    [
      'periods',
      `${PERIODS_HEADER}202609,2026,9,\n202610,2026,10,\n202609,2026,9,\n`,
      ['line 4: period is "202609", the same as in line 2, expected once'],
    ],
    ['periods', `${PERIODS_HEADER}202609,2026,9,\n202610,2026,10,\n`, []],
  ])('are found in a file of %s: %j', async (kind, text, expected) => {
    expect(await faultsOf(kind, text)).toEqual(expected);
  });

  it.each<[string, string, { line: number; column: number }]>([
    ['after cells without quotes', `${REPORTS_HEADER}a,1,x\n`, { line: 2, column: 5 }],
    ['after cells in quotes', `${REPORTS_HEADER}"a",  "1",x\n`.replace('  ', ''), { line: 2, column: 9 }],
    ['after characters of several bytes', `note,${REPORTS_HEADER}äöü鳥,a,1,x\n`, { line: 2, column: 10 }],
    ['on a later line of its row', `note,${REPORTS_HEADER}"1\n22\n3",a,1,x\nb,b,1,1\n`, { line: 4, column: 8 }],
    ['in the first row, behind a byte order mark', '\ufeffgbifdatasetid,stored\n', { line: 1, column: 21 }],
    ['that stands there twice', `note,${REPORTS_HEADER}"1\n2",a,1,1\n"3\n4",a,1,1\n`, { line: 5, column: 4 }],
    ['in a row that is longer than what is read at once', longRow(200_000), { line: 2, column: 200_006 }],
    ['in a row of lines, longer than what is read at once', longRow(200_000, '\n'), { line: 202, column: 5 }],
  ])('have the line and column of a cell %s', async (_, text, position) => {
    for (const size of [1_000_000, 50_000, 7]) {
      if (size === 7 && text.length > 1_000) continue;
      const { problems } = await parseReports(inChunks(Buffer.from(text), size), FILE);
      expect(problems.map(({ place }) => place)).toEqual([{ file: FILE, ...position }]);
    }
  });

  it.each<[string, string, string]>([
    [
      'semicolons',
      `\n${'gbifdatasetid;STORED ;issue_sent;note, a\n'}a;1;0;Birds, mammals, more\nb;1;0;\n`,
      'line 2: the header is "gbifdatasetid;STORED ;issue_sent;note, a" with ";" between its cells, expected commas',
    ],
    [
      'tabs, in a long header',
      `gbifdatasetid\tstored\tissue_sent\t${'x'.repeat(99)}\r\na\t1\t0\t\r\n`,
      `line 1: the header is "gbifdatasetid\\tstored\\tissue_sent\\t${'x'.repeat(48)}…" with tabs between its cells, expected commas`,
    ],
    [
      'lines that end in CR alone',
      'gbifdatasetid,stored,issue_sent\ra,1,0\rb,1,0\r',
      'line 1: the header is "gbifdatasetid,stored,issue_sent" and ends with CR alone, expected LF or CRLF',
    ],
    [
      'lines that end in CR alone, below columns that are all there',
      'gbifdatasetid,"a\rb",stored,issue_sent,note\ra,,1,0,\rb,,1,0,x\r\n',
      'line 1: the header is "gbifdatasetid,\\"a\\rb\\",stored,issue_sent,note" and ends with CR alone, expected LF or CRLF',
    ],
  ])('are only one for a file with %s', async (_, text, message) => {
    const { problems } = await parseReports(Buffer.from(text), FILE);
    expect(problems).toMatchObject([{ code: 'index-layout', message: `${FILE}, ${message}` }]);
  });

  it('do not include a semicolon, a tab or a quoted CR in the name of a column', async () => {
    expect(await faultsOf('reports', `a;b,c\td,"e\rf",${REPORTS_HEADER}x,x,x,a,1,0\n`)).toEqual([]);
  });

  it.each<[string, BufferEncoding, string]>([
    [
      `${DATASETS_HEADER}a,A,example,one\nb,B\xe4r,example,two\n`,
      'latin1',
      'line 3: bytes that are not UTF-8, expected UTF-8 (in the row that begins here)',
    ],
    [DATASETS_HEADER, 'utf16le', 'line 1: a NUL byte, expected text (in the row that begins here)'],
  ])('name the encoding and not the quoting of a file that is not UTF-8: %j in %s', async (text, encoding, message) => {
    const bytes = Buffer.from(text, encoding);
    const { problems } = await parseAllDatasets(bytes, FILE);
    expect(problems).toMatchObject([{ code: 'index-encoding', message: `${FILE}, ${message}` }]);
    expect(remedyOf('index-encoding')).toContain('UTF-8');
    expect(remedyOf('index-csv')).not.toContain('UTF-8');
  });

  it('are listed up to a hundred and then counted', async () => {
    const rows = Array.from({ length: 1_200 }, (_, index) => `d${index},maybe,1\n`);
    const faults = await faultsOf('reports', REPORTS_HEADER + rows.join(''));
    expect(faults).toHaveLength(101);
    expect(faults[99]).toBe(`line 101: stored is "maybe", expected ${FLAG}`);
    expect(faults[100]).toBe(`${FILE}: 1,100 more problems`);
  });

  it('are listed in the order of the file, not in that of their discovery', async () => {
    const rows = Array.from({ length: 150 }, (_, index) => `d${index},maybe,1\n`);
    const faults = await faultsOf('reports', `${REPORTS_HEADER}a,1,1\na,1,1\n${rows.join('')}`);
    expect(faults[0]).toBe('line 3: gbifdatasetid is "a", the same as in line 2, expected once');
    expect(faults[99]).toContain('line 102: stored');
    expect(faults[100]).toBe(`${FILE}: 51 more problems`);
  });

  it.each([
    ['the quoting', `a,true,false\n"b,true,false\n`, 'line 3: a quoted cell is not closed'],
    ['the encoding', 'a,true,false\nb\0,true,false\n', 'line 3: a NUL byte'],
    ['the header', '', 'line 1: no column issue_sent'],
  ])('keep applyFlags from writing when rows cannot be told apart: %s', async (_, rows, what) => {
    const bytes = Buffer.from(`${rows === '' ? 'gbifdatasetid,stored\na,true\n' : REPORTS_HEADER}${rows}`);
    await expect(applyFlags(bytes, FILE, [sent('a')])).rejects.toThrow(what);
  });

  it('keep applyStatus from writing', async () => {
    const change = applyStatus(Buffer.from('period\n'), FILE, '202610', { status: 'done', isFirst: true });
    await expect(change).rejects.toThrow(`${FILE}, line 1: no column year, expected period, year, month`);
  });

  it('do not keep applyFlags from writing into rows without problems', async () => {
    const rows = [
      'a,true,false',
      'b,perhaps,false',
      'c,true',
      'd,true,false',
      'D,true,false',
      'e,true,maybe',
      ',true,false',
    ];
    const bytes = Buffer.from(`${REPORTS_HEADER}${rows.join('\n')}\n`);
    const result = await applyFlags(bytes, FILE, ['a', 'b', 'c', 'd', 'e'].map(sent));
    const [header = '', ...written] = Buffer.from(result.bytes).toString().trimEnd().split('\n');
    expect(`${header}\n`).toBe(REPORTS_HEADER);
    expect(written).toEqual([
      'a,true,true',
      'b,perhaps,true',
      'c,true',
      'd,true,false',
      'D,true,false',
      'e,true,true',
      ',true,false',
    ]);
    expect([result.applied, result.missing]).toEqual([
      ['a', 'b', 'e'],
      ['c', 'd'],
    ]);
    expect(result.faults.map(({ code, place }) => `${code} ${place?.line}`)).toEqual([
      'index-value 3',
      'index-row 4',
      'index-duplicate 6',
      'index-value 7',
      'index-value 8',
    ]);
  });

  it('always include the one that ended the reading', async () => {
    const rows = Array.from({ length: 150 }, (_, n) => `x${n},perhaps,false\n`).join('');
    const bytes = Buffer.from(`${REPORTS_HEADER}a,true,false\n${rows}"b,true,false\n`);
    await expect(applyFlags(bytes, FILE, [sent('a')])).rejects.toMatchObject({
      problems: expect.arrayContaining([
        expect.objectContaining({ code: 'index-csv', place: { file: FILE, line: 153, column: 1 } }),
      ]),
    });
  });
});

describe('parsePeriods', () => {
  it('gives the periods with their lines', async () => {
    const text = '\ufeffMonth, period ,status,YEAR\r\n9,202609,DONE,2026\r\n\r\n10, 202610 , In Progress,2026';
    expect((await parsePeriods(Buffer.from(text), FILE)).value).toEqual([
      { period: '202609', year: 2026, month: 9, status: 'done', line: 2 },
      { period: '202610', year: 2026, month: 10, status: 'in progress', line: 4 },
    ]);
    expect((await parsePeriods(Buffer.from('period,year,month\n202609,2026,09\n'), FILE)).value).toEqual([
      { period: '202609', year: 2026, month: 9, status: '', line: 2 },
    ]);
  });
});

describe('parseReports', () => {
  const text = `title,GBIFDatasetID,stored,issue_sent,issue_skipped
"Birds, and more",A,True,False,
B,b,TRUE,1,
C,c,1,0,missing-dataset
D,d,0,0,
E,e,,,
F,f,true,, ${''}
`;

  it('keeps the pending reports and counts all', async () => {
    const { reports, counts } = (await parseReports(Buffer.from(text), FILE)).value;
    const reasons = new Map([['missing-dataset', 1]]);
    expect(counts).toEqual({ rows: 6, stored: 4, sent: 1, skipped: 1, pending: 2, unstored: 2, reasons });
    expect(reports).toEqual([
      {
        gbifdatasetid: 'a',
        line: 2,
        pending: true,
        columns: {
          title: 'Birds, and more',
          GBIFDatasetID: 'A',
          stored: 'True',
          issue_sent: 'False',
          issue_skipped: '',
        },
      },
      expect.objectContaining({ gbifdatasetid: 'c', line: 4, pending: false, skippedAs: 'missing-dataset' }),
      expect.objectContaining({ gbifdatasetid: 'f', line: 7, pending: true }),
    ]);
  });

  it.each([
    ['', true],
    ['False', true],
    ['FALSE', true],
    [' false ', true],
    ['0', true],
    ['true', false],
    ['1', false],
    ['no', true],
    [' NaN ', true],
    ['#N/A', true],
    ['N/A', true],
    ['(null)', true],
    ['—', true],
    ['\u200b', true],
    ['NA\u200b', true],
    ['f', true],
    ['0.0', true],
    ['yes', false],
    ['NA until May', false],
    ['withdrawn', false],
  ])('with %j in issue_skipped, takes a report for pending: %j', async (cell, pending) => {
    const file = `gbifdatasetid,stored,issue_sent,issue_skipped\na,True,False,${cell}\n`;
    const { value, problems } = await parseReports(Buffer.from(file), FILE);
    expect(problems).toEqual([]);
    expect(value.counts).toMatchObject({ skipped: pending ? 0 : 1, pending: pending ? 1 : 0 });
  });

  it('keeps the requested reports in any state', async () => {
    const also = new Set(['b', 'd', 'unknown']);
    const { reports } = (await parseReports(Buffer.from(text), FILE, { also })).value;
    expect(reports.map(({ gbifdatasetid, pending }) => [gbifdatasetid, pending])).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
      ['d', false],
      ['f', true],
    ]);
  });
});

describe('parseDatasets', () => {
  it('keeps the wanted datasets', async () => {
    const text = `${DATASETS_HEADER}A, BIRD ,Example-Museum,bird.data\nb,B,example_corp,x\nc,C,example,y\n`;
    expect((await parseDatasets(Buffer.from(text), FILE, new Set(['a', 'unknown']))).value).toEqual(
      new Map([
        [
          'a',
          {
            gbifdatasetid: 'a',
            ccode: 'BIRD',
            owner: 'Example-Museum',
            repository: 'bird.data',
            notify: undefined,
            line: 2,
            columns: {
              gbifdatasetid: 'A',
              ccode: ' BIRD ',
              github_orgname: 'Example-Museum',
              github_reponame: 'bird.data',
            },
          },
        ],
      ]),
    );
  });
});

const AT = '2026-11-02T06:10:03.000Z';
const URL = 'https://github.com/example/one/issues/1';

function sent(gbifdatasetid: string): FlagChange {
  return { gbifdatasetid, set: { issue_sent: true, issue_url: URL, issue_sent_at: AT } };
}

function skipped(gbifdatasetid: string): FlagChange {
  return { gbifdatasetid, set: { issue_skipped: 'missing-dataset' } };
}

async function applied(text: string, changes: FlagChange[]) {
  const { bytes, ...rest } = await applyFlags(Buffer.from(text), FILE, changes);
  return { text: Buffer.from(bytes).toString(), ...rest };
}

describe('applyFlags', () => {
  it.each([
    ['True', 'False', 'True'],
    ['true', 'false', 'true'],
    ['TRUE', 'FALSE', 'TRUE'],
    ['1', '0', '1'],
    ['True', '', 'True'],
    ['FALSE', '', 'TRUE'],
    ['0', '', '1'],
    ['', '', 'true'],
    ['1', 'False', 'True'],
    ['true', ' False ', ' True '],
    ['true', '"False"', '"True"'],
    ['True', '"  "', '"  True"'],
    ['yes', 'no', 'yes'],
    ['NO', '', 'YES'],
    ['Yes', 'N/A', 'Yes'],
    ['n', 'n', 'y'],
    ['F', 'f', 't'],
    ['t', 'NULL', 't'],
    ['0.0', 'nan', '1.0'],
    ['False', 'NaN', 'True'],
    ['', 'NA', 'TRUE'],
    ['NA', '', 'TRUE'],
    ['None', 'None', 'True'],
    ['null', 'null', 'true'],
    ['false', 'false\u200b', 'true\u200b'],
  ])('follows the style of the column: beside %j, %j becomes %j', async (other, before, after) => {
    const file = (flag: string) => `${REPORTS_HEADER}other,0,${other}\na,1,${flag}\nb,1,${before}`;
    const result = await applied(file(before), [sent('a')]);
    expect(result.text).toBe(file(after));
    expect(result).toMatchObject({ applied: ['a'], missing: [], pendingLeft: 1 });
  });

  it.each([
    ['CR CR LF', '\r\r\n', '\r\r\n'],
    ['CR LF, the last with a lone CR', '\r\n', '\r'],
  ])('keeps all other bytes of lines that end in %s', async (_, lineEnd, lastEnd) => {
    const file = (...flags: string[]) =>
      ['gbifdatasetid,stored,issue_url,issue_sent', ...flags].join(lineEnd) + lastEnd;
    const result = await applied(file('a,1,,False', 'b,1,,', 'c,1,,0'), [sent('a'), sent('b'), sent('c')]);
    expect(result.text).toBe(file(`a,1,${URL},True`, `b,1,${URL},True`, `c,1,${URL},1`));
    const skips = (...cells: string[]) =>
      `${['issue_sent,stored,gbifdatasetid,issue_skipped', ...cells].join(lineEnd)}${lastEnd}`;
    expect((await applied(skips('0,1,a,', '0,1,b,False'), [skipped('a'), skipped('b')])).text).toBe(
      skips('0,1,a,missing-dataset', '0,1,b,missing-dataset'),
    );
  });

  it('quotes a value that needs it, before every kind of line ending', async () => {
    const url = 'https://example.org/a,b';
    const comma: FlagChange = { gbifdatasetid: 'a', set: { issue_sent: true, issue_url: url, issue_sent_at: AT } };
    for (const lineEnd of ['\n', '\r\n', '\r\r\n']) {
      for (const last of ['', lineEnd]) {
        const file = (cell: string) => `gbifdatasetid,stored,issue_sent,issue_url${lineEnd}a,1,${cell}${last}`;
        const result = await applied(file('0,'), [comma]);
        expect(result.text).toBe(file(`1,"${url}"`));
        // And it can be read, and written into, again.
        expect((await applied(result.text, [sent('a')])).applied).toEqual([]);
      }
    }
  });

  it('keeps a CR at the end of the file after a cell that was empty', async () => {
    const empty = await applied('gbifdatasetid,stored,issue_sent\na,1,\r', [sent('a')]);
    expect(empty.text).toBe('gbifdatasetid,stored,issue_sent\na,1,true\r');
  });

  it('keeps a CR without LF beside a flag', async () => {
    const result = await applied('gbifdatasetid,issue_sent,stored\na,False\r,1\n', [sent('a')]);
    expect(result.text).toBe('gbifdatasetid,issue_sent,stored\na,True\r,1\n');
  });

  const HEADER = 'issue_sent_at,note,issue_sent,gbifdatasetid,issue_url,issue_skipped,stored\r\n';

  it('writes every flag that has a column in the file', async () => {
    const before = `\ufeff${HEADER},"a, ""b""",False,A,,,1\r\n,,False,b,"",,1\n,,False,c,,"",1\n,,False,d,,,1`;
    const result = await applied(before, [skipped('c'), sent('b'), sent('a')]);
    expect(result.text).toBe(
      `\ufeff${HEADER}${AT},"a, ""b""",True,A,${URL},,1\r\n${AT},,True,b,"${URL}",,1\n,,False,c,,"missing-dataset",1\n,,False,d,,,1`,
    );
    expect(result).toMatchObject({ applied: ['a', 'b', 'c'], missing: [], pendingLeft: 1 });
  });

  it('keeps existing values', async () => {
    const result = await applied(`${HEADER}2026-11-01,,False,a,elsewhere,,1\n`, [sent('a')]);
    expect(result.text).toBe(`${HEADER}2026-11-01,,True,a,elsewhere,,1\n`);
  });

  it.each([
    ['False', 'missing-dataset'],
    ['0', 'missing-dataset'],
    [' FALSE ', ' missing-dataset '],
    ['"False"', '"missing-dataset"'],
    ['true', 'true'],
    ['1', '1'],
  ])('replaces only an empty reason: %j becomes %j', async (before, after) => {
    const file = (cell: string) => `issue_skipped,${REPORTS_HEADER}${cell},a,1,0\nFalse,b,1,0\n`;
    const result = await applied(file(before), [skipped('a')]);
    expect(result).toMatchObject({ text: file(after), pendingLeft: 1 });
    expect(await applied(file(before), [sent('a')])).toMatchObject({ text: file(before).replace('a,1,0', 'a,1,1') });
  });

  it('leaves rows alone that somebody else has marked in the meantime', async () => {
    const before = `${HEADER},,True,a,,,1\n,,False,b,,by hand,1\n,,True,c,,,1\n,,False,d,,,1\n`;
    const result = await applied(before, [sent('a'), skipped('b'), skipped('c')]);
    expect(result).toMatchObject({ text: before, applied: [], missing: [], pendingLeft: 1 });
  });

  it('marks a skipped row as sent when its report was sent', async () => {
    const result = await applied(`${HEADER},,False,a,,by hand,1\n`, [sent('a')]);
    expect(result.text).toBe(`${HEADER}${AT},,True,a,${URL},by hand,1\n`);
  });

  it.each(['missing-dataset', ' No-Repository ', '"opted-out"'])(
    'empties the reason of a sent report when the action has written it: %s',
    async (cell) => {
      const file = (flag: string, reason: string) => `issue_skipped,${REPORTS_HEADER}${reason},a,1,${flag}\n`;
      const dueAgain = new Set(['a']);
      const before = Buffer.from(file('0', cell));
      expect(await applyFlags(before, FILE, [], { dueAgain })).toMatchObject({ applied: [], pendingLeft: 1 });
      const result = await applyFlags(before, FILE, [sent('a')], { dueAgain });
      expect(Buffer.from(result.bytes).toString()).toBe(file('1', cell.replace(/[\w-]+/, '')));
      expect(result).toMatchObject({ applied: ['a'], pendingLeft: 0 });
    },
  );

  it("replaces one of the action's own reasons by another, but no other reason", async () => {
    const file = (...reasons: string[]) =>
      `issue_skipped,${REPORTS_HEADER}${reasons.map((reason, at) => `${reason},${'abc'.charAt(at)},1,0\n`).join('')}`;
    const result = await applied(file('no-repository', 'missing-dataset', 'embargo'), ['a', 'b', 'c'].map(skipped));
    expect(result).toMatchObject({ text: file('missing-dataset', 'missing-dataset', 'embargo'), applied: ['a'] });
  });

  it('names the datasets whose rows are gone', async () => {
    const result = await applied(`${REPORTS_HEADER}a,1,0\n`, [sent('b'), sent('a'), skipped('c')]);
    expect(result).toMatchObject({ text: `${REPORTS_HEADER}a,1,1\n`, applied: ['a'], missing: ['b', 'c'] });
  });

  it('counts a skipped report as no longer pending, even without a column for the reason', async () => {
    const before = `${REPORTS_HEADER}a,1,0\nb,1,0\n`;
    expect(await applied(before, [skipped('a')])).toMatchObject({
      text: before,
      applied: [],
      missing: [],
      pendingLeft: 1,
    });
  });

  it('returns the same bytes when nothing changes', async () => {
    const bytes = Buffer.from(`${REPORTS_HEADER}a,1,1\n`);
    expect((await applyFlags(bytes, FILE, [sent('a')])).bytes).toBe(bytes);
  });
});

describe('applyFlags on any file', () => {
  it('changes the flag cells of the changed rows and no other byte', async () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const file = generateReports(seed);
      const changes = changesFor(file, seed);
      const before = bytesOf(file);
      const expected = flagged(file, changes);
      const result = await applyFlags(before, FILE, changes);
      const where = `seed ${seed}`;
      expect(Buffer.from(result.bytes).toString(), where).toBe(bytesOf(expected.file).toString());
      expect(result.applied, where).toEqual(expected.applied);
      expect(result.missing, where).toEqual(['gone']);
      expect(result.pendingLeft, where).toBe(expected.pendingLeft);
      expectOnlyFlags(before, result.bytes, file, expected.applied, where);
      expectReadBack(result.bytes, changes, where);
      const also = new Set(file.rows.map(({ id }) => id));
      const { rows } = (await parseReports(before, FILE, { also })).value;
      const present = changes.filter(({ gbifdatasetid }) => gbifdatasetid !== 'gone');
      expect(await applyFlags(before, FILE, present, { known: rows }), where).toEqual({ ...result, missing: [] });
      const again = await applyFlags(result.bytes, FILE, changes);
      expect(Buffer.from(again.bytes).equals(Buffer.from(result.bytes)), where).toBe(true);
      expect(again, where).toMatchObject({ applied: [], missing: ['gone'], pendingLeft: expected.pendingLeft });
    }
  }, 60_000);

  it.each([1, 3, 64])('finds the same rows when the file arrives in chunks of %i bytes', async (size) => {
    for (let seed = 0; seed < 30; seed += 1) {
      const bytes = bytesOf(generateReports(seed));
      const whole = comparable(await parseReports(bytes, FILE));
      expect(comparable(await parseReports(inChunks(bytes, size), FILE)), `seed ${seed}`).toEqual(whole);
    }
  });
});

/** Without the functions. */
function comparable({ value: { rows, ...rest }, problems }: Parsed<ReportsFile>) {
  return { ...rest, problems, rows: rows === undefined ? undefined : { ...rows, header: undefined } };
}

const FLAGS = ['issue_sent', 'issue_url', 'issue_sent_at', 'issue_skipped'];

function changesFor(file: GeneratedFile, seed: number): FlagChange[] {
  const random = seededRandom(seed + 1_000_000);
  const some = file.rows.filter(() => random() < 0.4);
  return [...some.map(({ id }) => (random() < 0.3 ? skipped(id) : sent(id))), sent('gone')];
}

/** The file as it must be afterwards, made from the cells that it was written from. */
function flagged(
  file: GeneratedFile,
  changes: readonly FlagChange[],
): { file: GeneratedFile; applied: string[]; pendingLeft: number } {
  const at = (name: string) => file.columns.indexOf(name);
  const cell = (row: GeneratedRow, name: string) => row.cells[at(name)]?.value.trim().toLowerCase() ?? '';
  const isTrue = (text: string) => YES.includes(text);
  const isNone = (text: string) => NO.includes(text.toLowerCase()) || NOTHING.includes(text.toLowerCase());
  const flags = file.rows.map((row) => row.cells[at('issue_sent')]?.value.trim() ?? '').filter((text) => text !== '');
  const style = flags.find((text) => !NOTHING.includes(text.toLowerCase())) ?? flags[0];
  const result = { applied: [] as string[], pendingLeft: 0 };
  const rows = file.rows.map((row): GeneratedRow => {
    const change = changes.find(({ gbifdatasetid }) => gbifdatasetid === row.id);
    const isSent = isTrue(cell(row, 'issue_sent'));
    const isSkipped = !isNone(cell(row, 'issue_skipped'));
    const isPending = isTrue(cell(row, 'stored')) && !isSent && !isSkipped;
    const isSaid = isSent || (isSkipped && change !== undefined && 'issue_skipped' in change.set);
    if (change === undefined || isSaid) {
      if (isPending) result.pendingLeft += 1;
      return row;
    }
    const cells = row.cells.map((old, index) => {
      const name = file.columns[index] ?? '';
      const isEmptied = name === 'issue_skipped' && 'issue_sent' in change.set && old.value === 'missing-dataset';
      const wanted = isEmptied ? '' : Object.entries(change.set).find(([flag]) => flag === name)?.[1];
      const seen = old.value.trim();
      if (wanted === undefined || !(wanted === true || isEmptied || isNone(seen))) return old;
      const isStyled = seen !== '' && !NOTHING.includes(seen.toLowerCase());
      const text = wanted === true ? trueLike(isStyled ? seen : (style ?? '')) : wanted;
      return { ...old, value: seen === '' ? old.value + text : old.value.replace(seen, text) };
    });
    if (cells.some((now, index) => now !== row.cells[index])) result.applied.push(row.id);
    return { ...row, cells };
  });
  return { file: { ...file, rows }, ...result };
}

const YES = ['true', '1', 'yes', 'y', 't', '1.0'];
const NO = ['false', '0', 'no', 'n', 'f', '0.0'];
const NOTHING = ['', 'na', 'null'];

function trueLike(text: string): string {
  const styles: [RegExp, string][] = [
    [/^[01]$/, '1'],
    [/^[01]\.0$/, '1.0'],
    [/^(?:TRUE|FALSE|NA|NULL)$/, 'TRUE'],
    [/^(?:YES|NO)$/, 'YES'],
    [/^(?:Yes|No)$/, 'Yes'],
    [/^(?:yes|no)$/, 'yes'],
    [/^[YN]$/, 'Y'],
    [/^[yn]$/, 'y'],
    [/^[TF]$/, 'T'],
    [/^[tf]$/, 't'],
    [/^(?:T|F)/, 'True'],
  ];
  return styles.find(([pattern]) => pattern.test(text))?.[1] ?? 'true';
}

/** The same again by csv-parse, which knows nothing of our positions. */
function expectOnlyFlags(
  before: Uint8Array,
  after: Uint8Array,
  { columns }: GeneratedFile,
  changed: readonly string[],
  where: string,
): void {
  const [old, now] = [before, after].map((bytes): string[][] =>
    parse(Buffer.from(bytes), { bom: true, record_delimiter: ['\r\n', '\n'], relax_column_count: true }),
  );
  const idAt = columns.indexOf('gbifdatasetid');
  const differing = (old ?? []).flatMap((cells, row) =>
    cells.flatMap((cell, column) =>
      now?.[row]?.[column] === cell ? [] : [{ id: cells[idAt]?.toLowerCase(), column }],
    ),
  );
  expect(now?.length, where).toBe(old?.length);
  for (const { id, column } of differing) {
    expect(changed, where).toContain(id);
    expect(FLAGS, where).toContain(columns[column]);
  }
}

/** To any other reader the flags say yes as well. */
function expectReadBack(after: Uint8Array, changes: readonly FlagChange[], where: string): void {
  const wasSent = new Set(changes.flatMap(({ gbifdatasetid, set }) => ('issue_sent' in set ? gbifdatasetid : [])));
  const rows: Record<string, string>[] = parse(Buffer.from(after), {
    bom: true,
    record_delimiter: ['\r\n', '\n'],
    columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
    relax_column_count: true,
  });
  for (const { gbifdatasetid = '', issue_sent = '' } of rows) {
    if (wasSent.has(gbifdatasetid.toLowerCase())) expect(YES, where).toContain(issue_sent.trim().toLowerCase());
  }
}

describe('applyStatus', () => {
  const write = async (text: string, isFirst = true) => {
    const bytes = await applyStatus(Buffer.from(text), FILE, '202610', { status: 'done', isFirst });
    return bytes === undefined ? undefined : Buffer.from(bytes).toString();
  };

  it.each([
    ['an empty cell', '202610,2026,10,\n', '202610,2026,10,done\n'],
    [
      'another status',
      '202609,2026,9,failed\r\n202610,2026,10,In progress',
      '202609,2026,9,failed\r\n202610,2026,10,done',
    ],
    ['a quoted cell', '"202610",2026,10,""\n', '"202610",2026,10,"done"\n'],
    ['a padded cell', '202610,2026,10, failed \n', '202610,2026,10, done \n'],
    ['a cell before CR CR LF', '202610,2026,10,failed\r\r\n', '202610,2026,10,done\r\r\n'],
    ['a cell before a last CR', '202610,2026,10,\r', '202610,2026,10,done\r'],
    ['a word for nothing', '202610,2026,10,NA\n', '202610,2026,10,done\n'],
    ['the cell of a period with a hyphen', '2026-10,2026,10,\n', '2026-10,2026,10,done\n'],
    ['nothing where it stands already', '202610,2026,10,Done\n', undefined],
    ['nothing where the period is not', '202609,2026,9,\n', undefined],
  ])('writes the status over %s', async (_, before, after) => {
    expect(await write(PERIODS_HEADER + before)).toBe(after === undefined ? undefined : PERIODS_HEADER + after);
  });

  it('does not write a first status when the change must not be the first', async () => {
    expect(await write(`${PERIODS_HEADER}202610,2026,10,\n`, false)).toBeUndefined();
    expect(await write(`${PERIODS_HEADER}202610,2026,10, NA\n`, false)).toBeUndefined();
    expect(await write(`${PERIODS_HEADER}202610,2026,10,failed\n`, false)).toContain('10,done');
  });

  it('leaves a file without the column alone', async () => {
    expect(await write('period,year,month\n202610,2026,10\n')).toBeUndefined();
  });
});
