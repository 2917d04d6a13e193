/** A server on this machine that answers as a test says, for the adapters. */

import { createServer, type IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** The connection ends before the answer, or in the middle of it. */
  cut?: 'before' | 'half';
}

export interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Loopback {
  url: string;
  seen: Seen[];
}

/** `answer` is asked for each request; a list is answered one after the other, its last for all the rest. */
export async function loopback(answer: Reply[] | ((request: Seen, n: number) => Reply)): Promise<Loopback> {
  const seen: Seen[] = [];
  const server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body };
    seen.push(request);
    const reply =
      typeof answer === 'function' ? answer(request, seen.length) : (answer[seen.length - 1] ?? answer.at(-1));
    if (reply === undefined || reply.cut === 'before') return response.destroy();
    const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {});
    const type = typeof reply.body === 'string' ? 'text/html' : 'application/json';
    response.writeHead(reply.status ?? 200, {
      'content-type': type,
      'content-length': Buffer.byteLength(text),
      ...reply.headers,
    });
    if (reply.cut === 'half') response.write(text.slice(0, text.length / 2), () => response.destroy());
    else response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, seen };
}
