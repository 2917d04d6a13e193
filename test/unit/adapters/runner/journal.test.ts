import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
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

it('gives back what was written, also by two processes one after the other', async () => {
  const path = journalPath();
  await openJournal(path).append(started);
  const post = openJournal(path);
  await post.append(intent(1));
  await post.append(intent(2));
  expect(read(path)).toEqual({ entries: [started, intent(1), intent(2)], ignored: 0 });
});

it('is used without the lines in which a bit has changed, whichever it is', async () => {
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
    // Nothing that was not written, and at most the two lines missing that a changed line break joins.
    expect(entries.map((entry) => JSON.stringify(entry)).filter((text) => !texts.includes(text))).toEqual([]);
    if (entries.length > 0) expect(entries.length).toBeGreaterThanOrEqual(2);
  }
});

it('is not there before its first entry', () => {
  expect(readJournal(journalPath())).toBeUndefined();
});

it('has every entry that was taken, when the disk has room for a part of one', () => {
  const path = journalPath();
  // A file of 2 kB at most: the write that crosses it is cut short, as on a disk that fills up.
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

const SCRIPT = `
const { openJournal } = await import(process.env.ADAPTER);
const journal = openJournal(process.env.JOURNAL);
let taken = 0;
try {
  for (const entry of JSON.parse(process.env.ENTRIES)) { await journal.append(entry); taken += 1; }
} catch {}
console.log(taken);
`;
