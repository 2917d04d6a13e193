/**
 * Reads the archive of a cache entry. Any workflow on the default branch can save an entry under any key, with members
 * that lead out of their folder. So an archive is decompressed and read in memory, never unpacked to the disk.
 */

import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { count, shown, thousands } from '../../shared/text.ts';

/** `fault` continues a sentence after "it": `holds 2 members, expected …`. */
export type EntryContent = { kind: 'file'; bytes: Uint8Array } | { kind: 'fault'; fault: string };

/** Limit for an archive, packed and unpacked. */
export const ARCHIVE_LIMIT_BYTES = 1024 * 1024;

const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
/** A message names at most so many members. */
const MEMBERS_NAMED = 3;

const unpackers = [
  { magic: ZSTD_MAGIC, unpack: promisify(zstdDecompress) },
  { magic: GZIP_MAGIC, unpack: promisify(gunzip) },
];

/** The bytes of the file `path`, which must be the only member of the archive. */
export async function readEntry(archive: Buffer, path: string): Promise<EntryContent> {
  try {
    return onlyFile(await parseTar(await unpack(archive)), path);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isTooLarge = 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { kind: 'fault', fault: isTooLarge ? tooLarge('unpacked') : `cannot be unpacked: ${error.message}` };
  }
}

/** The fault of an archive that is larger than the limit. */
export function tooLarge(state: 'packed' | 'unpacked'): string {
  return `has more than ${thousands(ARCHIVE_LIMIT_BYTES)} bytes ${state}`;
}

function unpack(archive: Buffer): Promise<Buffer> {
  const unpacker = unpackers.find(({ magic }) => archive.subarray(0, magic.byteLength).equals(magic));
  if (unpacker === undefined) throw new Error('it is packed neither with zstd nor with gzip');
  return unpacker.unpack(archive, { maxOutputLength: ARCHIVE_LIMIT_BYTES });
}

interface Member {
  header: Header;
  bytes: Uint8Array;
}

async function parseTar(tar: Buffer): Promise<Member[]> {
  const members: Member[] = [];
  const entries = extract();
  entries.end(tar);
  for await (const entry of entries) {
    const { header } = entry;
    // In these two cases tar-stream would wait forever for the end of the member. It returns null for a size that is
    // not a number.
    if (!Number.isInteger(header.size)) throw new Error('a member has no size');
    if (header.type === 'directory' && header.size !== 0) throw new Error('a folder has a content');
    members.push({ header, bytes: await buffer(entry) });
  }
  return members;
}

function onlyFile(members: readonly Member[], path: string): EntryContent {
  const [first] = members;
  const { name, type } = first?.header ?? {};
  if (first !== undefined && members.length === 1 && name === path && type === 'file') {
    return { kind: 'file', bytes: first.bytes };
  }
  const named = members.slice(0, MEMBERS_NAMED).map(({ header }) => describeMember(header));
  const more = members.length > named.length ? ', …' : '';
  const list = named.length === 0 ? '' : ` (${named.join(', ')}${more})`;
  return { kind: 'fault', fault: `holds ${count(members.length, 'member')}${list}, expected only the file ${path}` };
}

function describeMember({ name, type, linkname }: Header): string {
  if (type === 'file') return shown(name);
  // tar-stream returns null for an unknown kind.
  return `${shown(name)}: ${type ?? 'of an unknown kind'}${linkname ? ` to ${shown(linkname)}` : ''}`;
}
