/**
 * The files with which a step sends commands to the runner: `GITHUB_OUTPUT`, `GITHUB_STATE`, `GITHUB_ENV` and others.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const NAMES = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'] as const;

export interface FileCommands {
  /** The variables that name the files. */
  variables: Record<string, string>;
  /** Parses the commands that the step has written. */
  read(): Promise<FileCommandValues>;
}

export interface FileCommandValues {
  outputs: Record<string, string>;
  state: Record<string, string>;
  env: Record<string, string>;
  paths: string[];
  summary: string;
}

/** Creates the empty files of one step in a folder. */
export async function createFileCommands(folder: string, step: string): Promise<FileCommands> {
  const paths = new Map<(typeof NAMES)[number], string>();
  for (const name of NAMES) {
    const path = join(folder, `${step}_${name.toLowerCase()}`);
    await writeFile(path, '');
    paths.set(name, path);
  }
  const content = async (name: (typeof NAMES)[number]) => readFile(paths.get(name) ?? '', 'utf8');
  return {
    variables: Object.fromEntries(paths),
    read: async () => ({
      outputs: parseKeyValues(await content('GITHUB_OUTPUT')),
      state: parseKeyValues(await content('GITHUB_STATE')),
      env: parseKeyValues(await content('GITHUB_ENV')),
      paths: (await content('GITHUB_PATH')).split(/\r?\n/).filter((line) => line !== ''),
      summary: await content('GITHUB_STEP_SUMMARY'),
    }),
  };
}

/** Parses `name=value` lines and `name<<DELIMITER` blocks. Throws for other lines, where the runner fails the step. */
export function parseKeyValues(content: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = content.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (heredoc > 0 && (equals < 0 || heredoc < equals)) {
      const end = lines.indexOf(line.slice(heredoc + 2), at + 1);
      if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${line.slice(heredoc + 2)}'`);
      values[line.slice(0, heredoc)] = lines.slice(at + 1, end).join('\n');
      at = end;
    } else if (equals > 0) {
      values[line.slice(0, equals)] = line.slice(equals + 1);
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
  return values;
}
