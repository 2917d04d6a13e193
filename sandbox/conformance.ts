/**
 * Holds every exchange against GitHub's own description of its API: the request of the client, and the answer of the
 * sandbox. A sandbox that saw a deviation says so when it closes, so that the test fails that caused it.
 */

import { type Description, type Operation, readDescription } from './description.ts';
import { type Answer, type Exchange, isObject, type Layer } from './http.ts';

export interface Conformance {
  layer: Layer;
  /** What did not conform so far, each kind once: operation, place in the document, value and expectation. */
  deviations(): string[];
  /** Exchanges that were checked, by operation. */
  checked: ReadonlyMap<string, number>;
}

/** `isElsewhere` tells of requests that are not for the REST API. */
export function createConformance(isElsewhere: (exchange: Exchange) => boolean): Conformance {
  const found = new Set<string>();
  const checked = new Map<string, number>();
  return {
    layer: async (exchange, next) => {
      if (isElsewhere(exchange)) return next();
      const description = readDescription();
      const { request } = exchange;
      const asked = new URL(request.path, 'http://127.0.0.1');
      const operation = description.operationOf(request.method, asked.pathname);
      if (operation === undefined) {
        found.add(`${request.method} ${asked.pathname} is none of the operations in sandbox/api-description`);
        return next();
      }
      const note = (what: string, faults: readonly string[]) => {
        for (const fault of faults) found.add(`${operation.name}: ${what} ${fault}`);
      };
      checked.set(operation.name, (checked.get(operation.name) ?? 0) + 1);
      note('request', requestFaults(description, operation, { asked, bytes: exchange.bytes }));
      const answer = await next();
      const isReal = answer.injected !== true && answer.status !== 0;
      if (isReal) note(`answer ${answer.status}`, answerFaults(description, operation, { request, answer }));
      return answer;
    },
    deviations: () => [...found],
    checked,
  };
}

/** In links that GitHub gave out itself; the description does not know them. */
const CURSORS = ['after', 'before'];

function requestFaults(
  description: Description,
  operation: Operation,
  { asked, bytes }: { asked: URL; bytes: Buffer },
): string[] {
  const query = Object.fromEntries([...asked.searchParams].filter(([name]) => !CURSORS.includes(name)));
  return [
    ...description.faultsOf(operation, 'path', { ...operation.parameters }),
    ...description.faultsOf(operation, 'query', query),
    ...(bytes.byteLength === 0 && !operation.bodyRequired ? [] : bodyFaults(description, operation, 'body', bytes)),
  ];
}

function bodyFaults(description: Description, operation: Operation, part: string, bytes: Buffer): string[] {
  try {
    return description.faultsOf(operation, part, JSON.parse(bytes.toString('utf8')));
  } catch {
    return [`is no JSON: ${JSON.stringify(bytes.toString('utf8', 0, 100))}`];
  }
}

/**
 * Answers that GitHub documents for the whole API ("Troubleshooting the REST API", "Best practices", "Rate limits")
 * and with few of its operations.
 */
const GENERAL = [301, 302, 307, 401, 403, 404, 422, 429];

function answerFaults(
  description: Description,
  operation: Operation,
  { request, answer }: { request: Exchange['request']; answer: Answer },
): string[] {
  const { status, headers, body } = answer;
  const type = headers['content-type'] ?? '';
  if (status === 204 || status === 304) return body.byteLength === 0 ? [] : ['has a body'];
  if (status >= 300 && status < 400 && headers.location === undefined) return ['has no header location'];
  // The description tells of this form in words only.
  if (status === 200 && (request.headers.accept ?? '').includes('raw')) return rawFaults(type);
  if (!type.startsWith('application/json')) return [`has the content type ${type}, expected JSON`];
  if (operation.statuses.includes(String(status))) return bodyFaults(description, operation, String(status), body);
  return GENERAL.includes(status) ? refusalFaults(body) : ['is not among those that GitHub describes'];
}

function rawFaults(type: string): string[] {
  return type.startsWith('application/vnd.github.raw') ? [] : [`has the content type ${type}, expected the raw one`];
}

/** `message` and `documentation_url` are in all of them. */
function refusalFaults(body: Buffer): string[] {
  const said: unknown = JSON.parse(body.toString('utf8'));
  const missing = ['message', 'documentation_url'].filter((key) => !isObject(said) || typeof said[key] !== 'string');
  return missing.map((key) => `/${key} is missing`);
}
