/**
 * `npm run bench:pace`: the real pipeline on a simulated clock against a table of servers, other tools'
 * pacing beside it. Prints the tables, and writes them and the plot into docs/.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { COUNTS, DEFAULTS, inputsOf, measure, measureOthers, ROWS, type Row, START_AT } from './measure.ts';
import { bestKnowingAll } from './optimum.ts';
import { OTHERS } from './others.ts';
import { plot, type Strip } from './plot.ts';
import { type Finding, othersTable, oursTable, verdictOf } from './report.ts';
import { startServer } from './server.ts';
import { runCampaign } from './world.ts';

const PAGE = new URL('../../docs/pace.md', import.meta.url);
const PICTURE = new URL('../../docs/pace.svg', import.meta.url);
const PLOTTED = { name: '20/min, 150/h (as users met it), unannounced', count: 400 } as const;

const findings: Finding[] = [];
for (const row of ROWS) {
  for (const count of COUNTS) findings.push({ measure: await measure(row, count), others: measureOthers(row, count) });
}

const beside = findings.filter(({ measure: { row } }) => row.group !== 'given' && row.group !== 'memory');
const tables = [oursTable(findings), othersTable(beside)];
for (const table of tables) console.log(`${table}\n`);

const between = /(<!-- bench:pace (\w+) -->\n)[\s\S]*?(<!-- \/bench:pace -->)/g;
const page = readFileSync(PAGE, 'utf8').replace(between, (_, before: string, what: string, after: string) => {
  return `${before}\n${tables[what === 'ours' ? 0 : 1]}\n\n${after}`;
});
writeFileSync(PAGE, page);
writeFileSync(PICTURE, await picture());

const missed = findings.filter((finding) => verdictOf(finding.measure).kind === 'missed');
for (const { measure: one } of missed) console.log(`bar missed: ${one.row.name}, ${one.count} issues`);

async function picture(): Promise<string> {
  const row = ROWS.find(({ name }) => name === PLOTTED.name);
  if (row === undefined) throw new Error(`No row is named ${PLOTTED.name}`);
  const strips = [bestStrip(row), await ourStrip(row), ...otherStrips(row)];
  return plot(`${PLOTTED.count} issues, ${PLOTTED.name}`, strips, START_AT);
}

function bestStrip(row: Row): Strip {
  const { openedAt, elapsedMs } = bestKnowingAll(row.options(PLOTTED.count, 1), DEFAULTS, PLOTTED.count, START_AT);
  return { name: 'best possible', openedAt, refusedAt: [], endedAt: START_AT + elapsedMs };
}

async function ourStrip(row: Row): Promise<Strip> {
  const server = startServer(row.options(PLOTTED.count, 1));
  const campaign = { server, count: PLOTTED.count, inputs: inputsOf(row.inputs), startAt: START_AT, seed: 1 };
  const { lastAt } = await runCampaign(campaign);
  return { name: 'Report Notifier', openedAt: server.openedAt, refusedAt: server.refusedAt.issues, endedAt: lastAt };
}

function otherStrips(row: Row): Strip[] {
  return OTHERS.map(({ name, run }) => {
    const server = startServer(row.options(PLOTTED.count, 1));
    const giveUpAt = START_AT + 10 * 3_600_000;
    const endedAt = run(server, PLOTTED.count, START_AT, giveUpAt) ?? giveUpAt;
    return { name, openedAt: server.openedAt, refusedAt: server.refusedAt.issues, endedAt };
  });
}
