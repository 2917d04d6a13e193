/** Keeps the progress marker in the Actions cache. A failure of the cache is never more than a warning. */

import type { Clock, MarkerStore } from '../../shared/ports.ts';
import { MARKER_PATH, saveInOwnProcess } from './cache-saver.ts';
import { checkReadable, download, type Environment, entryVersion, findEntry, serviceOf } from './cache-service.ts';

/** Time limit for all requests of one `load`. */
const READ_LIMIT_MS = 30_000;

export interface CacheOptions {
  env: Environment;
  userAgent: string;
  /** Prefix of all keys of this index. */
  prefix: string;
  /** Makes the keys of this run unique, because an entry cannot be overwritten. */
  run: string;
  /** The file of this program, which saves in a second process. */
  program: string;
  /** Folder for temporary files. */
  folder: string;
  /** Masks a secret in the log. */
  mask: (secret: string) => void;
  clock: Clock;
}

export function openCache(options: CacheOptions): MarkerStore {
  const { env, prefix, run, program, folder } = options;
  let saves = 0;
  return {
    load: async () => {
      const signal = AbortSignal.timeout(READ_LIMIT_MS);
      try {
        return await load(options, signal);
      } catch (error) {
        return {
          kind: 'unavailable',
          message: signal.aborted ? `no answer in ${READ_LIMIT_MS / 1000} s` : messageOf(error),
        };
      }
    },
    save: async (bytes) => {
      saves += 1;
      const key = `${prefix}${run}-${saves}`;
      try {
        serviceOf(env);
        const reason = await saveInOwnProcess({ bytes, key, program, folder, env });
        return reason === undefined ? { kind: 'saved', key } : { kind: 'unavailable', message: reason };
      } catch (error) {
        return { kind: 'unavailable', message: messageOf(error) };
      }
    },
  };
}

async function load(options: CacheOptions, signal: AbortSignal): ReturnType<MarkerStore['load']> {
  const { env, prefix, run, userAgent, clock, mask } = options;
  const reading = { userAgent, clock, mask, signal };
  checkReadable(env);
  const service = serviceOf(env);
  const version = await entryVersion(MARKER_PATH, env);
  const found = await findEntry(service, { keys: [`${prefix}${run}-0`, prefix], version }, reading);
  if (found === undefined) return { kind: 'absent' };
  const { ARCHIVE_LIMIT_BYTES, readEntry, tooLarge } = await import('./cache-entry.ts');
  const archive = await download(found, ARCHIVE_LIMIT_BYTES, reading);
  const { key } = found;
  if (archive === undefined) return { kind: 'unusable', fault: tooLarge('packed'), key };
  const content = await readEntry(archive, MARKER_PATH);
  return content.kind === 'file'
    ? { kind: 'loaded', bytes: content.bytes, key }
    : { kind: 'unusable', fault: content.fault, key };
}

/** Network errors may have a code but no message. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
