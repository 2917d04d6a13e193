/** Measures the sides of a comparison, each as a process of its own. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Resources that one process used, and its own measurements. */
export interface Usage {
  /** User and system time after the modules of the program were loaded (milliseconds). */
  cpuMs: number;
  /** Peak memory (MiB). */
  peakMiB: number;
  /** Measurements that the process reported itself. */
  [measure: string]: number;
}

/** A program, by its path relative to this file, with its arguments and environment. */
export interface Side {
  script: string;
  args?: string[];
  env?: Record<string, string>;
}

/** Runs the sides in turns, `rounds` times each, so that slow phases of the machine affect all. Returns the medians. */
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

/** Runs a side once. The last line of its output must be its `Usage` as JSON. */
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

/** Excludes the third of a second in which Node loads TypeScript, because the product is bundled JavaScript. */
const atStart = process.cpuUsage();

/** Prints the usage of this process. A side calls it when its work is done. */
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
