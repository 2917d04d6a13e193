/**
 * Watches what leaves a process of the action for GitHub: one POST at a time, the pace of the inputs, no
 * request while GitHub has asked to wait, an intent on disk before each POST.
 *
 * A promise about the past binds a process as far as it can know the past: through the marker that it was
 * given, or its main step's journal. What it can know is followed here, not read from the marker.
 */

import type { Branch } from './branch.ts';
import type { Process } from './process.ts';
import { isBroken, reportsIn } from './state.ts';
import type { World } from './world.ts';

export interface Sending {
  readonly by: string;
  readonly key: string;
  readonly leftAt: number;
  acceptedAt: number | undefined;
  /** The process has its answer. */
  answered: boolean;
  /** It may still take effect at the server. */
  underWay: boolean;
  readonly process: Process;
}

/** What is known of an account's budget somewhere. */
export interface Knowledge {
  readonly sendings: readonly Sending[];
  readonly holdUntil: number;
}

export const KNOWS_NOTHING: Knowledge = { sendings: [], holdUntil: 0 };

export interface Watch {
  /** What a marker or journal written now may be expected to tell. */
  knowledge(): Knowledge;
  /** The marker has been loaded, with what it can tell. */
  learn(knowledge: Knowledge): void;
  postLeaves(key: string): Sending;
  requestLeaves(what: string): void;
  /** The index did not answer. */
  indexFailed(): void;
  /** An issue was created by this sending. */
  accepted(sending: Sending): void;
  /** GitHub's refusal has reached the process. */
  heldUntil(at: number): void;
  /** An entry is about to be written; the function it gives is called when it is durable. */
  journalling(entry: { type: string; report?: string | undefined }): () => void;
}

const HOUR_MS = 3_600_000;
/** The disk may stall this long between an intent and its POST; a later run knows only of the intent. */
export const STALL_LIMIT_MS = 3_000;

/** The branch head is looked at so often, while the index answers and while it does not (src/campaign/index-watch.ts). */
const LOOK_EVERY_MS = 60_000;
const UNHEARD_LIMIT_MS = 300_000;
/** A look, the reading of what has changed, and an intent may take so long. */
const LOOK_TAKES_MS = 60_000;

/** The last POST of each lane, to see that there is one at a time. */
export type InFlight = Map<string, Sending>;

export interface WatchInput {
  world: World;
  process: Process;
  branch: Branch;
  lane: string;
  inFlight: InFlight;
  /** What main leaves to its post step. */
  inherited: Knowledge;
}

export function openWatch({ world, process, branch, lane, inFlight, inherited }: WatchInput): Watch {
  const { perMinute, perHour } = world.scenario.inputs;
  const own: Sending[] = [];
  let before = inherited;
  let heardHold = 0;
  let keptHold = 0;
  let hasIndexFailed = false;
  const intents = new Set<string>();

  const all = (): Sending[] => [...before.sendings, ...own];
  const checkHold = (what: string) => {
    const holdUntil = Math.max(before.holdUntil, heardHold);
    if (world.now() < holdUntil) {
      world.violate(
        'holds kept',
        `${process.name} asks ${what} ${holdUntil - world.now()} ms before GitHub allowed it`,
      );
    }
  };
  const checkInFlight = () => {
    const last = inFlight.get(lane);
    if (last === undefined || last.answered) return;
    if (last.process.isAlive() || last.underWay)
      world.violate('one POST in flight', `${process.name} posts while the POST of ${last.key} by ${last.by} is open`);
  };
  const checkSpacing = () => {
    const gapMs = 60_000 / perMinute;
    for (const sending of all()) {
      const slackMs = sending.process === process ? 0 : STALL_LIMIT_MS;
      const apartMs = world.now() - sending.leftAt;
      if (apartMs < Math.floor(gapMs) - slackMs)
        world.violate(
          'pace kept',
          `${process.name} posts ${apartMs} ms after the POST of ${sending.key}, expected ${gapMs}`,
        );
    }
  };
  const checkIntent = (key: string) => {
    const report = key.split('|').slice(0, 2).join('|');
    if (!key.startsWith('notice|') && !intents.delete(report))
      world.violate('intent before POST', `${process.name} posts ${key} and its journal does not say so`);
  };

  const checkHeard = (key: string) => {
    const [period = '', id] = key.split('|');
    const boundMs = (hasIndexFailed ? UNHEARD_LIMIT_MS : LOOK_EVERY_MS) + LOOK_TAKES_MS;
    const isWanted = branch.since(world.now() - boundMs).some((version) => {
      const reports = reportsIn(version, period);
      return !isBroken(reports) && reports.some((report) => report.id === id && report.pending);
    });
    if (!isWanted) world.violate('people are heard', `${process.name} posts ${key}, not pending for ${boundMs} ms`);
  };

  return {
    indexFailed: () => {
      hasIndexFailed = true;
    },
    knowledge: () => ({ sendings: all(), holdUntil: Math.max(before.holdUntil, keptHold) }),
    learn: (knowledge) => {
      before = knowledge;
    },
    requestLeaves: checkHold,
    postLeaves: (key) => {
      checkInFlight();
      if (process.stop.aborted) world.violate('nothing sent after a cancel', `${process.name} posts ${key}`);
      checkIntent(key);
      const isNotice = key.startsWith('notice|');
      if (!isNotice) {
        checkHeard(key);
        checkHold(`POST ${key}`);
        checkSpacing();
      }
      const leftAt = world.now();
      const sending: Sending = {
        by: process.name,
        key,
        leftAt,
        acceptedAt: undefined,
        answered: false,
        underWay: true,
        process,
      };
      if (!isNotice) own.push(sending);
      inFlight.set(lane, sending);
      return sending;
    },
    accepted: (sending) => {
      sending.acceptedAt = world.now();
      const recent = all().filter(({ acceptedAt }) => acceptedAt !== undefined && acceptedAt > world.now() - HOUR_MS);
      if (recent.length > perHour)
        world.violate('pace kept', `${recent.length} issues within an hour, expected at most ${perHour}`);
    },
    heldUntil: (at) => {
      heardHold = Math.max(heardHold, at);
    },
    journalling: ({ type, report }) => {
      const heard = heardHold;
      return () => {
        keptHold = Math.max(keptHold, heard);
        if (type === 'intent' && report !== undefined) intents.add(report);
        if (type === 'answered' && report !== undefined) intents.delete(report);
      };
    },
  };
}
