/**
 * `npm run bench`: compares the costs of the action with those of minimal programs. Prints the tables and writes them
 * into docs/performance.md. The pace has its own benchmark.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { bundleParts } from './bundle/main.ts';
import { coldStart } from './cold-start/main.ts';
import { indexScale } from './index-scale/main.ts';
import { table } from './markdown.ts';
import { REPORTS, reportCost } from './report-cost/main.ts';

const index = await indexScale(3);
const start = await coldStart(15);
const own = await reportCost(5, REPORTS);
const shared = await reportCost(5, REPORTS / 10);

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
const milliseconds = (ms: number) => `${ms.toFixed(1)} ms`;
const mebibytes = (size: number) => `${size.toFixed(0)} MiB`;

interface Comparison {
  what: string;
  ours: number;
  beside: string;
  theirs: number;
  aim: number | undefined;
  shown: (value: number) => string;
}

const { action, csvParse, csvParseStream } = index;
const perReport = (ms: number) => `${(ms / REPORTS).toFixed(2)} ms`;
const cost = { beside: 'a bare loop over `issues.create`', aim: 1.5, shown: perReport };
const comparisons: Comparison[] = [
  {
    what: 'large index, CPU',
    ours: action.cpuMs,
    beside: 'csv-parse at once',
    theirs: csvParse.cpuMs,
    aim: 1.3,
    shown: seconds,
  },
  {
    what: 'large index, CPU',
    ours: action.cpuMs,
    beside: 'csv-parse as a stream',
    theirs: csvParseStream.cpuMs,
    aim: undefined,
    shown: seconds,
  },
  {
    what: 'large index, peak memory',
    ours: action.peakMiB,
    beside: 'csv-parse at once',
    theirs: csvParse.peakMiB,
    aim: 0.7,
    shown: mebibytes,
  },
  {
    what: 'large index, peak memory',
    ours: action.peakMiB,
    beside: 'csv-parse as a stream',
    theirs: csvParseStream.peakMiB,
    aim: undefined,
    shown: mebibytes,
  },
  {
    what: 'cold start',
    ours: start.action.wallMs,
    beside: 'a bare program with one `fetch`',
    theirs: start.bare.wallMs,
    aim: 1.6,
    shown: milliseconds,
  },
  {
    what: 'cold start',
    ours: start.action.wallMs,
    beside: '`@actions/core` and `@actions/github` alone',
    theirs: start.toolkit.wallMs,
    aim: undefined,
    shown: milliseconds,
  },
  { what: 'CPU of a report, each in a repository of its own', ours: own.action.cpuMs, theirs: own.loop.cpuMs, ...cost },
  { what: 'CPU of a report, ten to a repository', ours: shared.action.cpuMs, theirs: shared.loop.cpuMs, ...cost },
  {
    what: 'requests, each in a repository of its own',
    ours: own.action.requests,
    theirs: own.loop.requests,
    beside: cost.beside,
    aim: undefined,
    shown: (value) => value.toLocaleString('en'),
  },
];

const performanceTable = table(
  ['what', 'the action', 'beside', 'takes', 'ratio', 'aim'],
  comparisons.map(({ what, ours, beside, theirs, aim, shown }) => {
    const ratio = ours / theirs;
    const verdict = aim === undefined ? '' : `${aim}: ${ratio <= aim ? 'met' : '**missed**'}`;
    return [what, shown(ours), beside, shown(theirs), ratio.toFixed(2), verdict];
  }),
);

const parts = bundleParts();
const sources = [...new Set(parts.map(({ source }) => source))];
const sizeOf = (source: string, isStart: boolean) =>
  parts
    .filter((part) => part.source === source && (part.file === 'index.js') === isStart)
    .reduce((sum, { bytes }) => sum + bytes, 0);
const kilobytes = (bytes: number) => (bytes === 0 ? '' : `${Math.max(1, Math.round(bytes / 1000))}`);
const bundleTable = table(
  ['source', 'at start (kB)', 'when used (kB)'],
  sources
    .map((source) => ({ source, atStart: sizeOf(source, true), later: sizeOf(source, false) }))
    .filter(({ atStart, later }) => atStart + later >= 10_000)
    .sort((a, b) => b.atStart + b.later - a.atStart - a.later)
    .map(({ source, atStart, later }) => [`\`${source}\``, kilobytes(atStart), kilobytes(later)]),
);

console.log(`${performanceTable}\n\n${bundleTable}`);
write('cost', performanceTable);
write('bundle', bundleTable);

/** Replaces the table between its two marks in docs/performance.md. */
function write(name: 'cost' | 'bundle', text: string): void {
  const path = new URL('../docs/performance.md', import.meta.url);
  const between = new RegExp(`(<!-- bench:${name} -->\\n)[\\s\\S]*?(<!-- /bench:${name} -->)`);
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(between, (_, before: string, after: string) => `${before}\n${text}\n\n${after}`),
  );
}
