/** Reads the reports index and plans the reports of the campaign. */

import { type Plan, planReports } from '../campaign/plan.ts';
import { type Render, renderBuiltIn } from '../issue/issue.ts';
import { announceIndex, announcePlan } from '../output/log-messages.ts';
import { assertFlagsFit } from '../progress/commit-flags.ts';
import { type ReportsIndex, readIndex, readText } from '../reports-index/read.ts';
import { headOf } from '../reports-index/transfer.ts';
import { fail } from '../shared/problem.ts';
import type { BegunRun, PlannedRun, RunInput } from './stages.ts';

/** Uses the branch head that the caller asked for, if there is one. Throws the problems of the index. */
export async function loadIndex({
  config,
  ports,
  head: givenHead,
  chosen: { campaign },
}: BegunRun): Promise<Pick<PlannedRun, 'index' | 'readAt'>> {
  const head = givenHead ?? { askedAt: ports.clock.now(), ...(await headOf(ports.index)) };
  const { period, gbifdatasetid, cursor } = campaign;
  const request = { folder: config.index.path, period, gbifdatasetid, cursor };
  const index = await ports.log.group('Reports index', async () => {
    const read = await readIndex(request, head, ports.index);
    announceIndex(read, ports.log);
    return read;
  });
  return { index, readAt: head.askedAt };
}

/** Throws when an issue cannot be rendered or the flags would not fit into the index. */
export async function planCampaign({ config, chosen, ports }: BegunRun, index: ReportsIndex): Promise<Plan> {
  const render = await chooseRender(index, { config, ports });
  const plan = planReports({ ...index, config, chosen, render });
  announcePlan(plan, chosen, index, ports.log);
  if (!config.testing) await assertFlagsFit(plan, index, config.run.serverUrl);
  return plan;
}

/** The template's texts, or the built-in ones. */
async function chooseRender(
  { snapshot }: ReportsIndex,
  { config, ports }: Pick<RunInput, 'config' | 'ports'>,
): Promise<Render> {
  const { template, labels } = config;
  if (template === undefined) return renderBuiltIn(labels);
  const text = await readText(template, snapshot, ports.index);
  const place = { file: template };
  if (text === undefined)
    fail('template-missing', `${template} does not exist on branch ${snapshot.head.branch}`, place);
  const { compileTemplate } = await import('../issue/template.ts');
  return compileTemplate(text, template, labels);
}
