/** Archives of cache entries, as the cache client makes them and as nobody but an attacker does. */

import { buffer } from 'node:stream/consumers';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';

export type Compression = 'zstd' | 'gzip';

/** A file unless `type` says otherwise. */
export type Member = Partial<Header> & { name: string; content?: string | Uint8Array };

/** The path of the marker in an entry of this action. */
export const MARKER_PATH = '.report-notifier-progress/marker.json';

export async function tarOf(members: readonly Member[]): Promise<Buffer> {
  const tar = pack();
  for (const { content = '', ...header } of members) tar.entry(header, Buffer.from(content));
  tar.finalize();
  return buffer(tar);
}

export function compressed(bytes: Uint8Array, compression: Compression): Buffer {
  return compression === 'zstd' ? zstdCompressSync(bytes) : gzipSync(bytes);
}

export async function archiveOf(members: readonly Member[], compression: Compression = 'zstd'): Promise<Buffer> {
  return compressed(await tarOf(members), compression);
}

/** The tar with other bytes in the header of its last member, and a checksum that fits. */
export async function withHeader(member: Member, at: number, bytes: readonly number[]): Promise<Buffer> {
  const tar = await tarOf([member]);
  tar.set(bytes, at);
  tar.fill(' ', 148, 156);
  const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return tar;
}
