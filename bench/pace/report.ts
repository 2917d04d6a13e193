/** The results as Markdown tables, and whether the bars are met. */

import { duration } from '../../src/shared/text.ts';
import { table } from '../markdown.ts';
import type { Measure } from './measure.ts';
import { NEVER_WORSE } from './row.ts';

/** The time left that the log names after a quarter of the time must be so near the truth. */
const ESTIMATE_BAR = 0.1;

export interface Finding {
  measure: Measure;
  others: { name: string; ratio: number; refusals: number }[];
}

export type Verdict = { kind: 'no bar' } | { kind: 'met' } | { kind: 'unreachable' } | { kind: 'missed'; why: string };

/** Whether a cell's bar is met; unreachable: not even the best client that is not told reaches it. */
export function verdictOf(measure: Measure): Verdict {
  const { bar } = measure.row;
  if (measure.status !== 'success') return { kind: 'missed', why: `ended ${measure.status}` };
  if (measure.overFormer !== undefined) {
    if (measure.refusalsInAnHour > NEVER_WORSE.refusalsInAnHour) return { kind: 'missed', why: 'refusals' };
    return measure.overFormer > NEVER_WORSE.overFormer ? { kind: 'missed', why: 'time' } : { kind: 'met' };
  }
  if (bar === undefined) return { kind: 'no bar' };
  if (measure.refusals > bar.refusals) return { kind: 'missed', why: 'refusals' };
  if (isSteady(measure) && Math.abs(measure.estimateError ?? 0) > ESTIMATE_BAR)
    return { kind: 'missed', why: 'time left' };
  if (measure.ratio <= bar.ratio) return { kind: 'met' };
  const isOutOfReach = measure.untoldOverBest > bar.ratio && measure.untoldRatio <= bar.ratio;
  return isOutOfReach ? { kind: 'unreachable' } : { kind: 'missed', why: 'time' };
}

function isSteady({ row }: Measure): boolean {
  return row.group === 'constant' || row.group === 'announced' || row.group === 'given';
}

export function oursTable(findings: readonly Finding[]): string {
  const rows = findings.map(({ measure }) => {
    const { row, count, bestMs, refusals, silenceMs, runs } = measure;
    return [
      row.name,
      count.toLocaleString('en'),
      duration(bestMs),
      ratios(measure),
      measure.untoldRatio.toFixed(3),
      String(refusals),
      duration(silenceMs),
      signed(measure),
      String(runs),
      barText(measure),
    ];
  });
  return table(
    [
      'server',
      'issues',
      'best possible',
      'ours / best',
      'ours / best untold',
      'refusals',
      'longest silence',
      'time left, error',
      'runs',
      'bar',
    ],
    rows,
  );
}

function ratios({ ratio, meanRatio, row }: Measure): string {
  return row.seeds.length === 1 ? ratio.toFixed(4) : `${ratio.toFixed(3)} at worst, ${meanRatio.toFixed(3)} on average`;
}

function signed({ estimateError }: Measure): string {
  if (estimateError === undefined) return '';
  const percent = (100 * estimateError).toFixed(1);
  return `${estimateError >= 0 ? '+' : ''}${percent === '-0.0' ? '0.0' : percent} %`;
}

function barText(measure: Measure): string {
  const { bar } = measure.row;
  const verdict = verdictOf(measure);
  switch (verdict.kind) {
    case 'no bar':
      return '';
    case 'met':
      return measure.overFormer === undefined
        ? `${bar?.ratio}: met`
        : `never worse: met, ${measure.overFormer.toFixed(2)} of version 1.0, at most ${measure.refusalsInAnHour} an hour`;
    case 'unreachable':
      return `${bar?.ratio}: out of reach, best untold ${measure.untoldOverBest.toFixed(3)}`;
    case 'missed':
      return `${bar?.ratio ?? 'never worse'}: **missed** (${verdict.why})`;
    default:
      return verdict satisfies never;
  }
}

export function othersTable(findings: readonly Finding[]): string {
  const names = findings[0]?.others.map(({ name }) => name) ?? [];
  const rows = findings.map(({ measure, others }) => [
    measure.row.name,
    measure.count.toLocaleString('en'),
    both(measure),
    ...others.map(both),
  ]);
  return table(['server', 'issues', 'ours', ...names], rows);
}

function both({ ratio, refusals }: { ratio: number; refusals: number }): string {
  return Number.isFinite(ratio) ? `${ratio.toFixed(2)} / ${refusals.toLocaleString('en')}` : 'never';
}
