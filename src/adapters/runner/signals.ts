/** The runner's cancel signals. */

import type { Ports } from '../../shared/ports.ts';
import { advised } from '../../shared/problem.ts';

/** After a cancel main is gone in this time, whatever it waits for; its journal is complete at every moment. */
const CANCEL_LIMIT_MS = 4_500;

/** Aborts when the runner cancels: SIGINT first, SIGTERM 7.5 s later, the end 2.5 s after that. */
export function stopSignal(log: Ports['log']): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) return;
      log.warning(advised(`${signal}: nothing more is sent; the post step records what was`, 'cancelled'));
      AbortSignal.timeout(CANCEL_LIMIT_MS).addEventListener('abort', () => process.exit(1));
      stop.abort();
    });
  }
  return stop.signal;
}
