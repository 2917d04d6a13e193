/**
 * `npm run api-description`: cuts from GitHub's published description of its REST API the operations that the action
 * and the tests use, and writes them for the local GitHub, which holds every exchange against them.
 */

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** GitHub's description as Octokit publishes it; a newer version goes in here. */
const PACKAGE = '@octokit/openapi@23.0.2';
const FOLDER = resolve(import.meta.dirname, '../sandbox/github/api-description');

const OPERATIONS = [
  'GET /user',
  'GET /users/{username}',
  'GET /users/{username}/installation',
  'GET /orgs/{org}/installation',
  'GET /app',
  'POST /app/installations/{installation_id}/access_tokens',
  'GET /repos/{owner}/{repo}',
  'GET /repos/{owner}/{repo}/installation',
  'GET /repos/{owner}/{repo}/issues',
  'POST /repos/{owner}/{repo}/issues',
  'GET /repos/{owner}/{repo}/issues/{issue_number}',
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'GET /repos/{owner}/{repo}/assignees/{assignee}',
  'GET /repos/{owner}/{repo}/contents/{path}',
  'PUT /repos/{owner}/{repo}/contents/{path}',
  'GET /repos/{owner}/{repo}/branches/{branch}',
  'GET /repos/{owner}/{repo}/commits/{ref}',
  'GET /repos/{owner}/{repo}/git/ref/{ref}',
  'POST /repos/{owner}/{repo}/git/refs',
  'PATCH /repos/{owner}/{repo}/git/refs/{ref}',
  'POST /repos/{owner}/{repo}/git/blobs',
  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
  'POST /repos/{owner}/{repo}/git/trees',
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
  'POST /repos/{owner}/{repo}/git/commits',
  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
  'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}',
] as const;

type Json = Readonly<Record<string, unknown>>;

/** Keywords of JSON Schema that the validator needs; texts and examples are left out. */
const KEPT = [
  ...['type', 'enum', 'pattern', 'required', 'minLength', 'maxLength', 'minimum', 'maximum'],
  ...['minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties'],
];
/** Formats that the validator knows; the others are notes for people, such as `int64` and `repo.nwo`. */
const FORMATS = ['date-time', 'date', 'uri', 'email'];

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'api-description-'));
  try {
    const file = 'package/generated/api.github.com.json';
    const archive = execFileSync('npm', ['pack', PACKAGE, '--silent'], { cwd: folder, encoding: 'utf8' }).trim();
    execFileSync('tar', ['-xzf', archive, file, 'package/LICENSE'], { cwd: folder });
    const description: Json = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    writeFileSync(join(FOLDER, 'api.github.com.json'), withLines(slice(description)));
    copyFileSync(join(folder, 'package/LICENSE'), join(FOLDER, 'LICENSE'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The operations, and the schemas that they refer to, in the order of their names. */
function slice(description: Json) {
  const operations = Object.fromEntries(OPERATIONS.map((name) => operation(description, name)));
  const schemas = new Map<string, Json>();
  const waiting = referred(operations);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (schemas.has(name)) continue;
    const schema = cleaned(object(at(description, ['components', 'schemas', name])));
    schemas.set(name, schema);
    waiting.push(...referred(schema));
  }
  return { operations, schemas: Object.fromEntries([...schemas].toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

function referred(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/"#\/schemas\/([^"]+)"/g)].map(([, name = '']) => name);
}

/** Its name, with `{+path}` (RFC 6570) for a parameter that may contain slashes, and what it takes and answers. */
function operation(description: Json, name: string): [string, Json] {
  const [method = '', path = ''] = name.split(' ');
  const found = object(at(description, ['paths', path, method.toLowerCase()]));
  if (found.operationId === undefined) throw new Error(`Expected ${PACKAGE} to describe ${name}, found nothing`);
  const resolved = (value: unknown): Json => dereferenced(description, object(value));
  const parameters = list(found.parameters).map(resolved);
  const body = object(found.requestBody);
  const answers = Object.entries(object(found.responses)).map(([status, answer]) => [
    status,
    jsonSchema(resolved(answer)) ?? {},
  ]);
  const long = parameters.filter((parameter) => parameter['x-multi-segment'] === true).map((one) => String(one.name));
  return [
    long.reduce((template, parameter) => template.replace(`{${parameter}}`, `{+${parameter}}`), name),
    {
      path: parameterSchema(parameters.filter((parameter) => parameter.in === 'path')),
      query: parameterSchema(parameters.filter((parameter) => parameter.in === 'query')),
      ...(found.requestBody === undefined
        ? {}
        : { body: closed(jsonSchema(body) ?? {}), bodyRequired: body.required === true }),
      answers: Object.fromEntries(answers),
    },
  ];
}

function dereferenced(description: Json, value: Json): Json {
  return typeof value.$ref === 'string' ? object(at(description, value.$ref.split('/').slice(1))) : value;
}

function jsonSchema(content: Json): Json | undefined {
  const schema = at(content, ['content', 'application/json', 'schema']);
  return schema === undefined ? undefined : cleaned(object(schema));
}

function parameterSchema(parameters: readonly Json[]): Json {
  const properties = parameters.map(({ name, schema }) => [String(name), cleaned(object(schema))]);
  const required = parameters.filter((parameter) => parameter.required === true).map(({ name }) => name);
  return { type: 'object', properties: Object.fromEntries(properties), required, additionalProperties: false };
}

/** GitHub ignores a property that it does not know; the action must not believe that it is heard. */
function closed(schema: Json): Json {
  return schema.properties === undefined || schema.additionalProperties !== undefined
    ? schema
    : { ...schema, additionalProperties: false };
}

/** OpenAPI's schema as JSON Schema. */
function cleaned(schema: Json): Json {
  if (typeof schema.$ref === 'string') return { $ref: schema.$ref.replace('#/components/schemas/', '#/schemas/') };
  // The alternatives of GitHub's `oneOf` overlap, so that more than one of them may be met.
  const alternatives = [...list(schema.oneOf), ...list(schema.anyOf)].map((one) => cleaned(object(one)));
  const { additionalProperties } = schema;
  const kept: Json = {
    ...Object.fromEntries(KEPT.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]])),
    ...(FORMATS.includes(String(schema.format)) ? { format: schema.format } : {}),
    ...(schema.properties === undefined ? {} : { properties: mapped(object(schema.properties), cleaned) }),
    ...(schema.items === undefined ? {} : { items: cleaned(object(schema.items)) }),
    ...(alternatives.length === 0 ? {} : { anyOf: alternatives }),
    ...(schema.allOf === undefined ? {} : { allOf: list(schema.allOf).map((one) => cleaned(object(one))) }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: cleaned(object(additionalProperties)) }
      : additionalProperties === false
        ? { additionalProperties }
        : {}),
  };
  return schema.nullable === true ? orNull(kept) : kept;
}

function orNull(schema: Json): Json {
  if (typeof schema.type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  const values = schema.enum === undefined ? {} : { enum: [...list(schema.enum), null] };
  return { ...schema, type: [schema.type, 'null'], ...values };
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((within, key) => object(within)[key], value);
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function mapped(values: Json, change: (value: Json) => Json): Json {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(object(value))]));
}

/** A line for each operation and each schema, so that a newer version shows what changed. */
function withLines(parts: Readonly<Record<string, Json>>): string {
  const sections = Object.entries(parts).map(([name, entries]) => {
    const rows = Object.entries(entries).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
    return `${JSON.stringify(name)}: {\n${rows.join(',\n')}\n}`;
  });
  return `{\n"source": ${JSON.stringify(PACKAGE)},\n${sections.join(',\n')}\n}\n`;
}

main();
