// TEMPORARY stand-in so that others can run end to end; to be overwritten by the real one.
import { parse } from 'csv-parse/sync';
import type { Problem } from './problems.ts';
export type PeriodStatus = '' | 'in progress' | 'done' | 'failed';
export interface Period {
  period: string;
  year: number;
  month: number;
  status: PeriodStatus;
  line: number;
}
export interface Report {
  gbifdatasetid: string;
  line: number;
  columns: Readonly<Record<string, string>>;
  pending: boolean;
}
export interface Dataset {
  gbifdatasetid: string;
  ccode: string;
  owner: string;
  repository: string;
  line: number;
  columns: Readonly<Record<string, string>>;
}
export interface ReportCounts {
  rows: number;
  stored: number;
  sent: number;
  skipped: number;
  pending: number;
}
export interface FlagChange {
  gbifdatasetid: string;
  set: { issue_sent?: true; issue_skipped?: string; issue_url?: string; issue_sent_at?: string };
}
type Source = AsyncIterable<Uint8Array> | Uint8Array;
async function rows(source: Source): Promise<Record<string, string>[]> {
  const chunks: Uint8Array[] = [];
  if (source instanceof Uint8Array) chunks.push(source);
  else for await (const c of source) chunks.push(c);
  return parse(Buffer.concat(chunks), { bom: true, columns: true });
}
const truth = (t: string | undefined) => /^(true|1)$/i.test(t ?? '');
export async function parsePeriods(source: Source, _path: string, _faults: Problem[]): Promise<Period[]> {
  return (await rows(source)).map((r, i) => ({
    period: r.period ?? '',
    year: Number(r.year),
    month: Number(r.month),
    status: (r.status ?? '') as PeriodStatus,
    line: i + 2,
  }));
}
export async function parseReports(
  source: Source,
  _path: string,
  _faults: Problem[],
  options?: { also?: ReadonlySet<string> },
): Promise<{ reports: Report[]; counts: ReportCounts; columns: string[] }> {
  const all = (await rows(source)).map((r, i) => ({
    gbifdatasetid: (r.gbifdatasetid ?? '').toLowerCase(),
    line: i + 2,
    columns: r,
    pending: truth(r.stored) && !truth(r.issue_sent) && !r.issue_skipped,
  }));
  return {
    reports: all.filter((r) => r.pending || options?.also?.has(r.gbifdatasetid)),
    counts: { rows: all.length, stored: 0, sent: 0, skipped: 0, pending: all.filter((r) => r.pending).length },
    columns: [],
  };
}
export async function parseDatasets(
  source: Source,
  _path: string,
  _faults: Problem[],
  wanted: ReadonlySet<string>,
): Promise<Map<string, Dataset>> {
  return new Map(
    (await rows(source))
      .map((r, i): [string, Dataset] => [
        (r.gbifdatasetid ?? '').toLowerCase(),
        {
          gbifdatasetid: (r.gbifdatasetid ?? '').toLowerCase(),
          ccode: r.ccode ?? '',
          owner: r.github_orgname ?? '',
          repository: r.github_reponame ?? '',
          line: i + 2,
          columns: r,
        },
      ])
      .filter(([id]) => wanted.has(id)),
  );
}
export async function applyFlags(
  bytes: Uint8Array,
  _path: string,
  changes: readonly FlagChange[],
): Promise<{ bytes: Uint8Array; applied: string[]; missing: string[]; already: string[]; pendingLeft: number }> {
  const byId = new Map(changes.map((c) => [c.gbifdatasetid, c]));
  const table: string[][] = parse(Buffer.from(bytes), { bom: true });
  const head = table[0] ?? [];
  const applied: string[] = [];
  for (const row of table.slice(1)) {
    const c = byId.get((row[head.indexOf('gbifdatasetid')] ?? '').toLowerCase());
    if (c === undefined || truth(row[head.indexOf('issue_sent')])) continue;
    for (const [k, v] of Object.entries(c.set)) if (head.includes(k)) row[head.indexOf(k)] = String(v);
    applied.push(c.gbifdatasetid);
  }
  const out = new TextEncoder().encode(
    `${table.map((r) => r.map((c) => (/[",\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(',')).join('\n')}\n`,
  );
  const left = await parseReports(out, '', []);
  return { bytes: out, applied, missing: [], already: [], pendingLeft: left.counts.pending };
}
export async function applyStatus(
  bytes: Uint8Array,
  _path: string,
  period: string,
  status: string,
): Promise<Uint8Array | undefined> {
  const lines = new TextDecoder().decode(bytes).split('\n');
  const next = lines.map((l) => (l.startsWith(`${period},`) ? l.replace(/,[^,]*$/, `,${status}`) : l)).join('\n');
  return next === lines.join('\n') ? undefined : new TextEncoder().encode(next);
}
