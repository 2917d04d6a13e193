/** The journal on the disk: one line for each entry, with its checksum and its JSON. */

import { appendFileSync, fdatasyncSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Journal } from '../../shared/ports.ts';

/** Writes to `path`. Creates the file at the first entry. */
export function openJournal(path: string): Journal {
  let descriptor: number | undefined;
  return {
    append: async (entry) => {
      if (descriptor === undefined) {
        mkdirSync(dirname(path), { recursive: true });
        descriptor = openSync(path, 'a', 0o600);
        // If main was killed while writing, the last line has no end. Blank lines are ignored.
        appendFileSync(descriptor, '\n');
      }
      // Not `writeSync`, which may write only a part on a full disk, without an error.
      appendFileSync(descriptor, lineOf(JSON.stringify(entry)));
      // A written entry survives the process. Only a flush survives the machine; an outcome waits for the next one.
      if (entry.type !== 'outcome') fdatasyncSync(descriptor);
    },
  };
}

/** The lines of the journal at `path`, as `contentsOf` returns them; undefined when there is no journal. */
export function readJournal(path: string): (string | undefined)[] | undefined {
  try {
    return contentsOf(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The line for a content, which must have no line breaks. */
export function lineOf(content: string): string {
  return `${checksumOf(content)} ${content}\n`;
}

/** The contents of all lines except blank ones; undefined stands for a line whose checksum is wrong. */
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

/** CRC-32 in hexadecimal. It detects every changed bit, every burst of changed bits up to 32, and nearly all others. */
function checksumOf(content: string): string {
  return crc32(content).toString(16).padStart(CHECKSUM_LENGTH, '0');
}
