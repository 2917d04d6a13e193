/** What is wrong with one file of the index. */

import type { Problem } from './problems.ts';
import { count } from './wording.ts';

/** Faults of one file, the first of them in full, the rest as a number. */
export interface Faults {
  add(code: Problem['code'], line: number, what: string): void;
  /** All that was added, for the list of the whole index. */
  list(): Problem[];
}

/** More than anybody reads; annotations show ten. */
const FAULTS_SHOWN = 100;

export function openFaults(file: string): Faults {
  const problems: Problem[] = [];
  let more = 0;
  return {
    add: (code, line, what) => {
      if (problems.length === FAULTS_SHOWN) more += 1;
      else problems.push({ code, message: `${file}, line ${line}: ${what}`, place: { file, line } });
    },
    list: () => {
      if (more === 0) return problems;
      return [...problems, { code: 'index-more', message: `${file}: ${count(more, 'more fault')}`, place: { file } }];
    },
  };
}
