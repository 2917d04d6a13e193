/**
 * Markdown that is safe whatever the index or GitHub put into it, and that fits into a job summary. Pure.
 */

import { count, thousands } from '../shared/text.ts';

/** Bytes that may still be used; what is written takes its bytes off. */
export interface Budget {
  bytes: number;
}

/** Longer texts from outside are cut: a cell is to be read. */
const CELL_CHARACTERS = 1_000;

/**
 * Text from outside as plain text of one line: no markup, no link, no mention, no table cell of its own,
 * nothing that turns the direction of writing. Entities do for the Markdown; for a mention GitHub looks
 * at the rendered text, so a zero-width space follows each `@`.
 */
export function plain(text: string): string {
  return escaped(text.length > CELL_CHARACTERS ? `${text.slice(0, CELL_CHARACTERS)}…` : text).trim();
}

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\p{Bidi_Control}+/gu, '')
    .replace(/[&<>"'\\`*_{}[\]()#|~@!$]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll('&#64;', '&#64;&#8203;')
    .replaceAll('://', '&#58;//')
    .replace(/\bwww\./gi, (start) => start.replace('.', '&#46;'));
}

/** Text of our own, in which `code` stands for code. */
export function own(text: string): string {
  return text
    .split(/(`[^`|\n]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : escaped(part)))
    .join('')
    .trim();
}

/** A link to an address of http or https; any other address leaves only the text. */
export function link(text: string, address: string | undefined): string {
  const url = address !== undefined && URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) return plain(text);
  // What URL leaves as it is and Markdown could take for the end of the link, or of the cell.
  const safe = url.href.replace(/[()|<>[\]\\`'*_~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `[${plain(text)}](${safe.replaceAll('&', '&amp;')})`;
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
  /** An item's row, as Markdown; asked for only while there is room. */
  cells: (item: T) => readonly string[];
  /** Closed until somebody opens it. */
  folded?: boolean;
  /** Where the rows are that have no room. */
  rest: string;
}

/** A table with as many whole rows as the budget allows; empty without rows. */
export function table<T>(budget: Budget, options: TableOptions<T>): string {
  const { heading, columns, items, folded = false, rest } = options;
  if (items.length === 0) return '';
  const title = `${heading} (${thousands(items.length)})`;
  const head = `| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}`;
  const frame = folded ? [`<details>\n<summary>${title}</summary>\n\n`, '\n\n</details>'] : [`### ${title}\n\n`, ''];
  // Room for the frame, the head and the line about the rest.
  const fixed = Buffer.byteLength(frame.join('') + head) + 300;
  const lines = fixed > budget.bytes ? [] : fitting(options, budget, fixed);
  const left = items.length - lines.length;
  const more = left > 0 ? `… and ${count(left, lines.length > 0 ? 'more row' : 'row')}: ${rest}` : '';
  const shown = lines.length === 0 ? [more] : [[head, ...lines].join('\n'), more];
  return `${frame[0]}${shown.filter((part) => part !== '').join('\n\n')}${frame[1]}`;
}

function fitting<T>({ items, cells }: TableOptions<T>, budget: Budget, fixed: number): string[] {
  const lines: string[] = [];
  budget.bytes -= fixed;
  for (const item of items) {
    const line = `| ${cells(item).join(' | ')} |`;
    const bytes = Buffer.byteLength(line) + 1;
    if (bytes > budget.bytes) break;
    budget.bytes -= bytes;
    lines.push(line);
  }
  return lines;
}
