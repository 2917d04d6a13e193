/**
 * Saves the marker with `@actions/cache`, in a process of its own, in which this program runs again with the argument
 * `SAVE`. So the client and the programs that it starts (tar, zstd) get no token of the action's; its printed words can
 * be read for the reason of a failure; and it can have a working directory from which no path has a space: the client
 * puts the workspace's path into a command line without quotes.
 */

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Environment, NOBODY_THERE, withoutInputs } from './cache-service.ts';

/** First argument of the program when it is started to save an entry; the second is the key. */
export const SAVE = 'save-marker';

/**
 * The entry's version is a hash of this string as it stands, and the archive keeps it relative to the
 * workspace: so it is the same on every runner only when it is a relative path.
 */
export const MARKER_PATH = '.report-notifier-progress/marker.json';

/** A cache service that answers with errors holds the client up for 33 s (measured). */
const LIMIT_MS = 30_000;
/** The process ends itself before; it is ended when it cannot. */
const PROCESS_LIMIT_MS = 40_000;
const WORDS_CHARACTERS = 300;

export interface SaveOptions {
  bytes: Uint8Array;
  key: string;
  /** The program's file. */
  program: string;
  /** Holds the files while the client works; made when it is missing. */
  folder: string;
  env: Environment;
}

/** Undefined when it was saved, else the reason why not. */
export async function saveInOwnProcess({ bytes, folder, ...options }: SaveOptions): Promise<string | undefined> {
  await mkdir(folder, { recursive: true });
  const root = await mkdtemp(join(folder, 'cache-'));
  try {
    const file = join(root, WORKSPACE, MARKER_PATH);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
    return await runSaver(join(root, WORKSPACE), options);
  } finally {
    await rm(root, { recursive: true, force: true }).catch(() => undefined);
  }
}

const WORKSPACE = 'workspace';

function runSaver(cwd: string, { program, key, env }: Omit<SaveOptions, 'bytes' | 'folder'>) {
  const options = { cwd, env: saverEnvironment(env), timeout: PROCESS_LIMIT_MS, windowsHide: true };
  return new Promise<string | undefined>((resolve) => {
    const args = [...process.execArgv, program, SAVE, key];
    const saver = execFile(process.execPath, args, options, (error, printed) =>
      resolve(error === null ? undefined : reasonIn(printed)),
    );
    saver.stdout?.on('data', (text: string) => VAIN_ATTEMPT.test(text) && saver.kill());
  });
}

/**
 * The client makes the archive in a folder beside the workspace, so both find the
 * other by a path that is relative and has no space. With RUNNER_DEBUG it would list the archive. The tar of macOS adds
 * a second member for a file's attributes, unless COPYFILE_DISABLE is set (documented); an entry has only one.
 */
function saverEnvironment(env: Environment): NodeJS.ProcessEnv {
  return {
    ...withoutInputs(env),
    RUNNER_TEMP: '..',
    GITHUB_WORKSPACE: `../${WORKSPACE}`,
    RUNNER_DEBUG: '',
    COPYFILE_DISABLE: '1',
  };
}

/** The client of version 1 prints this, then waits twice for 5 s, to no avail. */
const VAIN_ATTEMPT = new RegExp(`Attempt 1 of \\d+ failed with error: .*\\b(?:${NOBODY_THERE.join('|')})\\b`);

/** Lines that tell a reason, the most telling first: warnings, no place was given, another try, the last line. */
const REASONS = [
  /^::(?:warning|error)::(.*)$/gm,
  /^::debug::Failed to reserve cache: (?:Error: )?(.*)$/gm,
  /^(?:::debug::\w+ - )?Attempt \d+ of \d+ failed with error: (.*?)(?:\. Retrying .*)?$/gm,
  /^(?!::|\[command\])(.*\S.*)$/gm,
];

/** The reason of a failure in the words that the client printed; addresses are left out, for they are signed. */
export function reasonIn(printed: string): string {
  const found = REASONS.map((reason) => [...printed.matchAll(reason)].at(-1)?.[1]);
  const words = found.find((text) => text !== undefined) ?? 'the cache client ended without a word';
  return unescaped(words)
    .replace(/\bhttps?:\/\/\S+/g, '(address)')
    .slice(0, WORDS_CHARACTERS);
}

/** As workflow commands escape their text. */
function unescaped(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

/** The other process: saves the file at `MARKER_PATH` below the working directory, and exits with 1 when it cannot. */
export async function saveHere(key: string): Promise<void> {
  try {
    const { saveCache } = await import('@actions/cache');
    // -1 is how the client says that it failed, or that the key is taken.
    if ((await withinLimit(saveCache([MARKER_PATH], key))) !== -1) return;
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  process.exitCode = 1;
}

function withinLimit<T>(work: Promise<T>): Promise<T> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  return new Promise((resolve, reject) => {
    limit.addEventListener('abort', () => reject(new Error(`no answer in ${LIMIT_MS / 1000} s`)), { once: true });
    work.then(resolve, reject);
  });
}
