/**
 * The layers that a request passes, in their order, and the controls that tests have over them.
 */

import { createContents } from '../contents.ts';
import type { AppSeed, Emulator } from '../emulator.ts';
import type { Layer } from '../http.ts';
import { type Account, createAccounts } from './accounts.ts';
import { createApps } from './apps.ts';
import { createCacheService, isForCache } from './cache-service.ts';
import { createConformance } from './conformance.ts';
import { createCorrections } from './corrections.ts';
import { createCursors } from './cursors.ts';
import { createFaults } from './injected-faults.ts';
import { createInterception } from './interception.ts';
import { createIssueLimiter, createListLag } from './limits.ts';
import { createOwners } from './owners.ts';
import { createPages, isForWeb } from './pages.ts';
import { createRepositories } from './repositories.ts';
import { createVisibility } from './visibility.ts';
import { createWorkflows, type WorkflowFile } from './workflows.ts';

export interface LayersOptions {
  apiUrl: string;
  serverUrl: string;
  indexRepository: string;
  accounts: readonly Account[];
  repositories: readonly string[];
  users: readonly string[];
  apps: readonly AppSeed[];
  workflows: readonly WorkflowFile[];
  conformance: boolean;
  emulator: Emulator;
  now: () => number;
}

/** Creates the layers, and the methods of `Sandbox` that control them. */
export function createLayers(options: LayersOptions) {
  const parts = createParts(options);
  return { layers: inOrder(parts, options), controls: controlsOf(parts) };
}

type Parts = ReturnType<typeof createParts>;

function createParts(options: LayersOptions) {
  const { apiUrl, serverUrl, indexRepository, emulator, now } = options;
  const webHost = new URL(serverUrl).host;
  const cache = createCacheService(apiUrl);
  const contents = createContents(emulator, serverUrl);
  const workflows = createWorkflows({
    files: options.workflows,
    ...{ hasRef: contents.hasRef, apiUrl, webUrl: serverUrl },
  });
  const pages = createPages(webHost, {
    indexRepository,
    issues: contents.issues,
    log: contents.log,
    cacheKeys: () => cache.entries().map((entry) => entry.key),
    dispatches: () => workflows.dispatches,
  });
  return {
    conformance: createConformance(
      (exchange) =>
        isForWeb(exchange, webHost) || isForCache(exchange.request.path) || exchange.url.pathname === '/graphql',
    ),
    interception: createInterception(),
    faults: createFaults(),
    accounts: createAccounts(options.accounts),
    apps: createApps(options),
    visibility: createVisibility(options.apps, apiUrl),
    limiter: createIssueLimiter(now),
    cursors: createCursors(),
    owners: createOwners(serverUrl),
    repositories: createRepositories({ ...options, origin: apiUrl }),
    lag: createListLag(now),
    cache,
    contents,
    workflows,
    pages,
  };
}

function inOrder(parts: Parts, { apiUrl, serverUrl, conformance }: LayersOptions): Layer[] {
  return [
    ...(conformance ? [parts.conformance.layer] : []),
    parts.interception.layer,
    parts.faults.layer,
    parts.pages,
    parts.cache.layer,
    parts.accounts.layer,
    parts.apps,
    parts.visibility.layer,
    parts.limiter.layer,
    parts.cursors.layer,
    parts.repositories.layer,
    parts.owners.layer,
    parts.workflows.layer,
    createCorrections(apiUrl, serverUrl),
    parts.lag.layer,
  ];
}

function controlsOf(parts: Parts) {
  const { conformance, interception, faults, accounts, limiter, cursors, owners, repositories } = parts;
  const { lag, cache, contents, visibility, workflows } = parts;
  const { head, readFile, listFiles, commitFile, commitFiles, log, issues } = contents;
  return {
    deviations: conformance.deviations,
    checked: conformance.checked,
    dispatches: workflows.dispatches,
    setRepository: repositories.set,
    setWorkflow: workflows.setWorkflow,
    setIssueLimit: limiter.setIssueLimit,
    setListLag: lag.setListLag,
    addFault: faults.add,
    clearFaults: faults.clear,
    revokeToken: accounts.revoke,
    setScopes: accounts.setScopes,
    suspendAccount: accounts.suspend,
    hideAccount: visibility.hide,
    setOwner: owners.set,
    setCursors: cursors.setCursors,
    intercept: interception.add,
    repositories: repositories.names,
    ...{ head, readFile, listFiles, commitFile, commitFiles, log, issues },
    caches: cache.entries,
    dropCaches: cache.drop,
  };
}
