/** `npm run docs`: writes the pages that are generated from the code. */

import { writeFile } from 'node:fs/promises';
import { troubleshooting } from './troubleshooting.ts';

await writeFile('docs/troubleshooting.md', troubleshooting());
