/** `npm run check-index -- <folder>`: prints every fault of a reports index on disk; exit code 1 when there is one. */

import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { oneLine } from '../src/adapters/log.ts';
import { checkIndex, describeIndex } from '../src/check-index.ts';

const [folder = 'reports-index', ...rest] = process.argv.slice(2);
if (rest.length > 0 || folder.startsWith('-')) {
  console.error('Usage: npm run check-index -- <folder of the reports index, default reports-index>');
  process.exit(2);
}

/** A folder, or anything else that is not a file, is not there. */
async function openFile(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  const file = await open(join(folder, path)).catch(() => undefined);
  if ((await file?.stat())?.isFile()) return file?.createReadStream();
  await file?.close();
  return undefined;
}

const checked = await checkIndex('', openFile);
// What stands in the index can neither move the cursor nor, in a workflow, start a command.
for (const line of describeIndex(checked, (file) => join(folder, file))) console.log(oneLine(line));
process.exitCode = checked.problems.length === 0 ? 0 : 1;
