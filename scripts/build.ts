/**
 * `npm run build [-- --out DIR]`: compiles `src/` and bundles it, with the licences of all bundled packages, into
 * `dist/` or DIR. The same source gives the same bytes on every machine.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
// The bundle contains the paths of its modules, so the compiled files always need the same place.
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
 * The licences of all packages that are not for development. The list that ncc can create lacks every package
 * whose modules it joins into one scope, such as `@actions/core`.
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

/** The text of the licence with LF line ends; empty if the package has no such file. */
function licenceText(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.(md|txt))?$/i.test(name));
  return file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()}\n`;
}

/**
 * Replaces characters outside ASCII by equivalent escapes. A single one, most often in a comment, makes Node store the
 * whole file with two bytes a character, which costs a twentieth of the time to the first request.
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
