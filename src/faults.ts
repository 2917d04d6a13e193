/** What is wrong with one file of the index. */

import type { Problem } from './problems.ts';
import { count } from './wording.ts';

/** Where in a file, as editors count: from 1, in characters. */
export interface Position {
  line: number;
  column: number;
}

/** Faults of one file, the first of them in full, the rest as a number. */
export interface Faults {
  add(code: Problem['code'], at: Position, what: string): void;
  /** All that was added, in the order of the file, for the list of the whole index. */
  list(): Problem[];
}

function position({ place }: Problem): Position {
  return { line: place?.line ?? 0, column: place?.column ?? 0 };
}

/** More than anybody reads; annotations show ten. */
const FAULTS_SHOWN = 100;

export function openFaults(file: string): Faults {
  const problems: Problem[] = [];
  let more = 0;
  return {
    add: (code, { line, column }, what) => {
      if (problems.length === FAULTS_SHOWN) more += 1;
      else problems.push({ code, message: `${file}, line ${line}: ${what}`, place: { file, line, column } });
    },
    list: () => {
      const inOrder = problems.toSorted(
        (a, b) => position(a).line - position(b).line || position(a).column - position(b).column,
      );
      if (more === 0) return inOrder;
      return [...inOrder, { code: 'index-more', message: `${file}: ${count(more, 'more fault')}`, place: { file } }];
    },
  };
}
