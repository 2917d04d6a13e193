/** Starts this workflow again for the remaining reports of a campaign. */

import type { Parameters } from '../campaign/choose.ts';
import type { DispatchOutcome, Ports } from '../shared/ports.ts';
import { type Problem, withRemedy } from '../shared/problem.ts';
import { fullName, type Repository } from '../shared/repository.ts';

export type Relaunch =
  /** `runUrl`: the page of the new run; undefined when the server does not return it. */
  { kind: 'started'; runUrl: string | undefined } | { kind: 'refused'; problem: Problem };

/** The parameters of the campaign, the repository for the issues of a testing campaign, and whether the run was forced. */
export type RelaunchInput = Parameters & { testingRepository: Repository | undefined; force: boolean };

/**
 * Dispatches the workflow with the campaign's parameters, and with fewer when the workflow does not declare them.
 * A cancel prevents the second dispatch.
 */
export async function relaunch(
  campaign: RelaunchInput,
  { workflow, log, cancelled }: Pick<Ports, 'workflow' | 'log' | 'cancelled'>,
): Promise<Relaunch> {
  const inputs = toInputs(campaign);
  let last = await workflow.dispatch(inputs);
  for (const fewer of fewerInputs(inputs)) {
    if (last.kind !== 'unexpected-inputs' || cancelled.aborted) return toRelaunch(last);
    last = await workflow.dispatch(fewer);
  }
  // Without `testing` the run would be a real one.
  if (last.kind !== 'unexpected-inputs' || cancelled.aborted || campaign.testing) return toRelaunch(last);
  const message = `The workflow does not accept the campaign's parameters (${last.message}) and is started without them`;
  log.warning(withRemedy(message, 'relaunch-without-inputs'));
  return toRelaunch(await workflow.dispatch({}));
}

type Inputs = Readonly<Record<string, string>>;

/** A workflow that does not declare `testing-repository` or `force` sets them itself, so they are left out. */
function fewerInputs(inputs: Inputs): Inputs[] {
  const { 'testing-repository': repository, ...elsewhere } = inputs;
  const { force, ...unforced } = inputs;
  const { force: _, ...neither } = elsewhere;
  if (repository === undefined) return force === undefined ? [] : [unforced];
  return force === undefined ? [elsewhere] : [elsewhere, unforced, neither];
}

function toInputs({ period, testing, gbifdatasetid, testingRepository, force }: RelaunchInput): Inputs {
  const inputs: Record<string, string> = { period };
  if (gbifdatasetid !== undefined) inputs.gbifdatasetid = gbifdatasetid;
  if (testing) inputs.testing = 'true';
  if (testing && testingRepository !== undefined) inputs['testing-repository'] = fullName(testingRepository);
  if (force) inputs.force = 'true';
  return inputs;
}

function toRelaunch(outcome: DispatchOutcome): Relaunch {
  if (outcome.kind === 'dispatched') return { kind: 'started', runUrl: outcome.runUrl };
  const message = `The workflow could not be started again: ${outcome.message}`;
  return { kind: 'refused', problem: { code: 'relaunch-refused', message } };
}
