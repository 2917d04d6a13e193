/**
 * Reads `action.yml` as the runner does: the scripts of the steps, and the value of every input.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isObject } from '../github/http.ts';

export interface ActionFile {
  name: string;
  /** Paths below the action's folder. */
  main: string;
  post: string | undefined;
  /** Defaults by name of input, with their expressions not yet evaluated. */
  defaults: ReadonlyMap<string, string>;
}

/** The `github` context of expressions. */
export type GithubContext = Readonly<Record<string, unknown>>;

/** Throws when there is no action in the folder. */
export async function readAction(folder: string): Promise<ActionFile> {
  const parsed: unknown = parse(await readFile(join(folder, 'action.yml'), 'utf8'));
  const { name, runs, inputs } = isObject(parsed) ? parsed : {};
  if (!isObject(runs) || typeof runs.main !== 'string') throw new Error(`Expected runs.main in ${folder}/action.yml`);
  const declared = Object.entries(isObject(inputs) ? inputs : {});
  return {
    name: String(name),
    main: runs.main,
    post: typeof runs.post === 'string' ? runs.post : undefined,
    defaults: new Map(
      declared.map(([input, definition]) => [input, isObject(definition) ? String(definition.default ?? '') : '']),
    ),
  };
}

/** `INPUT_…` for every declared input. Throws for an undeclared input; the runner would only warn. */
export function inputVariables(
  action: ActionFile,
  given: Readonly<Record<string, string>>,
  github: GithubContext,
): Record<string, string> {
  const unexpected = Object.keys(given).filter((name) => !action.defaults.has(name));
  if (unexpected.length > 0) {
    const valid = [...action.defaults.keys()].join(', ');
    throw new Error(`Unexpected input(s) ${unexpected.join(', ')}, valid inputs are ${valid}`);
  }
  return Object.fromEntries(
    [...action.defaults].map(([name, byDefault]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      given[name] ?? evaluate(byDefault, github),
    ]),
  );
}

/** Replaces each `${{ github.… }}`. Of several values between `||` it takes the first that is not empty. */
export function evaluate(template: string, github: GithubContext): string {
  return template.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const values = expression.split('||').map((term) => lookUp(term.trim(), github));
    return values.find((value) => value !== '') ?? '';
  });
}

function lookUp(term: string, github: GithubContext): string {
  const [, literal] = /^'(.*)'$/.exec(term) ?? [];
  if (literal !== undefined) return literal;
  const [root, ...path] = term.split('.');
  if (root !== 'github' || path.some((part) => !/^[\w-]+$/.test(part))) {
    throw new Error(`Expected github.… in an expression of action.yml, got ${term}`);
  }
  const value = path.reduce<unknown>((within, part) => (isObject(within) ? within[part] : undefined), github);
  return value === undefined || value === null ? '' : String(value);
}
