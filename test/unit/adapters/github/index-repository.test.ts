import { describe, expect, it } from 'vitest';
import { openGitHub } from '../../../../src/adapters/github/client.ts';
import { openIndexRepository } from '../../../../src/adapters/github/index-repository.ts';
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

const head = { branch: 'main', commit: 'head' };

describe('a file whose transfer breaks off', () => {
  const rows = 'a,b\n'.repeat(1_000);
  const half: Reply = { body: rows, cut: 'half', headers: { 'content-type': 'text/csv' } };
  const readAll = async (answer: (request: Seen, n: number) => Reply) => {
    const { index } = await open(answer);
    let text = '';
    for await (const chunk of (await index.read('a.csv', 'head')) ?? []) text += Buffer.from(chunk).toString();
    return text;
  };

  it('is read on from there', async () => {
    expect(await readAll((_, n) => (n < 3 ? half : { body: rows }))).toBe(rows);
  });

  it('is not taken for whole when it is not there any more', async () => {
    const gone = readAll((_, n) => (n === 1 ? half : { status: 404, body: { message: 'Not Found' } }));
    await expect(gone).rejects.toMatchObject({ problems: [{ code: 'index-unreadable', place: { file: 'a.csv' } }] });
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
    expect(await index.commit(await index.head(), change, 'Record')).toEqual({ kind: 'committed', commit: 'new' });
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
