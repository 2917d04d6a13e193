import { describe, expect, it } from 'vitest';
import { readText } from '../../../src/reports-index/read.ts';
import { readFile } from '../../../src/reports-index/transfer.ts';
import type { IndexFile, IndexRepository } from '../../../src/shared/index-ports.ts';
import { fileOf, seen } from '../../support/memory.ts';

const head = { branch: 'main', commit: 'head' };
const content = Buffer.from('a,b\n1,2\n');

/** A repository with one file, whose transfers arrive cut as often as given. */
function repositoryOf(kind: IndexFile['kind'], cutTimes: number) {
  const whole = fileOf(content);
  const cut = fileOf(content.subarray(0, 4));
  if (whole === undefined || cut === undefined) throw new Error('Expected two files');
  const asked = { times: 0 };
  const open = async () => {
    asked.times += 1;
    if (asked.times > cutTimes) return whole.open();
    return { ...(await cut.open()), isDamaged: () => true };
  };
  const never = () => Promise.reject(new Error('not asked for'));
  const repository: IndexRepository = {
    look: async () => seen('head'),
    file: async () => ({ ...whole, kind, open }),
    commit: never,
    listIssues: never,
    createIssue: never,
    webUrl: () => '',
  };
  return { repository, asked };
}

async function lengthOf(source: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of source) bytes += chunk.byteLength;
  return bytes;
}

const read = (repository: IndexRepository) => readFile('a.csv', { repository, head }, 100, lengthOf);

describe('readFile', () => {
  it('requests a damaged file again', async () => {
    const { repository, asked } = repositoryOf('file', 2);
    expect([await read(repository), asked.times]).toEqual([content.byteLength, 3]);
  });

  it('refuses a file that arrives damaged each time', async () => {
    const { repository, asked } = repositoryOf('file', 3);
    await expect(read(repository)).rejects.toMatchObject({
      problems: [{ code: 'index-damaged', place: { file: 'a.csv' } }],
    });
    expect(asked.times).toBe(3);
  });

  it.each(['symbolic link', 'submodule', 'folder'] as const)('refuses a %s without reading it', async (kind) => {
    const { repository, asked } = repositoryOf(kind, 0);
    await expect(read(repository)).rejects.toMatchObject({
      problems: [{ code: 'index-file-not-plain', message: expect.stringContaining(`is a ${kind}`) }],
    });
    expect(asked.times).toBe(0);
  });
});

describe('readText', () => {
  const snapshot = { head, periods: new Uint8Array(), reports: new Uint8Array() };

  it('follows a symbolic link, because nothing is written into a template', async () => {
    expect(await readText('t.md', snapshot, repositoryOf('symbolic link', 0).repository)).toBe(content.toString());
  });

  it.each(['submodule', 'folder'] as const)('refuses a template that is a %s', async (kind) => {
    await expect(readText('t.md', snapshot, repositoryOf(kind, 0).repository)).rejects.toMatchObject({
      problems: [{ code: 'index-file-not-plain', message: expect.stringContaining(`t.md is a ${kind}`) }],
    });
  });

  it('requests a damaged template again', async () => {
    expect(await readText('t.md', snapshot, repositoryOf('file', 1).repository)).toBe(content.toString());
  });
});
