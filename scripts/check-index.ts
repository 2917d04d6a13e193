/** `npm run check-index -- <folder>`: prints every fault of a reports index on disk; exit code 1 when there is one. */

import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkIndex } from '../src/check-index.ts';
import { catalog } from '../src/problems.ts';
import { count } from '../src/wording.ts';

const [folder = 'reports-index', ...rest] = process.argv.slice(2);
if (rest.length > 0 || folder.startsWith('-')) {
  console.error('Usage: npm run check-index -- <folder of the reports index, default reports-index>');
  process.exit(2);
}

const root = resolve(folder);
const { problems, periods } = await checkIndex('', async (path) => {
  try {
    return (await open(join(root, path))).createReadStream();
  } catch {
    return undefined;
  }
});

for (const { period, status, counts, withoutDataset } of periods) {
  const note =
    withoutDataset.length > 0 ? `, of which ${withoutDataset.length} have no dataset and would be skipped` : '';
  console.log(
    `${period} ${status === '' ? '' : `(${status}) `}${counts.rows} reports: ${counts.stored} stored, ${counts.sent} sent, ${counts.skipped} skipped, ${counts.pending} pending${note}`,
  );
  for (const id of withoutDataset) console.log(`  no dataset: ${id}`);
}
for (const { code, message } of problems) console.log(`${message}\n  ${catalog[code].remedy}`);
console.log(problems.length === 0 ? 'The index is sound.' : count(problems.length, 'fault'));
process.exitCode = problems.length === 0 ? 0 : 1;
