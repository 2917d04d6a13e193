/** The repository that holds the reports index, over the contents and git APIs, with the index token. */

import type { CommitOutcome, FileChange, Head, IndexRepository } from '../../shared/index-ports.ts';
import { fullName, type Repository } from '../../shared/repository.ts';
import { type Answer, type Lost, property, text } from './answer.ts';
import { type Location, openBranchHead } from './branch-head.ts';
import { type GitHub, type RequestOptions, repositoryPath, type Upload } from './client.ts';
import { commitFailure } from './index-answers.ts';
import { encodePath, openFiles } from './index-files.ts';
import { createIssue, listIssues } from './issues.ts';

export interface IndexRepositoryOptions {
  repository: Repository;
  /** Undefined: the default branch. */
  branch: string | undefined;
  serverUrl: string;
  now: () => number;
}

/** Large enough for a blob of 40 MiB on a slow line. */
const WRITE_TIMEOUT_MS = 300_000;

export function openIndexRepository(github: GitHub, options: IndexRepositoryOptions): IndexRepository {
  const { now } = options;
  const location: Location = { repository: options.repository, branch: options.branch };
  const path = (rest: string) => repositoryPath(location.repository, rest);
  const { file, modeOf } = openFiles({ github, path, now, name: () => fullName(location.repository) });
  return {
    look: openBranchHead(github, location, now),
    file,
    commit: (onto, changes, message) => commitFiles({ github, path, now, modeOf }, onto, changes, message),
    listIssues: (creator, sinceAt) => listIssues(github, { repository: location.repository, creator, sinceAt, now }),
    createIssue: (draft) => createIssue(github, { repository: location.repository, location: undefined }, draft, now),
    webUrl: (file, commit, line) => {
      const anchor = line === undefined ? '' : `#L${line}`;
      return `${options.serverUrl}/${fullName(location.repository)}/blob/${commit}/${encodePath(file)}${anchor}`;
    },
  };
}

interface Writing {
  github: GitHub;
  path: (rest: string) => string;
  now: () => number;
  modeOf: (file: string) => string;
}

/** One blob a file, one tree, one commit, one step of the branch; the first that fails ends it. */
async function commitFiles(
  { github, path, now, modeOf }: Writing,
  head: Head,
  changes: readonly FileChange[],
  message: string,
): Promise<CommitOutcome> {
  const base = await github.read(path(`/git/commits/${head.commit}`));
  const baseTree = text(property(property(data(base), 'tree'), 'sha'));
  if (baseTree === '') return commitFailure(base, now());
  const tree: unknown[] = [];
  for (const { path: file, bytes } of changes) {
    const blob = await create({ github, now }, path('/git/blobs'), { upload: blobUpload(bytes) });
    if ('failure' in blob) return blob.failure;
    tree.push({ path: file, mode: modeOf(file), type: 'blob', sha: blob.sha });
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
    : commitFailure(moved, now());
}

async function create(
  { github, now }: Pick<Writing, 'github' | 'now'>,
  path: string,
  content: Pick<RequestOptions, 'body' | 'upload'>,
): Promise<{ sha: string } | { failure: CommitOutcome }> {
  const answer = await github.send('POST', path, { ...content, timeoutMs: WRITE_TIMEOUT_MS });
  const sha = text(property(data(answer), 'sha'));
  return answer.kind === 'answer' && answer.status === 201 && sha !== ''
    ? { sha }
    : { failure: commitFailure(answer, now()) };
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
