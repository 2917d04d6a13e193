/**
 * Files of the index as people and spreadsheets write them, from a seed: byte order mark or not, CRLF and LF mixed,
 * quoted and unquoted cells, blank lines, columns in any order, with or without a last line break.
 */

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface GeneratedCell {
  value: string;
  quoted: boolean;
}

export interface GeneratedRow {
  /** In lower case. */
  id: string;
  cells: GeneratedCell[];
  lineBreak: string;
  /** Blank lines below the row. */
  blank: string;
}

export interface GeneratedFile {
  bom: boolean;
  columns: string[];
  header: string;
  rows: GeneratedRow[];
}

const BREAKS = ['\n', '\r\n'];
const FREE_TEXTS = [
  '',
  'Birds',
  'Birds, mammals and more',
  'two\nlines',
  'two\r\nlines',
  'a "quoted" word',
  '""',
  'Vögel und Säugetiere',
  '鳥類標本',
  '🐦 of Łódź',
  ' padded ',
  'a lone \r return',
  '\ufeff',
];
const TRUES = ['True', 'TRUE', 'true', '1', ' True ', 'tRuE', 'yes', 'Y', 't', '1.0'];
const FALSES = ['False', 'FALSE', 'false', '0', '', ' False', '  ', 'No', 'n', ' F', '0.0', 'NA', 'NULL'];

/** A file of reports. The same seed gives the same file. */
export function generateReports(seed: number): GeneratedFile {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0];
  const chance = (probability: number) => random() < probability;
  const optional = ['issue_skipped', 'issue_url', 'issue_sent_at', 'title', 'note'].filter(() => chance(0.7));
  const columns = shuffled(['gbifdatasetid', 'stored', 'issue_sent', ...optional], random);
  const cell = (value: string, unquotable = false): GeneratedCell => ({
    value,
    quoted: /[",\r\n]/.test(value) || (!unquotable && chance(0.3)),
  });
  const blank = () => (chance(0.1) ? BREAKS.filter(() => chance(0.7)).join('') : '');
  const rows = Array.from({ length: Math.floor(random() * 30) }, (_, index): GeneratedRow => {
    const id = `dataset-${seed}-${index}`;
    const value = (column: string): string => {
      if (column === 'gbifdatasetid') return chance(0.2) ? id.toUpperCase() : id;
      if (column === 'stored' || column === 'issue_sent') return pick(chance(0.6) ? asList(TRUES) : asList(FALSES));
      if (column === 'issue_skipped') return chance(0.15) ? 'missing-dataset' : pick(['', '', ...FALSES]);
      if (column === 'issue_url') return chance(0.2) ? 'https://example.org/1' : pick(['', '', ' ', 'NA']);
      if (column === 'issue_sent_at') return chance(0.2) ? '2026-10-02T06:10:03Z' : '';
      return pick(asList(FREE_TEXTS));
    };
    return { id, cells: columns.map((column) => cell(value(column))), lineBreak: pick(['\n', '\r\n']), blank: blank() };
  });
  const last = rows.at(-1);
  if (last !== undefined && chance(0.5)) Object.assign(last, { lineBreak: '', blank: '' });
  const names = columns.map((column) => (chance(0.2) ? ` ${column.toUpperCase()} ` : column));
  const header = `${blank()}${names.map((name) => raw(cell(name))).join(',')}${pick(['\n', '\r\n'])}${blank()}`;
  return { bom: chance(0.3), columns, header, rows };
}

function asList<T>(items: readonly T[]): [T, ...T[]] {
  const [first, ...rest] = items;
  if (first === undefined) throw new Error('Expected at least one item');
  return [first, ...rest];
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** A cell as it stands in the file. */
export function raw({ value, quoted }: GeneratedCell): string {
  return quoted ? `"${value.replaceAll('"', '""')}"` : value;
}

export function bytesOf({ bom, header, rows }: GeneratedFile): Buffer {
  const body = rows.map(({ cells, lineBreak, blank }) => `${cells.map(raw).join(',')}${lineBreak}${blank}`);
  return Buffer.from(`${bom ? '\ufeff' : ''}${header}${body.join('')}`);
}

export async function* inChunks(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}
