/** Transfers files of the index: enforces their maximum size and repeats damaged transfers. */

import type { Head, HeadLook, IndexFile, IndexRepository } from '../shared/index-ports.ts';
import { fail, type Problem, ProblemsError } from '../shared/problem.ts';
import { thousands } from '../shared/text.ts';

/** Where files are read from. */
export interface Files {
  repository: IndexRepository;
  head: Head;
}

/** How often a file is requested while its bytes differ from those of the commit. */
const TRANSFER_TRIES = 3;

/**
 * Reads a file of the index with `parse`. Throws when the file does not exist, is not a plain file, is too large or
 * arrives damaged each time.
 */
export async function readFile<T>(
  path: string,
  { repository, head }: Files,
  limitBytes: number,
  parse: (source: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const place = { file: path };
  const file = await repository.file(path, head.commit);
  if (file === undefined) fail('index-file-missing', `${path} does not exist on branch ${head.branch}`, place);
  if (file.at !== undefined || file.kind !== 'file') notPlain(path, file, head);
  return received(path, file, limitBytes, parse);
}

export function notPlain(path: string, { kind, at }: IndexFile, { branch }: Head): never {
  const expected = at === undefined ? 'expected a file' : 'expected a folder';
  const message = `${at ?? path} is a ${kind} on branch ${branch}, ${expected}`;
  return fail('index-file-not-plain', message, { file: path });
}

/**
 * Reads a file's bytes with `parse`. After a damaged transfer, for example one that was cut off, the file is requested
 * again, because the file of a commit never changes.
 */
export async function received<T>(
  path: string,
  file: IndexFile,
  limitBytes: number,
  parse: (source: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  for (let tried = 0; tried < TRANSFER_TRIES; tried += 1) {
    const transfer = await file.open();
    const value = await parse(limited(transfer.bytes, path, limitBytes));
    if (!transfer.isDamaged()) return value;
  }
  const message = `${path} arrived damaged ${TRANSFER_TRIES} times: its bytes are not those of blob ${file.sha}`;
  return fail('index-damaged', message, { file: path });
}

/** The bytes as they arrive. Throws `index-file-too-large` when there are more than `limitBytes`. */
export async function* limited(
  source: AsyncIterable<Uint8Array>,
  path: string,
  limitBytes: number,
): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    if (bytes > limitBytes) {
      fail('index-file-too-large', `${path} is larger than ${thousands(limitBytes)} bytes`, { file: path });
    }
    yield chunk;
  }
}

export function readWhole(path: string, files: Files, limitBytes: number): Promise<Uint8Array> {
  return readFile(path, files, limitBytes, collect);
}

export async function collect(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** The branch head. Throws `ProblemsError` when it cannot be read. */
export async function headOf(repository: IndexRepository): Promise<Head> {
  const seen = await repository.look();
  switch (seen.kind) {
    case 'head':
      return seen.head;
    case 'limited':
      throw new ProblemsError([limitProblem(seen)]);
    case 'unreadable':
      return fail(seen.code ?? 'index-unreadable', seen.message);
    default:
      return seen satisfies never;
  }
}

function limitProblem({ limit, message, retryAt }: Extract<HeadLook, { kind: 'limited' }>): Problem {
  const words = message ?? `The branch head cannot be read: GitHub refuses it because of its ${limit} limit`;
  const problem = { code: 'index-limited' as const, message: words };
  return retryAt === undefined ? problem : { ...problem, retryAt };
}
