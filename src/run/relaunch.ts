/** Starts this workflow again for the remaining reports of a campaign. */

import type { Parameters } from '../campaign/choose.ts';
import type { DispatchOutcome, Ports } from '../shared/ports.ts';
import { type Problem, withRemedy } from '../shared/problem.ts';
import { fullName, type Repository } from '../shared/repository.ts';

export type Relaunch =
  /** `runUrl`: the page of the new run; undefined when the server does not return it. */
  { kind: 'started'; runUrl: string | undefined } | { kind: 'refused'; problem: Problem };

/** The parameters of the campaign, and the repository for the issues of a testing campaign. */
export type RelaunchInput = Parameters & { testingRepository: Repository | undefined };

/**
 * Dispatches the workflow with the campaign's parameters, and with fewer when the workflow does not declare them.
 * A cancel prevents the second dispatch.
 */
export async function relaunch(
  campaign: RelaunchInput,
  { workflow, log, cancelled }: Pick<Ports, 'workflow' | 'log' | 'cancelled'>,
): Promise<Relaunch> {
  const inputs = toInputs(campaign);
  const first = await workflow.dispatch(inputs);
  if (first.kind !== 'unexpected-inputs' || cancelled.aborted) return toRelaunch(first);
  if (campaign.testing) {
    // A workflow that does not declare `testing-repository` sets it itself. Without `testing` the run would be a real one.
    const { 'testing-repository': given, ...rest } = inputs;
    return toRelaunch(given === undefined ? first : await workflow.dispatch(rest));
  }
  const message = `The workflow does not accept the campaign's parameters (${first.message}) and is started without them`;
  log.warning(withRemedy(message, 'relaunch-without-inputs'));
  return toRelaunch(await workflow.dispatch({}));
}

function toInputs({ period, testing, gbifdatasetid, testingRepository }: RelaunchInput): Record<string, string> {
  const inputs: Record<string, string> = { period };
  if (gbifdatasetid !== undefined) inputs.gbifdatasetid = gbifdatasetid;
  if (testing) inputs.testing = 'true';
  if (testing && testingRepository !== undefined) inputs['testing-repository'] = fullName(testingRepository);
  return inputs;
}

function toRelaunch(outcome: DispatchOutcome): Relaunch {
  if (outcome.kind === 'dispatched') return { kind: 'started', runUrl: outcome.runUrl };
  const message = `The workflow could not be started again: ${outcome.message}`;
  return { kind: 'refused', problem: { code: 'relaunch-refused', message } };
}
