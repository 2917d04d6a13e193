/** Runs sides of a comparison as processes of their own, in turns, and tells what each took. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What one process took, of the machine and in its own words. */
export interface Usage {
  /** User and system time since the program's modules were loaded (milliseconds). */
  cpuMs: number;
  /** Most memory at a time (MiB). */
  peakMiB: number;
  /** Other things that the process measured. */
  [measure: string]: number;
}

/** A program beside this file, with its arguments and environment. */
export interface Side {
  script: string;
  args?: string[];
  env?: Record<string, string>;
}

/** Runs each side `rounds` times, in turns so that the machine's moods meet all; gives the medians. */
export async function compare<Name extends string>(
  sides: Record<Name, Side>,
  rounds: number,
): Promise<Record<Name, Usage>> {
  const names = Object.keys(sides) as Name[];
  const runs = Object.fromEntries(names.map((name) => [name, [] as Usage[]])) as Record<Name, Usage[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) runs[name].push(await runOnce(sides[name]));
  }
  return Object.fromEntries(names.map((name) => [name, medians(runs[name])])) as Record<Name, Usage>;
}

/** One run; the last line that it prints is its `Usage`. */
export async function runOnce({ script, args = [], env = {} }: Side): Promise<Usage> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const exitCode = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (exitCode !== 0) throw new Error(`${script} ended with ${exitCode}:\n${output}`);
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}

/** Loading TypeScript takes a third of a second that the product, which is bundled, does not take. */
const atStart = process.cpuUsage();

/** Called by a side when its work is done. */
export function reportUsage(measures: Record<string, number> = {}): void {
  const { user, system } = process.cpuUsage(atStart);
  const usage: Usage = {
    cpuMs: (user + system) / 1000,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    ...measures,
  };
  process.stdout.write(`${JSON.stringify(usage)}\n`);
}

function medians(runs: readonly Usage[]): Usage {
  const names = Object.keys(runs[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(runs.map((run) => run[name] ?? 0))])) as Usage;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [below = 0, above = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (below + above) / 2;
}
