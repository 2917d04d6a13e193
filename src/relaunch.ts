/** Starts this workflow again for the rest of a campaign. */

import type { DispatchOutcome, Log, Workflow } from './ports.ts';
import { advised, type Problem } from './problems.ts';
import type { Parameters } from './progress.ts';

export type Relaunch =
  /** `runUrl`: the new run's page, where the server tells it. */
  { kind: 'started'; runUrl: string | undefined } | { kind: 'refused'; problem: Problem };

/** Dispatches with the campaign's parameters; without them when the workflow does not declare them. */
export async function relaunch(parameters: Parameters, workflow: Workflow, log: Log): Promise<Relaunch> {
  const first = await workflow.dispatch(inputsOf(parameters));
  if (first.kind !== 'unexpected-inputs') return relaunchOf(first);
  // Without inputs a testing campaign would be taken up as a real one.
  if (parameters.testing) return relaunchOf(first);
  const what = `The workflow does not take the campaign's parameters (${first.message}); it is started without them`;
  log.warning(advised(what, 'relaunch-without-inputs'));
  return relaunchOf(await workflow.dispatch({}));
}

function inputsOf({ period, testing, gbifdatasetid }: Parameters): Record<string, string> {
  const inputs: Record<string, string> = { period };
  if (gbifdatasetid !== undefined) inputs.gbifdatasetid = gbifdatasetid;
  if (testing) inputs.testing = 'true';
  return inputs;
}

function relaunchOf(outcome: DispatchOutcome): Relaunch {
  if (outcome.kind === 'dispatched') return { kind: 'started', runUrl: outcome.runUrl };
  const message = `The workflow could not be started again: ${outcome.message}`;
  return { kind: 'refused', problem: { code: 'relaunch-refused', message } };
}
