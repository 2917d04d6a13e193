/** Results of runs, to try the summary and the outputs on. */

import { blankResult, type RunResult } from '../../src/output/result.ts';
import type { Outcome } from '../../src/progress/schema.ts';

export const SERVER = 'https://github.example';

export const about = { version: '1.0.0', serverUrl: SERVER, filesUrl: `${SERVER}/VertNet/report-notifier/blob/v1` };

export function idOf(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

export function outcomeOf(kind: Outcome['kind'], n: number, more: Partial<Outcome> = {}): Outcome {
  const base = {
    report: `202610|${idOf(n)}`,
    gbifdatasetid: idOf(n),
    repository: `example-museum/collection-${n}`,
  };
  const url = `${SERVER}/example-museum/collection-${n}/issues/${n}`;
  const kinds = {
    sent: { kind: 'sent', ...base, number: n, url, issueAt: 0 },
    found: { kind: 'found', ...base, number: n, url, issueAt: 0 },
    skipped: { kind: 'skipped', ...base, repository: '', reason: 'missing-dataset', line: n },
    failed: { kind: 'failed', ...base, reason: 'not-found', message: '404 Not Found' },
    pending: { kind: 'pending', ...base, reason: 'unknown', message: 'other side closed' },
  } satisfies Record<Outcome['kind'], Outcome>;
  return { ...kinds[kind], ...more } as Outcome;
}

export function manyOf(kind: Outcome['kind'], from: number, count: number): Outcome[] {
  return Array.from({ length: count }, (_, at) => outcomeOf(kind, from + at));
}

/** A run of a campaign that came to these outcomes. */
export function resultOf(outcomes: Outcome[], more: Partial<RunResult> = {}): RunResult {
  const urls = outcomes.map(({ report }, at): [string, string] => [
    report,
    `${SERVER}/example-network/reports-index/blob/c0ffee/reports-index/datasets.csv#L${at + 2}`,
  ]);
  return {
    ...blankResult('failed', 'Period 202610: some were sent.'),
    period: '202610',
    outcomes,
    pace: { sent: 380, elapsedMs: 1_400_000, waitedMs: 1_260_000, refusals: 2 },
    rowUrls: new Map(urls),
    ...more,
  };
}
