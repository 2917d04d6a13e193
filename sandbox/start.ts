/**
 * `npm start`: runs the built action for the pending period of the sample index, in a GitHub on this machine.
 */

import { access, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogRenderer } from './runner/render.ts';
import { type RunResult, runAction } from './runner/runner.ts';
import { describeChanges, takeSnapshot } from './show.ts';
import { newestOpenPeriod, startWorld, type World } from './world.ts';

const HELP = `Runs the built action on the sample index, in a GitHub on this machine: no account, no network.

npm start -- [options]
  --again                run a second time in the same world; nothing is sent twice
  --keep                 keep the local GitHub and its web pages running until Ctrl-C
  --period YYYYMM        default: the newest period of periods.csv whose status is not done
  --gbifdatasetid ID     only this dataset's report
  --dry-run              plan and check only, write nothing
  --testing              send all issues to the testing repository, set no flags
  --max-per-minute N     default 600, so that a run takes seconds; the action's own default is 20
  --help                 this text`;

const ROOT = resolve(import.meta.dirname, '..');
const KEPT = join(ROOT, '.sandbox');

const OPTIONS = {
  again: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  period: { type: 'string' },
  gbifdatasetid: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  testing: { type: 'boolean', default: false },
  'max-per-minute': { type: 'string', default: '600' },
  help: { type: 'boolean', default: false },
} as const;

type Flags = ReturnType<typeof readFlags>;

function readFlags(args: string[]) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  if (!(Number(values['max-per-minute']) > 0)) {
    throw new Error(`Expected --max-per-minute to be a number above 0, got '${values['max-per-minute']}'`);
  }
  return values;
}

async function main(): Promise<number> {
  const flags = tryReadFlags(process.argv.slice(2));
  if (flags === undefined) return 2;
  if (flags.help) {
    print(HELP);
    return 0;
  }
  const isBuilt = await access(join(ROOT, 'dist', 'index.js')).then(
    () => true,
    () => false,
  );
  if (!isBuilt) {
    printError('There is no dist/index.js to run. Build it first: npm run build');
    return 1;
  }
  const world = await startWorld({ index: join(ROOT, 'reports-index'), conformance: false });
  try {
    return await runInWorld(world, flags);
  } finally {
    await world.close();
  }
}

function tryReadFlags(args: string[]): Flags | undefined {
  try {
    return readFlags(args);
  } catch (error) {
    printError(`${error instanceof Error ? error.message : String(error)}\nSee npm start -- --help`);
    return undefined;
  }
}

async function runInWorld(world: World, flags: Flags): Promise<number> {
  const { sandbox } = world;
  const period = flags.period ?? (await newestOpenPeriod(world));
  print(`Local GitHub with ${sandbox.repositories().length} repositories at ${sandbox.apiUrl}`);
  print(`At most ${flags['max-per-minute']} issues a minute here; the action's own default is 20.`);
  let exitCode = await runOnce(world, inputsOf(world, flags, period), 1);
  if (flags.again) exitCode = (await runOnce(world, inputsOf(world, flags, period), 2)) || exitCode;
  if (flags.keep) await keepUntilInterrupted(world);
  return exitCode;
}

function inputsOf(
  { sandbox, testRepository }: World,
  flags: Flags,
  period: string | undefined,
): Record<string, string> {
  return {
    token: sandbox.tokens.pat,
    'index-token': sandbox.tokens.index,
    'workflow-token': sandbox.tokens.workflow,
    admins: 'example-curator',
    'max-per-minute': flags['max-per-minute'],
    ...(period === undefined ? {} : { period }),
    ...(flags.gbifdatasetid === undefined ? {} : { gbifdatasetid: flags.gbifdatasetid }),
    ...(flags['dry-run'] ? { 'dry-run': 'true' } : {}),
    ...(flags.testing ? { testing: 'true', 'testing-repository': testRepository } : {}),
  };
}

/** Runs the action, prints its log while it runs and then its changes. Returns the exit code. */
async function runOnce(world: World, inputs: Record<string, string>, number: number): Promise<number> {
  const { sandbox } = world;
  const before = await takeSnapshot(world);
  const renderer = createLogRenderer(print, Object.values(sandbox.tokens));
  let step = '';
  const result = await runAction({
    sandbox,
    inputs,
    action: ROOT,
    onOutput: (output, of) => {
      if (of !== step) {
        renderer.end();
        print(of === 'main' ? `\n── Run ${number}: period ${inputs.period ?? 'not given'} ──` : '── Post step ──');
      }
      step = of;
      renderer.push(output);
    },
  });
  renderer.end();
  print(`\n── What run ${number} did ──`);
  for (const line of await describeChanges(world, before)) print(line);
  for (const line of await describeOutputs(result, number)) print(line);
  await result.dispose();
  return result.exitCode === 0 ? (result.postExitCode ?? 0) : (result.exitCode ?? 1);
}

/** The outputs. Keeps summary and results file under `.sandbox/`, because `dispose` deletes the runner's folders. */
async function describeOutputs(result: RunResult, number: number): Promise<string[]> {
  await mkdir(KEPT, { recursive: true });
  const summary = join(KEPT, `summary-${number}.md`);
  await writeFile(summary, result.summary);
  const outputs = { ...result.outputs };
  if (outputs.results !== undefined && outputs.results !== '') {
    const kept = join(KEPT, `results-${number}.jsonl`);
    const isKept = await copyFile(outputs.results, kept).then(
      () => true,
      () => false,
    );
    outputs.results = isKept ? relative(process.cwd(), kept) : 'not written';
  }
  const names = Object.entries(outputs).map(([name, value]) => `  ${name}: ${shorten(value)}`);
  return [
    names.length === 0 ? 'Outputs: none' : 'Outputs',
    ...names,
    `Job summary: ${relative(process.cwd(), summary)}`,
    `Exit code: ${result.exitCode}`,
  ];
}

function shorten(value: string): string {
  const [line = ''] = value.split('\n');
  return line.length > 160 || line.length < value.length ? `${line.slice(0, 160)}…` : line;
}

async function keepUntilInterrupted({ sandbox }: World): Promise<void> {
  print(
    `\nThe local GitHub keeps running: ${sandbox.apiUrl}/ shows its issues, commits and cache. Stop it with Ctrl-C.`,
  );
  await new Promise<void>((done) => {
    process.once('SIGINT', () => done());
    process.once('SIGTERM', () => done());
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}

// When the output is piped into `head`, the pipe closes early. The run still ends in order.
process.stdout.on('error', (error) => {
  if (!('code' in error && error.code === 'EPIPE')) throw error;
});
process.exitCode = await main();
