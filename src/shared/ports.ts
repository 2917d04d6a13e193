/**
 * The ports: everything that a run needs from outside. The adapters implement them for GitHub, the Actions cache, the
 * disk and the clock. The simulator implements them for a world in which everything fails.
 *
 * Times are milliseconds since the Unix epoch (`…At`, `now`) or milliseconds (`…Ms`).
 */

import type { ProblemCode } from './catalog.ts';
import type { Place, Problem } from './problem.ts';
import type { PublicView, WebPages } from './public-ports.ts';
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
  /** GitHub's time when it answered, to the second; undefined: it did not say. */
  serverAt?: number | undefined;
  /** GitHub's words. */
  message?: string | undefined;
}

/** GitHub does not accept the token itself (401), so no request with it can succeed. */
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

/** An existing issue of the sending account. */
export interface ListedIssue {
  number: number;
  url: string;
  /** The hidden keys in its body, at least one. */
  keys: readonly string[];
  createdAt: number;
}

export interface Listed {
  kind: 'listed';
  /** Only issues that have a key. */
  issues: ListedIssue[];
  /** The present name of a renamed or transferred repository. New issues go there. */
  movedTo: Repository | undefined;
  requests: number;
  /** How far the server's clock is ahead of this machine's (milliseconds); undefined when GitHub does not tell. */
  serverAheadMs?: number | undefined;
}

export type ListOutcome = Listed | Limited | Unauthorized | Denied | Refused | Unclear | Unavailable;

export interface IssueDraft {
  title: string;
  body: string;
  labels: string[];
  assignees: string[];
}

/** The outcome of one `POST …/issues`. The adapter never retries it. */
export type PostOutcome =
  | { kind: 'created'; number: number; url: string; repository: Repository; serverAt?: number | undefined }
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

/** Where to send an issue. */
export interface PostTarget {
  /** The repository that the index names. */
  repository: Repository;
  /** The address that a `moved` answer named. */
  location: string | undefined;
}

/** The properties of a target repository that the dry run checks. */
export type TargetState =
  | {
      kind: 'exists';
      repository: Repository;
      archived: boolean;
      issuesEnabled: boolean;
      private: boolean;
      /** The token has the scope that opening issues needs; undefined when GitHub does not tell. */
      mayOpenIssues: boolean | undefined;
      /** How many people get an e-mail of a new issue; undefined: GitHub does not tell. */
      watchers: number | undefined;
      /** The token may push. GitHub drops labels and assignees from an issue when its author may not push. */
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

/** The target repositories, accessed with the token or the App that opens the issues. */
export interface Targets {
  /** The account whose rate limit the issues count against. The adapter asks GitHub once. */
  sender(): Promise<AccountOutcome>;
  /** The account that opens the issues in repositories of `owner`. The adapter asks GitHub once for each owner. */
  creator(owner: string): Promise<AccountOutcome>;
  /** Asks GitHub anew whether it takes the token, whatever is remembered. */
  checkToken(): Promise<AccountOutcome>;
  /** All issues, open or closed, that `creator` opened in the repository, that have a key and changed since `sinceAt`. */
  listIssues(repository: Repository, creator: string, sinceAt: number): Promise<ListOutcome>;
  createIssue(target: PostTarget, draft: IssueDraft): Promise<PostOutcome>;
  inspect(repository: Repository): Promise<TargetState>;
  /** Whether this person can be assigned to an issue; undefined when GitHub does not tell. */
  isAssignable(repository: Repository, login: string): Promise<boolean | undefined>;
}

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

export type DispatchOutcome =
  /** `runUrl`: the new run's page; undefined when the server does not return it. */
  | { kind: 'dispatched'; runUrl: string | undefined }
  /** The workflow does not declare some inputs. `names`: those that GitHub names. */
  | { kind: 'unexpected-inputs'; message: string; names: readonly string[] }
  /** A limit, an outage or a network fault: the same dispatch may be taken later, or may have been taken. */
  | { kind: 'unanswered'; message: string; retryAt?: number | undefined }
  | { kind: 'refused'; code: ProblemCode; message: string };

/** The workflow of this run, accessed with the workflow token. */
export interface Workflow {
  /** Values that somebody typed into the form of this run, by the names of the workflow's inputs. */
  typed: Readonly<Record<string, string>>;
  dispatch(inputs: Readonly<Record<string, string>>): Promise<DispatchOutcome>;
}

/** Stores the progress marker between runs. Neither method throws, because a run works without a cache. */
export interface MarkerStore {
  load(): Promise<
    | { kind: 'loaded'; bytes: Uint8Array; key: string }
    | { kind: 'absent' }
    /** The entry does not hold a marker. `fault` continues a sentence after "it". */
    | { kind: 'unusable'; fault: string; key: string }
    | { kind: 'unavailable'; message: string }
  >;
  save(bytes: Uint8Array): Promise<{ kind: 'saved'; key: string } | { kind: 'unavailable'; message: string }>;
}

/** The record of a run on the disk. */
export interface Journal {
  /**
   * When this resolves, the entry survives the death of the process. It is also flushed to the disk, an outcome
   * together with the next entry, so that everything is on the disk before a POST leaves. Throws when writing fails.
   */
  append(entry: { readonly type: string }): Promise<void>;
}

export interface Clock {
  now(): number;
  /** Resolves after `ms`, or as soon as `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A number in [0, 1). */
export type Random = () => number;

/** The log of the step. Implementations make every text safe to print. */
export interface Log {
  /** Shown only when the user has switched on debug logging. */
  debug(message: string): void;
  info(message: string): void;
  warning(message: string, place?: Place): void;
  error(message: string, place?: Place): void;
  /** Folds the lines that `work` prints under a heading. */
  group<T>(heading: string, work: () => Promise<T>): Promise<T>;
}

export interface Ports {
  targets: Targets;
  publicView: PublicView;
  webPages: WebPages;
  index: IndexRepository;
  workflow: Workflow;
  marker: MarkerStore;
  journal: Journal;
  clock: Clock;
  random: Random;
  log: Log;
  /** Aborts when somebody cancels the run. The run sends nothing new after that. */
  cancelled: AbortSignal;
}
