/** The answer to a POST: recorded first, then interpreted. */

import type { JournalEntry } from '../progress/schema.ts';
import { withRemedy } from '../shared/problem.ts';
import { fullName } from '../shared/repository.ts';
import type { PostOutcome } from '../shared/target-ports.ts';
import { type Attempt, conclude, doubtful, ended, refusedResult, type Step } from './attempt.ts';
import { checkRejection } from './check-token.ts';
import { refusalText, stopped } from './delivery.ts';
import { failedOutcome, pendingOutcome, sentOutcome } from './outcomes.ts';

/** Unknown answers to one report's POSTs before it is left for a later run. */
export const UNKNOWN_LIMIT = 3;

/** A repository that redirects more often than this during one report is taken for missing. */
const MOVES_LIMIT = 3;

/** Records the answer to a POST. */
export async function settleAnswer(attempt: Attempt, answer: PostOutcome): Promise<Step | 'post-again'> {
  const { issue, delivery } = attempt;
  const { clock, log } = delivery.ports;
  const at = clock.now();
  if (answer.kind === 'created') return conclude(attempt, sentOutcome(issue, answer, at), answer.serverAt);
  await recordAnswer(attempt, answer, at);
  switch (answer.kind) {
    case 'limited':
      log.info(refusalText(`the issue of ${issue.report}`, answer));
      return 'post-again';
    case 'refused':
      return refusedResult(attempt, answer);
    case 'unclear':
      return doubtful(pendingOutcome(issue, 'unclear', answer.message), answer);
    case 'denied':
      return ended(stopped(answer.problem));
    case 'unauthorized': {
      const rejected = await checkRejection(attempt, answer.message);
      return rejected === undefined ? 'post-again' : ended(rejected);
    }
    case 'assignees-refused':
      return postWithoutAssignees(attempt, answer.message);
    case 'moved':
      attempt.moves += 1;
      attempt.target = { repository: attempt.target.repository, location: answer.location };
      if (attempt.moves <= MOVES_LIMIT) return 'post-again';
      return conclude(attempt, failedOutcome(issue, { reason: 'not-found', message: 'moves in circles' }));
    case 'unknown':
      return lookAgain(attempt, answer, at);
    default:
      return answer satisfies never;
  }
}

/** Closes the intent. A refusal for another reason than a limit does not count for the pace. */
function recordAnswer({ issue, delivery, leftAt }: Attempt, answer: PostOutcome, at: number): Promise<void> {
  const isCounted = answer.kind === 'limited' || answer.kind === 'unknown';
  const known: Extract<JournalEntry, { type: 'answered' }>['answer'] = isCounted
    ? answer.kind === 'limited'
      ? answer
      : { kind: 'unknown' }
    : { kind: 'void' };
  return delivery.record({ type: 'answered', at, leftAt, report: issue.report, answer: known });
}

function postWithoutAssignees(attempt: Attempt, message: string): 'post-again' {
  const { issue, delivery } = attempt;
  attempt.withoutAssignees = true;
  const what = `${issue.report}: GitHub does not take its assignees: ${message}`;
  delivery.ports.log.warning(withRemedy(what, 'assignee-refused'));
  return 'post-again';
}

/** After an unknown answer the list decides: not at once, and a few times only. */
async function lookAgain(
  attempt: Attempt,
  { message, code }: Extract<PostOutcome, { kind: 'unknown' }>,
  at: number,
): Promise<Step> {
  const { issue, listings, delivery } = attempt;
  attempt.unknowns += 1;
  attempt.unknownAt = at;
  listings.forget(issue.target);
  const what = `${issue.report}: no clear answer from ${fullName(issue.target)} (${message}); the issue may or may not be open`;
  delivery.ports.log.warning(withRemedy(what, 'answer-unclear'));
  if (attempt.unknowns < UNKNOWN_LIMIT) return 'go-on';
  const outcome = pendingOutcome(issue, 'unknown', message);
  return code === undefined ? conclude(attempt, outcome) : doubtful(outcome, { code, message });
}
