/**
 * Holds every exchange against GitHub's own description of its API: the request of the client, and the answer of the
 * sandbox. A sandbox that saw a deviation says so when it closes, so that the test fails that caused it.
 */

import { type Operation, readDescription } from '../description.ts';
import { type Answer, type Exchange, isObject, type Layer, type RecordedRequest } from '../http.ts';

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
  const note = (deviations: readonly string[]) => {
    for (const deviation of deviations) found.add(deviation);
  };
  return {
    layer: async (exchange, next) => {
      if (isElsewhere(exchange)) return next();
      const { request, bytes } = exchange;
      note(requestDeviations(request, bytes));
      const answer = await next().catch((error: unknown) => {
        note([`${request.method} ${request.path}: the sandbox broke: ${String(error)}`]);
        throw error;
      });
      const operation = operationOf(request);
      if (operation === undefined) return answer;
      checked.set(operation.name, (checked.get(operation.name) ?? 0) + 1);
      const isReal = answer.injected !== true && answer.status !== 0;
      if (isReal) note(answerDeviations(operation, request, answer));
      return answer;
    },
    deviations: () => [...found],
    checked,
  };
}

type Asked = Pick<RecordedRequest, 'method' | 'path'>;

function operationOf({ method, path }: Asked): Operation | undefined {
  return readDescription().operationOf(method, new URL(path, 'http://127.0.0.1').pathname);
}

/** In links that GitHub gave out itself, and against caches; the description does not know them. */
const UNDESCRIBED = ['after', 'before', 'look'];

/** Where a request to the API is none that GitHub describes; `path` has its query, `bytes` are its body. */
function requestDeviations(request: Asked, bytes: Buffer): string[] {
  const { pathname, searchParams } = new URL(request.path, 'http://127.0.0.1');
  const operation = operationOf(request);
  if (operation === undefined) {
    return [`${request.method} ${pathname} is none of the operations in sandbox/github/api-description`];
  }
  const { faultsOf } = readDescription();
  const query = Object.fromEntries([...searchParams].filter(([name]) => !UNDESCRIBED.includes(name)));
  const faults = [
    ...faultsOf(operation, 'path', { ...operation.parameters }),
    ...faultsOf(operation, 'query', query),
    ...(bytes.byteLength === 0 && !operation.bodyRequired ? [] : faultsOfJson(operation, 'body', bytes)),
  ];
  return faults.map((fault) => `${operation.name}: request ${fault}`);
}

/**
 * Answers that GitHub documents for the whole API ("Troubleshooting the REST API", "Best practices", "Rate limits")
 * and with few of its operations.
 */
const GENERAL = [301, 302, 307, 401, 403, 404, 422, 429];

function answerDeviations(operation: Operation, request: RecordedRequest, answer: Answer): string[] {
  return faultsOfAnswer(operation, request, answer).map(
    (fault) => `${operation.name}: answer ${answer.status} ${fault}`,
  );
}

function faultsOfAnswer(operation: Operation, request: RecordedRequest, { status, headers, body }: Answer): string[] {
  const type = headers['content-type'] ?? '';
  if (status === 204 || status === 304) return body.byteLength === 0 ? [] : ['has a body'];
  if (status >= 300 && status < 400 && headers.location === undefined) return ['has no header location'];
  // The description tells of this form in words only.
  if (status === 200 && (request.headers.accept ?? '').includes('raw')) {
    return type.startsWith('application/vnd.github.raw') ? [] : [`has the content type ${type}, expected the raw one`];
  }
  if (!type.startsWith('application/json')) return [`has the content type ${type}, expected JSON`];
  if (operation.statuses.includes(String(status))) return faultsOfJson(operation, String(status), body);
  return GENERAL.includes(status) ? faultsOfRefusal(body) : ['is not among those that GitHub describes'];
}

function faultsOfJson(operation: Operation, part: string, bytes: Buffer): string[] {
  const value = parsed(bytes);
  if (value === undefined) return [`is no JSON: ${JSON.stringify(bytes.toString('utf8', 0, 100))}`];
  return readDescription().faultsOf(operation, part, value);
}

/** `message` and `documentation_url` are in all of them. */
function faultsOfRefusal(body: Buffer): string[] {
  const said = parsed(body);
  const missing = ['message', 'documentation_url'].filter((key) => !isObject(said) || typeof said[key] !== 'string');
  return missing.map((key) => `/${key} is missing`);
}

/** Undefined when it is no JSON. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
