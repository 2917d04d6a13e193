/** Only parses the two large files with csv-parse into arrays of cells, at once or as a stream. */

import { createReadStream, readFileSync } from 'node:fs';
import { parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { reportUsage } from '../timing.ts';

const [how, ...paths] = process.argv.slice(2);
const tables: unknown[][] = [];
for (const path of paths) tables.push(how === 'stream' ? await readStream(path) : parseAtOnce(readFileSync(path)));
reportUsage({ rows: tables.reduce((sum, table) => sum + table.length, 0) });

async function readStream(path: string): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const row of createReadStream(path).pipe(parse())) rows.push(row);
  return rows;
}
