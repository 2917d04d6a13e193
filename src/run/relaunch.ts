/** Starts this workflow again for the remaining reports of a campaign. */

import type { Parameters } from '../campaign/choose.ts';
import type { DispatchOutcome, Ports } from '../shared/ports.ts';
import { type Problem, withRemedy } from '../shared/problem.ts';
import { fullName, type Repository } from '../shared/repository.ts';
import { count, duration } from '../shared/text.ts';

export type Relaunch =
  /** `runUrl`: the page of the new run; undefined when the server does not return it. */
  { kind: 'started'; runUrl: string | undefined } | { kind: 'refused'; problem: Problem };

/** The parameters of the campaign, the repository for the issues of a testing campaign, and whether the run was forced. */
export type RelaunchInput = Parameters & { testingRepository: Repository | undefined; force: boolean };

type RelaunchPorts = Pick<Ports, 'workflow' | 'log' | 'cancelled' | 'clock' | 'random'>;
type Inputs = Readonly<Record<string, string>>;

/** The job goes on for some minutes after the time limit of the run (milliseconds). */
const PATIENCE_MS = 6 * 60_000;
/** Before the second dispatch: between half and one and a half of this, doubled each time (milliseconds). */
const PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Dispatches the workflow with the inputs that were typed and the campaign's parameters, without those that the
 * workflow does not declare. It asks again while GitHub does not answer: a second run that starts by mistake waits in
 * the queue of the workflow and finds nothing to do. After a cancel nothing is dispatched.
 */
export async function relaunch(campaign: RelaunchInput, ports: RelaunchPorts): Promise<Relaunch> {
  const { workflow, cancelled } = ports;
  let inputs = toInputs(campaign, workflow.typed);
  for (;;) {
    if (cancelled.aborted) return refused('relaunch-unanswered', 'The run was cancelled');
    const outcome = await dispatch(inputs, ports);
    if (outcome.kind === 'dispatched') return { kind: 'started', runUrl: outcome.runUrl };
    if (outcome.kind !== 'unexpected-inputs') return refused(codeOf(outcome), outcome.message);
    const fewer = without(inputs, outcome.names, campaign);
    if (fewer === undefined) return refused('relaunch-impossible', outcome.message);
    if (isParameterLost(inputs, fewer)) {
      const message = `The workflow does not accept the campaign's parameters (${outcome.message}) and is started without them`;
      ports.log.warning(withRemedy(message, 'relaunch-without-inputs'));
    }
    inputs = fewer;
  }
}

/** One dispatch that GitHub has answered, or the last one without an answer. */
async function dispatch(
  inputs: Inputs,
  { workflow, clock, random, log, cancelled }: RelaunchPorts,
): Promise<DispatchOutcome> {
  const latestAt = clock.now() + PATIENCE_MS;
  for (let tried = 1; ; tried += 1) {
    const outcome = await workflow.dispatch(inputs);
    if (outcome.kind !== 'unanswered') return outcome;
    const pauseMs = Math.min(PAUSE_MS * 2 ** (tried - 1), LONGEST_PAUSE_MS) * (0.5 + random());
    const restMs = Math.max(pauseMs, (outcome.retryAt ?? 0) - clock.now());
    if (clock.now() + restMs > latestAt) {
      return { ...outcome, message: `${outcome.message} (${count(tried, 'try', 'tries')})` };
    }
    log.info(`waiting ${duration(restMs)} to start the workflow again: ${outcome.message}`);
    await clock.sleep(restMs, cancelled);
    if (cancelled.aborted) return outcome;
  }
}

/**
 * The typed inputs, so that the next run is as this one. The campaign's own values win, because the marker may have
 * named the period. They stand in for typed ones even when they say nothing: the form may have other defaults.
 */
function toInputs({ period, testing, gbifdatasetid, testingRepository, force }: RelaunchInput, typed: Inputs): Inputs {
  const others = Object.entries(typed).filter(([name]) => !/^dry[-_ ]?run$/i.test(name));
  const inputs: Record<string, string> = { ...Object.fromEntries(others), period };
  if (gbifdatasetid !== undefined || 'gbifdatasetid' in typed) inputs.gbifdatasetid = gbifdatasetid ?? '';
  if (force) inputs.force = 'true';
  if (testing || 'testing' in typed) inputs.testing = String(testing);
  if (testing && testingRepository !== undefined) inputs['testing-repository'] = fullName(testingRepository);
  if (force) inputs.force = 'true';
  return inputs;
}

/** In this order they go when GitHub does not name those that the workflow does not declare. */
const PARAMETERS = ['testing-repository', 'force', 'gbifdatasetid', 'period'];

/**
 * The inputs that are left; undefined when no run may be started without the others. A testing campaign keeps its
 * parameters: without `testing` the run would send real issues. A period without its dataset would be a campaign for
 * all reports of the period, so both go; without parameters the run goes on by the marker.
 */
function without(inputs: Inputs, named: readonly string[], { testing }: RelaunchInput): Inputs | undefined {
  const known = named.filter((name) => name in inputs);
  const dropped = new Set(known.length > 0 ? known : PARAMETERS.filter((name) => name in inputs).slice(0, 1));
  const isNeeded = testing && ['testing', 'gbifdatasetid', 'period'].some((name) => dropped.has(name));
  if (dropped.size === 0 || isNeeded) return undefined;
  if (dropped.has('gbifdatasetid')) dropped.add('period');
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !dropped.has(name)));
}

/** A workflow that does not declare `testing-repository` sets it itself. */
function isParameterLost(before: Inputs, after: Inputs): boolean {
  return ['period', 'gbifdatasetid'].some((name) => name in before && !(name in after));
}

function codeOf(outcome: Exclude<DispatchOutcome, { kind: 'dispatched' | 'unexpected-inputs' }>): Problem['code'] {
  return outcome.kind === 'unanswered' ? 'relaunch-unanswered' : outcome.code;
}

function refused(code: Problem['code'], message: string): Relaunch {
  return { kind: 'refused', problem: { code, message: `The workflow could not be started again: ${message}` } };
}
