/** The repository that holds the reports index, over the contents and git APIs, with the index token. */

import type { CommitOutcome, FileChange, Head, IndexRepository } from '../../shared/ports.ts';
import { fail } from '../../shared/problem.ts';
import { fullName, type Repository } from '../../shared/repository.ts';
import { type Answer, isRecord, isRedirect, type Lost, messageOf, property, refusalOf, text } from './answer.ts';
import { type GitHub, type RequestOptions, repositoryPath, type Upload } from './client.ts';
import { createIssue, listIssues, presentName } from './issues.ts';

export interface IndexRepositoryOptions {
  repository: Repository;
  /** Undefined: the default branch. */
  branch: string | undefined;
  serverUrl: string;
  now: () => number;
}

/** Large enough for a blob of 40 MiB on a slow line. */
const WRITE_TIMEOUT_MS = 300_000;
/** After a refusal that names no time: at least a minute (documented). */
const LIMITED_REST_MS = 60_000;
/** Tries to read one file whose transfer breaks off. */
const TRANSFER_TRIES = 3;

export function openIndexRepository(github: GitHub, options: IndexRepositoryOptions): IndexRepository {
  const { now } = options;
  let { repository, branch } = options;
  const path = (rest: string) => repositoryPath(repository, rest);

  const head = async (): Promise<Head> => {
    branch ??= await defaultBranch(github, repository);
    const asked = path(`/git/ref/heads/${encodePath(branch)}`);
    const answer = await github.read(asked);
    // Reading follows a repository that was renamed; what writes must use the name that it has now.
    const isMoved = answer.kind === 'answer' && answer.path !== asked;
    if (isMoved) repository = (await presentName(github, repository)) ?? repository;
    const commit = answer.kind === 'answer' ? text(property(property(answer.data, 'object'), 'sha')) : '';
    if (commit !== '') return { branch, commit };
    return fail('index-unreadable', `Branch ${branch} of ${fullName(repository)} cannot be read: ${messageOf(answer)}`);
  };

  const open = async (file: string, commit: string): Promise<AsyncIterable<Uint8Array> | undefined> => {
    const answer = await github.read(path(`/contents/${encodePath(file)}?ref=${commit}`), {
      accept: 'application/vnd.github.raw+json',
      stream: true,
    });
    if (answer.kind === 'answer' && answer.status === 404) return undefined;
    if (answer.kind === 'answer' && answer.status === 200 && isStream(answer.data)) return answer.data;
    if (isTooLarge(answer)) return fail('index-file-too-large', `${file}: ${messageOf(answer)}`, { file });
    return fail('index-unreadable', `${file} in ${fullName(repository)} cannot be read: ${messageOf(answer)}`, {
      file,
    });
  };

  const read = async (file: string, commit: string): Promise<AsyncIterable<Uint8Array> | undefined> => {
    const source = await open(file, commit);
    return source === undefined ? undefined : resumed(source, () => open(file, commit), file);
  };

  return {
    head,
    read,
    commit: (onto, changes, message) => commitFiles({ github, path, now }, onto, changes, message),
    listIssues: (creator, sinceAt) => listIssues(github, { repository, creator, sinceAt, now }),
    createIssue: (draft) => createIssue(github, { repository, location: undefined }, draft, now),
    webUrl: (file, commit, line) => {
      const anchor = line === undefined ? '' : `#L${line}`;
      return `${options.serverUrl}/${fullName(repository)}/blob/${commit}/${encodePath(file)}${anchor}`;
    },
  };
}

/** GitHub does not give a file of more than 100 MB: 403 with this code (observed). */
function isTooLarge(answer: Answer | Lost): boolean {
  const errors = property(data(answer), 'errors');
  return Array.isArray(errors) && errors.some((error) => property(error, 'code') === 'too_large');
}

/**
 * The bytes of a file, although connections break: a commit's file never changes, so it is asked for
 * again and read from where it broke off.
 */
async function* resumed(
  first: AsyncIterable<Uint8Array>,
  again: () => Promise<AsyncIterable<Uint8Array> | undefined>,
  file: string,
): AsyncIterable<Uint8Array> {
  let source: AsyncIterable<Uint8Array> | undefined = first;
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
        fail('index-unreadable', `${file} broke off ${tried} times: ${String(cause)}`, { file });
      source = await again();
      if (source === undefined) fail('index-unreadable', `${file} broke off, and then it was not there`, { file });
    }
  }
}

async function defaultBranch(github: GitHub, repository: Repository): Promise<string> {
  const answer = await github.read(repositoryPath(repository));
  const name = answer.kind === 'answer' ? text(property(answer.data, 'default_branch')) : '';
  if (name !== '') return name;
  return fail('index-unreadable', `Repository ${fullName(repository)} cannot be read: ${messageOf(answer)}`);
}

interface Writing {
  github: GitHub;
  path: (rest: string) => string;
  now: () => number;
}

/** One blob a file, one tree, one commit, one step of the branch; the first that fails ends it. */
async function commitFiles(
  { github, path, now }: Writing,
  head: Head,
  changes: readonly FileChange[],
  message: string,
): Promise<CommitOutcome> {
  const base = await github.read(path(`/git/commits/${head.commit}`));
  const baseTree = text(property(property(data(base), 'tree'), 'sha'));
  if (baseTree === '') return failed(base, now);
  const tree: unknown[] = [];
  for (const { path: file, bytes } of changes) {
    const blob = await create({ github, now }, path('/git/blobs'), { upload: blobUpload(bytes) });
    if ('failure' in blob) return blob.failure;
    tree.push({ path: file, mode: '100644', type: 'blob', sha: blob.sha });
  }
  const newTree = await create({ github, now }, path('/git/trees'), { body: { base_tree: baseTree, tree } });
  if ('failure' in newTree) return newTree.failure;
  // Without author and committer GitHub signs the commit for the token's account (documented).
  const commit = await create({ github, now }, path('/git/commits'), {
    body: { message, tree: newTree.sha, parents: [head.commit] },
  });
  if ('failure' in commit) return commit.failure;
  const moved = await github.send('PATCH', path(`/git/refs/heads/${encodePath(head.branch)}`), {
    body: { sha: commit.sha, force: false },
  });
  return moved.kind === 'answer' && moved.status === 200
    ? { kind: 'committed', commit: commit.sha }
    : failed(moved, now);
}

async function create(
  { github, now }: Omit<Writing, 'path'>,
  path: string,
  content: Pick<RequestOptions, 'body' | 'upload'>,
): Promise<{ sha: string } | { failure: CommitOutcome }> {
  const answer = await github.send('POST', path, { ...content, timeoutMs: WRITE_TIMEOUT_MS });
  const sha = text(property(data(answer), 'sha'));
  return answer.kind === 'answer' && answer.status === 201 && sha !== '' ? { sha } : { failure: failed(answer, now) };
}

/** Status first, text second; the texts are observed. */
function failed(answer: Answer | Lost, now: () => number): CommitOutcome {
  const message = messageOf(answer);
  if (answer.kind === 'lost' || answer.status >= 500) return { kind: 'unknown', message };
  const refusal = refusalOf(answer, now());
  if (refusal?.kind === 'limited')
    return { kind: 'unknown', message, retryAt: refusal.retryAt ?? now() + LIMITED_REST_MS };
  if (isRedirect(answer.status)) {
    const where = String(answer.headers.location ?? 'elsewhere').slice(0, 200);
    return { kind: 'refused', code: 'commit-rejected', message: `the repository has moved to ${where}` };
  }
  if (/rule violation|protected branch/i.test(message)) return { kind: 'refused', code: 'commit-protected', message };
  if (answer.status === 409 || /fast.?forward/i.test(message)) return { kind: 'moved' };
  if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
    return { kind: 'refused', code: 'commit-forbidden', message };
  }
  if (answer.status >= 400) return { kind: 'refused', code: 'commit-rejected', message };
  return { kind: 'unknown', message };
}

function data(answer: Answer | Lost): unknown {
  return answer.kind === 'answer' ? answer.data : undefined;
}

/** A blob in base64, encoded piece by piece: as one text, a large file would be in memory four times. */
export function blobUpload(bytes: Uint8Array): Upload {
  const [before, after] = ['{"encoding":"base64","content":"', '"}'];
  async function* parts(): AsyncIterable<Uint8Array> {
    yield Buffer.from(before);
    for (let at = 0; at < bytes.byteLength; at += PART_BYTES) {
      yield Buffer.from(base64(bytes.subarray(at, at + PART_BYTES)));
    }
    yield Buffer.from(after);
  }
  return { byteLength: before.length + 4 * Math.ceil(bytes.byteLength / 3) + after.length, parts: parts() };
}

/** A multiple of 3, so that only the last part is padded. */
const PART_BYTES = 3 * 16_384;

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function encodePath(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

function isStream(value: unknown): value is AsyncIterable<Uint8Array> {
  return isRecord(value) && Symbol.asyncIterator in value;
}
