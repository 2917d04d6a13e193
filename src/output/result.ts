/** What a run came to: its status, one sentence, and everything that outputs, log and summary are made of. Pure. */

import type { Withdrawal } from '../campaign/index-watch.ts';
import type { Campaign, Outcome } from '../progress/schema.ts';
import type { ProblemCode } from '../shared/catalog.ts';
import type { Problem } from '../shared/problem.ts';
import { count } from '../shared/text.ts';

export type RunStatus = 'success' | 'in progress' | 'failed' | 'error';

export interface RunResult {
  status: RunStatus;
  /** One sentence. */
  message: string;
  period: string | undefined;
  campaign: Campaign | undefined;
  /** What this run did, in order. */
  outcomes: Outcome[];
  /** Reports left for a later run. */
  pending: number;
  /** Reports that an earlier run of the campaign saw fail, and this one did not try. */
  failedBefore: number;
  /** Planned reports that were not sent because people changed the index meanwhile. */
  withdrawn: readonly Withdrawal[];
  /** sha of the last flag commit. */
  commit: string | undefined;
  problems: readonly Problem[];
  relaunched: boolean;
  /** The run was cancelled; the post step does the rest. */
  cancelled: boolean;
  /** What a dry run found; undefined for a real one. */
  dryRun: DryRunFindings | undefined;
  /** Undefined when nothing was to be sent. */
  pace: PaceFigures | undefined;
  /** What comes after this run. */
  next: Next | undefined;
  /** Addresses, on the server's web pages, of the index rows to look at, by report. */
  rowUrls: ReadonlyMap<string, string>;
}

export interface Next {
  /** One sentence or two; what stands in backticks is code. */
  text: string;
  url: string | undefined;
  /** What the link says; absent: that it leads to the workflow's runs. */
  linkText?: string;
}

export interface PaceFigures {
  sent: number;
  elapsedMs: number;
  /** Of it, spent waiting for the pace or for GitHub. */
  waitedMs: number;
  /** Requests that GitHub refused because of a limit. */
  refusals: number;
}

/** What the dry run found out about one target repository. */
export type TargetCheck =
  | { kind: 'fine'; repository: string }
  | { kind: 'remark'; repository: string; what: string }
  /** A real run would see it fail. */
  | { kind: 'fails'; repository: string; what: string; code: ProblemCode }
  /** It could not be asked for. */
  | { kind: 'unchecked'; repository: string; what: string };

export interface PlannedTitle {
  report: string;
  repository: string;
  title: string;
}

export interface DryRunFindings {
  checks: TargetCheck[];
  titles: PlannedTitle[];
  firstBody: string | undefined;
  /** What a real run would do, one line a thing. */
  intentions: string[];
}

/** A result with nothing in it yet. */
export function blankResult(status: RunStatus, message: string): RunResult {
  return {
    status,
    message,
    period: undefined,
    campaign: undefined,
    outcomes: [],
    pending: 0,
    failedBefore: 0,
    withdrawn: [],
    commit: undefined,
    problems: [],
    relaunched: false,
    cancelled: false,
    dryRun: undefined,
    pace: undefined,
    next: undefined,
    rowUrls: new Map(),
  };
}

/** The result of a run that ended before anything was sent. */
export function errorResult(problems: readonly Problem[], period: string | undefined): RunResult {
  const message =
    problems.length === 1 ? (problems[0]?.message ?? '') : `${count(problems.length, 'problem')}: nothing was sent.`;
  return { ...blankResult('error', message), period, problems };
}
