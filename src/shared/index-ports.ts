/** The port to the repository that holds the reports index. */

import type { ProblemCode } from './catalog.ts';
import type { IssueDraft, Limited, ListOutcome, PostOutcome } from './target-ports.ts';

/** The head of the index branch. */
export interface Head {
  branch: string;
  commit: string;
}

/** The answer to a request for the head of the index branch. */
export type HeadLook =
  | { kind: 'head'; head: Head }
  | (Limited & { message?: string })
  /** Any other answer, or none, even after the adapter's own repeats. `code`: default `index-unreadable`. */
  | { kind: 'unreadable'; message: string; code?: ProblemCode };

/** An entry of a commit's tree. */
export interface IndexFile {
  kind: 'file' | 'symbolic link' | 'submodule' | 'folder';
  /** A folder of the path that is none, of which `kind` tells; undefined: the path itself is there. */
  at?: string;
  /** Of its bytes: equal for equal bytes. */
  sha: string;
  /** Asks for the bytes, anew at each call. Throws `ProblemsError`, also while they are read. */
  open(): Promise<Transfer>;
}

/** A download in progress. */
export interface Transfer {
  bytes: AsyncIterable<Uint8Array>;
  /** The bytes have all been read, and they do not have the hash that the commit's tree has. */
  isDamaged(): boolean;
}

export interface FileChange {
  /** Path from the root of the index repository. */
  path: string;
  bytes: Uint8Array;
}

export type CommitOutcome =
  | { kind: 'committed'; commit: string }
  /** The branch is no longer at the head that the changes were made for. */
  | { kind: 'moved' }
  /** It cannot land however often it is tried. */
  | { kind: 'refused'; code: ProblemCode; message: string }
  /** It did not land, which may be a race or an object that GitHub does not find yet. `code`: when it stays so. */
  | { kind: 'unclear'; code: ProblemCode; message: string }
  /** No answer, or a limit; the commit may have landed. `retryAt`: GitHub asked to wait until then. */
  | { kind: 'unknown'; message: string; retryAt?: number; code?: ProblemCode };

/** The repository that holds the reports index, accessed with the index token. */
export interface IndexRepository {
  look(): Promise<HeadLook>;
  /** The entry at a path of a commit; undefined: nothing is there. Throws `ProblemsError`. */
  file(path: string, commit: string): Promise<IndexFile | undefined>;
  /** Puts one commit on top of `head`. Never forces the branch. */
  commit(head: Head, changes: FileChange[], message: string): Promise<CommitOutcome>;
  listIssues(creator: string | undefined, sinceAt: number): Promise<ListOutcome>;
  createIssue(draft: IssueDraft): Promise<PostOutcome>;
  /** Address of a file on GitHub's web pages, for links. */
  webUrl(path: string, commit: string, line?: number): string;
}
