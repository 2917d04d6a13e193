import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contentsOf, openJournal, readJournal } from '../../../../src/adapters/runner/journal.ts';
import { newCampaign } from '../../../../src/campaign/choose.ts';
import { freshPace } from '../../../../src/pace/state.ts';
import { type JournalEntry, parseJournal } from '../../../../src/progress/schema.ts';

const AT = Date.UTC(2012, 4, 3);

const started: JournalEntry = {
  type: 'started',
  at: AT,
  account: 'bot',
  indexPath: 'reports-index',
  marker: { version: 1, pace: freshPace(), campaigns: [] },
  campaign: newCampaign({ period: '201204', testing: false, gbifdatasetid: undefined }, 'a-1'),
};
const intent = (n: number): JournalEntry => ({ type: 'intent', at: AT, report: `201204|dataset-${n}` });

function journalPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'deeper', 'journal.jsonl');
}

const read = (path: string) => parseJournal(readJournal(path) ?? []);

describe('the journal', () => {
  it('keeps the entries of two processes that write one after the other', async () => {
    const path = journalPath();
    await openJournal(path).append(started);
    const post = openJournal(path);
    await post.append(intent(1));
    await post.append(intent(2));
    expect(read(path)).toEqual({ entries: [started, intent(1), intent(2)], ignored: 0 });
  });

  it('loses only the lines in which a bit has changed', async () => {
    const path = journalPath();
    const journal = openJournal(path);
    const outcome: JournalEntry = {
      type: 'outcome',
      at: AT,
      outcome: {
        kind: 'skipped',
        report: '201204|ä-1',
        gbifdatasetid: 'ä-1',
        repository: 'a/b',
        reason: 'missing-dataset',
        line: 2,
      },
    };
    for (const entry of [started, intent(1), outcome, intent(2)]) await journal.append(entry);
    const texts = read(path).entries.map((entry) => JSON.stringify(entry));
    expect(texts).toHaveLength(4);
    const bytes = readFileSync(path);
    for (let bit = 0; bit < 8 * bytes.byteLength; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const { entries } = parseJournal(contentsOf(flipped.toString()));
      // No entry is invented, and at most two lines are missing, those that a changed line break joins.
      expect(entries.map((entry) => JSON.stringify(entry)).filter((text) => !texts.includes(text))).toEqual([]);
      if (entries.length > 0) expect(entries.length).toBeGreaterThanOrEqual(2);
    }
  });

  it('has no file before its first entry', () => {
    expect(readJournal(journalPath())).toBeUndefined();
  });

  it('keeps every accepted entry when the disk fills up in the middle of one', () => {
    const path = journalPath();
    // `ulimit` cuts off the write that would make the file larger than 2 kB, as on a full disk.
    const output = execFileSync(
      'sh',
      ['-c', 'ulimit -f 4 && exec "$0" --input-type=module -e "$1"', process.execPath, SCRIPT],
      {
        env: {
          JOURNAL: path,
          ADAPTER: new URL('../../../../src/adapters/runner/journal.ts', import.meta.url).href,
          ENTRIES: JSON.stringify([started, ...Array.from({ length: 99 }, (_, n) => intent(n))]),
        },
        encoding: 'utf8',
      },
    );
    const taken = Number(output);
    expect(taken).toBeGreaterThan(2);
    expect(taken).toBeLessThan(100);
    expect(read(path).entries).toHaveLength(taken);
  });
});

const SCRIPT = `
const { openJournal } = await import(process.env.ADAPTER);
const journal = openJournal(process.env.JOURNAL);
let taken = 0;
try {
  for (const entry of JSON.parse(process.env.ENTRIES)) { await journal.append(entry); taken += 1; }
} catch {}
console.log(taken);
`;
