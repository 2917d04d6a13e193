/**
 * The issues that the target repositories already have: one list per repository and run, fetched ahead while the
 * pacer waits, and reduced at once to the hidden keys.
 */

import type { Clock } from '../shared/ports.ts';
import { fullName, type Repository } from '../shared/repository.ts';
import type { KnownIssue, Limited, Listed, ListedIssue, ListOutcome, Targets } from '../shared/target-ports.ts';

/** A year before the period began or, when it has not, before now: no issue of it is older (UTC). */
export function listedSince(period: string, now: number): number {
  const startAt = Date.UTC(Number(period.slice(0, 4)), Number(period.slice(4)) - 1, 1);
  return Math.min(startAt, now) - YEAR_MS;
}

const YEAR_MS = 366 * 24 * 3_600_000;

/**
 * How long after a POST of unknown outcome a list can be trusted to show what it created: GitHub gives
 * up on a request after 10 s, and lists are seconds to tens of seconds behind (see docs/guarantees.md).
 */
export const SETTLE_MS = 35_000;

/** How many coming targets are listed while an issue waits for its slot. */
export const LISTED_AHEAD = 5;

/** The issues that have one key, the oldest first: should there be two, it is the one people saw. */
export type KnownIssues = readonly [KnownIssue, ...KnownIssue[]];

/** `askedAt`: when the refused request left, to tell old refusals from new ones. */
export type RefusedListing = Limited & { askedAt: number };

export type Listing =
  | (Pick<Listed, 'kind' | 'movedTo' | 'serverAheadMs'> & { keys: ReadonlyMap<string, KnownIssues> })
  | RefusedListing
  | Exclude<ListOutcome, { kind: 'listed' | 'limited' }>;

export interface ExistingIssues {
  /** Starts to list these targets, unless that is done or under way. */
  ahead(coming: readonly Repository[]): void;
  /** The target's listing, from the store when it has been asked for. */
  of(target: Repository): Promise<Listing>;
  /** Forgets the target's listing: it could not be had, or an issue may have been created since. */
  forget(target: Repository): void;
}

export interface ListingsInput {
  targets: Targets;
  clock: Clock;
  /** No issue that is looked for is older. */
  sinceAt: number;
  /** Told of a refusal as soon as it comes, also of a list that was asked for ahead. */
  refused: (answer: RefusedListing) => Promise<void>;
}

export function openExistingIssues({ targets, clock, sinceAt, refused }: ListingsInput): ExistingIssues {
  const started = new Map<string, Promise<Listing>>();
  const keyFor = (target: Repository) => fullName(target).toLowerCase();

  const list = async (target: Repository): Promise<Listing> => {
    const askedAt = clock.now();
    const creator = await targets.creator(target.owner);
    const outcome = creator.kind === 'account' ? await targets.listIssues(target, creator.login, sinceAt) : creator;
    if (outcome.kind === 'limited') {
      await refused({ ...outcome, askedAt });
      return { ...outcome, askedAt };
    }
    if (outcome.kind !== 'listed') return outcome;
    const { kind, movedTo, serverAheadMs } = outcome;
    return { kind, keys: byKey(outcome.issues), movedTo, serverAheadMs };
  };

  const of = (target: Repository): Promise<Listing> => {
    const known = started.get(keyFor(target)) ?? list(target);
    started.set(keyFor(target), known);
    return known;
  };

  return {
    of,
    ahead: (coming) => {
      // The caller that needs the list handles the failure.
      for (const target of coming) of(target).catch(() => undefined);
    },
    forget: (target) => {
      started.delete(keyFor(target));
    },
  };
}

function byKey(issues: readonly ListedIssue[]): Map<string, KnownIssues> {
  const known = new Map<string, [KnownIssue, ...KnownIssue[]]>();
  for (const { keys, number, url, createdAt } of issues.toSorted((a, b) => a.number - b.number)) {
    for (const key of new Set(keys)) {
      const before = known.get(key);
      if (before === undefined) known.set(key, [{ number, url, createdAt }]);
      else before.push({ number, url, createdAt });
    }
  }
  return known;
}
