/**
 * `node scripts/release-notes.ts v1.2.3`: prints the section of the changelog for that version. Exit code 1 if
 * the tag, package.json, the code and the changelog do not all have the same version.
 */

import { readFile } from 'node:fs/promises';
import { VERSION } from '../src/shared/version.ts';

/** The text below the heading of a version; undefined without such a heading. */
export function sectionOf(changelog: string, version: string): string | undefined {
  const heading = new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm');
  const found = heading.exec(changelog);
  if (found === null) return undefined;
  const rest = changelog.slice(found.index + found[0].length);
  return rest.split(/^(?:## |\[[^\]]+\]: )/m)[0]?.trim();
}

/** The reasons why the tag cannot be released; empty if there are none. */
export function faultsOf(tag: string, versions: { package: string; code: string }, changelog: string): string[] {
  const version = tag.replace(/^v/, '');
  const faults: string[] = [];
  if (!/^v\d+\.\d+\.\d+$/.test(tag)) faults.push(`The tag is ${tag}, expected v1.2.3`);
  if (versions.package !== version) faults.push(`package.json says ${versions.package}, expected ${version}`);
  if (versions.code !== version) faults.push(`src/shared/version.ts says ${versions.code}, expected ${version}`);
  if (!sectionOf(changelog, version)) faults.push(`CHANGELOG.md has no text under "## [${version}] - YYYY-MM-DD"`);
  return faults;
}

if (import.meta.main) {
  const tag = process.argv[2] ?? '';
  const changelog = await readFile('CHANGELOG.md', 'utf8');
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  const faults = faultsOf(tag, { package: String(version), code: VERSION }, changelog);
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log(sectionOf(changelog, tag.replace(/^v/, '')));
  process.exitCode = faults.length === 0 ? 0 : 1;
}
