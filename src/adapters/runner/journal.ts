/** The journal on disk: a line for each entry, its checksum and its JSON. */

import { appendFileSync, fdatasyncSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
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
      appendFileSync(descriptor, lineOf(JSON.stringify(entry)));
      // What is written outlives the process. To outlive the machine, an outcome may wait for the entry after it.
      if (entry.type !== 'outcome') fdatasyncSync(descriptor);
    },
  };
}

/** The lines of the journal at `path`, as `contentsOf` gives them; undefined when there is none. */
export function readJournal(path: string): (string | undefined)[] | undefined {
  try {
    return contentsOf(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The line that keeps a content without line breaks. */
export function lineOf(content: string): string {
  return `${checksumOf(content)} ${content}\n`;
}

/** The contents of all lines but blank ones; undefined for a line that is not as it was written. */
export function contentsOf(journal: string): (string | undefined)[] {
  return journal
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const content = line.slice(CHECKSUM_LENGTH + 1);
      return line.slice(0, CHECKSUM_LENGTH + 1) === `${checksumOf(content)} ` ? content : undefined;
    });
}

const CHECKSUM_LENGTH = 8;

/** CRC-32 in hexadecimal: it tells each change of one bit, or of some that stand together, and nearly all others. */
function checksumOf(content: string): string {
  return crc32(content).toString(16).padStart(CHECKSUM_LENGTH, '0');
}
