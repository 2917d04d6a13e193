/** What is taken from the archive of a cache entry, and what is said of all others. */

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ARCHIVE_LIMIT_BYTES, readEntry } from '../../../../src/adapters/runner/cache-entry.ts';
import {
  archiveOf,
  type Compression,
  compressed,
  MARKER_PATH,
  type Member,
  tarOf,
  withHeader,
} from '../../../support/archive.ts';

const MARKER: Member = { name: MARKER_PATH, content: '{"version":1}' };

async function faultOf(archive: Buffer): Promise<string> {
  const content = await readEntry(archive, MARKER_PATH);
  return content.kind === 'fault' ? content.fault : `no fault: ${Buffer.from(content.bytes)}`;
}

describe.each<Compression>(['zstd', 'gzip'])('readEntry of an archive packed with %s', (compression) => {
  const archive = (...members: Member[]) => archiveOf(members, compression);

  it('returns the bytes of the only file', async () => {
    const content = await readEntry(await archive(MARKER), MARKER_PATH);
    expect(content).toEqual({ kind: 'file', bytes: Buffer.from('{"version":1}') });
    expect(await readEntry(await archive({ name: MARKER_PATH }), MARKER_PATH)).toMatchObject({ kind: 'file' });
  });

  it.each<[string, Member[], string]>([
    ['nothing', [], 'holds 0 members, expected only the file .report-notifier-progress/marker.json'],
    ['another name', [{ name: 'marker.json' }], 'holds 1 member ("marker.json"), expected only the file'],
    ['an absolute path', [{ name: `/${MARKER_PATH}` }], `holds 1 member ("/${MARKER_PATH}")`],
    ['a path that leads up', [{ name: `../${MARKER_PATH}` }], `holds 1 member ("../${MARKER_PATH}")`],
    ['a path with detours', [{ name: `x/../${MARKER_PATH}` }], 'holds 1 member'],
    ['a path with a dot', [{ name: `./${MARKER_PATH}` }], 'holds 1 member'],
    ['two markers', [MARKER, MARKER], `holds 2 members ("${MARKER_PATH}", "${MARKER_PATH}")`],
    ['a second file', [MARKER, { name: '/x/dist/index.js' }], '"/x/dist/index.js")'],
    ['a file before it', [{ name: 'x' }, MARKER], 'holds 2 members ("x", '],
    [
      'a symbolic link in its place',
      [{ name: MARKER_PATH, type: 'symlink', linkname: '/etc/passwd' }],
      `("${MARKER_PATH}": symlink to "/etc/passwd")`,
    ],
    ['a hard link', [{ name: MARKER_PATH, type: 'link', linkname: '/etc/passwd' }], ': link to "/etc/passwd")'],
    ['a device', [{ name: MARKER_PATH, type: 'character-device', devmajor: 1 }], ': character-device)'],
    ['a block device', [{ name: MARKER_PATH, type: 'block-device' }], ': block-device)'],
    ['a pipe', [{ name: MARKER_PATH, type: 'fifo' }], ': fifo)'],
    ['a folder', [{ name: '.report-notifier-progress', type: 'directory' }, MARKER], ': directory, '],
    ['a folder in its place', [{ name: MARKER_PATH, type: 'directory' }], ': directory)'],
    ['another kind of file', [{ name: MARKER_PATH, type: 'contiguous-file' }], ': contiguous-file)'],
    ['a name by its extended header', [{ ...MARKER, pax: { path: '/x' } }], 'holds 1 member ("/x")'],
    ['a long name', [{ name: 'x'.repeat(3_000) }], `("${'x'.repeat(80)}…")`],
  ])('refuses an archive with %s and names its members', async (_, members, fault) => {
    expect(await faultOf(await archive(...members))).toContain(fault);
  });

  it('names at most three members', async () => {
    const members = Array.from({ length: 1_000 }, (_, n): Member => ({ name: `../../${n}` }));
    expect(await faultOf(await archive(...members))).toBe(
      `holds 1,000 members ("../../0", "../../1", "../../2", …), expected only the file ${MARKER_PATH}`,
    );
  });

  it('does not unpack an archive beyond the limit', async () => {
    const bomb = await archive({ ...MARKER, content: Buffer.alloc(300 * ARCHIVE_LIMIT_BYTES) });
    expect(bomb.byteLength).toBeLessThan(ARCHIVE_LIMIT_BYTES);
    expect(await faultOf(bomb)).toBe('has more than 1,048,576 bytes unpacked');
    const many = compressed(Buffer.alloc(ARCHIVE_LIMIT_BYTES + 1), compression);
    expect(await faultOf(many)).toBe('has more than 1,048,576 bytes unpacked');
  });

  it('refuses an archive that is cut off anywhere', async () => {
    const whole = await archive({ ...MARKER, content: 'x'.repeat(5_000) });
    for (let length = 0; length < whole.byteLength - 1; length += 1) {
      const fault = await faultOf(whole.subarray(0, length));
      expect([length, fault]).toEqual([length, expect.stringMatching(/^cannot be unpacked: /)]);
    }
  });

  it('refuses a tar that is cut off anywhere before its final zeros', async () => {
    const tar = await tarOf([{ ...MARKER, content: 'x'.repeat(2_000) }]);
    for (let length = 1; length < 512 + 2_048; length += 97) {
      const fault = await faultOf(compressed(tar.subarray(0, length), compression));
      expect([length, fault]).toEqual([length, 'cannot be unpacked: Unexpected end of data']);
    }
  });

  it.each<[string, Member, number, number[]]>([
    ['of an unknown kind', MARKER, 156, [0x5a]],
    ['of the kind of sparse files', MARKER, 156, [0x53]],
    ['with a negative size', MARKER, 124, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['with a huge size', MARKER, 124, [0x80, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['with a size that is not a number', MARKER, 124, [0xf2]],
    ['with letters as a size', MARKER, 124, [0x79, 0x79]],
  ])('refuses a member %s', async (_, member, at, bytes) => {
    const tar = await withHeader(member, at, bytes);
    expect(await faultOf(compressed(tar, compression))).toMatch(/^(cannot be unpacked|holds 1 member)/);
  });
});

const TAR = await tarOf([MARKER]);
const RECORDS = Object.fromEntries(Array.from({ length: 70_000 }, (_, n) => [`k${n}`, 'v']));

describe('readEntry', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('not an archive')],
    ['a tar that is not packed', TAR],
  ])('refuses bytes that are %s', async (_, bytes) => {
    expect(await faultOf(bytes)).toBe('cannot be unpacked: it is packed neither with zstd nor with gzip');
  });

  it.each([
    ['text', Buffer.from('not a tar'.repeat(100))],
    ['another archive', gzipSync(TAR)],
  ])('refuses compressed bytes that hold %s', async (_, bytes) => {
    expect(await faultOf(compressed(bytes, 'gzip'))).toMatch(/^cannot be unpacked: /);
  });

  it.each([
    ['in the place of the marker', MARKER_PATH],
    ['before it', '.report-notifier-progress/'],
  ])('refuses a folder that claims a content, %s', async (_, name) => {
    const tar = Buffer.concat([await withHeader({ ...MARKER, name }, 156, [0x35]), TAR]);
    expect(await faultOf(gzipSync(tar))).toMatch(/^cannot be unpacked: a folder has a content/);
  });

  it('reads an archive with many records in an extended header', async () => {
    const archive = await archiveOf([{ ...MARKER, pax: RECORDS }]);
    expect(await readEntry(archive, MARKER_PATH)).toMatchObject({ kind: 'file' });
  });
});
