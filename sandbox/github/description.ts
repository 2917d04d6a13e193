/**
 * GitHub's description of its API, as far as it is used here: which operation a request is, and what it takes and
 * answers. `npm run api-description` makes `api-description/api.github.com.json`.
 */

import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';

export interface Operation {
  /** `POST /repos/{owner}/{repo}/issues` */
  name: string;
  /** Values of the path's parameters. */
  parameters: Record<string, string>;
  bodyRequired: boolean;
  /** Statuses that the description lists. */
  statuses: readonly string[];
}

/** `path`, `query`, `body` or the status of an answer. */
type Part = string;

export interface Description {
  operationOf(method: string, pathname: string): Operation | undefined;
  /** What is wrong with a part of an exchange: each with the place, the value and what was expected. */
  faultsOf(operation: Operation, part: Part, value: unknown): string[];
}

interface Described {
  path: object;
  query: object;
  body?: object;
  bodyRequired?: boolean;
  answers: Record<string, object>;
}

interface Slice {
  operations: Record<string, Described>;
  schemas: Record<string, object>;
}

const FILE = new URL('api-description/api.github.com.json', import.meta.url);
const MOST_FAULTS = 5;

let shared: Description | undefined;

/** Read once for all sandboxes of a process; each schema is compiled when it is first needed. */
export function readDescription(): Description {
  shared ??= describe(JSON.parse(readFileSync(FILE, 'utf8')));
  return shared;
}

function describe(slice: Slice): Description {
  // Every test file compiles what it needs anew, so nothing is done here that does not find deviations.
  const cheap = { validateSchema: false, meta: false, code: { optimize: false } } as const;
  const options = { strict: false, allErrors: true, verbose: true, ...cheap } as const;
  const bodies = new Ajv(options);
  // The parameters of an address are text.
  const parameters = new Ajv({ ...options, coerceTypes: true });
  for (const ajv of [bodies, parameters]) addFormats.default(ajv).addSchema({ ...slice, $id: 'github' });
  const patterns = Object.keys(slice.operations).map((name) => ({ name, pattern: patternOf(name) }));
  return {
    operationOf: (method, pathname) => {
      // Redirects and links to other pages name a repository by its id; the description does not know these addresses.
      const path = pathname.replace(/^\/repositories\/\d+/, '/repos/by-id/by-id');
      for (const { name, pattern } of patterns) {
        const match = pattern.exec(`${method} ${path}`);
        const described = slice.operations[name];
        if (match === null || described === undefined) continue;
        const values = Object.entries(match.groups ?? {}).map(([key, value]) => [key, decoded(value)]);
        return {
          name,
          parameters: Object.fromEntries(values),
          bodyRequired: described.bodyRequired === true,
          statuses: Object.keys(described.answers),
        };
      }
      return undefined;
    },
    faultsOf: ({ name }, part, value) => {
      const place = ['path', 'query', 'body'].includes(part) ? [part] : ['answers', part];
      const pointer = ['operations', name, ...place].map(escapePointer).join('/');
      const ajv = part === 'path' || part === 'query' ? parameters : bodies;
      const validate = ajv.getSchema(`github#/${pointer}`);
      if (validate === undefined) return [`has a ${part}, and GitHub describes none`];
      return validate(value) === true ? [] : faultsIn(validate.errors ?? []);
    },
  };
}

function patternOf(name: string): RegExp {
  const pattern = name.replace(/[.]/g, '\\.').replace(/\{(\+?)(\w+)\}/g, (_, long: string, parameter: string) => {
    return `(?<${parameter}>${long === '' ? '[^/]+' : '.+'})`;
  });
  return new RegExp(`^${pattern}$`);
}

/** As it is when it cannot be decoded. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function escapePointer(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function faultsIn(errors: readonly ErrorObject[]): string[] {
  // Where none of several alternatives fits, the faults in each of them say more.
  const telling = errors.filter(({ keyword, schema }) => keyword !== 'anyOf' && schema !== 'null');
  return (telling.length === 0 ? errors : telling).slice(0, MOST_FAULTS).map(faultIn);
}

function faultIn({ keyword, instancePath, params, data, schema, message }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return `${instancePath}/${params.missingProperty} is missing`;
    case 'additionalProperties':
      return `${instancePath}/${params.additionalProperty} is not known to GitHub`;
    default:
      return `${instancePath} is ${shown(data)}, expected ${keyword} ${shown(schema)} (${message})`;
  }
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, 100);
}
