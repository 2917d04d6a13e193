/** What is wrong with one file of the index. */

import type { Problem } from '../shared/problem.ts';
import { count } from '../shared/text.ts';

/** Where in a file, as editors count: from 1, in characters. */
export interface Position {
  line: number;
  /** Undefined: the row as a whole. */
  column: number | undefined;
}

/** Faults of one file, the first of them in full, the rest as a number. */
export interface ProblemList {
  /** `at` is asked only when the fault is one of those that are shown. */
  add(code: Problem['code'], at: () => Position, what: string): void;
  /** All that was added, in the order of the file, for the list of the whole index. */
  list(): Problem[];
}

/** More than anybody reads; annotations show ten. */
const FAULTS_SHOWN = 100;

/** Below such a fault nothing was read, so it is always shown. */
const ENDING: ReadonlySet<Problem['code']> = new Set(['index-csv', 'index-encoding']);

export function openProblemList(file: string): ProblemList {
  /** The first of each kind: kinds are found at different times, and are shown in the order of the file. */
  const first = new Map<Problem['code'], Problem[]>();
  let added = 0;
  return {
    add: (code, at, what) => {
      added += 1;
      const ofKind = first.get(code) ?? [];
      first.set(code, ofKind);
      if (ofKind.length === FAULTS_SHOWN) return;
      const { line, column } = at();
      const place = { file, line, ...(column === undefined ? {} : { column }) };
      ofKind.push({ code, message: `${file}, line ${line}: ${what}`, place });
    },
    list: () => {
      const kinds = [...first].map(([code, found]) => ({ found, endsReading: ENDING.has(code) }));
      const last = kinds.flatMap(({ found, endsReading }) => (endsReading ? found : []));
      const others = kinds.flatMap(({ found, endsReading }) => (endsReading ? [] : found)).sort(inOrder);
      const shown = [...others.slice(0, FAULTS_SHOWN - last.length), ...last].sort(inOrder);
      const more = added - shown.length;
      if (more === 0) return shown;
      return [...shown, { code: 'index-more', message: `${file}: ${count(more, 'more fault')}`, place: { file } }];
    },
  };
}

function inOrder({ place: a }: Problem, { place: b }: Problem): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}
