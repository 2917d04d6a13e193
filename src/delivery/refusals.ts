/**
 * Refusals of the run, added up: which owners refuse all, and when the token is the reason and not the repositories.
 * Nothing of it is kept between runs.
 */

import type { PlannedIssue } from '../campaign/plan.ts';
import type { Outcome } from '../progress/schema.ts';
import type { Problem } from '../shared/problem.ts';
import type { Refused } from '../shared/target-ports.ts';

/** Owners that refuse in a row, with nothing sent or found in between, before the token is the reason. */
const OWNERS_LIMIT = 3;
/** Requests that an owner's rule may refuse; the owner's other reports are marked without a request. */
const OWNER_REQUESTS = 2;

/** A refusal for which the report may not be the reason. Its outcome is not recorded before that is clear. */
export interface Doubt {
  issue: PlannedIssue;
  position: number;
  /** The outcome if the token is not the reason. */
  outcome: Outcome;
  /** The end of the run if it is. */
  problem: Problem;
  /** Nobody knows what the answer means: it may be a limit in new words. */
  isUnclear: boolean;
}

type OwnerRule = Pick<Refused, 'reason' | 'message'>;

export interface Refusals {
  /** The rule by which the owner refuses all reports; undefined: the report is sent. */
  ruleOf(owner: string): OwnerRule | undefined;
  addRule(owner: string, rule: OwnerRule): void;
  addDoubt(doubt: Doubt): void;
  /** Something was sent to the owner. */
  dropRule(owner: string): void;
  /** Something was sent or found, so the token is sound. Gives the doubts, which are settled now. */
  clearDoubts(): readonly Doubt[];
  /** All doubts, at the end. */
  doubts(): readonly Doubt[];
  /** `hold`: several owners have refused in words that may mean a limit, so the run waits once. */
  verdict(): 'go-on' | 'hold' | Problem;
  /** The run waits because of the doubts. */
  noteHold(): void;
}

export function openRefusals(): Refusals {
  const rules = new Map<string, OwnerRule & { times: number }>();
  let doubts: Doubt[] = [];
  let hasHeld = false;

  return {
    ruleOf: (owner) => {
      const rule = rules.get(owner.toLowerCase());
      return rule !== undefined && rule.times >= OWNER_REQUESTS ? rule : undefined;
    },
    addRule: (owner, { reason, message }) => {
      const times = (rules.get(owner.toLowerCase())?.times ?? 0) + 1;
      rules.set(owner.toLowerCase(), { reason, message, times });
    },
    addDoubt: (doubt) => {
      doubts = [...doubts.filter(({ issue }) => issue.report !== doubt.issue.report), doubt];
    },
    dropRule: (owner) => {
      rules.delete(owner.toLowerCase());
    },
    clearDoubts: () => {
      const settled = doubts;
      doubts = [];
      hasHeld = false;
      return settled;
    },
    doubts: () => doubts,
    verdict: () => {
      const owners = new Set(doubts.map(({ issue }) => issue.target.owner.toLowerCase()));
      const last = doubts.at(-1);
      if (last === undefined || owners.size < OWNERS_LIMIT) return 'go-on';
      const unclear = doubts.findLast(({ isUnclear }) => isUnclear);
      return hasHeld || unclear === undefined ? (unclear ?? last).problem : 'hold';
    },
    noteHold: () => {
      hasHeld = true;
    },
  };
}
