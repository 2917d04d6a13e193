/** Problems of a run and how they are told. The catalog has a remedy for each. */

import { catalog, type ProblemCode } from './catalog.ts';

/** A place in a file of the index, for annotations. */
export interface Place {
  file: string;
  line?: number;
  column?: number;
}

/** The remedy, with the section of the README that tells more. */
export function remedyOf(code: ProblemCode): string {
  const { remedy, section } = catalog[code];
  return `${remedy} (README, "${section}")`;
}

/** A message with its remedy, for the log and annotations. */
export function withRemedy(message: string, code: ProblemCode): string {
  return `${message.replace(/\.$/, '')}. ${remedyOf(code)}`;
}

/** One problem. `message` names the place, the value seen and the value expected. */
export interface Problem {
  code: ProblemCode;
  message: string;
  place?: Place;
}

/** A value that was read, and everything wrong with its source. */
export interface Parsed<T> {
  value: T;
  problems: readonly Problem[];
}

/** Ends the run. Carries all problems of one kind at once. */
export class ProblemsError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: { cause?: unknown }) {
    super(problems.map((problem) => problem.message).join('\n'), options);
    this.name = 'ProblemsError';
    this.problems = problems;
  }
}

/** Throws one problem. */
export function fail(code: ProblemCode, message: string, place?: Place): never {
  throw new ProblemsError([place === undefined ? { code, message } : { code, message, place }]);
}
