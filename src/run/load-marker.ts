/** Loads the progress marker that the last run saved in the Actions cache. */

import { SETTLE_MS } from '../delivery/existing-issues.ts';
import { blindPace } from '../pace/state.ts';
import { emptyMarker, markerBytes } from '../progress/marker.ts';
import type { Log } from '../shared/ports.ts';
import { withRemedy } from '../shared/problem.ts';
import type { LoadedMarker, RunInput } from './stages.ts';

/**
 * Without a usable marker, the run knows nothing about the pace, and finds the issues of earlier runs in the
 * repositories. Only the first run of a workflow may trust issue lists immediately.
 */
export async function loadMarker(input: RunInput, startedAt: number): Promise<LoadedMarker> {
  const { marker, clock, log } = input.ports;
  const loaded = await marker.load();
  if (loaded.kind === 'absent' && isFirst(input)) return { marker: emptyMarker(), settledAt: startedAt };
  const settledAt = startedAt + SETTLE_MS;
  const withoutMarker = { marker: { ...emptyMarker(), pace: blindPace(clock.now()) }, settledAt };
  if (loaded.kind === 'unusable') warnOfUnusable(loaded.key, loaded.fault, log);
  if (loaded.kind === 'unavailable')
    log.warning(withRemedy(`The progress marker could not be read: ${loaded.message}`, 'marker-unavailable'));
  if (loaded.kind !== 'loaded') return withoutMarker;
  const { parseMarker } = await import('../progress/schema.ts');
  const parsed = parseMarker(loaded.bytes, clock.now());
  if ('fault' in parsed) {
    warnOfUnusable(loaded.key, parsed.fault, log);
    return withoutMarker;
  }
  // Otherwise each run that reads the claimed rate limit would shorten it again, and wait for another hour.
  if (parsed.isHoldCut && !input.config.dryRun) await marker.save(markerBytes(parsed.marker));
  return { marker: parsed.marker, settledAt };
}

/** Neither an earlier run of this workflow nor an earlier step of this job can have sent anything. */
function isFirst({ config, earlierStep = false }: RunInput): boolean {
  const { runNumber, attempt } = config.run;
  return runNumber === 1 && attempt === 1 && !earlierStep;
}

function warnOfUnusable(key: string, fault: string, log: Log): void {
  log.warning(withRemedy(`The progress marker ${key} is not used: it ${fault}`, 'marker-unusable'));
}
