import { describe, expect, it } from 'vitest';
import { canHaveGrown, datasetsToTell, findImplausible } from '../../../src/campaign/plausibility.ts';
import type { Dataset, Report } from '../../../src/reports-index/parse.ts';
import type { ReportsIndex } from '../../../src/reports-index/read.ts';

const REPORTS = 'reports/202611.csv';

function dataset(n: number, more: Partial<Dataset> = {}): Dataset {
  const own = { gbifdatasetid: `ds-${n}`, ccode: `C${n}`, owner: 'museum', repository: `r${n}`, notify: undefined };
  return { ...own, line: n + 2, columns: {}, ...more };
}

function report(n: number, more: Partial<Report> = {}): Report {
  return { gbifdatasetid: `ds-${n}`, line: n + 2, columns: {}, pending: true, ...more };
}

function index(datasets: readonly Dataset[], more: Partial<ReportsIndex> = {}): ReportsIndex {
  const rows = datasets.length;
  return {
    paths: { periods: 'periods.csv', datasets: 'datasets.csv', reports: REPORTS },
    snapshot: { head: { branch: 'main', commit: 'c' }, periods: new Uint8Array(), reports: new Uint8Array() },
    shas: [],
    periods: [],
    period: { period: '202611', year: 2026, month: 11, status: '', line: 2 },
    reports: datasets.map((_, n) => report(n)),
    counts: { rows, stored: rows, sent: 0, skipped: 0, pending: rows, unstored: 0, reasons: new Map() },
    datasets: new Map(datasets.map((one) => [one.gbifdatasetid, one])),
    unknown: new Set(),
    ...more,
  };
}

const many = (count: number, more: (n: number) => Partial<Dataset> = () => ({})) =>
  Array.from({ length: count }, (_, n) => dataset(n, more(n)));

describe('datasetsToTell', () => {
  it('has one entry for each report that is due, and none for those that would be skipped', () => {
    const datasets = [
      dataset(0),
      dataset(1, { notify: false }),
      dataset(2, { owner: '', repository: '' }),
      dataset(3),
      dataset(4),
    ];
    const reports = [
      report(0),
      report(1),
      report(2),
      report(3, { pending: false }),
      report(4, { pending: false, skippedAs: 'missing-dataset' }),
      report(5),
    ];
    const told = datasetsToTell(index(datasets, { reports })).map(({ gbifdatasetid }) => gbifdatasetid);
    expect(told).toEqual(['ds-0', 'ds-4']);
  });
});

describe('findImplausible', () => {
  const find = (of: ReportsIndex, more: { rows?: number; maxPerRepository?: number } = {}) => {
    const earlier = more.rows === undefined ? undefined : { period: '202610', rows: more.rows };
    const toTell = datasetsToTell(of);
    return findImplausible({ index: of, toTell, earlier, maxPerRepository: more.maxPerRepository });
  };

  it.each([
    [50, 1, 0],
    [51, 16, 1],
    [51, 17, 0],
    [300, 100, 0],
    [301, 100, 1],
    [301, undefined, 0],
  ])('with %i reports after %s rows finds %i', (reports, rows, findings) => {
    expect(find(index(many(reports)), rows === undefined ? {} : { rows })).toHaveLength(findings);
    expect(canHaveGrown(many(reports))).toBe(reports > 50);
  });

  it('counts a repository under one name however it is spelled, those with the most reports first', () => {
    const datasets = many(7, (n) =>
      n < 3 ? { repository: 'a' } : { owner: n % 2 ? 'MUSEUM' : 'museum', repository: 'B' },
    );
    const found = find(index(datasets), { maxPerRepository: 2 });
    expect(found.map(({ message }) => message)).toEqual([
      'datasets.csv, line 5: MUSEUM/B would get 4 reports of period 202611, expected at most 2 (max-per-repository)',
      'datasets.csv, line 2: museum/a would get 3 reports of period 202611, expected at most 2 (max-per-repository)',
    ]);
    expect(found.map(({ code, place }) => [code, place?.line])).toEqual([
      ['implausible', 5],
      ['implausible', 2],
    ]);
    expect(find(index(datasets))).toEqual([]);
  });

  it.each([
    [19, 19, 0],
    [20, 10, 0],
    [20, 11, 1],
  ])('with %i stored reports, %i of them of unknown datasets, finds %i', (stored, strange, findings) => {
    const unknown = new Set(Array.from({ length: strange }, (_, n) => `x-${n}`));
    const counts = { ...index([]).counts, stored };
    expect(find(index([], { counts, unknown }))).toHaveLength(findings);
  });
});
