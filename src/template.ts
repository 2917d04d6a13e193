/**
 * An issue template: Markdown with YAML front matter, as GitHub's own issue templates, rendered by
 * LiquidJS with strict variables. Everything that is wrong with it is found before anything is sent.
 * Loaded only when a template is used.
 */

import { Liquid, LiquidError, type Template } from 'liquidjs';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { defused, type IssueContext, type Render } from './issue.ts';
import type { IssueDraft } from './ports.ts';
import { fail, type Problem, ProblemsError } from './problems.ts';

/** What a front matter may say. `name` and `about` are GitHub's own and mean nothing here. */
const KEYS = ['title', 'labels', 'assignees', 'name', 'about'] as const;
type Key = (typeof KEYS)[number];

/** A piece of the template, and the line of the file that it begins on. */
interface Piece {
  template: Template[];
  line: number;
}

interface ParsedTemplate {
  title: Piece;
  /** Undefined: the input `labels`. */
  labels: Piece[] | undefined;
  assignees: Piece[];
  body: Piece;
}

interface FrontMatter {
  values: Map<Key, { texts: string[]; line: number }>;
  body: string;
  /** Line of the file that the body begins on. */
  bodyLine: number;
}

/** Bounds for a template that runs away; a sensible one needs a thousandth of them. */
const RENDER_LIMIT_MS = 2_000;
const MEMORY_LIMIT = 10_000_000;

/** Compiles a template. Throws `template-invalid` with file and line. */
export function compileTemplate(text: string, file: string, inputLabels: readonly string[]): Render {
  const engine = createEngine();
  const { values, body, bodyLine } = splitFrontMatter(text, file);
  const pieces = (key: Key): Piece[] | undefined => {
    const value = values.get(key);
    return value?.texts.map((part) => parsePiece(engine, part, value.line, file));
  };
  const [title] = pieces('title') ?? [];
  if (title === undefined) {
    fail('template-invalid', `${file}: the front matter has no "title", expected one`, { file, line: 1 });
  }
  const parsed: ParsedTemplate = {
    title,
    labels: pieces('labels'),
    assignees: pieces('assignees') ?? [],
    body: parsePiece(engine, body, bodyLine, file),
  };
  return (context) => renderIssue(engine, parsed, context, file, inputLabels);
}

/** Values are defused where they are put in; what the template's author wrote stands. */
function createEngine(): Liquid {
  return new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    outputEscape: (value) => defused(String(value ?? '')),
    renderLimit: RENDER_LIMIT_MS,
    memoryLimit: MEMORY_LIMIT,
    // A template is one file: nothing else can be read.
    templates: {},
    timezoneOffset: 0,
  });
}

function renderIssue(
  engine: Liquid,
  template: ParsedTemplate,
  context: IssueContext,
  file: string,
  inputLabels: readonly string[],
): IssueDraft {
  const scope = scopeOf(context);
  const render = (piece: Piece): string => {
    try {
      return String(engine.renderSync(piece.template, scope));
    } catch (error) {
      throw new ProblemsError([liquidProblem(error, piece.line, file)], { cause: error });
    }
  };
  const words = (pieces: readonly Piece[]) => pieces.map((piece) => render(piece).trim()).filter((word) => word !== '');
  return {
    title: render(template.title).replace(/\s+/g, ' ').trim(),
    body: render(template.body),
    labels: template.labels === undefined ? [...inputLabels] : [...new Set(words(template.labels))],
    assignees: [...new Set(words(template.assignees))],
  };
}

/** The variables of a template; docs/templates.md lists them. */
export function scopeOf({ period, report, dataset, target, links }: IssueContext): Record<string, unknown> {
  return {
    period: { period: period.period, year: period.year, month: period.month, status: period.status },
    dataset: dataset.columns,
    report: report.columns,
    repository: `${target.owner}/${target.name}`,
    ...links,
  };
}

function parsePiece(engine: Liquid, text: string, line: number, file: string): Piece {
  try {
    return { template: engine.parse(text), line };
  } catch (error) {
    throw new ProblemsError([liquidProblem(error, line, file)], { cause: error });
  }
}

/** LiquidJS counts lines from the beginning of the piece. */
function liquidProblem(error: unknown, firstLine: number, file: string): Problem {
  if (!(error instanceof LiquidError)) return templateProblem(String(error), file, firstLine);
  const [lineInPiece] = error.token.getPosition();
  const message = error.originalError?.message ?? error.message;
  return templateProblem(message.replace(/, line:\d+, col:\d+$/, ''), file, firstLine + (lineInPiece ?? 1) - 1);
}

function templateProblem(what: string, file: string, line: number): Problem {
  return { code: 'template-invalid', message: `${file}, line ${line}: ${what}`, place: { file, line } };
}

/** Splits off the front matter, checks its keys, and keeps the lines. */
function splitFrontMatter(text: string, file: string): FrontMatter {
  const match = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(text);
  if (match === null || match.index !== 0) {
    fail('template-invalid', `${file}, line 1: no front matter, expected "---", a title, and "---"`, { file, line: 1 });
  }
  const [whole, yaml = ''] = match;
  return { values: readYaml(yaml, file), body: text.slice(whole.length), bodyLine: whole.split('\n').length };
}

function readYaml(yaml: string, file: string): FrontMatter['values'] {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, logLevel: 'silent' });
  // The front matter begins on the file's second line.
  const lineAt = (offset: number | undefined) => lines.linePos(offset ?? 0).line + 1;
  const problems = document.errors.map((error) => {
    const hint = yaml.includes('{{') ? ' (a value with {{ … }} must be quoted)' : '';
    return templateProblem(`${error.message.split('\n')[0]}${hint}`, file, lineAt(error.pos[0]));
  });
  if (problems.length > 0) throw new ProblemsError(problems);
  const values: FrontMatter['values'] = new Map();
  const { contents } = document;
  if (!isMap(contents))
    fail('template-invalid', `${file}, line 2: the front matter is not a list of keys`, { file, line: 2 });
  for (const { key, value } of contents.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const line = lineAt(isScalar(key) ? key.range?.[0] : undefined);
    const texts = textsOf(isNode(value) ? value.toJS(document) : undefined);
    if (!isKey(name))
      problems.push(templateProblem(`unknown key "${name}", expected one of ${KEYS.join(', ')}`, file, line));
    else if (texts === undefined) problems.push(templateProblem(`"${name}" is not text${hintFor(name)}`, file, line));
    else values.set(name, { texts: name === 'title' ? texts : texts.flatMap((part) => part.split(',')), line });
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return values;
}

function isKey(name: string): name is Key {
  return (KEYS as readonly string[]).includes(name);
}

function hintFor(name: Key): string {
  return name === 'title'
    ? '; a value with {{ … }} must be quoted'
    : ' or a list of texts; a value with {{ … }} must be quoted';
}

/** A text, a number, or a list of them; undefined for anything else. */
function textsOf(value: unknown): string[] | undefined {
  if (value === null || value === undefined) return [];
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (!Array.isArray(value)) return undefined;
  const texts = value.map((item: unknown) =>
    typeof item === 'string' || typeof item === 'number' ? String(item) : undefined,
  );
  return texts.every((item) => item !== undefined) ? texts : undefined;
}
