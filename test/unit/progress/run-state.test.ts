import { describe, expect, it } from 'vitest';
import { contentsOf, lineOf } from '../../../src/adapters/runner/journal.ts';
import { newCampaign } from '../../../src/campaign/choose.ts';
import { emptyMarker } from '../../../src/progress/marker.ts';
import { reportKey } from '../../../src/progress/outcome.ts';
import { applyEntry, initialState, markerOf } from '../../../src/progress/run-state.ts';
import { type JournalEntry, parseJournal, type StartedEntry } from '../../../src/progress/schema.ts';

const T = Date.UTC(2012, 4, 3);
const started: StartedEntry = {
  type: 'started',
  at: T,
  account: 'bot',
  indexPath: 'reports-index',
  marker: emptyMarker(),
  campaign: newCampaign({ period: '201204', testing: false }, 'id-1'),
};
const base = (id: string) => ({ report: `201204|${id}`, gbifdatasetid: id, repository: `museum/${id}` });
const issue = { number: 1, url: 'https://github.com/museum/a/issues/1', issueAt: T };
const intent = (id: string, at = T + 1): JournalEntry => ({ type: 'intent', at, report: `201204|${id}` });
type OutcomeEntry = Extract<JournalEntry, { type: 'outcome' }>;
const outcome = (of: OutcomeEntry['outcome'], at = T + 2): OutcomeEntry => ({ type: 'outcome', at, outcome: of });
const sent = (id: string) => outcome({ kind: 'sent', ...base(id), ...issue });
const committed = (...ids: string[]): JournalEntry => ({
  type: 'committed',
  at: T + 3,
  commit: 'c1',
  reports: ids.map((id) => `201204|${id}`),
});

function sum(...entries: JournalEntry[]) {
  const state = initialState(started);
  for (const entry of entries) applyEntry(state, entry);
  return state;
}

describe('the run state', () => {
  it.each<[string, JournalEntry[], { owed: string[]; open: string | undefined; sendings: number }]>([
    ['no entry', [], { owed: [], open: undefined, sendings: 0 }],
    [
      'an intent without an answer, which may have been sent,',
      [intent('a')],
      { owed: [], open: '201204|a', sendings: 1 },
    ],
    ['a sent report', [intent('a'), sent('a')], { owed: ['201204|a'], open: undefined, sendings: 1 }],
    [
      'a found report, which needs no POST,',
      [outcome({ kind: 'found', ...base('a'), ...issue })],
      { owed: ['201204|a'], open: undefined, sendings: 0 },
    ],
    [
      'a failed report',
      [intent('a'), outcome({ kind: 'failed', ...base('a'), reason: 'archived', message: '' })],
      { owed: [], open: undefined, sendings: 0 },
    ],
    [
      'a rate limit',
      [
        intent('a'),
        { type: 'answered', at: T + 2, report: '201204|a', answer: { kind: 'limited', limit: 'secondary' } },
      ],
      { owed: [], open: undefined, sendings: 1 },
    ],
    [
      'an unknown answer, which may have been sent,',
      [intent('a'), { type: 'answered', at: T + 2, report: '201204|a', answer: { kind: 'unknown' } }],
      { owed: [], open: undefined, sendings: 1 },
    ],
    [
      'a redirect',
      [intent('a'), { type: 'answered', at: T + 2, report: '201204|a', answer: { kind: 'void' } }],
      { owed: [], open: undefined, sendings: 0 },
    ],
    [
      'a flag commit',
      [intent('a'), sent('a'), committed('a'), intent('b'), sent('b')],
      { owed: ['201204|b'], open: undefined, sendings: 2 },
    ],
    [
      'a skipped report',
      [outcome({ kind: 'skipped', ...base('a'), reason: 'missing-dataset', line: 2 })],
      { owed: ['201204|a'], open: undefined, sendings: 0 },
    ],
  ])('after %s has the right flags, intent and attempts', (_, entries, expected) => {
    const { uncommitted, openIntent, marker } = sum(...entries);
    expect({ owed: [...uncommitted.keys()], open: openIntent?.report, sendings: marker.pace.sendings.length }).toEqual(
      expected,
    );
  });

  it('gives the next run a marker with cursor, failures and totals, and none after the campaign', () => {
    const entries = [
      intent('a'),
      sent('a'),
      outcome({ kind: 'failed', ...base('b'), reason: 'forbidden', message: '' }),
    ];
    expect(markerOf(sum(...entries))).toMatchObject({
      account: 'bot',
      campaigns: [{ cursor: '201204|b', failed: ['201204|b'], runs: 1, totals: { sent: 1, found: 0, skipped: 0 } }],
    });
    expect(markerOf(sum(...entries, committed('a'), { type: 'over', at: T + 9 })).campaigns).toEqual([]);
  });

  it('does not change the first entry', () => {
    const before = JSON.stringify(started);
    sum(intent('a'), outcome({ kind: 'failed', ...base('a'), reason: 'forbidden', message: '' }));
    expect(JSON.stringify(started)).toBe(before);
  });
});

describe('parseJournal', () => {
  const text = (...entries: JournalEntry[]) => entries.map((entry) => lineOf(JSON.stringify(entry))).join('');
  const read = (journal: string) => parseJournal(contentsOf(journal));
  const whole = text(started, intent('a'), sent('a'));

  it('returns the entries that were written', () => {
    expect(read(whole)).toEqual({ entries: [started, intent('a'), sent('a')], ignored: 0 });
  });

  it('returns the whole lines of a journal that is cut at any byte', () => {
    for (let length = 0; length <= whole.length; length += 1) {
      const { entries, ignored } = read(whole.slice(0, length));
      // The last line counts as whole without its line break, too.
      const complete = whole
        .split('\n')
        .filter((_, at, all) => all.slice(0, at + 1).join('\n').length <= length && all[at] !== '').length;
      expect([entries.length, ignored <= 1]).toEqual([complete, true]);
    }
  });

  it.each([
    ['rubbish', `${text(started)}rubbish\n${text(intent('a'))}`, 2, 1],
    ['an unknown entry', `${text(started)}${lineOf('{"type":"other"}')}`, 1, 1],
    ['a line without its checksum', `${text(started)}${JSON.stringify(intent('a'))}\n${text(sent('a'))}`, 2, 1],
    ['a second first entry', text(started, started, intent('a')), 2, 1],
    ['no first entry', text(intent('a'), sent('a')), 0, 2],
    ['zeros that a crash left', `${text(started)}\0\0\0\n`, 1, 1],
    ['nothing', '', 0, 0],
  ])('counts the ignored lines of a journal with %s', (_, journal, entries, ignored) => {
    const parsed = read(journal);
    expect([parsed.entries.length, parsed.ignored]).toEqual([entries, ignored]);
  });
});

describe('reportKey', () => {
  it('is in lower case', () => expect(reportKey('201204', 'AbC')).toBe('201204|abc'));
});

describe('the clock of GitHub', () => {
  const refused = (at: number, serverAt: number): JournalEntry[] => [
    intent('a', at - 300),
    { type: 'answered', at, report: '201204|a', answer: { kind: 'limited', limit: 'secondary', serverAt } },
  ];
  const aheadMs = (...entries: JournalEntry[]) => sum(...entries).marker.pace.aheadMs;

  it('is known from issues and from refusals, whole hours apart', () => {
    const told = outcome({ kind: 'sent', ...base('a'), ...issue }, T + 400);
    expect(aheadMs(intent('a'), { ...told, serverAt: T + 7 * 60_000 })).toBe(419_600);
    expect(aheadMs(...refused(T + 400, T + 5 * 3_600_000 - 60_000))).toBe(3_539_600);
    expect(aheadMs(intent('a'), sent('a'))).toBeUndefined();
  });

  it('is nearest where the answer came soonest, until it is another clock', () => {
    expect(aheadMs(...refused(T + 900, T), ...refused(T + 5_100, T + 5_000))).toBe(-100);
    expect(aheadMs(...refused(T + 100, T), ...refused(T + 5_900, T + 5_000))).toBe(-100);
    expect(aheadMs(...refused(T + 100, T), ...refused(T + 65_000, T + 5_000))).toBe(-60_000);
  });
});
