import { describe, expect, it } from 'vitest';
import { newCampaign } from '../../../src/campaign/choose.ts';
import { emptyMarker } from '../../../src/progress/marker.ts';
import { openRecorder } from '../../../src/progress/recorder.ts';
import { initialState } from '../../../src/progress/run-state.ts';
import type { JournalEntry, StartedEntry } from '../../../src/progress/schema.ts';

const AT = Date.UTC(2026, 10, 3);
const OVER: JournalEntry = { type: 'over', at: AT };
const started: StartedEntry = {
  type: 'started',
  at: AT,
  account: 'bot',
  indexPath: 'reports-index',
  marker: emptyMarker(),
  campaign: newCampaign({ period: '202610', testing: false }, 'one'),
};

/** A recorder whose disk is full until `free` is called. */
function fullDisk() {
  const written: string[] = [];
  let isFull = true;
  const append = async ({ type }: { type: string }) => {
    if (isFull) throw new Error('ENOSPC');
    written.push(type);
  };
  const recorder = openRecorder({ journal: { append }, state: initialState(started) });
  const free = () => {
    isFull = false;
  };
  return { recorder, written, free };
}

describe('the recorder', () => {
  it('writes no entry after one that the disk refused', async () => {
    const { recorder, written, free } = fullDisk();
    await expect(recorder.record(OVER)).rejects.toThrow('ENOSPC');
    free();
    await expect(recorder.record(OVER)).rejects.toThrow('ENOSPC');
    expect(written).toEqual([]);
  });

  it('adds an entry to the state even when the disk refuses it', async () => {
    const { recorder } = fullDisk();
    await expect(recorder.record(OVER)).rejects.toMatchObject({ problems: [{ code: 'journal-unwritable' }] });
    expect(recorder.state.over).toBe(true);
  });

  it('writes the first entry without adding it to the state', async () => {
    const { recorder, written, free } = fullDisk();
    free();
    await recorder.begin(started);
    expect(written).toEqual(['started']);
    expect(recorder.state).toEqual(initialState(started));
  });
});
