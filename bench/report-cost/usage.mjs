// Loaded before a program with `--import`: writes the processor time of the process into a file when it exits.
import { writeFileSync } from 'node:fs';

process.on('exit', () => writeFileSync(process.env.USAGE_FILE, JSON.stringify(process.cpuUsage())));
