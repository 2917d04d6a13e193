/**
 * Saves the marker with `@actions/cache` in a second process, which runs this program with the argument `SAVE`. This has
 * three reasons. The client and the programs that it starts (tar, zstd) get none of the action's tokens. Its output can
 * be searched for the reason of a failure. And its working directory can be one whose paths have no space, because the
 * client puts the workspace's path into a command line without quotes.
 */

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Environment, UNREACHABLE_CODES, withoutInputs } from './cache-service.ts';

/** First argument of the second process. The second argument is the key. */
export const SAVE = 'save-marker';

/**
 * The client hashes this string into the entry's version. Only a relative path is the same on every runner. It is
 * relative to the workspace.
 */
export const MARKER_PATH = '.report-notifier-progress/marker.json';

/** The client takes 33 s to give up on a cache service that answers with errors (measured). */
const LIMIT_MS = 30_000;
/** The process ends itself after `LIMIT_MS`. If it does not, it is killed. */
const PROCESS_LIMIT_MS = 40_000;
const REASON_CHARACTERS = 300;

export interface SaveOptions {
  bytes: Uint8Array;
  key: string;
  /** The file of this program. */
  program: string;
  /** Folder for temporary files; created when it is missing. */
  folder: string;
  env: Environment;
}

/** Returns the reason of a failure; undefined when the entry is saved. */
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
    saver.stdout?.on('data', (text: string) => HOPELESS_ATTEMPT.test(text) && saver.kill());
  });
}

/**
 * The client makes the archive in a folder beside the workspace, so that the paths between the two are relative and
 * have no space. With RUNNER_DEBUG, the client would list the archive. Without COPYFILE_DISABLE, the tar of macOS adds a
 * second member for a file's attributes (documented), but an entry must have only one.
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

/** After printing this, the client of version 1 waits twice for 5 s, although no server is at the address. */
const HOPELESS_ATTEMPT = new RegExp(`Attempt 1 of \\d+ failed with error: .*\\b(?:${UNREACHABLE_CODES.join('|')})\\b`);

/** Lines that give a reason, the best first: a warning, a failed reservation, a failed attempt, the last line. */
const REASONS = [
  /^::(?:warning|error)::(.*)$/gm,
  /^::debug::Failed to reserve cache: (?:Error: )?(.*)$/gm,
  /^(?:::debug::\w+ - )?Attempt \d+ of \d+ failed with error: (.*?)(?:\. Retrying .*)?$/gm,
  /^(?!::|\[command\])(.*\S.*)$/gm,
];

/** The reason of a failure, from the output of the client. Removes addresses, because they are signed. */
export function reasonIn(printed: string): string {
  const found = REASONS.map((reason) => [...printed.matchAll(reason)].at(-1)?.[1]);
  const words = found.find((text) => text !== undefined) ?? 'the cache client gave no reason';
  return unescaped(words)
    .replace(/\bhttps?:\/\/\S+/g, '(address)')
    .slice(0, REASON_CHARACTERS);
}

/** Reverses the escapes of workflow commands. */
function unescaped(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

/** The work of the second process: saves the file at `MARKER_PATH` below the working directory. Exits with 1 on failure. */
export async function saveHere(key: string): Promise<void> {
  try {
    const { saveCache } = await import('@actions/cache');
    // The client returns -1 when it failed or when the key is taken.
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
