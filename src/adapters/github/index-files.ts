/** Files of the index repository: their entries in the tree of a commit, and their bytes as the contents API gives them. */

import { createHash } from 'node:crypto';
import type { IndexFile, Transfer } from '../../shared/index-ports.ts';
import { fail } from '../../shared/problem.ts';
import { type Answer, isRecord, type Lost, property, text } from './answer.ts';
import type { GitHub } from './client.ts';
import { throwReadingProblem } from './index-answers.ts';
import { messageOf } from './refusals.ts';

/** Tries to read one file whose transfer breaks off. */
const TRANSFER_TRIES = 3;
const FILE_MODE = '100644';

/** The entry of a path in a tree. */
interface Entry {
  mode: string;
  sha: string;
  /** In bytes; only files have one. */
  size: number | undefined;
}

type Entries = ReadonlyMap<string, Entry>;

export interface FilesOptions {
  github: GitHub;
  /** A path of the API below the index repository. */
  path: (rest: string) => string;
  /** The repository's name, for messages. */
  name: () => string;
  now: () => number;
}

export interface Files {
  file(path: string, commit: string): Promise<IndexFile | undefined>;
  /** The mode of a file that was looked up, as a new tree wants it: an executable file stays one. */
  modeOf(path: string): string;
}

export function openFiles({ github, path, name, now }: FilesOptions): Files {
  const modes = new Map<string, string>();
  /** The trees of the last commit that was asked for, by sha; the whole tree has the commit's. */
  let trees: { commit: string; whole: Entries | undefined; levels: Map<string, Entries> } | undefined;

  const list = async (sha: string, query: string): Promise<{ entries: Entries; isCut: boolean }> => {
    const answer = await github.read(path(`/git/trees/${sha}${query}`));
    const tree = answer.kind === 'answer' && answer.status === 200 ? property(answer.data, 'tree') : undefined;
    if (answer.kind !== 'answer' || !Array.isArray(tree))
      return throwReadingProblem(`The tree of ${sha} in ${name()}`, answer, { now: now() });
    return { entries: entriesOf(tree), isCut: property(answer.data, 'truncated') === true };
  };

  /** One request for the whole tree; GitHub cuts those of more than 100,000 entries or 7 MB (documented). */
  const treesOf = async (commit: string) => {
    if (trees?.commit === commit) return trees;
    const { entries, isCut } = await list(commit, '?recursive=1');
    trees = { commit, whole: isCut ? undefined : entries, levels: new Map() };
    return trees;
  };

  const entryAt = async (file: string, commit: string): Promise<Entry | undefined> => {
    const { whole, levels } = await treesOf(commit);
    if (whole !== undefined) return whole.get(file);
    let entry: Entry | undefined = { mode: '040000', sha: commit, size: undefined };
    for (const part of file.split('/')) {
      if (entry?.mode !== '040000') return undefined;
      const { sha }: Entry = entry;
      const level: Entries = levels.get(sha) ?? (await list(sha, '')).entries;
      levels.set(sha, level);
      entry = level.get(part);
    }
    return entry;
  };

  /** A folder of the path that is a link or another thing: nothing can be read or written below it. */
  const obstacleTo = async (file: string, commit: string): Promise<IndexFile | undefined> => {
    const parts = file.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) {
      const at = parts.slice(0, depth).join('/');
      const entry = await entryAt(at, commit);
      if (entry === undefined) return undefined;
      const kind = kindOf(entry.mode);
      if (kind !== 'folder') return { kind, at, sha: entry.sha, open: () => fail('index-file-not-plain', at) };
    }
    return undefined;
  };

  const request = async (file: string, commit: string): Promise<AsyncIterable<Uint8Array>> => {
    const answer = await github.read(path(`/contents/${encodePath(file)}?ref=${commit}`), {
      accept: 'application/vnd.github.raw+json',
      stream: true,
    });
    if (answer.kind === 'answer' && answer.status === 200 && isStream(answer.data)) return answer.data;
    if (isTooLarge(answer)) return fail('index-file-too-large', `${file}: ${messageOf(answer)}`, { file });
    return throwReadingProblem(`${file} in ${name()}`, answer, { now: now(), place: { file } });
  };

  return {
    file: async (file, commit) => {
      const entry = await entryAt(file, commit);
      if (entry === undefined) return obstacleTo(file, commit);
      modes.set(file, entry.mode);
      const kind = kindOf(entry.mode);
      const open = async (): Promise<Transfer> => {
        const bytes = resumed(await request(file, commit), () => request(file, commit), file);
        // GitHub gives the file that a link leads to; the tree has the sha of the link itself.
        return kind === 'file' ? compared(bytes, entry) : { bytes, isDamaged: () => false };
      };
      return { kind, sha: entry.sha, open };
    },
    modeOf: (file) => modes.get(file) ?? FILE_MODE,
  };
}

function entriesOf(tree: readonly unknown[]): Entries {
  const entries = new Map<string, Entry>();
  for (const entry of tree) {
    const size = property(entry, 'size');
    entries.set(text(property(entry, 'path')), {
      mode: text(property(entry, 'mode')),
      sha: text(property(entry, 'sha')),
      size: typeof size === 'number' ? size : undefined,
    });
  }
  return entries;
}

/** The modes of git: 100644 and, executable, 100755 are files. */
function kindOf(mode: string): IndexFile['kind'] {
  if (mode === '120000') return 'symbolic link';
  if (mode === '160000') return 'submodule';
  return mode === '040000' ? 'folder' : 'file';
}

/** Compares the bytes that pass with a blob's sha, which is that of `blob <length>`, a zero byte and the content. */
function compared(source: AsyncIterable<Uint8Array>, { sha, size }: Entry): Transfer {
  const hash = createHash('sha1').update(`blob ${size}\0`);
  // Where the tree does not tell the length, it is known at the end.
  const kept: Uint8Array[] = [];
  let seen: string | undefined;
  async function* passing(): AsyncIterable<Uint8Array> {
    for await (const chunk of source) {
      if (size === undefined) kept.push(chunk);
      else hash.update(chunk);
      yield chunk;
    }
    seen = size === undefined ? blobSha(Buffer.concat(kept)) : hash.digest('hex');
  }
  return { bytes: passing(), isDamaged: () => seen !== undefined && seen !== sha };
}

function blobSha(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.byteLength}\0`).update(content).digest('hex');
}

/** GitHub does not give a file of more than 100 MB: 403 with this code (observed). */
function isTooLarge(answer: Answer | Lost): boolean {
  const errors = answer.kind === 'answer' ? property(answer.data, 'errors') : undefined;
  return Array.isArray(errors) && errors.some((error) => property(error, 'code') === 'too_large');
}

/**
 * The bytes of a file, although connections break: a commit's file never changes, so it is asked for
 * again and read from where it broke off.
 */
async function* resumed(
  first: AsyncIterable<Uint8Array>,
  again: () => Promise<AsyncIterable<Uint8Array>>,
  file: string,
): AsyncIterable<Uint8Array> {
  let source = first;
  let given = 0;
  for (let tried = 1; ; tried += 1) {
    let position = 0;
    try {
      for await (const chunk of source) {
        const fresh = chunk.subarray(Math.max(0, Math.min(chunk.byteLength, given - position)));
        position += chunk.byteLength;
        given = Math.max(given, position);
        if (fresh.byteLength > 0) yield fresh;
      }
      return;
    } catch (cause) {
      if (tried === TRANSFER_TRIES)
        fail('server-unavailable', `${file} broke off ${tried} times: ${String(cause)}`, { file });
      source = await again();
    }
  }
}

export function encodePath(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

function isStream(value: unknown): value is AsyncIterable<Uint8Array> {
  return isRecord(value) && Symbol.asyncIterator in value;
}
