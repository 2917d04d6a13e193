import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { openGitHub } from '../../../../src/adapters/github/client.ts';
import { openIndexRepository } from '../../../../src/adapters/github/index-repository.ts';
import { systemClock } from '../../../../src/adapters/runner/clock.ts';
import type { CommitOutcome, FileChange, IndexRepository } from '../../../../src/shared/index-ports.ts';

const MIB = 1024 * 1024;

interface Received {
  request: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

const answers: Record<string, { status: number; body: object }> = {
  'GET /repos/example/index/git/commits/head': { status: 200, body: { tree: { sha: 'tree-before' } } },
  'POST /repos/example/index/git/blobs': { status: 201, body: { sha: 'blob' } },
  'POST /repos/example/index/git/trees': { status: 201, body: { sha: 'tree' } },
  'POST /repos/example/index/git/commits': { status: 201, body: { sha: 'commit' } },
  'PATCH /repos/example/index/git/refs/heads/main': { status: 200, body: {} },
};

/** What a commit of these files comes to, and the requests that it takes. */
async function committed(
  changes: FileChange[],
  blobStatus = 201,
): Promise<{ outcome: CommitOutcome; requests: Received[] }> {
  const requests: Received[] = [];
  const server = createServer(async (incoming, response) => {
    const request = `${incoming.method} ${incoming.url}`;
    const sent = await text(incoming);
    requests.push({ request, headers: incoming.headers, body: sent === '' ? {} : JSON.parse(sent) });
    const answer = answers[request] ?? { status: 404, body: {} };
    const status = request.endsWith('/blobs') ? blobStatus : answer.status;
    const body = status < 400 ? answer.body : { message: 'Validation Failed' };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const outcome = await openRepository(`http://127.0.0.1:${port}`).commit(
      { branch: 'main', commit: 'head' },
      changes,
      'Record reports',
    );
    return { outcome, requests };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function openRepository(apiUrl: string): IndexRepository {
  const github = openGitHub({ apiUrl, token: 'example', userAgent: 'example', clock: systemClock, random: () => 0.5 });
  const repository = { owner: 'example', name: 'index' };
  return openIndexRepository(github, { repository, branch: 'main', serverUrl: 'https://github.com', now: Date.now });
}

describe('a commit of flags', { timeout: 60_000 }, () => {
  it('is one blob a file, one tree, one commit, one step of the branch', async () => {
    const { outcome, requests } = await committed([
      { path: 'index/reports/202610.csv', bytes: Buffer.from('ä,b\n') },
      { path: 'index/periods.csv', bytes: Buffer.from('period\n') },
    ]);
    expect(outcome).toEqual({ kind: 'committed', commit: 'commit' });
    expect(requests.map(({ request, body }) => [request.replace('/repos/example/index/git', ''), body])).toEqual([
      ['GET /commits/head', {}],
      ['POST /blobs', { content: Buffer.from('ä,b\n').toString('base64'), encoding: 'base64' }],
      ['POST /blobs', { content: Buffer.from('period\n').toString('base64'), encoding: 'base64' }],
      [
        'POST /trees',
        {
          base_tree: 'tree-before',
          tree: [
            { path: 'index/reports/202610.csv', mode: '100644', type: 'blob', sha: 'blob' },
            { path: 'index/periods.csv', mode: '100644', type: 'blob', sha: 'blob' },
          ],
        },
      ],
      ['POST /commits', { message: 'Record reports', tree: 'tree', parents: ['head'] }],
      ['PATCH /refs/heads/main', { sha: 'commit', force: false }],
    ]);
  });

  it.each([0, 1, 2, 3, 49_151, 49_152, 49_153, 1_000_000, 40 * MIB])('takes a file of %i bytes', async (size) => {
    const bytes = Buffer.alloc(size, 'Vögel, 鳥, 🐦\n');
    const { outcome, requests } = await committed([{ path: 'a.csv', bytes }]);
    expect(outcome).toEqual({ kind: 'committed', commit: 'commit' });
    expect(requests).toHaveLength(5);
    const [, blob] = requests;
    const arrived = Buffer.from(String(blob?.body.content), 'base64');
    const hash = (of: Buffer) => createHash('sha1').update(of).digest('hex');
    expect([arrived.byteLength, hash(arrived)]).toEqual([size, hash(bytes)]);
    expect(blob?.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(Number(blob?.headers['content-length'])).toBe(JSON.stringify(blob?.body).length);
    expect(blob?.headers['transfer-encoding']).toBeUndefined();
  });

  it('ends with the blob that GitHub does not take', async () => {
    const { outcome, requests } = await committed([{ path: 'a.csv', bytes: Buffer.alloc(MIB) }], 422);
    expect(outcome).toMatchObject({ kind: 'unclear', code: 'commit-rejected' });
    expect(requests).toHaveLength(2);
  });
});
