/** The journal on disk: JSON lines. */

import { appendFileSync, fdatasyncSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Journal } from '../../shared/ports.ts';

/** A journal that writes to `path`; the file is made at the first entry. */
export function openJournal(path: string): Journal {
  let descriptor: number | undefined;
  return {
    append: async (entry) => {
      if (descriptor === undefined) {
        mkdirSync(dirname(path), { recursive: true });
        descriptor = openSync(path, 'a', 0o600);
        // The line before may have been torn when main was killed; blank lines mean nothing.
        appendFileSync(descriptor, '\n');
      }
      // Not `writeSync`: on a disk that fills up it writes a part and does not say so.
      appendFileSync(descriptor, `${JSON.stringify(entry)}\n`);
      // What is written outlives the process. To outlive the machine, an outcome may wait for the entry after it.
      if (entry.type !== 'outcome') fdatasyncSync(descriptor);
    },
  };
}

/** The journal's text; undefined when there is none. */
export function readJournal(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
