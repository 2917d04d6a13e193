/** A minimal GitHub for reading the large index and committing to it. It serves files and discards uploads. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';

export interface IndexServer {
  apiUrl: string;
  /** Size of all uploaded blobs. */
  blobBytes(): number;
  close(): void;
}

/** `files` are paths on disk. The server finds a file by its name, in any folder of the repository. */
export async function serveIndex(files: readonly string[]): Promise<IndexServer> {
  let blobBytes = 0;
  const tree = await treeOf(files);
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const file = files.find((known) => path.includes(`/${basename(known)}?`));
    if (file !== undefined) return void createReadStream(file).pipe(response);
    request.on('data', (chunk: Buffer) => {
      if (path.endsWith('/git/blobs')) blobBytes += chunk.byteLength;
    });
    request.on('end', () => {
      if (path.endsWith('?recursive=1')) send(response, 200, { tree, truncated: false });
      else answer(response, request.method === 'POST' ? 201 : 200);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}`,
    blobBytes: () => blobBytes,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The same answer for branches, commits, trees and blobs. */
function answer(response: ServerResponse, status: number): void {
  const sha = '0'.repeat(40);
  send(response, status, { sha, tree: { sha }, object: { sha } });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Entries of a tree that has each file in both folders of an index. */
async function treeOf(files: readonly string[]): Promise<object[]> {
  const entries: object[] = [];
  for (const file of files) {
    const { size } = await stat(file);
    const hash = createHash('sha1').update(`blob ${size}\0`);
    for await (const chunk of createReadStream(file)) hash.update(chunk);
    const entry = { mode: '100644', type: 'blob', sha: hash.digest('hex'), size };
    for (const folder of ['reports-index', 'reports-index/reports'])
      entries.push({ ...entry, path: `${folder}/${basename(file)}` });
  }
  return entries;
}
