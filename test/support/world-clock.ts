/** The clock that a sandbox and the processes of the action in it have in common; see `fast-clock.mjs`. */

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface WorldClock {
  /** For the environment variable `FAST_CLOCK`. */
  folder: string;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Lets time pass while no process runs. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** To be preloaded with `node --import` into processes that share a world's clock. */
export const FAST_CLOCK = new URL('fast-clock.mjs', import.meta.url).href;

/** Opens a clock that begins at a time (ISO 8601), by default the machine's. */
export async function openClock(at?: string): Promise<WorldClock> {
  const folder = await mkdtemp(join(tmpdir(), 'fast-clock-'));
  const offsetFile = join(folder, 'offset');
  await writeFile(offsetFile, String(at === undefined ? 0 : Date.parse(at) - Date.now()));
  const offset = () => Number(readFileSync(offsetFile, 'utf8'));
  return {
    folder,
    now: () => Date.now() + offset(),
    pass: (ms) => writeFile(offsetFile, String(offset() + ms)),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
