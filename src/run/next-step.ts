/** Advice to the user at the end of a run. Pure. */

import type { Config } from '../config/config.ts';
import type { DeliveryEnd } from '../delivery/delivery.ts';
import type { Next, RunResult } from '../output/result.ts';
import { count, utcTime } from '../shared/text.ts';
import type { Relaunch } from './relaunch.ts';
import { workflowUrl } from './web-urls.ts';

export interface RunEnd {
  /** Why the run sent no more issues. */
  end: DeliveryEnd;
  /** Whether the run started its workflow again; undefined when it did not try. */
  relaunch: Relaunch | undefined;
  /** GitHub rate-limits the token that would start the workflow again. */
  isRateLimited?: boolean;
}

export function nextStep(result: RunResult, runEnd: RunEnd, config: Pick<Config, 'run' | 'relaunch'>): Next {
  const url = workflowUrl(config.run);
  if (runEnd.relaunch?.kind === 'started') return relaunched(runEnd.relaunch.runUrl, url);
  if (result.cancelled)
    return { text: 'The run was cancelled. Start the workflow again to continue where it stopped.', url };
  if (result.status === 'error')
    return { text: 'Fix the problems above and start the workflow again. Nothing will be sent twice.', url };
  if (result.status === 'in progress' || result.pending > 0)
    return { text: startAgain(runEnd, config.relaunch, result.pace?.sent ?? 0), url };
  const failed = result.campaign?.failed.length ?? 0;
  if (failed === 0) return { text: 'Nothing: the campaign is complete.', url: undefined };
  const text = `${count(failed, 'report')} failed. Fix the causes, then start the workflow again for this period.`;
  return { text, url };
}

function relaunched(runUrl: string | undefined, runsUrl: string | undefined): Next {
  const text = 'The workflow was started again and continues with the remaining reports.';
  return runUrl === undefined ? { text, url: runsUrl } : { text, url: runUrl, linkText: 'See the new run' };
}

function startAgain({ end, isRateLimited = false }: RunEnd, relaunch: boolean, sent: number): string {
  if (end.kind !== 'time-limit')
    return 'Start the workflow again to continue. It first looks for the issues whose outcome is unknown.';
  return `Start the workflow again at ${utcTime(end.nextAt)} or later; ${whyNotRelaunched(relaunch, isRateLimited, sent)}.`;
}

function whyNotRelaunched(relaunch: boolean, isRateLimited: boolean, sent: number): string {
  if (!relaunch) return '`relaunch` is off';
  if (isRateLimited) return 'it does not start itself again because GitHub rate-limits the token for that';
  if (sent === 0) return 'it does not start itself again because this run sent nothing';
  return 'it does not start itself again because the wait is longer than a run may take';
}
