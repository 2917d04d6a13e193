/** The target repositories for a GitHub App: each request uses the token of the installation that covers the target. */

import type { AccountOutcome, Targets } from '../../shared/target-ports.ts';
import { type AppOptions, type Identity, type NoAccess, openInstallations } from './installations.ts';
import { createIssue, listIssues } from './issues.ts';
import { inspect, isAssignable } from './token-targets.ts';

export function targetsByApp(options: AppOptions): Targets {
  const { now } = options.clock;
  const installations = openInstallations(options);
  // GitHub does not document whether its limits count per installation. The action counts for the App as a whole.
  const senderFrom = (app: Identity | NoAccess): AccountOutcome =>
    app.kind === 'app' ? { kind: 'account', login: `app/${app.id}` } : app;
  return {
    sender: async () => senderFrom(await installations.identity()),
    creator: async () => {
      const app = await installations.identity();
      return app.kind === 'app' ? { kind: 'account', login: `${app.slug}[bot]` } : app;
    },
    checkToken: async () => senderFrom(await installations.checkIdentity()),
    listIssues: (repository, creator, sinceAt) =>
      installations.withToken({ repository, location: undefined }, (github) =>
        listIssues(github, { repository, creator, sinceAt, now }),
      ),
    createIssue: async (target, draft) => {
      let isSent = false;
      const outcome = await installations.withToken(target, (github) => {
        isSent = true;
        return createIssue(github, target, draft, now);
      });
      // GitHub limited the creation of a token. That says nothing about the limits on new issues.
      if (outcome.kind === 'limited' && !isSent) return { ...outcome, limit: 'primary' };
      // Without a token nothing was sent. `unknown` makes the delivery look for the issue and try again.
      return outcome.kind === 'unavailable' ? { kind: 'unknown', message: outcome.message } : outcome;
    },
    isAssignable: async (repository, login) => {
      const here = { repository, location: undefined };
      const answer = await installations.withToken(here, async (github) => ({
        kind: 'answer' as const,
        isAssignable: await isAssignable(github, repository, login),
      }));
      return answer.kind === 'answer' ? answer.isAssignable : undefined;
    },
    inspect: async (repository) => {
      const here = { repository, location: undefined };
      const state = await installations.withToken(here, (github) => inspect(github, repository, now));
      if (state.kind !== 'exists') return state;
      // After a move another installation may cover the repository. An App with `issues: write` may set labels.
      const there = { repository: state.repository, location: undefined };
      return installations.withToken(there, async () => ({ ...state, mayPush: true }));
    },
  };
}
