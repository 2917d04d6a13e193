/**
 * The ports: everything that a run needs from outside. The adapters implement them for GitHub, the Actions cache, the
 * disk and the clock. The simulator implements them for a world in which everything fails.
 *
 * Times are milliseconds since the Unix epoch (`…At`, `now`) or milliseconds (`…Ms`).
 */

import type { ProblemCode } from './catalog.ts';
import type { IndexRepository } from './index-ports.ts';
import type { Place } from './problem.ts';
import type { PublicView, WebPages } from './public-ports.ts';
import type { Targets } from './target-ports.ts';

export type DispatchOutcome =
  /** `runUrl`: the new run's page; undefined when the server does not return it. */
  | { kind: 'dispatched'; runUrl: string | undefined }
  /** The workflow does not declare some inputs. `names`: those that GitHub names. */
  | { kind: 'unexpected-inputs'; message: string; names: readonly string[] }
  /** A limit, an outage or a network fault: the same dispatch may be taken later, or may have been taken. */
  | { kind: 'unanswered'; message: string; retryAt?: number | undefined }
  | { kind: 'refused'; code: ProblemCode; message: string };

/** The workflow of this run, accessed with the workflow token. */
export interface Workflow {
  /** Values that somebody typed into the form of this run, by the names of the workflow's inputs. */
  typed: Readonly<Record<string, string>>;
  dispatch(inputs: Readonly<Record<string, string>>): Promise<DispatchOutcome>;
}

/** Stores the progress marker between runs. Neither method throws, because a run works without a cache. */
export interface MarkerStore {
  load(): Promise<
    | { kind: 'loaded'; bytes: Uint8Array; key: string }
    | { kind: 'absent' }
    /** The entry does not hold a marker. `fault` continues a sentence after "it". */
    | { kind: 'unusable'; fault: string; key: string }
    | { kind: 'unavailable'; message: string }
  >;
  save(bytes: Uint8Array): Promise<{ kind: 'saved'; key: string } | { kind: 'unavailable'; message: string }>;
}

/** The record of a run on the disk. */
export interface Journal {
  /**
   * When this resolves, the entry survives the death of the process. It is also flushed to the disk, an outcome
   * together with the next entry, so that everything is on the disk before a POST leaves. Throws when writing fails.
   */
  append(entry: { readonly type: string }): Promise<void>;
}

export interface Clock {
  now(): number;
  /** Resolves after `ms`, or as soon as `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A number in [0, 1). */
export type Random = () => number;

/** The log of the step. Implementations make every text safe to print. */
export interface Log {
  /** Shown only when the user has switched on debug logging. */
  debug(message: string): void;
  info(message: string): void;
  warning(message: string, place?: Place): void;
  error(message: string, place?: Place): void;
  /** Folds the lines that `work` prints under a heading. */
  group<T>(heading: string, work: () => Promise<T>): Promise<T>;
}

export interface Ports {
  targets: Targets;
  publicView: PublicView;
  webPages: WebPages;
  index: IndexRepository;
  workflow: Workflow;
  marker: MarkerStore;
  journal: Journal;
  clock: Clock;
  random: Random;
  log: Log;
  /** Aborts when somebody cancels the run. The run sends nothing new after that. */
  cancelled: AbortSignal;
}
