/** The facts that each stage of a run passes on to the next one. */

import type { ChosenCampaign } from '../campaign/choose.ts';
import type { IndexWatch } from '../campaign/index-watch.ts';
import type { Plan } from '../campaign/plan.ts';
import type { Config } from '../config/config.ts';
import type { Waits } from '../pace/wait.ts';
import type { Checkpoints } from '../progress/checkpoint.ts';
import type { Recorder } from '../progress/recorder.ts';
import type { Marker } from '../progress/schema.ts';
import type { ReportsIndex } from '../reports-index/read.ts';
import type { Head } from '../shared/index-ports.ts';
import type { Ports } from '../shared/ports.ts';

export interface RunInput {
  config: Config;
  ports: Ports;
  /** The action's version, for commits and issues. */
  version: string;
  /** The head of the index branch, when the caller has already asked for it. */
  head?: (Head & { askedAt: number }) | undefined;
  /** When the action began to ask for the branch head; its time limit counts from here. */
  begunAt?: number;
  /** An earlier step of this job has used the action. */
  earlierStep?: boolean;
}

export interface LoadedMarker {
  marker: Marker;
  /** Issue lists that are older than this may miss issues that an earlier run has opened. */
  settledAt: number;
}

/** A run that has loaded its marker and chosen its campaign. */
export interface BegunRun extends RunInput, LoadedMarker {
  startedAt: number;
  /** The deadline of the run, and the time that it has spent waiting. */
  waits: Waits;
  chosen: ChosenCampaign;
}

/** A run that has read the index and planned its reports. */
export interface PlannedRun extends BegunRun {
  index: ReportsIndex;
  /** When the run asked for the head that `index` was read at. */
  readAt: number;
  plan: Plan;
}

/** A run that sends. Its journal is open, so the post step takes over if it is killed. */
export interface StartedRun extends PlannedRun {
  recorder: Recorder;
  checkpoints: Checkpoints;
  watch: IndexWatch;
}
