/** The front matter of an issue template: YAML between two lines `---`, with its keys checked. Pure. */

import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { fail, type Problem, ProblemsError } from '../shared/problem.ts';
import { thousands } from '../shared/text.ts';

/** The allowed keys. GitHub's own templates have `name` and `about`, which mean nothing here. */
const KEYS = ['title', 'labels', 'assignees', 'name', 'about'] as const;
export type Key = (typeof KEYS)[number];

/** Limits for a front matter, in characters and in labels. An issue can have 100 labels (documented). */
const LENGTH_LIMIT = 20_000;
const PARTS_LIMIT = 100;

/** A text of the front matter, and the line of the file on which it begins. */
export interface Part {
  text: string;
  line: number;
}

export interface Value {
  parts: Part[];
  /** Line of the file with its key. */
  line: number;
}

export interface FrontMatter {
  values: ReadonlyMap<Key, Value>;
  body: string;
  /** Line of the file on which the body begins. */
  bodyLine: number;
}

/** Splits off the front matter. Throws `template-invalid` with file and line. */
export function splitFrontMatter(text: string, file: string): FrontMatter {
  const match = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(text);
  if (match === null || match.index !== 0) {
    throwProblem('no front matter, expected "---", a title, and "---"', file, 1);
  }
  const [whole, yaml = ''] = match;
  if (yaml.length > LENGTH_LIMIT) {
    const [has, most] = [yaml.length, LENGTH_LIMIT].map(thousands);
    throwProblem(`the front matter has ${has} characters, expected at most ${most}`, file, 1);
  }
  const values = readYaml(yaml, file);
  if ((values.get('title')?.parts ?? []).length === 0) {
    throwProblem('the front matter has no "title", expected one', file, values.get('title')?.line ?? 1);
  }
  return { values, body: text.slice(whole.length), bodyLine: whole.split('\n').length };
}

/** A problem at a line of a template. */
export function templateProblem(what: string, file: string, line: number): Problem {
  return { code: 'template-invalid', message: `${file}, line ${line}: ${what}`, place: { file, line } };
}

function throwProblem(what: string, file: string, line: number): never {
  const { code, message, place } = templateProblem(what, file, line);
  return fail(code, message, place);
}

/** The YAML as text and parsed, and the line of the file for an offset in it. */
interface Source {
  yaml: string;
  document: Document;
  lineAt(offset: number | undefined): number;
}

function readYaml(yaml: string, file: string): FrontMatter['values'] {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, logLevel: 'silent' });
  // The front matter begins on the file's second line.
  const lineAt = (offset: number | undefined) => lines.linePos(offset ?? 0).line + 1;
  const source: Source = { yaml, document, lineAt };
  checkDocument(source, file);
  const { contents } = document;
  if (!isMap(contents)) throwProblem('the front matter is not a list of keys', file, 2);
  const values = new Map<Key, Value>();
  const problems: Problem[] = [];
  for (const { key, value } of contents.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const line = lineAt(isScalar(key) ? key.range?.[0] : undefined);
    if (!isKey(name)) {
      problems.push(templateProblem(`unknown key "${name}", expected one of ${KEYS.join(', ')}`, file, line));
      continue;
    }
    const parts = isNode(value) ? readParts(name, value, source) : [];
    if (Array.isArray(parts)) values.set(name, { parts, line });
    else problems.push(templateProblem(`"${name}" ${parts.what}`, file, parts.at ?? line));
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return values;
}

/** Throws for invalid YAML, and for text that the parser would silently ignore. */
function checkDocument({ yaml, document, lineAt }: Source, file: string): void {
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) {
    const hint = yaml.includes('{{') ? ' (a value with {{ … }} must be quoted)' : '';
    const what = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '');
    throwProblem(`${what}${hint}`, file, lineAt(error.pos[0]));
  }
  const end = document.range?.[2] ?? yaml.length;
  const ignored = yaml.slice(end).search(/^[ \t]*[^\s#]/m);
  if (ignored >= 0) throwProblem('text after "...", expected the keys before it', file, lineAt(end + ignored));
}

function isKey(name: string): name is Key {
  return (KEYS as readonly string[]).includes(name);
}

/** The problem of a value. `at`: its line, when that is not the line of the key. */
interface ValueProblem {
  what: string;
  at?: number | undefined;
}

/** Reads a text, a number or, except for a title, a list of them. */
function readParts(name: Key, value: Node, source: Source): Part[] | ValueProblem {
  const node = isAlias(value) ? value.resolve(source.document) : value;
  if (isScalar(node) && node.value === null) return [];
  if (isSeq(node) && name !== 'title') return readList(name, node.items, source);
  const part = readText(value, source);
  if (part === undefined) return notText(name);
  if (name !== 'labels' && name !== 'assignees') return [{ ...part, text: unfolded(value, source) ?? part.text }];
  const texts = partsOf(part.text);
  return tooMany(texts.length) ?? texts.map((text) => ({ text, line: part.line }));
}

function readList(name: Key, items: readonly unknown[], source: Source): Part[] | ValueProblem {
  // Checked before aliases are resolved, because each resolution searches the whole document.
  const excess = tooMany(items.length);
  if (excess !== undefined) return excess;
  const parts: Part[] = [];
  for (const item of items) {
    const part = isNode(item) ? readText(item, source) : undefined;
    if (part === undefined) return { ...notText(name), at: lineOf(item, source) };
    parts.push(part);
  }
  return parts;
}

function notText(name: Key): ValueProblem {
  const list = name === 'title' ? '' : ' or a list of texts';
  return { what: `is not text${list}; a value with {{ … }} must be quoted` };
}

function tooMany(parts: number): ValueProblem | undefined {
  if (parts <= PARTS_LIMIT) return undefined;
  return { what: `has ${thousands(parts)} parts, expected at most ${PARTS_LIMIT}` };
}

function readText(node: Node, source: Source): Part | undefined {
  const scalar = isAlias(node) ? node.resolve(source.document) : node;
  const text: unknown = isScalar(scalar) ? scalar.value : undefined;
  if (typeof text !== 'string' && typeof text !== 'number') return undefined;
  return { text: String(text), line: lineOf(node, source) ?? 2 };
}

/** The line on which a value begins. A block begins below its `|` or `>`. */
function lineOf(node: unknown, { lineAt }: Source): number | undefined {
  if (!isNode(node) || node.range === undefined || node.range === null) return undefined;
  const line = lineAt(node.range[0]);
  return isScalar(node) && node.type?.startsWith('BLOCK') ? line + 1 : line;
}

/**
 * A text of several lines as it is written in the file, so that an error in it gets the right line. Only for a title,
 * in which line breaks and indentation become single spaces anyway. Undefined where text and source may differ.
 */
function unfolded(node: Node, { yaml }: Source): string | undefined {
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return undefined;
  const text = yaml.slice(node.range[0], node.range[1]);
  if (node.type === 'PLAIN') return text;
  return node.type?.startsWith('BLOCK') ? text.slice(text.indexOf('\n') + 1) : undefined;
}

const PART =
  /(?<=^|,)\s*(["'])((?:\{\{.*?\}\}|\{%.*?%\}|(?!\1|\{[{%]).)*)\1\s*(?=,|$)|(?:\{\{.*?\}\}|\{%.*?%\}|[^,])+/gs;

/**
 * The parts between commas. A comma within `{{ }}`, `{% %}` or a quoted part does not separate. Quotes around a part
 * are removed, as GitHub does in its own templates.
 */
function partsOf(text: string): string[] {
  const parts = text.matchAll(PART);
  return [...parts].map(([whole, , inQuotes]) => (inQuotes ?? whole).trim()).filter((part) => part !== '');
}
