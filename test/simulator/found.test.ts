/** What the simulator found in the product, kept as small tests; seeds change their meaning, these do not. */

import { describe, expect, it } from 'vitest';
import { newCampaign } from '../../src/campaign/choose.ts';
import { listedSince } from '../../src/delivery/existing-issues.ts';
import { rateLimited } from '../../src/pace/holds.ts';
import { nextSlot } from '../../src/pace/schedule.ts';
import { attemptAccepted, attemptStarted, attemptUnknown } from '../../src/pace/state.ts';
import { emptyMarker } from '../../src/progress/marker.ts';
import { applyEntry, initialState, markerOf } from '../../src/progress/run-state.ts';
import type { JournalEntry, StartedEntry } from '../../src/progress/schema.ts';
import { openNotice } from '../../src/run/completion-notice.ts';
import type { Ports } from '../../src/shared/ports.ts';

const AT = Date.UTC(2026, 10, 3, 6, 17);
const REPORT = '202610|ds-1';
const ceilings = { perMinute: 20, perHour: 1 };
const announced = (retryAt: number) => ({ kind: 'limited' as const, limit: 'primary' as const, retryAt });

const started: StartedEntry = {
  type: 'started',
  at: AT,
  account: 'report-bot',
  indexPath: 'reports-index',
  marker: emptyMarker(),
  campaign: newCampaign({ period: '202610', testing: false }, 'one'),
};

function after(...entries: JournalEntry[]) {
  const state = initialState(started);
  for (const entry of entries) applyEntry(state, entry);
  return state;
}

const never = () => {
  throw new Error('not expected');
};
const log = {
  debug: () => undefined,
  info: () => undefined,
  warning: () => undefined,
  error: () => undefined,
  group: never,
};

describe('the pace', () => {
  it('counts a POST without an answer for as long as GitHub may still work on it', () => {
    const pace = attemptUnknown(attemptStarted(emptyMarker().pace, AT), AT + 100);
    expect(nextSlot(pace, ceilings, AT + 60_000, 1).at).toBeGreaterThanOrEqual(AT + 3_600_000 + 10_000);
  });

  it('is measured from when a POST left, not from its intent', () => {
    const answer = { kind: 'unknown' as const };
    const state = after(
      { type: 'intent', at: AT, report: REPORT },
      { type: 'answered', at: AT + 3_000, leftAt: AT + 2_000, report: REPORT, answer },
    );
    expect(state.marker.pace.lastStartedAt).toBe(AT + 2_000);
  });

  it('keeps a hold that began while an issue was on its way', () => {
    const held = rateLimited(attemptStarted(emptyMarker().pace, AT), AT + 100, announced(AT + 600_000));
    expect(attemptAccepted(held, AT + 200).hold?.untilAt).toBe(AT + 600_000);
  });

  it('does not let a later refusal shorten a hold', () => {
    const held = rateLimited(emptyMarker().pace, AT, announced(AT + 600_000));
    expect(rateLimited(held, AT + 100, announced(AT + 60_000)).hold?.untilAt).toBe(AT + 600_000);
  });
});

describe('what is looked for', () => {
  it('is there although the period has not begun', () => {
    expect(listedSince('203001', AT)).toBeLessThan(AT);
  });

  it('is there although it was opened before the period began', () => {
    expect(listedSince('202611', AT)).toBeLessThan(Date.UTC(2026, 9, 30));
  });
});

describe('the marker', () => {
  it('keeps a campaign whose flags could not be committed', () => {
    const issue = { number: 1, url: 'https://github.com/o/r/issues/1', issueAt: AT };
    const outcome = { kind: 'sent' as const, report: REPORT, gbifdatasetid: 'ds-1', repository: 'o/r', ...issue };
    const owing = after({ type: 'outcome', at: AT, outcome }, { type: 'over', at: AT });
    expect(markerOf(owing).campaigns).toHaveLength(1);
    applyEntry(owing, { type: 'committed', at: AT, reports: [REPORT] });
    expect(markerOf(owing).campaigns).toHaveLength(0);
  });
});

describe('the completion notice', () => {
  const notice = { key: 'notice|202610|one', draft: { title: '', body: '', labels: [], assignees: [] } };

  it('is looked for only when lists show what a run just before has opened', async () => {
    let now = AT;
    let listedAt = 0;
    const sleep = async (ms: number) => {
      now += ms;
    };
    const listIssues = async () => {
      listedAt = now;
      return { kind: 'unavailable', message: '' };
    };
    const ports = { index: { listIssues, createIssue: never }, clock: { now: () => now, sleep }, log };
    await openNotice(notice, { sinceAt: 0, settledAt: AT + 35_000 }, {
      ...ports,
      cancelled: new AbortController().signal,
    } as unknown as Ports);
    expect(listedAt).toBe(AT + 35_000);
  });

  it('is not opened after a cancel', async () => {
    const stop = new AbortController();
    const listIssues = async () => {
      stop.abort();
      return { kind: 'listed', issues: [], movedTo: undefined, requests: 1 };
    };
    const clock = { now: () => AT, sleep: async () => undefined };
    const ports = { index: { listIssues, createIssue: never }, clock, log, cancelled: stop.signal };
    await openNotice(notice, { sinceAt: 0, settledAt: AT }, ports as unknown as Ports);
    expect(stop.signal.aborted).toBe(true);
  });
});
