/** The size of the bundle by package, for each file of `dist/`. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');

export interface Part {
  /** Path below `dist/`. */
  file: string;
  /** Name of a package, or `src`. */
  source: string;
  bytes: number;
}

interface Module {
  name?: string;
  size: number;
  chunks?: number[];
  modules?: Module[];
}

/** The parts, largest first. Needs the folder `build/` that `npm run build` creates. */
export function bundleParts(): Part[] {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    const stats = join(folder, 'stats.json');
    const args = ['build', 'build/main.js', '-o', join(folder, 'dist'), '--no-cache', '-q', '--stats-out', stats];
    execFileSync(join(root, 'node_modules', '.bin', 'ncc'), args, { cwd: root });
    return partsOf(JSON.parse(readFileSync(stats, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function partsOf({ modules, chunks }: { modules: Module[]; chunks: { id: number; files: string[] }[] }): Part[] {
  const fileOf = new Map(chunks.map(({ id, files }) => [id, files[0] ?? '']));
  const bytes = new Map<string, number>();
  const add = (module: Module, into: number[]): void => {
    for (const inner of module.modules ?? []) add(inner, into);
    for (const chunk of module.modules === undefined ? into : []) {
      const key = `${fileOf.get(chunk)}\n${sourceOf(module.name ?? '')}`;
      bytes.set(key, (bytes.get(key) ?? 0) + module.size);
    }
  };
  for (const module of modules) add(module, module.chunks ?? []);
  return [...bytes]
    .map(([key, size]) => {
      const [file = '', source = ''] = key.split('\n');
      return { file, source, bytes: size };
    })
    .sort((a, b) => b.bytes - a.bytes);
}

function sourceOf(module: string): string {
  if (module.startsWith('./build/')) return 'src';
  return /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules\/)/.exec(module)?.[1] ?? 'webpack';
}

if (import.meta.main) console.table(bundleParts());
