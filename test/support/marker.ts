import { type Marker, parseMarker } from '../../src/progress/schema.ts';

/** The marker in these bytes. Throws when the action would not use it. */
export function usableMarker(bytes: Uint8Array, now: number): Marker {
  const parsed = parseMarker(bytes, now);
  if ('fault' in parsed) throw new Error(`Expected a marker that can be used, but it ${parsed.fault}`);
  return parsed.marker;
}
