/** Markdown for the job summary: text from outside is escaped, and tables are cut to the room that is left. Pure. */

import { count, thousands } from '../shared/text.ts';

/** A part of a page, as Markdown. It receives the number of bytes that are left, and may omit rows to fit. */
export type Section = (roomBytes: number) => string;

/** The sections in order, without the empty ones. Earlier sections get the room first. */
export function joinSections(sections: readonly Section[], roomBytes: number): string {
  const texts: string[] = [];
  let left = roomBytes;
  for (const section of sections) {
    const text = section(left);
    if (text === '') continue;
    texts.push(text);
    left -= Buffer.byteLength(text);
  }
  return texts.join('\n\n');
}

/** Longer texts from outside are cut, so that a table can still be read. */
const CELL_CHARACTERS = 1_000;

/**
 * Text from outside as plain text in one line: without markup, links, mentions, table cells or characters
 * that change the direction of writing. Entities are enough against Markdown. GitHub looks for mentions in
 * the rendered text, so a zero-width space follows each `@`.
 */
export function escaped(text: string): string {
  return withEntities(text.length > CELL_CHARACTERS ? `${text.slice(0, CELL_CHARACTERS)}…` : text).trim();
}

function withEntities(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\p{Bidi_Control}+/gu, '')
    .replace(/[&<>"'\\`*_{}[\]()#|~@!$]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll('&#64;', '&#64;&#8203;')
    .replaceAll('://', '&#58;//')
    .replace(/\bwww\./gi, (start) => start.replace('.', '&#46;'));
}

/** The action's own text, in which backticks mark code. */
export function ownMarkdown(text: string): string {
  return text
    .split(/(`[^`|\n]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : withEntities(part)))
    .join('')
    .trim();
}

/** A link to an `http` or `https` address; for any other address only the text. */
export function link(text: string, address: string | undefined): string {
  const url = address !== undefined && URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) return escaped(text);
  // `URL` leaves these characters as they are, but in Markdown they could end the link or the table cell.
  const safe = url.href.replace(/[()|<>[\]\\`'*_~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `[${escaped(text)}](${safe.replaceAll('&', '&amp;')})`;
}

/** A code block that its content cannot close. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

export interface TableOptions<T> {
  heading: string;
  columns: readonly string[];
  items: readonly T[];
  /** The cells of an item's row, as Markdown. Only called while there is room. */
  cells: (item: T) => readonly string[];
  /** The table is collapsed until the reader opens it. */
  folded?: boolean;
  /** Tells the reader where to find the rows that did not fit. */
  rest: string;
}

/** Room for the line that tells how many rows are missing. */
const REST_BYTES = 300;

/** A table with as many whole rows as fit; empty without rows. */
export function table<T>({ heading, columns, items, cells, folded = false, rest }: TableOptions<T>): Section {
  if (items.length === 0) return () => '';
  const title = `${heading} (${thousands(items.length)})`;
  const head = `| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}`;
  const [start, end] = folded
    ? [`<details>\n<summary>${title}</summary>\n\n`, '\n\n</details>']
    : [`### ${title}\n\n`, ''];
  return (roomBytes) => {
    const rows = fittingRows(items, cells, roomBytes - Buffer.byteLength(start + head + end) - REST_BYTES);
    const left = items.length - rows.length;
    const more = left > 0 ? `… and ${count(left, rows.length > 0 ? 'more row' : 'row')}: ${rest}` : '';
    const shown = rows.length === 0 ? [more] : [[head, ...rows].join('\n'), more];
    return `${start}${shown.filter((part) => part !== '').join('\n\n')}${end}`;
  };
}

function fittingRows<T>(items: readonly T[], cells: TableOptions<T>['cells'], roomBytes: number): string[] {
  const rows: string[] = [];
  let left = roomBytes;
  for (const item of items) {
    const row = `| ${cells(item).join(' | ')} |`;
    left -= Buffer.byteLength(row) + 1;
    if (left < 0) break;
    rows.push(row);
  }
  return rows;
}
