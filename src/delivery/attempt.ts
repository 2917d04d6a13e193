/** One report on its way, and how the way ends. */

import type { PlannedIssue } from '../campaign/plan.ts';
import { codeOf } from '../progress/outcome.ts';
import type { Outcome } from '../progress/schema.ts';
import type { Problem } from '../shared/problem.ts';
import { fullName } from '../shared/repository.ts';
import type { PostTarget, Refused } from '../shared/target-ports.ts';
import { type Delivery, type DeliveryEnd, stopped } from './delivery.ts';
import type { ExistingIssues } from './existing-issues.ts';
import { failedOutcome } from './outcomes.ts';

/** One report on its way: its issue, and the events so far. */
export interface Attempt {
  readonly issue: PlannedIssue;
  /** Issues still to open, this one included. */
  readonly left: number;
  readonly listings: ExistingIssues;
  readonly delivery: Delivery;
  target: PostTarget;
  /** When its last POST left. */
  leftAt: number | undefined;
  /** When the last unknown answer came; a list must be younger than that by `SETTLE_MS`. */
  unknownAt: number | undefined;
  unknowns: number;
  moves: number;
  /** Answers with 401 so far. */
  rejections: number;
  withoutAssignees: boolean;
}

export function newAttempt(known: Pick<Attempt, 'issue' | 'left' | 'listings' | 'delivery'>): Attempt {
  return {
    ...known,
    target: { repository: known.issue.target, location: undefined },
    leftAt: undefined,
    unknownAt: undefined,
    unknowns: 0,
    moves: 0,
    rejections: 0,
    withoutAssignees: false,
  };
}

/** How the attempt ended. */
export type Result =
  /** The outcome is recorded. `rule`: the owner refuses by a rule for all of its repositories. */
  | { kind: 'dealt-with'; outcome: Outcome; rule?: Refused | undefined; overlap?: Problem | undefined }
  /** Nothing is recorded: the reason may be the token, and not the repository. */
  | { kind: 'doubtful'; outcome: Outcome; problem: Problem; isUnclear: boolean }
  /** People have taken the report out of the index. */
  | { kind: 'withdrawn' }
  | { kind: 'end'; end: DeliveryEnd };

/** `go-on`: with the next step of this attempt. */
export type Step = 'go-on' | Result;

/** The report pays, or the token when several owners refuse so. */
export async function refusedResult(attempt: Attempt, refused: Refused): Promise<Result> {
  const { issue, delivery } = attempt;
  const { payer, reason, message } = refused;
  const outcome = failedOutcome(issue, refused);
  const { repository, location } = attempt.target;
  const hasMoved = location !== undefined || repository.owner.toLowerCase() !== issue.target.owner.toLowerCase();
  if (delivery.testing && payer !== 'content')
    return ended(stopped(testingProblem(fullName(issue.target), `${reason}: ${message}`)));
  if (payer === 'token') {
    const problem = { code: codeOf(reason), message: `GitHub does not accept the token: ${message}` };
    return { kind: 'doubtful', outcome, problem, isUnclear: false };
  }
  return { ...(await conclude(attempt, outcome)), rule: payer === 'owner' && !hasMoved ? refused : undefined };
}

/** All issues of a testing campaign go to one repository, so the input is wrong and no report is. */
export function testingProblem(repository: string, why: string): Problem {
  const message = `Input "testing-repository" is "${repository}", which does not take the issue (${why}), expected a repository where the token may open issues`;
  return { code: 'input-invalid', message };
}

export function doubtful(outcome: Outcome, { code, message }: Pick<Problem, 'code' | 'message'>): Result {
  return { kind: 'doubtful', outcome, problem: { code, message: `GitHub refused: ${message}` }, isUnclear: true };
}

export async function conclude(
  { delivery, leftAt }: Attempt,
  outcome: Outcome,
  serverAt?: number,
): Promise<Extract<Result, { kind: 'dealt-with' }>> {
  await delivery.record({ type: 'outcome', at: delivery.ports.clock.now(), leftAt, serverAt, outcome });
  return { kind: 'dealt-with', outcome };
}

export function ended(end: DeliveryEnd): Result {
  return { kind: 'end', end };
}
