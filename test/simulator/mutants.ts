/**
 * Deliberate faults: each is one change to one place of the product, or to the way the world takes a commit.
 * The simulator must catch every one of them, else it proves nothing.
 */

import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

export interface Mutant {
  name: string;
  /** Undefined: the fault is in the world, see `StageOptions.forced`. */
  change: { file: string; from: string; to: string } | undefined;
  /** It takes more than 4,000 seeds to meet: `npm run simulate -- --mutants --seeds 30000` hunts it too. */
  isRare?: boolean;
}

export const mutants: readonly Mutant[] = [
  {
    name: 'go on past a finding',
    change: { file: 'run/plausibility.ts', from: 'if (!config.dryRun) throw new ProblemsError(problems);', to: '' },
  },
  {
    name: 'compare with no earlier period',
    change: { file: 'campaign/plausibility.ts', from: '[...grown(figures), ', to: '[' },
  },
  {
    name: 'count nothing that one repository gets',
    change: { file: 'campaign/plausibility.ts', from: '...crowded(figures), ', to: '' },
  },
  {
    name: 'send although most datasets are unknown',
    change: { file: 'campaign/plausibility.ts', from: ', ...unknown(figures)]', to: ']' },
  },
  {
    name: 'do not look without a token',
    change: {
      file: 'delivery/visibility-check.ts',
      from: 'if (check.opened === 0) return undefined;',
      to: 'if (check.opened >= 0) return undefined;',
    },
  },
  {
    name: 'look at the first issue only',
    change: {
      file: 'delivery/visibility-check.ts',
      from: 'check.opened % SAMPLE_EVERY === 0',
      to: 'check.opened === 0',
    },
  },
  {
    name: 'believe the first look without a token',
    change: { file: 'delivery/visibility.ts', from: '[0, 30_000, 120_000]', to: '[0]' },
  },
  {
    name: 'ask for the profile once',
    change: {
      file: 'delivery/visibility-check.ts',
      from: "if (findings.profile !== 'hidden') await askProfile(check);",
      to: '',
    },
  },
  {
    name: "a skip of the action's own never ends",
    change: {
      file: 'reports-index/skips.ts',
      from: 'if (skippedAs === undefined) return pending;',
      to: 'if (skippedAs === undefined || skippedAs !== undefined) return pending;',
    },
  },
  {
    name: 'take a period for done of which nothing was sent',
    change: {
      file: 'progress/checkpoint.ts',
      from: "isFirst: outcomes.some(({ kind }) => kind === 'sent' || kind === 'found')",
      to: 'isFirst: true',
    },
  },
  {
    name: 'take a period for done while a report that was skipped waits',
    isRare: true,
    change: { file: 'reports-index/write.ts', from: 'if (isDueAgain) pendingLeft += 1;', to: '' },
  },
  {
    name: 'leave the reason of a report that was sent',
    change: { file: 'reports-index/write.ts', from: "(isOurs(present) ? '' : undefined)", to: 'undefined' },
  },
  {
    name: 'skip the listing',
    change: {
      file: 'delivery/deliver-report.ts',
      from: 'const known = listing.keys.get(issue.key);',
      to: 'const known = undefined as KnownIssues | undefined;',
    },
  },
  {
    name: "trust the marker's claim",
    change: { file: 'campaign/plan.ts', from: '...reports.filter((report) => report.line <= cursorLine),', to: '' },
  },
  {
    name: 'retry an unknown POST at once',
    change: {
      file: 'delivery/settle-answer.ts',
      from: 'return lookAgain(attempt, answer, at);',
      to: "return 'post-again';",
    },
  },
  {
    name: 'flag before the POST',
    change: {
      file: 'progress/run-state.ts',
      from: 'state.openIntent = { report: entry.report, at: entry.at };',
      to: `state.openIntent = { report: entry.report, at: entry.at };
      state.uncommitted.set(entry.report, { kind: 'sent', report: entry.report, gbifdatasetid: entry.report.slice(7), repository: '', number: 1, url: '', issueAt: entry.at });`,
    },
  },
  {
    name: 'drop the intent',
    change: {
      file: 'delivery/deliver-report.ts',
      from: "await delivery.record({ type: 'intent', at: clock.now(), report: issue.report });",
      to: '',
    },
  },
  {
    name: 'count refusals in place of owners',
    change: { file: 'delivery/refusals.ts', from: 'owners.size < OWNERS_LIMIT', to: 'doubts.length < OWNERS_LIMIT' },
  },
  {
    name: 'take a 404 after a list for a missing repository',
    change: { file: 'adapters/github/issues.ts', from: 'listed: true, now }', to: 'listed: false, now }' },
  },
  {
    name: 'take an answer without JSON for a refusal',
    change: {
      file: 'adapters/github/issues.ts',
      from: 'const refusal = refusalOf(cause);\n  if (refusal.kind',
      to: "if (cause.payer === 'between') return { kind: 'refused', payer: 'repository', reason: 'blocked', message };\n  const refusal = refusalOf(cause);\n  if (refusal.kind",
    },
  },
  {
    name: "mark a report for its account's fault",
    change: {
      file: 'adapters/github/refusals.ts',
      from: "return { kind: 'denied', problem: problemOf(cause) };",
      to: "return { kind: 'refused', payer: 'repository', reason: 'blocked', message };",
    },
  },
  { name: 'force the ref', change: undefined },
  {
    name: 'put old bytes on the new head',
    change: {
      file: 'progress/commit-flags.ts',
      from: 'snapshot = await refreshSnapshot(snapshot, work.paths, work.repository);',
      to: 'const seen = await work.repository.look(); if (seen.kind === "head") snapshot = { ...snapshot, head: seen.head };',
    },
  },
  {
    name: 'take a refusal that may pass for final',
    change: {
      file: 'progress/commit-flags.ts',
      from: '|| refusedOnHead < REFUSALS_ON_A_HEAD;',
      to: '|| refusedOnHead < 1;',
    },
  },
  {
    name: 'ask for the next run once',
    change: {
      file: 'run/relaunch.ts',
      from: "if (outcome.kind !== 'unanswered') return outcome;",
      to: 'return outcome;',
    },
  },
  {
    name: 'ask for the branch head while GitHub limits it',
    change: {
      file: 'reports-index/patience.ts',
      from: 'const restMs = Math.max(pauseMs, (problem.retryAt ?? 0) - now);',
      to: 'const restMs = pauseMs;',
    },
  },
  {
    name: 'trust a list right after the start',
    change: {
      file: 'run/load-marker.ts',
      from: 'const settledAt = startedAt + SETTLE_MS;',
      to: 'const settledAt = startedAt;',
    },
  },
  {
    name: 'trust a list soon after an unknown answer',
    change: { file: 'delivery/deliver-report.ts', from: 'unknownAt + SETTLE_MS;', to: 'unknownAt + 15_000;' },
  },
  {
    name: 'take a failed list for an empty one',
    change: {
      file: 'delivery/deliver-report.ts',
      from: "      return conclude(attempt, pendingOutcome(issue, 'unlisted', listing.message));",
      to: "      return 'go-on' as unknown as Result;",
    },
  },
  {
    name: 'drop items that are not issues',
    change: {
      file: 'adapters/github/pages.ts',
      from: "if (typeof item === 'string') return item;",
      to: "if (typeof item === 'string') return undefined;",
    },
  },
  {
    name: 'take a full page without a link for the last',
    change: {
      file: 'adapters/github/pages.ts',
      from: 'link === undefined ? numberedPage(first, items, pages + 1) : github',
      to: 'link === undefined ? undefined : github',
    },
  },
  {
    name: 'look for the key in the last line only',
    change: {
      file: 'shared/keys.ts',
      from: 'if (key !== undefined && (startsLine || !isAsSent))',
      to: 'if (key !== undefined && startsLine && isAsSent)',
    },
  },
  {
    name: 'take an unknown answer for sent',
    change: {
      file: 'delivery/settle-answer.ts',
      from: 'return lookAgain(attempt, answer, at);',
      to: "return conclude(attempt, sentOutcome(issue, { kind: 'created', number: 1, url: '', repository: issue.target }, at));",
    },
  },
  {
    name: 'go on with lists while GitHub asks to wait',
    change: { file: 'delivery/deliver.ts', from: 'if (isHeld(delivery)) return;', to: '' },
  },
  {
    name: 'forget what earlier runs sent within the hour',
    change: {
      file: 'run/start.ts',
      from: 'const pace = paceOf({ ...marker, pace: account.pace }, account.login);',
      to: 'const pace: Pace = { ...paceOf({ ...marker, pace: account.pace }, account.login), sendings: [] };',
    },
  },
  {
    name: 'send from a faulty index',
    change: {
      file: 'reports-index/read.ts',
      from: 'if (problems.length > 0 || !(periods',
      to: 'if (!(periods',
    },
  },
  {
    name: 'do not look at the head while sending',
    change: {
      file: 'campaign/index-watch.ts',
      from: 'if (at - heardAt < LOOK_EVERY_MS)',
      to: 'if (true)',
    },
  },
  {
    name: 'take a commit of the run for all that has changed',
    isRare: true,
    change: {
      file: 'campaign/index-watch.ts',
      from: 'const commit = ownCommits.get(known.commit);',
      to: 'const last = [...ownCommits.values()].at(-1); const commit = last === known.commit ? undefined : last;',
    },
  },
  {
    name: 'take a file without comparing its sha',
    change: {
      file: 'reports-index/transfer.ts',
      from: 'if (!transfer.isDamaged()) return value;',
      to: 'return value;',
    },
  },
  {
    name: 'flag a dataset that stands in two rows',
    change: { file: 'reports-index/write.ts', from: 'times.get(id) === 1', to: 'times.get(id) !== 0' },
  },
  {
    name: 'learn of a refused list when its turn comes',
    change: {
      file: 'delivery/deliver.ts',
      from: 'refused: (answer) => hold(delivery, answer)',
      to: 'refused: async () => undefined',
    },
  },
  {
    name: 'let a later refusal shorten a hold',
    isRare: true,
    change: { file: 'pace/holds.ts', from: 'if (hold !== undefined && hold.untilAt > untilAt)', to: 'if (false)' },
  },
  {
    name: 'commit flags while GitHub holds the token back',
    change: {
      file: 'run/start.ts',
      from: 'if (!config.sharesToken) return ports;',
      to: 'if (config !== undefined) return ports;',
    },
  },
  {
    name: 'read the index while GitHub holds the token back',
    change: {
      file: 'run/run.ts',
      from: 'config.sharesToken ? waitForHold(marker.pace',
      to: 'config === undefined ? waitForHold(marker.pace',
    },
  },
  {
    name: 'bring in flags while GitHub holds the token back',
    change: {
      file: 'run/post-step.ts',
      from: 'const index = sharesToken ?',
      to: 'const index = sharesToken && entries.length === 0 ?',
    },
  },
  {
    name: 'start again while GitHub holds the token back',
    isRare: true,
    change: {
      file: 'run/finish.ts',
      from: 'problems.length === 0 && !isRateLimited &&',
      to: 'problems.length === 0 &&',
    },
  },
  {
    name: 'start again after a cancel',
    isRare: true,
    change: { file: 'run/finish.ts', from: "if (ports.cancelled.aborted) return { kind: 'cancelled' };", to: '' },
  },
  {
    name: 'measure the spacing from the intent',
    change: { file: 'progress/run-state.ts', from: 'if (at !== undefined) marker.pace', to: 'if (false) marker.pace' },
  },
  {
    name: 'take an unknown POST for counted at once',
    change: { file: 'pace/state.ts', from: 'const LATE_MS = 15_000;', to: 'const LATE_MS = 0;' },
  },
  {
    name: 'list from the first day of the period',
    change: {
      file: 'delivery/existing-issues.ts',
      from: 'return Math.min(startAt, now) - YEAR_MS;',
      to: 'return startAt;',
    },
  },
  {
    name: 'trust the list of notices right after the start',
    change: {
      file: 'run/completion-notice.ts',
      from: 'await clock.sleep(Math.max(0, settledAt - clock.now()), cancelled);',
      to: '',
    },
  },
  {
    name: 'open the notice after a cancel',
    isRare: true,
    change: { file: 'run/completion-notice.ts', from: '    if (cancelled.aborted) return;\n', to: '' },
  },
  {
    name: 'write on in a journal that has refused an entry',
    isRare: true,
    change: { file: 'progress/recorder.ts', from: 'if (unwritable !== undefined) throw unwritable;', to: '' },
  },
  {
    name: 'believe a line whose checksum is wrong',
    change: {
      file: 'adapters/runner/journal.ts',
      from: '=== `${checksumOf(content)} ` ? content : undefined;',
      to: "!== '' ? content : undefined;",
    },
  },
];

/** Makes this thread load the product with the mutant's change. Throws when the place is not there exactly once. */
export function installMutant({ name, change }: Mutant): void {
  if (change === undefined) return;
  const { file, from, to } = change;
  const url = new URL(`../../src/${file}`, import.meta.url);
  const source = readFileSync(fileURLToPath(url), 'utf8');
  const times = source.split(from).length - 1;
  if (times !== 1) throw new Error(`Mutant "${name}": its place stands ${times} times in src/${file}, expected once`);
  registerHooks({
    load: (requested, context, nextLoad) => {
      const loaded = nextLoad(requested, context);
      return requested === url.href ? { ...loaded, source: source.replace(from, () => to) } : loaded;
    },
  });
}
