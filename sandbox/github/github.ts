/**
 * A GitHub on this machine: one server with the API, the web pages and the Actions cache. A request passes the layers
 * in the order of `createLayers`. The emulator answers the requests that no layer answers.
 */

import type { Contents } from './contents.ts';
import { type AppSeed, type Emulator, startEmulator } from './emulator.ts';
import { type RecordedRequest, throughLayers } from './http.ts';
import { type Account, defaultAccounts, defaultTokens, type Tokens } from './layers/accounts.ts';
import type { CacheEntry } from './layers/cache-service.ts';
import type { Fault } from './layers/injected-faults.ts';
import type { Interceptor } from './layers/interception.ts';
import { createLayers } from './layers/layers.ts';
import type { IssueLimit } from './layers/limits.ts';
import type { OwnerCondition } from './layers/owners.ts';
import type { RepositoryCondition } from './layers/repositories.ts';
import type { Dispatch, WorkflowFile } from './layers/workflows.ts';
import { openFront } from './server.ts';

export interface SandboxOptions {
  /** 0 or absent: any free port. */
  port?: number;
  /** `owner/name` of the repositories, without the index repository. */
  repositories?: readonly string[];
  /** Owners that are users. All other owners are organizations. */
  users?: readonly string[];
  /** The repository that the action runs in; default `example-network/reports-index`. */
  indexRepository?: string;
  /** Default: one account for each of the three `tokens`. */
  accounts?: readonly Account[];
  workflows?: readonly WorkflowFile[];
  apps?: readonly AppSeed[];
  /** Whether every exchange is held against GitHub's description of its API; default true. */
  conformance?: boolean;
  /** Clock of the limits, the list lag and the recorded times. Issues and commits carry the machine's time. */
  now?: () => number;
}

export interface Sandbox extends Omit<Contents, 'hasRef'> {
  /** `GITHUB_API_URL` */
  apiUrl: string;
  /** `GITHUB_SERVER_URL`. It ends in `.localhost`, because only then the cache client uses version 2 of the service. */
  serverUrl: string;
  /** `ACTIONS_RESULTS_URL` */
  resultsUrl: string;
  port: number;
  indexRepository: string;
  /** Tokens of the default accounts. */
  tokens: Tokens;
  /** Private keys (PEM) by App id. */
  appKeys: ReadonlyMap<number, string>;
  /** All requests since the start, or since a test cleared the list with `requests.length = 0`. */
  requests: RecordedRequest[];
  dispatches: Dispatch[];
  setRepository(repository: string, condition: RepositoryCondition): Promise<void>;
  setWorkflow(workflow: WorkflowFile): void;
  setIssueLimit(limit: IssueLimit | undefined): void;
  /** Issues younger than this are missing from lists. */
  setListLag(ms: number): void;
  addFault(fault: Fault): void;
  clearFaults(): void;
  revokeToken(token: string): void;
  /** Scopes of a classic token; undefined: a fine-grained one. The default accounts' has `public_repo`. */
  setScopes(token: string, scopes: readonly string[] | undefined): void;
  /** All that this account asks is refused. */
  suspendAccount(login: string): void;
  /** Its profile and its issues are 404 to everybody without its token; `false` ends that. */
  hideAccount(login: string, isHidden?: boolean): void;
  setOwner(owner: string, condition: OwnerCondition): void;
  /** Whether links to other pages of issues carry a cursor, as they do by default, or a number. */
  setCursors(on: boolean): void;
  /** Gives a function that takes the interceptor away again. */
  intercept(interceptor: Interceptor): () => void;
  repositories(): string[];
  /** Number of a new workflow run: 1, 2, … */
  nextRunNumber(): number;
  /** Exchanges so far that do not conform with GitHub's description; see `conformance.ts`. */
  deviations(): string[];
  /** How many exchanges were held against it, by operation. */
  checked: ReadonlyMap<string, number>;
  caches(): CacheEntry[];
  dropCaches(): void;
  /** Throws when an exchange did not conform with GitHub's description. */
  close(): Promise<void>;
}

/** Starts the sandbox on 127.0.0.1. The caller must close it. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { now = Date.now, indexRepository = 'example-network/reports-index' } = options;
  const seed = {
    accounts: options.accounts ?? defaultAccounts(indexRepository),
    repositories: [...new Set([indexRepository, ...(options.repositories ?? [])])],
    users: options.users ?? [],
    apps: options.apps ?? [],
  };
  // The emulator needs the address of this server for its answers, so the server must listen first.
  const front = await openFront(options.port ?? 0, now);
  const { port } = front;
  const hosts = { apiUrl: `http://127.0.0.1:${port}`, serverUrl: `http://github.localhost:${port}` };
  const emulator = await startEmulator(seed, hosts.apiUrl).catch(async (error: unknown) => {
    await front.close();
    throw error;
  });
  const workflows = options.workflows ?? [];
  const { layers, controls } = createLayers({
    ...hosts,
    ...seed,
    ...{ indexRepository, emulator, now, workflows },
    conformance: options.conformance ?? true,
  });
  front.answerWith(throughLayers(layers, (exchange) => emulator.forward(exchange)));
  let runs = 0;
  return {
    ...hosts,
    resultsUrl: `${hosts.apiUrl}/`,
    port,
    indexRepository,
    tokens: defaultTokens,
    appKeys: appKeys(seed.apps, emulator),
    requests: front.requests,
    ...controls,
    nextRunNumber: () => {
      runs += 1;
      return runs;
    },
    close: async () => {
      // What breaks off now is no deviation.
      const deviations = controls.deviations();
      await Promise.all([front.close(), emulator.close()]);
      failOn(deviations);
    },
  };
}

/** Throws when there are any. */
export function failOn(deviations: readonly string[]): void {
  if (deviations.length === 0) return;
  throw new Error(`GitHub's description of its API says otherwise:\n${deviations.join('\n')}`);
}

function appKeys(apps: readonly AppSeed[], emulator: Emulator): ReadonlyMap<number, string> {
  const given = apps.flatMap(({ id, privateKey }): [number, string][] =>
    privateKey === undefined ? [] : [[id, privateKey]],
  );
  return new Map([...emulator.appKeys, ...given]);
}
