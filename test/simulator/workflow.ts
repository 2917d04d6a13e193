/** The workflow of the simulated runs: a relaunch becomes a run that waits for its turn. */

import type { DispatchOutcome, Workflow } from '../../src/shared/ports.ts';
import type { Process } from './process.ts';
import type { Watch } from './watch.ts';
import { exchange } from './wire.ts';
import type { World } from './world.ts';

export type RunInputs = Readonly<Record<string, string>>;

export interface WorkflowInput {
  world: World;
  process: Process;
  watch: Watch;
  launched: (inputs: RunInputs) => void;
}

export function openWorkflow({ world, process, watch, launched }: WorkflowInput): Workflow {
  const leaves = () => {
    if (process.stop.aborted) world.violate('nothing started after a cancel', `${process.name} starts the workflow`);
    if (world.scenario.sharesToken) watch.requestLeaves('for the workflow to start');
  };
  return {
    typed: {},
    dispatch: (inputs) =>
      process.request<DispatchOutcome>(`dispatch ${JSON.stringify(inputs)}`, 'workflow is dispatched', (reply) => {
        leaves();
        const { refused, ...rates } = world.rates().dispatch;
        exchange<DispatchOutcome>(world, {
          what: 'dispatch',
          reply,
          rates,
          serve: () => {
            if (world.dice.chance(world.rates().dispatchLimited)) {
              const retryAt = world.now() + world.dice.pick([5_000, 60_000, 3_000_000]);
              return { kind: 'unanswered', message: '403 secondary rate limit', retryAt };
            }
            if (world.dice.chance(refused))
              return { kind: 'refused', code: 'relaunch-refused', message: '403 Forbidden' };
            const undeclared = !world.scenario.declaresInputs && Object.keys(inputs).length > 0;
            if (undeclared) return { kind: 'unexpected-inputs', message: '422 Unexpected inputs provided', names: [] };
            launched(inputs);
            process.live('workflow is dispatched');
            return { kind: 'dispatched', runUrl: undefined };
          },
          unknown: (message) => ({ kind: 'unanswered', message }),
        });
      }),
  };
}
