/** Starts this workflow again for the rest of a campaign. */

import type { DispatchOutcome, Log, Workflow } from './ports.ts';
import type { Problem } from './problems.ts';
import type { Parameters } from './progress.ts';

/** Dispatches with the campaign's parameters; without them when the workflow does not declare them. */
export async function relaunch(parameters: Parameters, workflow: Workflow, log: Log): Promise<Problem | undefined> {
  const first = await workflow.dispatch(inputsOf(parameters));
  if (first.kind !== 'unexpected-inputs') return problemOf(first);
  // Without inputs a testing campaign would be taken up as a real one.
  if (parameters.testing) return problemOf(first);
  log.warning(`The workflow does not take the campaign's parameters (${first.message}); it is started without them`);
  return problemOf(await workflow.dispatch({}));
}

function inputsOf({ period, testing, gbifdatasetid }: Parameters): Record<string, string> {
  const inputs: Record<string, string> = { period };
  if (gbifdatasetid !== undefined) inputs.gbifdatasetid = gbifdatasetid;
  if (testing) inputs.testing = 'true';
  return inputs;
}

function problemOf(outcome: DispatchOutcome): Problem | undefined {
  if (outcome.kind === 'dispatched') return undefined;
  return { code: 'relaunch-refused', message: `The workflow could not be started again: ${outcome.message}` };
}
