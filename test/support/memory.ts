/** Ports in memory, for the stages that need a few of them. */

import { createHash } from 'node:crypto';
import type { HeadLook, IndexFile } from '../../src/shared/index-ports.ts';
import type { Clock, Log } from '../../src/shared/ports.ts';
import type { PublicView } from '../../src/shared/public-ports.ts';

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warning: () => undefined,
  error: () => undefined,
  group: (_, work) => work(),
};

/** Everybody sees everything. */
export const allShown: PublicView = {
  profile: async () => ({ kind: 'shown' }),
  repository: async () => ({ kind: 'shown' }),
  issue: async () => ({ kind: 'shown' }),
};

/** A look that sees this commit of `main`. */
export function seen(commit: string): HeadLook {
  return { kind: 'head', head: { branch: 'main', commit } };
}

/** A file that arrives whole; undefined: there is none. */
export function fileOf(bytes: Uint8Array | undefined): IndexFile | undefined {
  if (bytes === undefined) return undefined;
  const sha = createHash('sha1').update(bytes).digest('hex');
  return { kind: 'file', sha, open: async () => ({ bytes: inChunks(bytes), isDamaged: () => false }) };
}

const CHUNK_BYTES = 65_536;

async function* inChunks(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** A clock on which sleeping takes no time and time passes only by sleeping. */
export function sleepingClock(at = Date.UTC(2012, 4, 3)): Clock & { slept: number[] } {
  let now = at;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms, signal) => {
      if (signal?.aborted) return;
      slept.push(ms);
      now += Math.max(0, ms);
    },
  };
}
