/**
 * The port to the target repositories, and the outcomes of requests for issues.
 *
 * Times are milliseconds since the Unix epoch (`…At`, `now`) or milliseconds (`…Ms`).
 */

import type { ProblemCode } from './catalog.ts';
import type { Problem } from './problem.ts';
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
  /** Asks GitHub anew whether it accepts the token, even if an earlier answer is remembered. */
  checkToken(): Promise<AccountOutcome>;
  /** All issues, open or closed, that `creator` opened in the repository, that have a key and changed since `sinceAt`. */
  listIssues(repository: Repository, creator: string, sinceAt: number): Promise<ListOutcome>;
  createIssue(target: PostTarget, draft: IssueDraft): Promise<PostOutcome>;
  inspect(repository: Repository): Promise<TargetState>;
  /** Whether this person can be assigned to an issue; undefined when GitHub does not tell. */
  isAssignable(repository: Repository, login: string): Promise<boolean | undefined>;
}
