/**
 * The ports: everything that `run.ts` and the stages below it need from outside.
 * Adapters implement them for GitHub, the Actions cache, the disk and the clock; the
 * simulator implements them for a world in which everything fails.
 *
 * Times are milliseconds since the Unix epoch (`…At`, `now`) or milliseconds (`…Ms`).
 */

import type { ProblemCode } from './catalog.ts';
import type { Place, Problem } from './problem.ts';
import type { Repository } from './repository.ts';

export interface KnownIssue {
  number: number;
  url: string;
  createdAt: number;
}

/** Why a target repository does not take an issue; final for this campaign. The catalog has `target-<reason>`. */
export const FAILURE_REASONS = [
  'not-found',
  'issues-disabled',
  'archived',
  'forbidden',
  'invalid',
  'no-installation',
  'locked',
  'blocked',
  'collaborators-only',
  'sso',
  'ip-list',
  'token-policy',
  'owner-policy',
  'sender-blocked',
  'owner-suspended',
  'managed-account',
  'missing-scope',
  'missing-permission',
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** The answer to a request that GitHub refused because of a limit. */
export interface Limited {
  kind: 'limited';
  /** `primary`: the hourly request budget; `secondary`: abuse protection, e.g. of issue creation. */
  limit: 'primary' | 'secondary';
  /** When GitHub said that sending may go on (`Retry-After` or the reset); undefined: it did not say. */
  retryAt?: number | undefined;
  /** GitHub's words. */
  message?: string | undefined;
}

/** The token itself is not accepted (401): nothing that uses it can work. */
export interface Unauthorized {
  kind: 'unauthorized';
  message: string;
}

/** GitHub refuses the account of the token: nothing that uses it can work, and no report is the reason. */
export interface Denied {
  kind: 'denied';
  problem: Problem;
}

export interface Refused {
  kind: 'refused';
  /**
   * Where the reason lies: in the text of the report, in its repository, or in a rule of the owner for all
   * repositories. `token`: the token lacks a right here; the same from several owners means that it lacks it everywhere.
   */
  payer: 'content' | 'repository' | 'owner' | 'token';
  reason: FailureReason;
  message: string;
}

/** Nothing was done, and the answer does not tell why: in new words, or by something between the runner and GitHub. */
export interface Unclear {
  kind: 'unclear';
  code: ProblemCode;
  message: string;
}

/** No usable answer (network, 5xx, cut body, items that are not issues), even after the adapter's own repeats. */
export interface Unavailable {
  kind: 'unavailable';
  /** Undefined: the answer came, but cannot be used. */
  code?: ProblemCode | undefined;
  message: string;
}

/** An issue of the token's own account, as far as exactly-once needs it. */
export interface ListedIssue {
  number: number;
  url: string;
  /** The hidden keys in its body, at least one. */
  keys: readonly string[];
  createdAt: number;
}

export interface Listed {
  kind: 'listed';
  /** Those that have a key. */
  issues: ListedIssue[];
  /** The repository answers under another name; issues are then created there. */
  movedTo: Repository | undefined;
  requests: number;
  /** How far the server's clock is ahead of this machine's (milliseconds); undefined: GitHub does not tell. */
  serverAheadMs?: number | undefined;
}

export type ListOutcome = Listed | Limited | Unauthorized | Denied | Refused | Unclear | Unavailable;

export interface IssueDraft {
  title: string;
  body: string;
  labels: string[];
  assignees: string[];
}

/** What one `POST …/issues` came to. Never repeated by the adapter. */
export type PostOutcome =
  | { kind: 'created'; number: number; url: string; repository: Repository }
  | Limited
  | Unauthorized
  | Denied
  | Refused
  | Unclear
  /** Nothing was created because of the assignees alone. */
  | { kind: 'assignees-refused'; message: string }
  /** 307 or 308: nothing was created; the address to post to instead, on the same server. */
  | { kind: 'moved'; location: string }
  /**
   * The issue may have been created: connection lost, time-out, 5xx, a body that is not an issue. `code`: something
   * between the runner and GitHub answered.
   */
  | { kind: 'unknown'; message: string; code?: ProblemCode | undefined };

/** Where to send: the repository of the index, or the location that a `moved` answer named. */
export interface PostTarget {
  repository: Repository;
  location: string | undefined;
}

/** What the dry run wants to know of a target. */
export type TargetState =
  | {
      kind: 'exists';
      repository: Repository;
      archived: boolean;
      issuesEnabled: boolean;
      private: boolean;
      /** The token has the scope that opening issues needs; undefined: GitHub does not tell. */
      mayOpenIssues: boolean | undefined;
      /** The token may push: labels and assignees are then kept, else GitHub drops them. */
      mayPush: boolean;
    }
  | Limited
  | Unauthorized
  | Denied
  | Refused
  | Unclear
  | Unavailable;

export type AccountOutcome =
  | { kind: 'account'; login: string }
  | Limited
  | Unauthorized
  | Denied
  | Refused
  | Unclear
  | Unavailable;

/** The target repositories, with the token, or the tokens of the App, that open issues. */
export interface Targets {
  /** Who the budget of issue creation belongs to; asked for once, then remembered. */
  sender(): Promise<AccountOutcome>;
  /** Who opens the issues in repositories of `owner`; asked for once, then remembered. */
  creator(owner: string): Promise<AccountOutcome>;
  /** Asks GitHub anew whether it takes the token, whatever is remembered. */
  checkToken(): Promise<AccountOutcome>;
  /** All issues of `creator` in the repository updated since `sinceAt` that have a key, any state, all pages. */
  listIssues(repository: Repository, creator: string, sinceAt: number): Promise<ListOutcome>;
  createIssue(target: PostTarget, draft: IssueDraft): Promise<PostOutcome>;
  inspect(repository: Repository): Promise<TargetState>;
}

/** The branch head that the index was read from. */
export interface Head {
  branch: string;
  commit: string;
}

/** A look at the branch head. */
export type HeadLook =
  | { kind: 'head'; head: Head }
  | Limited
  /** Any other answer, or none, even after the adapter's own repeats. */
  | { kind: 'unreadable'; message: string };

/** A path of a commit, as the commit's tree has it. */
export interface IndexFile {
  kind: 'file' | 'symbolic link' | 'submodule' | 'folder';
  /** Of its bytes: equal for equal bytes. */
  sha: string;
  /** Asks for the bytes, anew at each call. Throws `ProblemsError` (index-unreadable, index-file-too-large), also while they are read. */
  open(): Promise<Transfer>;
}

/** The bytes of a file on their way. */
export interface Transfer {
  bytes: AsyncIterable<Uint8Array>;
  /** All that came has been read, and it is not what the commit's tree says. */
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
  | { kind: 'refused'; code: 'commit-protected' | 'commit-forbidden' | 'commit-rejected'; message: string }
  /** No answer; the commit may have landed. `retryAt`: GitHub asked to wait until then. */
  | { kind: 'unknown'; message: string; retryAt?: number };

/** The repository that holds the reports index, with the index token. */
export interface IndexRepository {
  look(): Promise<HeadLook>;
  /** What stands at a path of a commit; undefined: nothing. Throws `ProblemsError` (index-unreadable). */
  file(path: string, commit: string): Promise<IndexFile | undefined>;
  /** One commit on top of `head`; never forced. */
  commit(head: Head, changes: FileChange[], message: string): Promise<CommitOutcome>;
  listIssues(creator: string | undefined, sinceAt: number): Promise<ListOutcome>;
  createIssue(draft: IssueDraft): Promise<PostOutcome>;
  /** Address of a file on the server's web pages, for links. */
  webUrl(path: string, commit: string, line?: number): string;
}

export type DispatchOutcome =
  /** `runUrl`: the new run's page; undefined where the server does not tell. */
  | { kind: 'dispatched'; runUrl: string | undefined }
  /** 422: the workflow does not take these inputs, or has no `workflow_dispatch`. */
  | { kind: 'unexpected-inputs'; message: string }
  | { kind: 'refused'; message: string; status: number | undefined };

/** The workflow of this run, with the workflow token. */
export interface Workflow {
  dispatch(inputs: Readonly<Record<string, string>>): Promise<DispatchOutcome>;
}

/** Where the progress marker lives between runs. Neither method throws: no cache is only a warning. */
export interface MarkerStore {
  load(): Promise<
    | { kind: 'loaded'; bytes: Uint8Array; key: string }
    | { kind: 'absent' }
    /** Something else than a marker is in its place; `fault` goes on after "it". */
    | { kind: 'unusable'; fault: string; key: string }
    | { kind: 'unavailable'; message: string }
  >;
  save(bytes: Uint8Array): Promise<{ kind: 'saved'; key: string } | { kind: 'unavailable'; message: string }>;
}

/** The run's diary on disk. */
export interface Journal {
  /**
   * The entry outlives the process when this resolves. It is flushed to the disk as well, an outcome together with the
   * entry after it: so before a POST leaves, all is on the disk. Throws when that could not be done.
   */
  append(entry: { readonly type: string }): Promise<void>;
}

export interface Clock {
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A number in [0, 1). */
export type Random = () => number;

/** What people read while it runs. Implementations make every text safe to print. */
export interface Log {
  info(message: string): void;
  warning(message: string, place?: Place): void;
  error(message: string, place?: Place): void;
  /** Folds what `work` prints under a heading. */
  group<T>(heading: string, work: () => Promise<T>): Promise<T>;
}

export interface Ports {
  targets: Targets;
  index: IndexRepository;
  workflow: Workflow;
  marker: MarkerStore;
  journal: Journal;
  clock: Clock;
  random: Random;
  log: Log;
  /** Aborts when the run was cancelled: nothing new is sent from then on. */
  cancelled: AbortSignal;
}
