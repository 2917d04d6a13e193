/** The signals with which the runner cancels a step. */

import type { Ports } from '../../shared/ports.ts';
import { advised } from '../../shared/problem.ts';

/** The main step exits this long after a cancel, even in the middle of a request. Its journal is always complete. */
const CANCEL_LIMIT_MS = 4_500;

/** Aborts when the runner cancels the step. The runner sends SIGINT, 7.5 s later SIGTERM, 2.5 s later SIGKILL. */
export function stopSignal(log: Ports['log']): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) return;
      log.warning(advised(`${signal}: no more issues are opened; the post step saves the progress`, 'cancelled'));
      AbortSignal.timeout(CANCEL_LIMIT_MS).addEventListener('abort', () => process.exit(1));
      stop.abort();
    });
  }
  return stop.signal;
}
