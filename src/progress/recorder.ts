/** Records every step of a run: first in the journal, then in the state. */

import type { Ports } from '../shared/ports.ts';
import { ProblemsError } from '../shared/problem.ts';
import { applyEntry, type RunState } from './run-state.ts';
import type { JournalEntry, StartedEntry } from './schema.ts';

export interface Recorder {
  /** The sum of the entries so far. */
  readonly state: RunState;
  /** Writes the first entry, from which the state was made. Throws `journal-unwritable`. */
  begin(entry: StartedEntry): Promise<void>;
  /** Writes an entry and adds it to the state, which it does even when it throws `journal-unwritable`. */
  record(entry: JournalEntry): Promise<void>;
}

export function openRecorder({ journal, state }: Pick<Ports, 'journal'> & { state: RunState }): Recorder {
  let unwritable: ProblemsError | undefined;

  /** After a failed write, no later entry is written, because a journal with a gap would say something wrong. */
  const append = async (entry: JournalEntry): Promise<void> => {
    if (unwritable !== undefined) throw unwritable;
    try {
      await journal.append(entry);
    } catch (cause) {
      const message = `The journal cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`;
      unwritable = new ProblemsError([{ code: 'journal-unwritable', message }], { cause });
      throw unwritable;
    }
  };

  const record = async (entry: JournalEntry): Promise<void> => {
    try {
      await append(entry);
    } finally {
      // The step has happened even when the disk is full: requests that are still running must respect a rate limit.
      applyEntry(state, entry);
    }
  };

  return { state, begin: append, record };
}
