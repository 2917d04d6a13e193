/**
 * `npm run bench:pace`: the real pipeline on a simulated clock against a table of servers, other tools'
 * pacing beside it. Prints the tables, and writes them and the plots into docs/.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { inputsOf, measure, measureOthers, taskOf } from './measure.ts';
import { bestKnowingAll, type Task } from './optimum.ts';
import { OTHERS } from './others.ts';
import { plot, type Strip } from './plot.ts';
import { type Finding, othersTable, oursTable, verdictOf } from './report.ts';
import { COUNTS, type Row } from './row.ts';
import { ROWS } from './rows.ts';
import { startServer } from './server.ts';
import { runCampaign } from './world.ts';

const PAGE = new URL('../../docs/pace.md', import.meta.url);
/** A campaign of 400 on a limit of each shape, begun at half past, and one beside other clients. */
const HALF_PAST = 41;
const PICTURES = [
  { file: 'pace.svg', row: '20/min, 150/h (as users met it), unannounced', seed: 1, others: true },
  { file: 'pace-rolling.svg', row: '20/min, 150/h, begun at any minute', seed: HALF_PAST, others: false },
  { file: 'pace-clock.svg', row: '150 a clock hour, begun at any minute', seed: HALF_PAST, others: false },
  { file: 'pace-bucket.svg', row: 'bucket of 40, one more in 24 s', seed: 1, others: false },
] as const;
const PLOTTED = 400;

const findings: Finding[] = [];
for (const row of ROWS) {
  for (const count of row.counts ?? COUNTS)
    findings.push({ measure: await measure(row, count), others: measureOthers(row, count) });
}

const beside = findings.filter(({ measure: { row } }) => row.group !== 'given' && row.group !== 'memory');
const tables = [oursTable(findings), othersTable(beside)];
for (const table of tables) console.log(`${table}\n`);

const between = /(<!-- bench:pace (\w+) -->\n)[\s\S]*?(<!-- \/bench:pace -->)/g;
const page = readFileSync(PAGE, 'utf8').replace(between, (_, before: string, what: string, after: string) => {
  return `${before}\n${tables[what === 'ours' ? 0 : 1]}\n\n${after}`;
});
writeFileSync(PAGE, page);
for (const one of PICTURES) writeFileSync(new URL(`../../docs/${one.file}`, import.meta.url), await picture(one));

const missed = findings.filter((finding) => verdictOf(finding.measure).kind === 'missed');
for (const { measure: one } of missed) console.log(`bar missed: ${one.row.name}, ${one.count} issues`);

async function picture({ row: name, seed, others }: (typeof PICTURES)[number]): Promise<string> {
  const row = ROWS.find((one) => one.name === name);
  if (row === undefined) throw new Error(`No row is named ${name}`);
  const task = taskOf(row, PLOTTED, seed);
  const strips = [bestStrip(task), await ourStrip(row, task, seed), ...(others ? otherStrips(task) : [])];
  return plot(`${PLOTTED} issues, ${name.replace('any minute', 'half past')}`, strips, task.startAt);
}

function bestStrip(task: Task): Strip {
  const { openedAt, elapsedMs } = bestKnowingAll(task);
  return { name: 'best possible', openedAt, refusedAt: [], endedAt: task.startAt + elapsedMs };
}

async function ourStrip(row: Row, { options, count, startAt }: Task, seed: number): Promise<Strip> {
  const server = startServer(options);
  const { lastAt } = await runCampaign({ server, count, inputs: inputsOf(row.inputs), startAt, seed });
  return { name: 'Report Notifier', openedAt: server.openedAt, refusedAt: server.refusedAt.issues, endedAt: lastAt };
}

function otherStrips({ options, count, startAt }: Task): Strip[] {
  return OTHERS.map(({ name, run }) => {
    const server = startServer(options);
    const giveUpAt = startAt + 10 * 3_600_000;
    const endedAt = run(server, count, startAt, giveUpAt) ?? giveUpAt;
    return { name, openedAt: server.openedAt, refusedAt: server.refusedAt.issues, endedAt };
  });
}
