/** The problems of one file of the index. */

import type { Problem } from '../shared/problem.ts';
import { count } from '../shared/text.ts';

/** A place in a file as editors count: from 1, in characters. */
export interface Position {
  line: number;
  /** Undefined: the row as a whole. */
  column: number | undefined;
}

/** A problem that ends the reading of a file. */
export interface FileProblem {
  code: Problem['code'];
  line: number;
  what: string;
}

/** The first problems of a file in full, and the number of the others. */
export interface ProblemList {
  /** Calls `at` only when the problem is one of those that are listed, because finding a column takes time. */
  add(code: Problem['code'], at: () => Position, what: string): void;
  /** In the order of the file. */
  list(): Problem[];
}

/** More than anybody reads; the runner shows ten annotations. */
const PROBLEMS_LISTED = 100;

/** Problems that end the reading are always listed, because nothing below them has been checked. */
const ENDING: ReadonlySet<Problem['code']> = new Set(['index-csv', 'index-encoding']);

export function openProblemList(file: string): ProblemList {
  /** The first ones of each code: codes are found at different times, but are listed in the order of the file. */
  const first = new Map<Problem['code'], Problem[]>();
  let added = 0;
  return {
    add: (code, at, what) => {
      added += 1;
      const sameCode = first.get(code) ?? [];
      first.set(code, sameCode);
      if (sameCode.length === PROBLEMS_LISTED) return;
      const { line, column } = at();
      const place = { file, line, ...(column === undefined ? {} : { column }) };
      sameCode.push({ code, message: `${file}, line ${line}: ${what}`, place });
    },
    list: () => {
      const problems = [...first.values()].flat();
      const ending = problems.filter(({ code }) => ENDING.has(code));
      const others = problems.filter(({ code }) => !ENDING.has(code)).sort(byPosition);
      const listed = [...others.slice(0, PROBLEMS_LISTED - ending.length), ...ending].sort(byPosition);
      const more = added - listed.length;
      if (more === 0) return listed;
      return [...listed, { code: 'index-more', message: `${file}: ${count(more, 'more problem')}`, place: { file } }];
    },
  };
}

function byPosition({ place: a }: Problem, { place: b }: Problem): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}
