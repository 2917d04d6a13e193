/** A fixed range of seeds must pass, and every deliberate fault must be caught within it. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { mutants } from './mutants.ts';

const program = fileURLToPath(new URL('./main.ts', import.meta.url));
const run = (seeds: number, ...options: string[]) =>
  promisify(execFile)(process.execPath, [program, '--seeds', String(seeds), ...options], {
    maxBuffer: 50_000_000,
  }).catch((error: unknown) => ({ stdout: `failed: ${String(error)}\n${stdoutOf(error)}` }));

function stdoutOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'stdout' in error ? String(error.stdout) : '';
}

describe('simulator', () => {
  it('finds nothing in its first seeds', { timeout: 900_000 }, async () => {
    const { stdout } = await run(2_000);
    expect(stdout.trim().split('\n').at(-1)).toMatch(/^seeds 1 to 2000: every check held/);
  });

  it('catches every deliberate fault', { timeout: 900_000 }, async () => {
    const { stdout } = await run(4_000, '--mutants');
    const caught = stdout.split('\n').filter((line) => line.includes(': caught at seed '));
    const expected = mutants.filter(({ isRare }) => isRare !== true).map(({ name }) => name);
    expect(caught.map((line) => line.split(': caught at')[0]).sort()).toEqual(expected.sort());
  });
});
