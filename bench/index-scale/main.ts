/** Compares the whole work on a large index, from reading to the commit, with csv-parse alone. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from '../timing.ts';
import { writeLargeIndex } from './files.ts';
import { serveIndex } from './server.ts';

export async function indexScale(rounds: number) {
  const folder = mkdtempSync(join(tmpdir(), 'index-scale-'));
  const files = writeLargeIndex(folder);
  const server = await serveIndex([files.periods, files.reports, files.datasets]);
  try {
    const usage = await compare(
      {
        csvParse: { script: 'index-scale/csv-parse-alone.ts', args: ['at-once', files.reports, files.datasets] },
        csvParseStream: { script: 'index-scale/csv-parse-alone.ts', args: ['stream', files.reports, files.datasets] },
        action: { script: 'index-scale/action.ts', args: [server.apiUrl] },
      },
      rounds,
    );
    return { ...usage, files };
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) console.log(await indexScale(3));
