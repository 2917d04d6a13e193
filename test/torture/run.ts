/** `npm run torture -- [--campaigns N] [--from SEED]`: campaigns of `dist/` under real signals and cut connections. */

import { parseArgs } from 'node:util';
import { torture } from './campaign.ts';

const { values } = parseArgs({
  options: { campaigns: { type: 'string', default: '200' }, from: { type: 'string', default: '1' } },
});
const first = Number(values.from);
const last = first + Number(values.campaigns) - 1;
const WORKERS = 2;

let next = first;
let failed = 0;
let runs = 0;
const startedAt = Date.now();

async function worker(): Promise<void> {
  while (next <= last) {
    const seed = next;
    next += 1;
    const tortured = await torture(seed);
    runs += tortured.runs;
    if (tortured.violations.length === 0) continue;
    failed += 1;
    console.log(
      `seed ${seed} failed:\n  ${[...tortured.events, ...tortured.violations.map((what) => `VIOLATION ${what}`)].join('\n  ')}`,
    );
    console.log(`  again: npm run torture -- --campaigns 1 --from ${seed}`);
  }
}

await Promise.all(Array.from({ length: WORKERS }, worker));
const seconds = Math.round((Date.now() - startedAt) / 1000);
console.log(`${last - first + 1} campaigns, ${runs} runs of the action, ${failed} with violations, ${seconds} s`);
process.exitCode = failed === 0 ? 0 : 1;
