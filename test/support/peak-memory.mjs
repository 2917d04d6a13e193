/**
 * Preloaded into a process of the action: at its end it writes its peak resident size (kB) as a line into the file
 * `PEAK_MEMORY`. Not `maxRSS`, which begins with the size of the process that started this one.
 */

import { appendFileSync, readFileSync } from 'node:fs';

process.on('exit', () => {
  const [, kB = ''] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  appendFileSync(process.env.PEAK_MEMORY ?? '', `${kB}\n`);
});
