/** The journal on the disk of a simulated runner: flushed lines, the torn one of a death, and worse. */

import { lineOf } from '../../src/adapters/runner/journal.ts';
import type { JournalEntry } from '../../src/progress/schema.ts';
import type { Journal } from '../../src/shared/ports.ts';
import type { Dice } from './dice.ts';
import type { Process } from './process.ts';
import { STALL_LIMIT_MS, type Watch } from './watch.ts';
import type { World } from './world.ts';

export interface Disk {
  openJournal(process: Process, watch: Watch): Journal;
  /** What the post step reads, and whether it is all that was written. */
  read(): { text: string; isIntact: boolean };
  /** Main's last entry is on the disk. */
  hasEnded(): boolean;
}

export function openDisk(world: World): Disk {
  const { dice } = world;
  const lines: string[] = [];
  let ended = false;

  const append = (process: Process, watch: Watch, entry: JournalEntry): Promise<void> =>
    process.request<void>(`journal ${nameOf(entry)}`, 'journal write', (reply) => {
      const line = lineOf(JSON.stringify(entry));
      const stall = dice.chance(world.rates().journalStalls) ? dice.whole(100, STALL_LIMIT_MS - 500) : 0;
      const fails = dice.chance(world.rates().journalFails);
      const durable = watch.journalling(entry);
      process.freeze(stall + dice.whole(0, 2), () => {
        if (!process.isAlive()) {
          lines.push(line.slice(0, dice.whole(0, line.length)));
          return;
        }
        if (fails) {
          lines.push(line.slice(0, dice.whole(0, line.length - 1)));
          return reply.failNow(new Error('ENOSPC: no space left on device'));
        }
        lines.push(line);
        ended ||= entry.type === 'ended';
        durable();
        if (process.live('journal write')) reply.now(undefined);
      });
    });

  return {
    openJournal: (process, watch) => {
      // As the adapter: a new process begins on a line of its own.
      lines.push('\n');
      return { append: (entry: JournalEntry) => append(process, watch, entry) };
    },
    hasEnded: () => ended,
    read: () => {
      const { journalLost, journalGarbage, journalFlips } = world.rates();
      if (dice.chance(journalLost)) return { text: '', isIntact: false };
      const text = lines.join('');
      if (dice.chance(journalGarbage)) return { text: damaged(dice, text), isIntact: false };
      if (dice.chance(journalFlips)) return { text: flipped(dice, text), isIntact: false };
      return { text, isIntact: true };
    },
  };
}

/** A disk may lose the end, and leave lines that are not ours. */
function damaged(dice: Dice, text: string): string {
  const at = dice.whole(0, text.length);
  if (dice.chance(0.5)) return `${text.slice(0, at)}${dice.pick(['', '\u0000\u0000', '\n'])}`;
  const line = text.indexOf('\n', at) + 1;
  return `${text.slice(0, line)}${dice.pick(['{}\n', lineOf('{}'), '}{\n', '\u0000\n'])}${text.slice(line)}`;
}

/** One bit changed, anywhere or where it does most harm: in the number of a dataset, which names another one then. */
function flipped(dice: Dice, text: string): string {
  const numbers = Array.from(text.matchAll(/"gbifdatasetid":"ds-/g), ({ 0: found, index }) => index + found.length);
  const at = numbers.length > 0 && dice.chance(0.7) ? dice.pick(numbers) : dice.whole(0, text.length - 1);
  const changed = String.fromCharCode(text.charCodeAt(at) ^ (1 << dice.whole(0, 6)));
  return `${text.slice(0, at)}${changed}${text.slice(at + 1)}`;
}

function nameOf(entry: JournalEntry): string {
  switch (entry.type) {
    case 'intent':
      return `intent ${entry.report}`;
    case 'answered':
      return `answered ${entry.report} ${entry.answer.kind}`;
    case 'outcome':
      return `outcome ${entry.outcome.kind} ${entry.outcome.report}`;
    case 'committed':
      return `committed ${entry.reports.length}`;
    default:
      return entry.type;
  }
}
