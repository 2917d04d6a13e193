/** Looks at the sender's profile and at some of its issues without a token, and ends a run that nobody sees. */

import { waitUntil } from '../pace/wait.ts';
import type { OutcomeOf } from '../progress/schema.ts';
import type { PublicView, Sight } from '../shared/public-ports.ts';
import { fullName, parseRepository, type Repository } from '../shared/repository.ts';
import { type Delivery, type DeliveryEnd, withinGrace } from './delivery.ts';
import { hiddenProblem, isSenderHidden, LOOKS_AT_MS, PRIVATE_LIMIT, SAMPLE_EVERY } from './visibility.ts';

export interface VisibilityCheck {
  /** Takes note of an issue that this run has opened. */
  opened(outcome: OutcomeOf<'sent'>): void;
  /** Looks when a look is due. Waits for all looks when the sender's profile is hidden. */
  beforeNext(): Promise<DeliveryEnd | undefined>;
  /** Waits for the looks that are left: a small campaign is over before the last one is due. */
  atEnd(): Promise<DeliveryEnd | undefined>;
}

/** An issue that is being looked at. */
interface Sample {
  repository: Repository;
  outcome: OutcomeOf<'sent'>;
  firstAt: number;
  looks: number;
  isInPublic: boolean;
}

interface Check {
  delivery: Delivery;
  view: PublicView;
  /** Whose repositories the run begins with; with a GitHub App the sender is the same for all owners. */
  owner: string;
  login: string;
  findings: { profile: Sight['kind']; hidden: string[] };
  /** Issues opened since the last one that was shown. */
  unseen: OutcomeOf<'sent'>[];
  opened: number;
  sample: Sample | undefined;
  /** The next issue in a repository that is not known to be private becomes the sample. */
  isDue: boolean;
  privates: Set<string>;
  privatesInARow: number;
}

/** Asks for the profile of the account that opens issues in repositories of `owner`. */
export function openVisibilityCheck(delivery: Delivery, owner: string): VisibilityCheck {
  const { publicView, log } = delivery.ports;
  const check: Check = {
    delivery,
    view: withDebugLines(publicView, log.debug),
    owner,
    login: 'the account of the token',
    findings: { profile: 'unclear', hidden: [] },
    unseen: [],
    opened: 0,
    sample: undefined,
    isDue: true,
    privates: new Set(),
    privatesInARow: 0,
  };
  const asked = askProfile(check);
  // The first issue that waits for the answer meets a failure.
  asked.catch(() => undefined);
  const lookAsked = async (isEnd: boolean): Promise<DeliveryEnd | undefined> => {
    if (check.opened === 0) return undefined;
    return (await inTime(delivery, asked)) ?? lookWhileDue(check, isEnd);
  };
  return {
    opened: (outcome) => takeNote(check, outcome),
    beforeNext: () => lookAsked(false),
    atEnd: async () => {
      const end = await lookAsked(true);
      // The run has done its work, and its time is over before the last look is due.
      return end?.kind === 'time-limit' ? undefined : end;
    },
  };
}

async function askProfile(check: Check): Promise<void> {
  const creator = await check.delivery.ports.targets.creator(check.owner);
  if (creator.kind !== 'account') return;
  check.login = creator.login;
  check.findings.profile = (await check.view.profile(creator.login)).kind;
}

function takeNote(check: Check, outcome: OutcomeOf<'sent'>): void {
  check.unseen.push(outcome);
  if (check.opened % SAMPLE_EVERY === 0) {
    check.isDue = true;
    check.privatesInARow = 0;
  }
  check.opened += 1;
  if (check.isDue && check.sample === undefined) choose(check, outcome);
}

/** Makes the issue the sample, unless its repository is known to be private. */
function choose(check: Check, outcome: OutcomeOf<'sent'>): void {
  const repository = parseRepository(outcome.movedTo ?? outcome.repository);
  if (repository === undefined || check.privates.has(nameOf(repository))) return;
  check.isDue = false;
  const firstAt = check.delivery.ports.clock.now();
  check.sample = { repository, outcome, firstAt, looks: 0, isInPublic: false };
}

async function lookWhileDue(check: Check, isEnd: boolean): Promise<DeliveryEnd | undefined> {
  const { delivery, findings } = check;
  for (;;) {
    if (isSenderHidden(findings))
      return { kind: 'stopped', problems: [hiddenProblem(findings, check.login, check.unseen)] };
    const { sample } = check;
    if (sample === undefined) return undefined;
    const nextAt = sample.firstAt + (LOOKS_AT_MS[sample.looks] ?? 0);
    if (nextAt > delivery.ports.clock.now()) {
      if (!isEnd && findings.profile !== 'hidden') return undefined;
      const early = await waitUntil(delivery, () => ({ at: nextAt, reason: HIDDEN_SO_FAR }));
      if (early !== undefined) return early;
    }
    const cancelled = await inTime(delivery, look(check, sample));
    if (cancelled !== undefined) return cancelled;
  }
}

async function look(check: Check, sample: Sample): Promise<void> {
  const { view, findings } = check;
  const { repository, outcome } = sample;
  sample.looks += 1;
  const sight = await view.issue(repository, outcome.number, sample.looks);
  const isLast = sample.looks === LOOKS_AT_MS.length;
  if (sight.kind === 'shown' || isLast) check.sample = undefined;
  if (sight.kind === 'shown') check.unseen = check.unseen.slice(check.unseen.indexOf(outcome) + 1);
  if (sight.kind !== 'hidden') return;
  const place = sample.isInPublic ? 'shown' : (await view.repository(repository)).kind;
  if (place === 'hidden') return passOver(check, repository);
  sample.isInPublic = place === 'shown';
  if (findings.profile !== 'hidden') await askProfile(check);
  if (!isLast || !sample.isInPublic) return;
  findings.hidden.push(outcome.url);
  // Where the profile is shown, one hidden issue is not enough, so the run looks at its newest one as well.
  check.isDue = true;
  const newest = check.unseen.at(-1);
  if (newest !== undefined && newest !== outcome) choose(check, newest);
}

/** Nobody sees anything in a private repository without a token. */
function passOver(check: Check, repository: Repository): void {
  check.privates.add(nameOf(repository));
  check.privatesInARow += 1;
  check.isDue = check.privatesInARow < PRIVATE_LIMIT;
  check.sample = undefined;
}

/** Undefined when the work is done; else the run was cancelled meanwhile. */
async function inTime(delivery: Delivery, work: Promise<void>): Promise<DeliveryEnd | undefined> {
  const done = await withinGrace(
    delivery,
    work.then(() => true),
  );
  return done === undefined ? { kind: 'cancelled' } : undefined;
}

const HIDDEN_SO_FAR = 'without a token GitHub does not show the last issue yet';

function nameOf(repository: Repository): string {
  return fullName(repository).toLowerCase();
}

/** Each answer that says nothing costs one line. */
function withDebugLines(view: PublicView, debug: (message: string) => void): PublicView {
  const told = async (what: string, asking: Promise<Sight>): Promise<Sight> => {
    const sight = await asking;
    if (sight.kind === 'unclear') debug(`Without a token GitHub does not tell about ${what}: ${sight.message}`);
    return sight;
  };
  return {
    profile: (login) => told(`the profile of ${login}`, view.profile(login)),
    repository: (repository) => told(fullName(repository), view.repository(repository)),
    issue: (repository, number, look) =>
      told(`${fullName(repository)}#${number}`, view.issue(repository, number, look)),
  };
}
