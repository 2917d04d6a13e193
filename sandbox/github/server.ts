/**
 * The server that the action connects to. It records each request and sends the answer of the layers.
 */

import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type Answer, deliver, type Exchange, type RecordedRequest, readExchange, refusal } from './http.ts';

export interface Front {
  port: number;
  /** In the order of arrival. */
  requests: RecordedRequest[];
  /** Sets the function that answers requests. Until then the answer is 503. */
  answerWith(answer: (exchange: Exchange) => Promise<Answer>): void;
  /** Ends all connections, including those that wait for an answer. */
  close(): Promise<void>;
}

// Node closes idle connections after five seconds, GitHub does not. The pauses of the action are longer than that.
const KEEP_ALIVE_MS = 600_000;

/** Listens on 127.0.0.1. */
export async function openFront(port: number, now: () => number): Promise<Front> {
  const requests: RecordedRequest[] = [];
  let answer: (exchange: Exchange) => Promise<Answer> = async () => refusal(503, 'Starting');
  const receive = async (incoming: IncomingMessage): Promise<{ reply: Answer; request: RecordedRequest }> => {
    const exchange = await readExchange(incoming, 'http://127.0.0.1', now());
    const { request } = exchange;
    requests.push(request);
    const reply = await answer(exchange).catch((error: unknown) => refusal(500, `Sandbox: ${String(error)}`));
    if (reply.delivery === 'whole' || reply.delivery === 'half') request.status = reply.status;
    return { reply, request };
  };
  const server = createServer((incoming, response) => {
    receive(incoming)
      .then(({ reply, request }) => deliver(reply, response, request))
      .catch(() => response.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return {
    port: await listen(server, port),
    requests,
    answerWith: (next) => {
      answer = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
