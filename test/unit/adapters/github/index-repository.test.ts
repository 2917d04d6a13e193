import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openGitHub } from '../../../../src/adapters/github/client.ts';
import { openIndexRepository } from '../../../../src/adapters/github/index-repository.ts';
import { readIndex } from '../../../../src/reports-index/read.ts';
import { headOf } from '../../../../src/reports-index/transfer.ts';
import type { IndexFile } from '../../../../src/shared/index-ports.ts';
import { loopback, type Reply, type Seen } from '../../../support/loopback.ts';
import { sleepingClock } from '../../../support/memory.ts';

async function open(answer: (request: Seen, n: number) => Reply) {
  const server = await loopback(answer);
  const clock = sleepingClock();
  const github = openGitHub({ apiUrl: server.url, token: 'job', userAgent: 'test', clock, random: () => 0 });
  const repository = { owner: 'network', name: 'old' };
  const options = { repository, branch: 'main', serverUrl: 'https://github.com', now: clock.now };
  return { ...server, index: openIndexRepository(github, options) };
}

function entryOf(content: string): Record<string, unknown> {
  const size = Buffer.byteLength(content);
  return { path: 'a.csv', mode: '100644', type: 'blob', sha: blobSha(content), size };
}

/** As git has it. */
function blobSha(content: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(content)}\0${content}`)
    .digest('hex');
}

async function textOf(file: IndexFile | undefined): Promise<{ text: string; isDamaged: boolean }> {
  if (file === undefined) throw new Error('Expected a file');
  const { bytes, isDamaged } = await file.open();
  let text = '';
  for await (const chunk of bytes) text += Buffer.from(chunk).toString();
  return { text, isDamaged: isDamaged() };
}

const head = { branch: 'main', commit: 'head' };

describe('a file whose transfer breaks off', () => {
  const rows = 'a,b\n'.repeat(1_000);
  const half: Reply = { body: rows, cut: 'half', headers: { 'content-type': 'text/csv' } };
  /** The nth answer to who asks for the content. */
  const readAll = async (answer: (n: number) => Reply) => {
    let asked = 0;
    const { index } = await open(({ path }) => {
      if (path.includes('/git/trees/')) return { body: { tree: [entryOf(rows)], truncated: false } };
      asked += 1;
      return answer(asked);
    });
    return textOf(await index.file('a.csv', 'head'));
  };

  it('is read on from there', async () => {
    expect(await readAll((n) => (n < 3 ? half : { body: rows }))).toEqual({ text: rows, isDamaged: false });
  });

  it('is not taken for whole when it is not there any more', async () => {
    const gone = readAll((n) => (n === 1 ? half : { status: 404, body: { message: 'Not Found' } }));
    await expect(gone).rejects.toMatchObject({ problems: [{ code: 'index-unreadable', place: { file: 'a.csv' } }] });
  });
});

describe('a file of a commit', () => {
  const content = 'a,b\n1,2\n';
  const entry = entryOf(content);
  const served = async (tree: (path: string) => object, body = content) => {
    const server = await open(({ path }) => ({ body: path.includes('/git/trees/') ? tree(path) : body }));
    return { ...server, file: await server.index.file('a.csv', 'head') };
  };

  it('is compared with the sha that git gives its content', () => {
    // `printf 'a,b\n' | git hash-object --stdin`
    expect(blobSha('a,b\n')).toBe('91e7b5b17dd85f6e9b9d2d85acb2982bd5f455ee');
  });

  it.each([
    ['whole', content, false],
    ['cut at a row', 'a,b\n', true],
    ['longer', `${content}3,4\n`, true],
    ['other of the same length', 'a,b\n1,3\n', true],
    ['empty', '', true],
  ])('arrives %s', async (_, body, isDamaged) => {
    const { size: _size, ...sizeless } = entry;
    for (const one of [entry, sizeless]) {
      const { file } = await served(() => ({ tree: [one], truncated: false }), body);
      expect(await textOf(file)).toEqual({ text: body, isDamaged });
    }
  });

  it.each([
    ['100644', 'file'],
    ['100755', 'file'],
    ['120000', 'symbolic link'],
    ['160000', 'submodule'],
    ['040000', 'folder'],
  ])('with mode %s is a %s', async (mode, kind) => {
    const { file } = await served(() => ({ tree: [{ ...entry, mode }], truncated: false }));
    expect(file?.kind).toBe(kind);
  });

  it.each([
    ['120000', 'symbolic link'],
    ['160000', 'submodule'],
    ['100644', 'file'],
  ])('is out of reach below a folder that is none, with mode %s', async (mode, kind) => {
    for (const truncated of [false, true]) {
      const tree = [{ path: 'index', mode, type: 'blob', sha: 'link' }];
      const { index } = await open(() => ({ body: { tree, truncated } }));
      const file = await index.file('index/reports/201204.csv', 'head');
      expect(file).toMatchObject({ kind, at: 'index' });
      const request = { folder: 'index', period: '201204', gbifdatasetid: undefined, cursor: undefined };
      const message = `index is a ${kind} on branch main, expected a folder`;
      await expect(readIndex(request, head, index)).rejects.toThrow(message);
    }
  });

  it('is there or not as the tree says, which is asked for once a commit', async () => {
    const { index, seen } = await open(() => ({ body: { tree: [entry], truncated: false } }));
    const found = [
      await index.file('a.csv', 'one'),
      await index.file('b.csv', 'one'),
      await index.file('a.csv', 'two'),
    ];
    expect(found.map((file) => file?.sha)).toEqual([entry.sha, undefined, entry.sha]);
    expect(seen.map(({ path }) => path.split('/git/')[1])).toEqual(['trees/one?recursive=1', 'trees/two?recursive=1']);
  });

  it('is found folder by folder in a tree that GitHub cuts', async () => {
    const { index, seen } = await open(({ path }) => {
      const [, sha = ''] = /trees\/(\w+)/.exec(path) ?? [];
      const below: Record<string, object[]> = {
        head: [{ path: 'i', mode: '040000', type: 'tree', sha: 'i' }],
        i: [entry, { path: 'reports', mode: '040000', type: 'tree', sha: 'reports' }],
        reports: [{ ...entry, path: '201204.csv' }],
      };
      return { body: { tree: below[sha] ?? [], truncated: path.includes('recursive') } };
    });
    const paths = ['i/a.csv', 'i/reports/201204.csv', 'i/reports/201205.csv', 'i/a.csv/b', 'j/a.csv'];
    const found = [];
    for (const path of paths) {
      const file = await index.file(path, 'head');
      found.push(file?.at ?? file?.sha);
    }
    expect(found).toEqual([entry.sha, entry.sha, undefined, 'i/a.csv', undefined]);
    expect(seen).toHaveLength(4);
  });

  it('keeps its mode when it is committed', async () => {
    const { index, seen } = await open(({ method, path }) => {
      if (path.includes('recursive')) return { body: { tree: [{ ...entry, mode: '100755' }], truncated: false } };
      return { status: method === 'POST' ? 201 : 200, body: { sha: 'new', tree: { sha: 'tree' } } };
    });
    await index.file('a.csv', 'head');
    await index.commit(
      head,
      [
        { path: 'a.csv', bytes: Buffer.from(content) },
        { path: 'b.csv', bytes: Buffer.from('') },
      ],
      'm',
    );
    const tree = seen.find(({ method, path }) => method === 'POST' && path.endsWith('/git/trees'));
    expect(JSON.parse(tree?.body ?? '')).toMatchObject({ tree: [{ mode: '100755' }, { mode: '100644' }] });
  });
});

describe('a look at the branch head', () => {
  it('is answered with 304 while the branch stays where it is', async () => {
    const { index, seen } = await open(({ headers }, n) => {
      if (headers['if-none-match'] === '"1"' && n < 4) return { status: 304, headers: { etag: '"1"' } };
      return { headers: { etag: n < 4 ? '"1"' : '"2"' }, body: { object: { sha: n < 4 ? 'a' : 'b' } } };
    });
    const looks = [await index.look(), await index.look(), await index.look(), await index.look()];
    expect(looks.map((look) => (look.kind === 'head' ? look.head.commit : look.kind))).toEqual(['a', 'a', 'a', 'b']);
    expect(seen.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"', '"1"', '"1"']);
  });

  it.each([
    [{ status: 403, headers: { 'retry-after': '60' }, body: {} }, { kind: 'limited' }],
    [{ status: 404, body: { message: 'Not Found' } }, { kind: 'unreadable' }],
    [{ status: 502, body: '' }, { kind: 'unreadable' }],
    [{ status: 304, body: '' }, { kind: 'unreadable' }],
  ])('tells a limit from other answers: %o', async (reply, expected) => {
    const { index } = await open(() => reply);
    expect(await index.look()).toMatchObject(expected);
  });
});

describe('a repository that was renamed', () => {
  const moved = ({ method, path }: Seen): Reply => ({
    status: method === 'GET' ? 301 : 307,
    headers: { location: path.replace('/repos/network/old', '/repositories/7') },
    body: { message: 'Moved Permanently' },
  });
  const present = ({ method, path }: Seen, fullName: string): Reply => {
    if (path.includes('/git/ref/')) return { body: { object: { sha: 'head' } } };
    if (path === '/repositories/7') return { body: { full_name: fullName } };
    if (method === 'GET') return { body: { tree: { sha: 'tree' } } };
    return { status: method === 'PATCH' ? 200 : 201, body: { sha: 'new' } };
  };
  const change = [{ path: 'a.csv', bytes: Buffer.from('a\n') }];

  it('takes commits under the name that it has now', async () => {
    const { index, seen } = await open((request) =>
      request.path.startsWith('/repos/network/old') ? moved(request) : present(request, 'network/new'),
    );
    expect(await index.commit(await headOf(index), change, 'Record')).toEqual({ kind: 'committed', commit: 'new' });
    const written = seen.filter(({ method }) => method !== 'GET').map(({ path }) => path);
    expect(written.every((path) => path.startsWith('/repos/network/new/git/'))).toBe(true);
    expect(index.webUrl('a.csv', 'head')).toBe('https://github.com/network/new/blob/head/a.csv');
  });

  it('is a refusal that no later try changes, where the new name is not told', async () => {
    const { index } = await open((request) =>
      request.path.startsWith('/repos/network/old') ? moved(request) : present(request, ''),
    );
    expect(await index.commit(head, change, 'Record')).toEqual({
      kind: 'refused',
      code: 'commit-rejected',
      message: 'the repository has moved to /repositories/7/git/blobs',
    });
  });
});
