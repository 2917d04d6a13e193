/**
 * Reads and replaces the one file in the archive of a cache entry.
 */

import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

const BLOCK_BYTES = 512;
const ZSTD_MAGIC = 0xfd2fb528;

/** Content of the first file in the archive. Throws if the archive has no file. */
export function readCachedFile(archive: Buffer): Buffer {
  const tar = unpack(archive);
  const { at, size } = findFile(tar);
  return tar.subarray(at + BLOCK_BYTES, at + BLOCK_BYTES + size);
}

/** A copy of the archive with other content in its first file, like that of a damaged or hostile cache. */
export function replaceCachedFile(archive: Buffer, content: string | Uint8Array): Buffer {
  const tar = unpack(archive);
  const { at, size } = findFile(tar);
  const bytes = Buffer.from(content);
  const header = Buffer.from(tar.subarray(at, at + BLOCK_BYTES));
  header.write(`${bytes.byteLength.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.fill(' ', 148, 156);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const padding = Buffer.alloc(padded(bytes.byteLength) - bytes.byteLength);
  const rest = tar.subarray(at + BLOCK_BYTES + padded(size));
  const changed = Buffer.concat([tar.subarray(0, at), header, bytes, padding, rest]);
  return isZstd(archive) ? zstdCompressSync(changed) : gzipSync(changed);
}

function unpack(archive: Buffer): Buffer {
  return isZstd(archive) ? zstdDecompressSync(archive) : gunzipSync(archive);
}

function isZstd(archive: Buffer): boolean {
  return archive.byteLength >= 4 && archive.readUInt32LE(0) === ZSTD_MAGIC;
}

function padded(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}

function findFile(tar: Buffer): { at: number; size: number } {
  for (let at = 0; at + BLOCK_BYTES <= tar.byteLength && tar[at] !== 0; ) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8);
    const type = tar.toString('latin1', at + 156, at + 157);
    if (type === '0' || type === '\0') return { at, size };
    at += BLOCK_BYTES + padded(size);
  }
  throw new Error('Expected a file in the archive of the cache entry');
}
