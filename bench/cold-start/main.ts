/**
 * Measures the time from the start of a process to its first request: for the built action, for a bare Node program
 * with one fetch, and for a bundle of GitHub's toolkit.
 */

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../timing.ts';

export interface ColdStart {
  /** Time on the clock, and processor time of all threads (milliseconds). */
  wallMs: number;
  cpuMs: number;
}

type SideName = 'bare' | 'toolkit' | 'action';

/** Medians of `rounds` starts of each program, in turns. `dist` is the folder of the built action. */
export async function coldStart(rounds: number, dist = fileURLToPath(new URL('../../dist', import.meta.url))) {
  const folder = mkdtempSync(join(tmpdir(), 'cold-start-'));
  const scripts: Record<SideName, string> = {
    bare: fileURLToPath(new URL('bare.mjs', import.meta.url)),
    toolkit: join(folder, 'toolkit', 'index.mjs'),
    action: join(dist, 'index.js'),
  };
  execFileSync('ncc', [
    'build',
    fileURLToPath(new URL('toolkit.mjs', import.meta.url)),
    '-o',
    join(folder, 'toolkit'),
    '--no-cache',
    '-q',
  ]);
  const starts: Record<SideName, ColdStart[]> = { bare: [], toolkit: [], action: [] };
  try {
    for (let round = -1; round < rounds; round += 1) {
      for (const [name, script] of Object.entries(scripts) as [SideName, string][]) {
        const start = await startOnce(script, folder);
        // The first round only fills the file cache of the machine.
        if (round >= 0) starts[name].push(start);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { bare: mediansOf(starts.bare), toolkit: mediansOf(starts.toolkit), action: mediansOf(starts.action) };
}

function mediansOf(starts: readonly ColdStart[]): ColdStart {
  return { wallMs: median(starts.map(({ wallMs }) => wallMs)), cpuMs: median(starts.map(({ cpuMs }) => cpuMs)) };
}

/** Starts a program and kills it at its first request. */
async function startOnce(script: string, folder: string): Promise<ColdStart> {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<number>();
  const server = createServer(() => arrive(performance.now()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const startedAt = performance.now();
  const child = spawn(process.execPath, [script], {
    cwd: folder,
    env: runnerEnvironment(port, folder),
    stdio: 'ignore',
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('close', (code) => reject(new Error(`${script} ended with ${code} before its first request`)));
  });
  try {
    const arrivedAt = await Promise.race([arrived, ended]);
    return { wallMs: arrivedAt - startedAt, cpuMs: cpuMsOf(child.pid ?? 0) };
  } finally {
    ended.catch(() => undefined);
    child.kill('SIGKILL');
    server.closeAllConnections();
    server.close();
  }
}

/** Processor time of all threads of a running process. Linux reports it in nanoseconds. */
function cpuMsOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, time) => sum + time, 0) / 1e6;
}

function runnerEnvironment(port: number, folder: string): Record<string, string> {
  const temp = join(folder, 'temp');
  mkdirSync(temp, { recursive: true });
  return {
    PATH: process.env.PATH ?? '',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: `http://127.0.0.1:${port}`,
    GITHUB_SERVER_URL: `http://github.localhost:${port}`,
    GITHUB_REPOSITORY: 'example-network/reports-index',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_EVENT_NAME: 'workflow_dispatch',
    GITHUB_RUN_ID: '7000000001',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_WORKFLOW_REF: 'example-network/reports-index/.github/workflows/notify.yml@refs/heads/main',
    RUNNER_TEMP: temp,
    ACTIONS_RESULTS_URL: `http://127.0.0.1:${port}/`,
    ACTIONS_RUNTIME_TOKEN: 'example',
    ACTIONS_CACHE_SERVICE_V2: 'True',
    INPUT_TOKEN: 'example',
    'INPUT_INDEX-TOKEN': 'another-example',
    'INPUT_WORKFLOW-TOKEN': 'another-example',
    INPUT_PERIOD: '202610',
  };
}

if (import.meta.main) console.log(await coldStart(15, process.argv[2]));
