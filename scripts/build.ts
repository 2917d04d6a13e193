/**
 * `npm run build [-- --out DIR]`: compiles `src/` and bundles it, with the licences of what is in it, into
 * `dist/` or into DIR. The same source gives the same bytes, wherever it is built.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
// Names of modules are part of the bundle, so the compiled files are always here.
const compiled = join(root, 'build');

const { values } = parseArgs({ options: { out: { type: 'string', default: dist } } });
const out = resolve(values.out);
if (out !== dist && existsSync(out) && readdirSync(out).length > 0) {
  throw new Error(`Expected --out to be an empty folder or none, got ${out}`);
}

function run(program: string, ...args: string[]): void {
  execFileSync(join(root, 'node_modules', '.bin', program), args, { cwd: root, stdio: 'inherit' });
}

interface Locked {
  version?: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  optional?: boolean;
}

/**
 * The licences of all packages that are not for development. The list that ncc can make lacks every package
 * that it joins into one scope, such as `@actions/core`.
 */
function licences(): string {
  const lock: { packages: Record<string, Locked> } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(lock.packages)
    .filter(([path, { dev, devOptional, optional }]) => path !== '' && !dev && !devOptional && !optional)
    .map(([path, { version, license }]) => {
      const name = path.split('node_modules/').at(-1);
      return `${name} ${version}\n${license}\n${licenceText(join(root, path))}`;
    })
    .sort()
    .join('\n');
}

/** Line ends as this repository has them; empty when the package names its licence and no more. */
function licenceText(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.(md|txt))?$/i.test(name));
  return file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()}\n`;
}

/**
 * Writes what is not ASCII as escapes, which means the same: one other character, most are in comments, makes Node
 * keep all of a file as two bytes a character, which is a twentieth of the time to the first request.
 */
function inAscii(path: string): void {
  const code = readFileSync(path, 'utf8');
  const behind = /\\[^\p{ASCII}]/u.exec(code);
  if (behind !== null) throw new Error(`${path} has ${behind[0]}, expected no backslash before what is escaped`);
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  writeFileSync(path, code.replace(/[\u0080-\uffff]/g, escaped));
}

/** The post step starts the bundle of the main step, which has another name than its source. */
function postEntry(): string {
  const code = readFileSync(join(compiled, 'post.js'), 'utf8');
  if (!code.includes("'./main.js'")) throw new Error("post.js does not import './main.js'");
  return code.replace("'./main.js'", "'./index.js'");
}

for (const folder of [compiled, out]) rmSync(folder, { recursive: true, force: true });
run('tsc', '-p', 'tsconfig.build.json');
run('ncc', 'build', 'build/main.js', '-o', out, '--no-cache', '-q');
writeFileSync(join(out, 'post.js'), postEntry());
for (const file of readdirSync(out).filter((name) => name.endsWith('.js'))) inAscii(join(out, file));
writeFileSync(join(out, 'licenses.txt'), licences());
