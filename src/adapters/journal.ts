/** The journal on disk: JSON lines, each flushed before the run goes on. */

import { fdatasyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Journal } from '../ports.ts';

/** A journal that writes to `path`; the file is made at the first entry. */
export function openJournal(path: string): Journal {
  let descriptor: number | undefined;
  return {
    append: async (entry) => {
      if (descriptor === undefined) {
        mkdirSync(dirname(path), { recursive: true });
        descriptor = openSync(path, 'a', 0o600);
        // The line before may have been torn when main was killed; blank lines mean nothing.
        writeSync(descriptor, '\n');
      }
      writeSync(descriptor, `${JSON.stringify(entry)}\n`);
      fdatasyncSync(descriptor);
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
