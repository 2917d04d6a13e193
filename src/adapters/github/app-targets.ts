/** The target repositories, with a GitHub App: each with the token of the installation that covers it. */

import type { AccountOutcome, Refused, Targets } from '../../shared/ports.ts';
import { type AppOptions, type Identity, openInstallations } from './installations.ts';
import { createIssue, listIssues } from './issues.ts';
import { inspect } from './token-targets.ts';

export function targetsByApp(options: AppOptions): Targets {
  const { now } = options.clock;
  const installations = openInstallations(options);
  const account = async (loginOf: (app: Identity) => string): Promise<AccountOutcome> => {
    const app = await installations.identity();
    return app.kind === 'app' ? { kind: 'account', login: loginOf(app) } : app;
  };
  return {
    // GitHub does not say whose the limits on new issues are: taken to be the App's as a whole.
    sender: () => account(({ id }) => `app/${id}`),
    creator: () => account(({ slug }) => `${slug}[bot]`),
    listIssues: async (repository, creator, sinceAt) =>
      explained(
        await installations.within({ repository, location: undefined }, (github) =>
          listIssues(github, { repository, creator, sinceAt, now }),
        ),
      ),
    createIssue: async (target, draft) => {
      let isAsked = false;
      const outcome = explained(
        await installations.within(target, (github) => {
          isAsked = true;
          return createIssue(github, target, draft, now);
        }),
      );
      // A limit on tokens holds everything back, but says nothing about how many issues GitHub takes.
      if (outcome.kind === 'limited' && !isAsked) return { ...outcome, limit: 'primary' };
      // Nothing left without a token, but nothing speaks against looking again before the next try.
      return outcome.kind === 'unavailable' ? { kind: 'unknown', message: outcome.message } : outcome;
    },
    inspect: async (repository) => {
      const here = { repository, location: undefined };
      const state = explained(await installations.within(here, (github) => inspect(github, repository, now)));
      if (state.kind !== 'exists') return state;
      // Where it has moved to, another installation counts. An App with `issues: write` may set labels.
      const there = { repository: state.repository, location: undefined };
      return installations.within(there, async () => ({ ...state, mayPush: true }));
    },
  };
}

/** What a change to the installation in mid-run looks like; the texts are observed. */
const NOT_COVERED = /not accessible by integration|installation has been suspended/i;

/** A refusal that the App's installation is the reason of, as one. */
function explained<T extends { kind: string }>(outcome: T): T {
  if (!isForbidden(outcome) || !NOT_COVERED.test(outcome.message)) return outcome;
  return { ...outcome, reason: 'no-installation' };
}

function isForbidden(outcome: { kind: string }): outcome is Refused {
  return outcome.kind === 'refused' && 'reason' in outcome && outcome.reason === 'forbidden';
}
