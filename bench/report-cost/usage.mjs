// Loaded before a program: writes what the process has had of the processor into a file when it ends.
import { writeFileSync } from 'node:fs';

process.on('exit', () => writeFileSync(process.env.USAGE_FILE, JSON.stringify(process.cpuUsage())));
