/** `npm run check-index -- <folder>`: prints all problems of a reports index on disk. Exit code 1 if there are any. */

import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { oneLine } from '../src/adapters/runner/log.ts';
import { checkIndex, describeIndex, failUnreadable } from '../src/reports-index/check.ts';

const [folder = 'reports-index', ...rest] = process.argv.slice(2);
if (rest.length > 0 || folder.startsWith('-')) {
  console.error('Usage: npm run check-index -- <folder of the reports index, default reports-index>');
  process.exit(2);
}

/** Undefined if the file does not exist. Throws `index-file-unreadable` for a folder, or if access is denied. */
async function openFile(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    const file = await open(join(folder, path));
    if ((await file.stat()).isFile()) return file.createReadStream();
    await file.close();
  } catch (error) {
    if (isMissing(error)) return undefined;
    return failUnreadable(path, error instanceof Error ? error.message : String(error));
  }
  return failUnreadable(path, 'it is not a file, expected one');
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** Ignores an unreadable folder, because the check reports the files that are missing in it. */
async function listReports(): Promise<string[]> {
  const names = await readdir(join(folder, 'reports')).catch(() => []);
  return names.filter((name) => /\.csv$/i.test(name)).map((name) => `reports/${name}`);
}

const checked = await checkIndex('', openFile, await listReports());
// Text from the index must neither move the cursor nor, in a workflow, start a command.
for (const line of describeIndex(checked, (file) => join(folder, file))) console.log(oneLine(line));
process.exitCode = checked.problems.length === 0 ? 0 : 1;
