/** The result of a run: everything that the outputs, the log and the summary show. Pure. */

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
  /** The reports that this run dealt with, in order. */
  outcomes: Outcome[];
  /** Reports left for a later run. */
  pending: number;
  /** Reports that failed in an earlier run of the campaign; this run did not retry them. */
  failedBefore: number;
  /** Planned reports that were not sent because people changed the index meanwhile. */
  withdrawn: readonly Withdrawal[];
  /** sha of the last flag commit. */
  commit: string | undefined;
  problems: readonly Problem[];
  /** Warnings about the whole campaign, for the top of the summary; they are in the log already. */
  warnings: readonly Problem[];
  relaunched: boolean;
  /** The run was cancelled. The post step saves its progress. */
  cancelled: boolean;
  /** The findings of a dry run; undefined for a real run. */
  dryRun: DryRunFindings | undefined;
  /** Undefined after a dry run, and when the run ended before it could send. */
  pace: PaceFigures | undefined;
  /** Advice to the user; undefined after a dry run and after errors before the first issue. */
  next: Next | undefined;
  /** Web addresses of the index rows that the user should look at, by report. */
  rowUrls: ReadonlyMap<string, string>;
}

export interface Next {
  /** One or two sentences. Backticks mark code. */
  text: string;
  url: string | undefined;
  /** Absent: the link leads to the runs of the workflow. */
  linkText?: string;
}

export interface PaceFigures {
  sent: number;
  elapsedMs: number;
  /** The part of `elapsedMs` in which the run waited for the pace or for GitHub. */
  waitedMs: number;
  /** Requests that GitHub refused because of a limit. */
  refusals: number;
}

/** The result of the dry run for one target repository. `place`: the rows of its datasets, such as `reports-index/datasets.csv:3`. */
export type TargetCheck = { repository: string; place?: string } & (
  | { kind: 'fine' }
  | { kind: 'remark'; what: string }
  /** A real run could not open its issue there. */
  | { kind: 'fails'; what: string; code: ProblemCode }
  /** GitHub did not answer, or limited the requests. */
  | { kind: 'unchecked'; what: string }
);

/** A report link whose page does not answer as it should. */
export interface LinkFinding {
  report: string;
  link: string;
  /** The report's row, such as `reports-index/reports/202610.csv:7`. */
  place: string;
  what: string;
}

export interface PlannedTitle {
  report: string;
  repository: string;
  title: string;
}

export interface DryRunFindings {
  checks: TargetCheck[];
  titles: PlannedTitle[];
  firstBody: string | undefined;
  /** The steps that a real run would take, one line each. */
  intentions: string[];
  /** Remarks about several targets or links, one sentence each. Backticks mark code. */
  findings: string[];
  links: LinkFinding[];
}

/** A result that has only a status and a message. */
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
    warnings: [],
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
