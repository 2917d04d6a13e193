/** The front matter of an issue template: YAML between two lines `---`, its keys checked, its lines kept. Pure. */

import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { fail, type Problem, ProblemsError } from './problems.ts';

/** What a front matter may say. `name` and `about` are GitHub's own and mean nothing here. */
const KEYS = ['title', 'labels', 'assignees', 'name', 'about'] as const;
export type Key = (typeof KEYS)[number];

export interface Value {
  texts: string[];
  /** Line of the file that its key stands on. */
  line: number;
}

export interface FrontMatter {
  values: ReadonlyMap<Key, Value>;
  body: string;
  /** Line of the file that the body begins on. */
  bodyLine: number;
}

/** Splits off the front matter. Throws `template-invalid` with file and line. */
export function splitFrontMatter(text: string, file: string): FrontMatter {
  const match = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(text);
  if (match === null || match.index !== 0) {
    throwProblem('no front matter, expected "---", a title, and "---"', file, 1);
  }
  const [whole, yaml = ''] = match;
  const values = readYaml(yaml, file);
  if ((values.get('title')?.texts ?? []).length === 0) {
    throwProblem('the front matter has no "title", expected one', file, values.get('title')?.line ?? 1);
  }
  return { values, body: text.slice(whole.length), bodyLine: whole.split('\n').length };
}

/** What is wrong with a template, and where. */
export function templateProblem(what: string, file: string, line: number): Problem {
  return { code: 'template-invalid', message: `${file}, line ${line}: ${what}`, place: { file, line } };
}

function throwProblem(what: string, file: string, line: number): never {
  const { code, message, place } = templateProblem(what, file, line);
  return fail(code, message, place);
}

function readYaml(yaml: string, file: string): FrontMatter['values'] {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, logLevel: 'silent' });
  // The front matter begins on the file's second line.
  const lineAt = (offset: number | undefined) => lines.linePos(offset ?? 0).line + 1;
  const [error] = document.errors;
  if (error !== undefined) {
    const hint = yaml.includes('{{') ? ' (a value with {{ … }} must be quoted)' : '';
    throwProblem(`${error.message.split('\n')[0]}${hint}`, file, lineAt(error.pos[0]));
  }
  const { contents } = document;
  if (!isMap(contents)) throwProblem('the front matter is not a list of keys', file, 2);
  const values = new Map<Key, Value>();
  const problems: Problem[] = [];
  for (const { key, value } of contents.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const line = lineAt(isScalar(key) ? key.range?.[0] : undefined);
    const texts = textsOf(isNode(value) ? value.toJS(document) : undefined, name);
    if (!isKey(name)) {
      problems.push(templateProblem(`unknown key "${name}", expected one of ${KEYS.join(', ')}`, file, line));
    } else if (texts === undefined) {
      problems.push(templateProblem(`"${name}" is not text${hintFor(name)}`, file, line));
    } else {
      values.set(name, { texts, line });
    }
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return values;
}

function isKey(name: string): name is Key {
  return (KEYS as readonly string[]).includes(name);
}

function hintFor(name: Key): string {
  const list = name === 'title' ? '' : ' or a list of texts';
  return `${list}; a value with {{ … }} must be quoted`;
}

/** A text, a number, or (but for a title) a list of them; undefined for anything else. */
function textsOf(value: unknown, name: string): string[] | undefined {
  if (value === null || value === undefined) return [];
  if (typeof value === 'string' || typeof value === 'number') {
    return name === 'title' ? [String(value)] : partsOf(String(value));
  }
  if (!Array.isArray(value) || name === 'title') return undefined;
  const texts = value.map((item: unknown) =>
    typeof item === 'string' || typeof item === 'number' ? String(item) : undefined,
  );
  return texts.every((item) => item !== undefined) ? texts : undefined;
}

/** The parts between commas; a comma within `{{ }}` or `{% %}` belongs to the expression. */
function partsOf(text: string): string[] {
  const parts = text.match(/(?:\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|[^,])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
