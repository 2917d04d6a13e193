/**
 * An issue template: Markdown with YAML front matter, like GitHub's own issue templates. LiquidJS renders it with
 * strict variables. All its errors are found before the first issue is sent. This module is loaded only for a template.
 */

import { Context, Liquid, LiquidError, type Template, Tokenizer, TypeGuards, toValue } from 'liquidjs';
import { type Problem, ProblemsError } from '../shared/problem.ts';
import type { IssueDraft } from '../shared/target-ports.ts';
import { characters } from '../shared/text.ts';
import { type Key, type Part, splitFrontMatter, templateProblem } from './front-matter.ts';
import { BODY_LIMIT, type IssueContext, type Render, TITLE_LIMIT, titleFrom } from './issue.ts';
import { finished, othersText, ownText } from './mentions.ts';

/** A parsed part of the template, and the line of the file on which it begins. */
interface Piece {
  template: Template[];
  line: number;
}

interface ParsedTemplate {
  file: string;
  title: Piece;
  /** Undefined: the input `labels` applies. */
  labels: Piece[] | undefined;
  assignees: Piece[];
  body: Piece;
}

/** Limits for all texts of one issue together, against endless templates. A normal one needs a thousandth. */
const RENDER_LIMIT_MS = 2_000;
const MEMORY_LIMIT = 10_000_000;

/** Characters of the body reserved for the hidden key: a dataset id has at most 200 characters, a campaign id 40. */
const KEY_ROOM = 400;
/** GitHub answers 422 to a longer label (observed). */
const LABEL_LIMIT = 50;

/** Compiles a template. Both this and the returned function throw `template-invalid` with file and line. */
export function compileTemplate(text: string, file: string, inputLabels: readonly string[]): Render {
  const engine = createEngine();
  const { values, body, bodyLine } = splitFrontMatter(text, file);
  const pieces = (key: Key): Piece[] | undefined =>
    values.get(key)?.parts.map(({ text: part, line }) => parsePiece(engine, part, line, file));
  const [title = parsePiece(engine, '', 1, file)] = pieces('title') ?? [];
  const template: ParsedTemplate = {
    file,
    title,
    labels: pieces('labels'),
    assignees: pieces('assignees') ?? [],
    body: parsePiece(engine, body, bodyLine, file),
  };
  return (context) => {
    const rendered = renderIssue(engine, template, context);
    check(rendered, template, context);
    return draftOf(rendered, inputLabels);
  };
}

function createEngine(): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    renderLimit: RENDER_LIMIT_MS,
    memoryLimit: MEMORY_LIMIT,
    // A template is one file and can include no other.
    templates: {},
    // Dates look the same on every runner.
    timezoneOffset: 0,
    locale: 'en',
    outputEscape: putOut,
  });
  // The filter `raw` of LiquidJS would skip `outputEscape`. Templates may use it, but it does nothing.
  engine.registerFilter('raw', (value: unknown) => value);
  return engine;
}

/** The text of an output, converted as LiquidJS converts it. An output is never the author's own text. */
function putOut(output: unknown): string {
  const value: unknown = toValue(output);
  if (Array.isArray(value)) return value.map(putOut).join('');
  return value === undefined || value === null ? '' : othersText(String(value));
}

/**
 * The template with its author's text marked as such: all text outside of `{{ }}` and `{% %}`, except captured text,
 * which is a value for a later output. No character changes its position, so that line numbers stay correct.
 */
function withOwnText(text: string, engine: Liquid): string {
  let captures = 0;
  return new Tokenizer(text)
    .readTopLevelTokens(engine.options)
    .map((token) => {
      const source = text.slice(token.begin, token.end);
      if (TypeGuards.isTagToken(token) && token.name === 'capture') captures += 1;
      if (TypeGuards.isTagToken(token) && token.name === 'endcapture') captures -= 1;
      return TypeGuards.isHTMLToken(token) && captures === 0 ? ownText(source) : source;
    })
    .join('');
}

/** Title, body, labels and assignees as texts, each with its line in the template. */
interface Rendered {
  title: Part;
  body: Part;
  labels: Part[] | undefined;
  assignees: Part[];
}

function renderIssue(engine: Liquid, template: ParsedTemplate, context: IssueContext): Rendered {
  const scope = scopeOf(context);
  // All contexts that are spawned from this one share its limits.
  const common = new Context(scope, engine.options, { sync: true }, { liquid: engine });
  const render = ({ template: piece, line }: Piece): Part => {
    try {
      return { text: finished(String(engine.renderSync(piece, common.spawn(scope)))), line };
    } catch (error) {
      const problem = liquidProblem(error, line, template.file, scope);
      const message = `${problem.message} (${forReport(context)})`;
      throw new ProblemsError([{ ...problem, message }], { cause: error });
    }
  };
  const title = render(template.title);
  return {
    title: { ...title, text: titleFrom(title.text) },
    body: render(template.body),
    labels: template.labels?.map(render),
    assignees: template.assignees.map(render),
  };
}

/** Throws a problem, with the template's line, when GitHub would refuse the issue. */
function check({ title, body, labels = [] }: Rendered, { file }: ParsedTemplate, context: IssueContext): void {
  const refuse = (code: Problem['code'], what: string, line: number): never => {
    const message = `${file}, line ${line}: ${what} (${forReport(context)})`;
    throw new ProblemsError([{ code, message, place: { file, line } }]);
  };
  const bound = (what: string, { text, line }: Part, limit: number) => {
    const length = characters(text);
    if (length > limit)
      refuse('issue-too-long', `the ${what} has ${length} characters, expected at most ${limit}`, line);
  };
  if (title.text === '') refuse('template-invalid', 'the title is empty', title.line);
  bound('title', title, TITLE_LIMIT);
  bound('body', { ...body, text: body.text.trimEnd() }, BODY_LIMIT - KEY_ROOM);
  for (const label of labels) bound('label', { ...label, text: label.text.trim() }, LABEL_LIMIT);
}

function draftOf({ title, body, labels, assignees }: Rendered, inputLabels: readonly string[]): IssueDraft {
  const words = (parts: readonly Part[]) => parts.map(({ text }) => text.trim()).filter((text) => text !== '');
  return {
    title: title.text,
    body: body.text,
    labels: labels === undefined ? [...inputLabels] : [...new Set(words(labels))],
    assignees: [...new Set(words(assignees).map((login) => login.replace(/^@\u200b?/, '')))],
  };
}

function forReport({ period, report }: IssueContext): string {
  return `report ${period.period}|${report.gbifdatasetid}`;
}

/** The variables that a template can use; docs/templates.md lists them. */
export function scopeOf({ period, report, dataset, target, links }: IssueContext): Record<string, unknown> {
  const { year, month } = period;
  const day = (date: number) => new Date(date).toISOString().slice(0, 10);
  return {
    period: {
      period: period.period,
      year,
      month,
      start: day(Date.UTC(year, month - 1, 1)),
      end: day(Date.UTC(year, month, 0)),
      status: period.status,
    },
    dataset: dataset.columns,
    report: report.columns,
    repository: `${target.owner}/${target.name}`,
    ...links,
  };
}

function parsePiece(engine: Liquid, text: string, line: number, file: string): Piece {
  try {
    return { template: engine.parse(withOwnText(text, engine)), line };
  } catch (error) {
    throw new ProblemsError([liquidProblem(error, line, file, {})], { cause: error });
  }
}

/** The problem of a LiquidJS error, which counts lines from the beginning of the part. */
function liquidProblem(error: unknown, firstLine: number, file: string, scope: Record<string, unknown>): Problem {
  if (!(error instanceof LiquidError)) return templateProblem(String(error), file, firstLine);
  const [lineInPiece] = error.token.getPosition();
  const message = (error.originalError?.message ?? error.message).replace(/, line:\d+, col:\d+$/, '');
  return templateProblem(`${message}${variablesThere(message, scope)}`, file, firstLine + (lineInPiece ?? 1) - 1);
}

/** A list of the known variables, for an error about an unknown one. */
function variablesThere(message: string, scope: Record<string, unknown>): string {
  const root = /^undefined variable: (\w+)/.exec(message)?.[1];
  if (root === undefined) return '';
  const value = Object.hasOwn(scope, root) ? scope[root] : undefined;
  return typeof value === 'object' && value !== null
    ? `; ${root} has ${Object.keys(value).join(', ')}`
    : `; there are ${Object.keys(scope).join(', ')}`;
}
