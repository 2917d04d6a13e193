/** The clock that a sandbox and the processes of the action in it have in common; see `fast-clock.mjs`. */

import { appendFileSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/github/github.ts';
import { createMatcher, type FaultMatch } from '../../sandbox/github/layers/injected-faults.ts';

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

/**
 * Leaves requests without an answer, `before` or `after` their effect, and tells the processes on the clock:
 * for them only such a request is one that never ends. Use this and not the fault `hang`.
 */
export function hang(sandbox: Sandbox, { folder }: WorldClock, match: FaultMatch, phase: 'before' | 'after'): void {
  const hits = createMatcher(match);
  sandbox.intercept(async (request, at) => {
    if (at !== phase || !hits(request)) return 'continue';
    appendFileSync(join(folder, 'hung'), `${request.method} ${request.path}\n`);
    return new Promise(() => {});
  });
}
