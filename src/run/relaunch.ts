/** Starts this workflow again for the rest of a campaign. */

import type { Parameters } from '../campaign/choose.ts';
import type { DispatchOutcome, Ports } from '../shared/ports.ts';
import { advised, type Problem } from '../shared/problem.ts';
import { fullName, type Repository } from '../shared/repository.ts';

export type Relaunch =
  /** `runUrl`: the new run's page, where the server tells it. */
  { kind: 'started'; runUrl: string | undefined } | { kind: 'refused'; problem: Problem };

/** The campaign, and where a testing campaign sends its issues. */
export type RelaunchInput = Parameters & { testingRepository: Repository | undefined };

/** Dispatches with the campaign's parameters; with fewer when the workflow does not declare them; never after a cancel. */
export async function relaunch(
  campaign: RelaunchInput,
  { workflow, log, stop }: Pick<Ports, 'workflow' | 'log' | 'stop'>,
): Promise<Relaunch> {
  const inputs = inputsOf(campaign);
  const first = await workflow.dispatch(inputs);
  if (first.kind !== 'unexpected-inputs' || stop.aborted) return relaunchOf(first);
  if (campaign.testing) {
    // Where it is not given, the workflow has it. Without `testing` the campaign would be taken up as a real one.
    const { 'testing-repository': given, ...rest } = inputs;
    return relaunchOf(given === undefined ? first : await workflow.dispatch(rest));
  }
  const what = `The workflow does not take the campaign's parameters (${first.message}); it is started without them`;
  log.warning(advised(what, 'relaunch-without-inputs'));
  return relaunchOf(await workflow.dispatch({}));
}

function inputsOf({ period, testing, gbifdatasetid, testingRepository }: RelaunchInput): Record<string, string> {
  const inputs: Record<string, string> = { period };
  if (gbifdatasetid !== undefined) inputs.gbifdatasetid = gbifdatasetid;
  if (testing) inputs.testing = 'true';
  if (testing && testingRepository !== undefined) inputs['testing-repository'] = fullName(testingRepository);
  return inputs;
}

function relaunchOf(outcome: DispatchOutcome): Relaunch {
  if (outcome.kind === 'dispatched') return { kind: 'started', runUrl: outcome.runUrl };
  const message = `The workflow could not be started again: ${outcome.message}`;
  return { kind: 'refused', problem: { code: 'relaunch-refused', message } };
}
