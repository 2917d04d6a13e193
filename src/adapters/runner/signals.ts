/** The signals with which the runner cancels a step. */

import type { Ports } from '../../shared/ports.ts';
import { withRemedy } from '../../shared/problem.ts';

/** The main step exits this long after a cancel, even during a request. Its journal is complete at any time. */
const CANCEL_LIMIT_MS = 4_500;

/** Aborts when the runner cancels the step. The runner sends SIGINT, 7.5 s later SIGTERM, 2.5 s later SIGKILL. */
export function cancelSignal(log: Ports['log']): AbortSignal {
  const cancelled = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (cancelled.signal.aborted) return;
      log.warning(withRemedy(`${signal}: no more issues are opened; the post step saves the progress`, 'cancelled'));
      AbortSignal.timeout(CANCEL_LIMIT_MS).addEventListener('abort', () => process.exit(1));
      cancelled.abort();
    });
  }
  return cancelled.signal;
}
