/** What a seed draws: the campaigns, the inputs, and how rough the world is. */

import { type Dice, openDice } from './dice.ts';

/** How a request that changes something can go wrong on its way. */
export type WireFate =
  | 'request lost'
  | 'response lost'
  | 'reset early'
  | 'error before the effect'
  | 'error after the effect'
  | 'answer cut'
  | 'unexpected answer';

/** Probabilities, each for one opportunity. */
export interface Rates {
  /** A POST of an issue. */
  post: Record<WireFate, number>;
  /** A list comes to nothing. */
  listFails: number;
  /** A list is up to 20 s behind. */
  listLags: number;
  /** A list has a full page first; its pages do not link; one item is no issue. */
  listIsLong: number;
  listIsUnlinked: number;
  listIsOdd: number;
  /** Somebody edits around a new issue's text. */
  edited: number;
  /** A request meets the beginning of a limit. */
  secondaryLimit: number;
  primaryLimit: number;
  /** The index cannot be read. */
  readFails: number;
  /** A file of the index arrives cut at a row. */
  cutTransfers: number;
  commit: Record<WireFate, number>;
  /** Another writer pushes just before our commit. */
  contention: number;
  /** The branch is closed to us for a while. */
  protection: number;
  /** A look without a token says nothing; it does not show a new issue yet. */
  unclearSight: number;
  lateSight: number;
  /** Something in the world changes at a request. */
  stir: number;
  cacheLoad: Record<'lost' | 'stale' | 'unavailable' | 'hostile', number>;
  cacheSave: Record<'refused' | 'lost' | 'silent', number>;
  journalFails: number;
  journalStalls: number;
  journalLost: number;
  journalGarbage: number;
  journalFlips: number;
  dispatch: Record<WireFate | 'refused', number>;
  revoked: number;
  /** The first look at the branch head meets a limit. */
  headLimited: number;
  /** A commit is refused for a moment, in words that say nothing. */
  commitUnclear: number;
  commitLimited: number;
  dispatchLimited: number;
  /** GitHub suspends the account for a while; abuse protection speaks in new words for a while. */
  suspended: number;
  newWords: number;
  /** A firewall answers a POST. */
  firewall: number;
}

export interface Lane {
  name: string;
  period: string;
  /** The campaign is for this dataset only. */
  dataset: string | undefined;
  testing: boolean;
  /** Runs in the rough world; further ones in calm end the campaign. */
  roughRuns: number;
}

export interface Inputs {
  perMinute: number;
  perHour: number;
  checkpoint: number;
  timeLimitMinutes: number;
  maxIssues: number;
  admins: string;
  relaunch: boolean;
}

export interface Scenario {
  seed: number;
  startAt: number;
  lanes: Lane[];
  inputs: Inputs;
  rates: Rates;
  /** The workflow has run before, with another campaign. */
  runsBefore: number;
  /** The workflow declares the inputs that a relaunch gives. */
  declaresInputs: boolean;
  rows: number;
  /** Of the runs in the rough world, how many die. */
  deadliness: number;
  /** One token for the issues and for the index. */
  sharesToken: boolean;
  /** Somebody's program multiplies the reports of the period. */
  growth: Growth | undefined;
  /** GitHub hides our account when it has opened so many issues; undefined: never. */
  flaggedAfter: number | undefined;
}

export interface Growth {
  /** What is implausible about it. */
  kind: 'many repositories' | 'one repository' | 'unknown datasets';
  /** Before which run in the rough world, from 0. */
  beforeRun: number;
  /** Rows that come in addition. */
  rows: number;
  /** The index is right all the same: the runs in calm are forced. Else somebody takes the rows out again. */
  isMeant: boolean;
}

export function drawScenario(seed: number): Scenario {
  const dice = openDice(seed, 1);
  const startAt = Date.UTC(2026, 10, dice.whole(2, 28), dice.whole(0, 23), dice.whole(0, 59)) + dice.whole(0, 59_999);
  const lanes = drawLanes(dice);
  const inputs = drawInputs(dice);
  const rates = drawRates(dice);
  const runsBefore = dice.chance(0.3) ? dice.whole(1, 40) : 0;
  const declaresInputs = lanes.length > 1 || dice.chance(0.85);
  const rows = Math.max(lanes.length, drawRows(dice));
  const scenario: Scenario = {
    seed,
    startAt,
    lanes,
    inputs,
    rates,
    runsBefore,
    declaresInputs,
    rows,
    deadliness: dice.pick([0, 0.3, 0.6, 1]),
    sharesToken: dice.chance(0.2),
    growth: drawGrowth(openDice(seed, 4), lanes, rows),
    flaggedAfter: undefined,
  };
  return withSight(scenario);
}

/** A hundredfold. Only of a small index, else its seeds would take minutes. */
function drawGrowth(dice: Dice, lanes: readonly Lane[], rows: number): Growth | undefined {
  const [lane] = lanes;
  if (lanes.length > 1 || lane?.dataset !== undefined || rows > 3 || !dice.chance(0.06)) return undefined;
  return {
    kind: dice.pick(['many repositories', 'one repository', 'unknown datasets']),
    beforeRun: dice.whole(0, (lane?.roughRuns ?? 1) - 1),
    rows: 99 * rows,
    isMeant: dice.chance(0.3),
  };
}

/**
 * What somebody without a token sees, on dice of its own. An account is hidden in few worlds: such a campaign is long,
 * and the ways of its POSTs and looks are smooth, because an issue that the run does not know of is not looked at.
 */
function withSight(scenario: Scenario): Scenario {
  const { rates, inputs } = scenario;
  const dice = openDice(scenario.seed, 5);
  if (scenario.growth !== undefined || !dice.chance(0.012)) {
    const sight = { unclearSight: dice.pick([0, 0.1, 1]), lateSight: dice.pick([0, 0.5, 1]) };
    return { ...scenario, rates: { ...rates, ...sight } };
  }
  const { post } = calmRates(rates);
  return {
    ...scenario,
    rates: { ...rates, post, stir: 0 },
    inputs: { ...inputs, perMinute: 60, perHour: 500, timeLimitMinutes: 340, maxIssues: 0 },
    flaggedAfter: dice.whole(1, 30),
    rows: dice.whole(130, 180),
    deadliness: dice.pick([0, 0, 0.3]),
  };
}

function drawRows(dice: Dice): number {
  const size = dice.next();
  if (size < 0.6) return dice.whole(1, 4);
  if (size < 0.92) return dice.whole(5, 8);
  return size < 0.98 ? dice.whole(9, 16) : 30;
}

/** The period before the simulated month; now and then the month itself or one to come. */
function drawLanes(dice: Dice): Lane[] {
  const period = dice.chance(0.95) ? '202610' : dice.pick(['202611', '202612', '202703']);
  const one = (name: string, more: Partial<Lane>): Lane => ({
    name,
    period,
    dataset: undefined,
    testing: false,
    roughRuns: dice.whole(1, 4),
    ...more,
  });
  const kind = dice.next();
  if (kind < 0.76) return [one('a', {})];
  if (kind < 0.82) return [one('a', { dataset: 'ds-0' })];
  if (kind < 0.87) return [one('a', { testing: true })];
  if (kind < 0.9) return [one('a', {}), one('b', { testing: true })];
  if (kind < 0.95) return [one('a', {}), one('b', { period: '202609' })];
  return [one('a', { dataset: 'ds-0' }), one('b', { dataset: 'ds-1' })];
}

function drawInputs(dice: Dice): Inputs {
  return {
    perMinute: dice.pick([1, 2, 7, 20, 20, 60]),
    perHour: dice.pick([2, 3, 5, 20, 500, 500]),
    checkpoint: dice.pick([1, 2, 3, 100]),
    timeLimitMinutes: dice.pick([0.75, 1, 1.5, 3, 10, 100, 340, 340]),
    maxIssues: dice.pick([0, 0, 0, 1, 3]),
    admins: dice.pick(['', 'octo-admin']),
    relaunch: dice.chance(0.8),
  };
}

const WIRE_FATES: readonly WireFate[] = [
  'request lost',
  'response lost',
  'reset early',
  'error before the effect',
  'error after the effect',
  'answer cut',
  'unexpected answer',
];

/** Each fault is rare, frequent or absent in a seed, on its own: some seeds see one kind only. */
function drawRates(dice: Dice): Rates {
  const level = (most: number): number => dice.pick([0, 0, 0.1, 0.3, 1]) * most;
  const wire = (most: number): Record<WireFate, number> => {
    const rates = Object.fromEntries(WIRE_FATES.map((fate) => [fate, level(most)]));
    return rates as Record<WireFate, number>;
  };
  return {
    post: wire(0.14),
    listFails: level(0.3),
    listLags: level(0.8),
    listIsLong: level(0.6),
    listIsUnlinked: level(0.8),
    listIsOdd: level(0.3),
    edited: level(0.8),
    secondaryLimit: level(0.3),
    primaryLimit: level(0.08),
    readFails: level(0.15),
    cutTransfers: level(0.2),
    commit: wire(0.12),
    contention: dice.chance(0.05) ? 0.95 : level(0.4),
    protection: level(0.1),
    stir: level(0.15),
    cacheLoad: { lost: level(0.3), stale: level(0.3), unavailable: level(0.15), hostile: level(0.25) },
    cacheSave: { refused: level(0.2), lost: level(0.2), silent: level(0.2) },
    journalFails: level(0.03),
    journalStalls: level(0.1),
    journalLost: level(0.3),
    journalGarbage: level(0.2),
    journalFlips: level(1),
    dispatch: { ...wire(0.1), refused: level(0.2) },
    revoked: level(0.01),
    headLimited: level(0.3),
    commitUnclear: level(0.5),
    commitLimited: level(0.1),
    dispatchLimited: level(0.4),
    unclearSight: 0,
    lateSight: 0,
    suspended: level(0.01),
    newWords: level(0.05),
    firewall: level(0.1),
  };
}

/** Nothing goes wrong. */
export function calmRates(rates: Rates): Rates {
  const calm = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return 0;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, calm(inner)]));
  };
  return calm(rates) as Rates;
}
