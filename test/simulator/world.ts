/** What all parts of a simulated world share: its time, its chance, its chronicle, and what went wrong. */

import { type Chronicle, openChronicle } from './chronicle.ts';
import { type Dice, openDice } from './dice.ts';
import { calmRates, type Rates, type Scenario } from './scenario.ts';
import { type Coming, openTimeline, type Timeline } from './timeline.ts';

/** What must hold in every world, whatever happens. `docs/guarantees.md` explains each. */
export type Check =
  | 'one issue a report'
  | 'issue where the index says'
  | 'no lost report'
  | 'no false flag'
  | 'no missing flag'
  | 'every other byte unchanged'
  | 'one POST in flight'
  | 'pace kept'
  | 'holds kept'
  | 'asked again'
  | 'intent before POST'
  | 'nothing sent after a cancel'
  | 'nothing started after a cancel'
  | 'nothing sent from a broken index'
  | 'nothing sent past a finding'
  | 'somebody sees it'
  | 'people are heard'
  | 'nothing written by a dry run'
  | 'success is true'
  | 'period status is true'
  | 'one notice a campaign'
  | 'post step idle after main'
  | 'the right one pays'
  | 'the campaign ends'
  | 'no crash';

/** A check that did not hold. */
export class Violation extends Error {
  readonly check: Check;

  constructor(check: Check, what: string) {
    super(what);
    this.name = 'Violation';
    this.check = check;
  }
}

export interface World {
  readonly scenario: Scenario;
  readonly dice: Dice;
  readonly timeline: Timeline;
  readonly chronicle: Chronicle;
  now(): number;
  after(ms: number, action: () => void): Coming;
  note(who: string, what: string): void;
  violate(check: Check, what: string): void;
  /** Counts what the seeds meet, for `--census`. */
  count(what: string): void;
  counts(): ReadonlyMap<string, number>;
  /** Probabilities of faults, all zero in calm. */
  rates(): Rates;
  isCalm(): boolean;
  calmDown(): void;
}

export function openWorld(scenario: Scenario): World {
  const timeline = openTimeline(scenario.startAt);
  const chronicle = openChronicle();
  const calm = calmRates(scenario.rates);
  const counts = new Map<string, number>();
  let isCalm = false;
  const note = (who: string, what: string) => chronicle.note(timeline.now(), who, what);
  return {
    scenario,
    dice: openDice(scenario.seed, 2),
    timeline,
    chronicle,
    now: timeline.now,
    after: timeline.after,
    note,
    violate: (check, what) => {
      note('CHECK', `${check}: ${what}`);
      timeline.abort(new Violation(check, what));
    },
    count: (what) => counts.set(what, (counts.get(what) ?? 0) + 1),
    counts: () => counts,
    rates: () => (isCalm ? calm : scenario.rates),
    isCalm: () => isCalm,
    calmDown: () => {
      isCalm = true;
      note('world', 'faults cease');
    },
  };
}
