/** What is wrong, where, and how it is said; the catalog has the remedy of each. */

import { catalog, type ProblemCode } from './catalog.ts';

/** A place in a file of the index, for annotations. */
export interface Place {
  file: string;
  line?: number;
  column?: number;
}

/** What to do, and where the README tells more. */
export function remedyOf(code: ProblemCode): string {
  const { remedy, section } = catalog[code];
  return `${remedy} (README, "${section}")`;
}

/** A message with its remedy, for the log and annotations. */
export function withRemedy(message: string, code: ProblemCode): string {
  return `${message.replace(/\.$/, '')}. ${remedyOf(code)}`;
}

/** One thing that is wrong: where, what was seen, what was expected; the catalog has the remedy. */
export interface Problem {
  code: ProblemCode;
  message: string;
  place?: Place;
  /** When GitHub takes requests again, for a problem that is a limit. */
  retryAt?: number;
}

/** Ends the run. Carries all faults of one kind at once. */
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
