/**
 * The progress marker in the Actions cache; the only user of @actions/cache, which is loaded when first
 * used because it is large. No fault of the cache is more than a warning.
 */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { MarkerStore } from '../../shared/ports.ts';

/**
 * The entry's version is a hash of this string as it stands, and the archive keeps it relative to the
 * workspace: so it is the same on every runner only when it is a relative path.
 */
const MARKER_PATH = '.report-notifier-progress/marker.json';

/** A cache service that answers with errors holds the client up for 33 s (measured). */
const TIMEOUT_MS = 30_000;

export interface CacheOptions {
  /** What all keys of this index begin with. */
  prefix: string;
  /** Tells this run's keys from those of others; keys are immutable. */
  run: string;
}

export function openCache({ prefix, run }: CacheOptions): MarkerStore {
  let saves = 0;
  return {
    load: () =>
      guarded(async () => {
        const { restoreCache } = await import('@actions/cache');
        const key = await withTimeout(restoreCache([MARKER_PATH], `${prefix}${run}-0`, [prefix]));
        return key === undefined ? { kind: 'absent' } : { kind: 'loaded', bytes: await readFile(MARKER_PATH), key };
      }),
    save: (bytes) =>
      guarded(async () => {
        const { saveCache } = await import('@actions/cache');
        await mkdir(dirname(MARKER_PATH), { recursive: true });
        await writeFile(MARKER_PATH, bytes);
        saves += 1;
        const key = `${prefix}${run}-${saves}`;
        const id = await withTimeout(saveCache([MARKER_PATH], key));
        // -1 is how the client says that it failed, or that the key is taken.
        return id === -1
          ? { kind: 'unavailable', message: 'the cache service did not take it' }
          : { kind: 'saved', key };
      }),
  };
}

type Unavailable = { kind: 'unavailable'; message: string };

/** Leaves nothing in the workspace, whatever happens. */
async function guarded<T>(work: () => Promise<T>): Promise<T | Unavailable> {
  try {
    return await work();
  } catch (error) {
    return { kind: 'unavailable', message: error instanceof Error ? error.message : String(error) };
  } finally {
    await rm(dirname(MARKER_PATH), { recursive: true, force: true }).catch(() => undefined);
  }
}

function withTimeout<T>(work: Promise<T>): Promise<T> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    timeout.addEventListener('abort', () => reject(new Error(`no answer in ${TIMEOUT_MS / 1000} s`)), { once: true });
    work.then(resolve, reject);
  });
}
