/** Creates the files of a large index, with the same content every time. */

import { createHash } from 'node:crypto';
import { closeSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export const PERIOD = '202610';
export const REPORTS = 400_000;
export const PENDING = 100;
export const DATASETS = 1_000_000;

export interface IndexFilesOnDisk {
  periods: string;
  reports: string;
  datasets: string;
  /** Sizes of the two large files. */
  reportsBytes: number;
  datasetsBytes: number;
}

/** Writes the three files into a folder. */
export function writeLargeIndex(folder: string): IndexFilesOnDisk {
  const paths = {
    periods: join(folder, 'periods.csv'),
    reports: join(folder, `${PERIOD}.csv`),
    datasets: join(folder, 'datasets.csv'),
  };
  writeFileSync(paths.periods, `period,year,month,status\n${PERIOD},2026,10,in progress\n`);
  const reportsHeader = 'gbifdatasetid,records_downloaded,stored,issue_sent,issue_skipped,issue_url,issue_sent_at';
  writeRows(paths.reports, reportsHeader, REPORTS, reportRow);
  writeRows(paths.datasets, 'gbifdatasetid,ccode,title,github_orgname,github_reponame', DATASETS, datasetRow);
  return {
    ...paths,
    reportsBytes: statSync(paths.reports).size,
    datasetsBytes: statSync(paths.datasets).size,
  };
}

function reportRow(index: number): string {
  const before = `${datasetId(index)},${(index * 7) % 100_000},True`;
  if (index % (REPORTS / PENDING) === 7) return `${before},False,,,`;
  return `${before},True,,https://github.com/m${index % 900}/d${index}/issues/1,`;
}

/** One title in ten is quoted. */
function datasetRow(index: number): string {
  const title = index % 10 === 0 ? `"Birds, mammals and more, volume ${index % 100}"` : `Collection of museum ${index}`;
  return `${datasetId(index)},C${index % 999},${title},museum-${index % 9_000},data-${index}`;
}

function datasetId(index: number): string {
  const hex = createHash('md5').update(String(index)).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function writeRows(path: string, header: string, count: number, row: (index: number) => string): void {
  const file = openSync(path, 'w');
  let text = `${header}\n`;
  for (let index = 0; index < count; index += 1) {
    text += `${row(index)}\n`;
    if (text.length > 1_000_000) {
      writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text);
  closeSync(file);
}
