/**
 * The parts that all steps of one job share: folders, the `github` context and the environment.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Sandbox } from '../github/github.ts';
import { WORKFLOW_FILE } from '../world.ts';
import { type ActionFile, inputVariables } from './action.ts';
import type { FileCommandValues } from './file-commands.ts';

export interface JobOptions {
  sandbox: Sandbox;
  /** The inputs under `with:`. All other inputs get their defaults. */
  inputs?: Record<string, string>;
  /** More environment variables. */
  env?: Record<string, string>;
  /** `GITHUB_EVENT_NAME`; default `workflow_dispatch`. */
  event?: string;
  /** More fields of the event in `GITHUB_EVENT_PATH`. */
  payload?: Record<string, unknown>;
  /** Default: the index repository of the sandbox. */
  repository?: string;
  /** Default `refs/heads/main`. */
  ref?: string;
  /** Default: unique within the sandbox. */
  runId?: number;
  runNumber?: number;
  attempt?: number;
  /** `${{ github.token }}`; default: the index token of the sandbox. */
  githubToken?: string;
}

export interface Job {
  runnerTemp: string;
  workspace: string;
  /** Folder of the files for commands. It is outside `runnerTemp`, because that belongs to the steps. */
  commands: string;
  variables: Record<string, string>;
}

/** State, environment and paths that earlier steps have set. */
export type Before = Pick<FileCommandValues, 'state' | 'env' | 'paths'>;

const RUNNER_TOKEN = 'exampleRuntimeToken';
const NO_COMMIT = '0'.repeat(40);

/** Creates the folders of a job below `root`. */
export async function prepareJob(options: JobOptions, action: ActionFile, root: string): Promise<Job> {
  const folders = {
    runnerTemp: join(root, 'temp'),
    workspace: join(root, 'workspace'),
    commands: join(root, 'commands'),
  };
  for (const folder of Object.values(folders)) await mkdir(folder);
  const { token, event, ...context } = await githubContext(options, folders.workspace);
  const eventPath = join(root, 'event.json');
  await writeFile(eventPath, JSON.stringify(event, null, 2));
  const named = Object.entries(context).map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, String(value)]);
  const variables = {
    ...runnerVariables(options.sandbox, folders.runnerTemp),
    ...Object.fromEntries(named),
    GITHUB_EVENT_PATH: eventPath,
    ...inputVariables(action, options.inputs ?? {}, { token, event, ...context }),
    ...NO_NETWORK,
    ...options.env,
  };
  return { ...folders, variables };
}

/** The action asks report links, too: a proxy that nobody runs keeps it from leaving this machine. */
const NO_NETWORK = {
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  no_proxy: '127.0.0.1,localhost,github.localhost',
};

/** The environment of a step: the variables of the job and those that earlier steps added. */
export function stepVariables(job: Job, before: Before): Record<string, string> {
  const state = Object.entries(before.state).map(([name, value]) => [`STATE_${name}`, value]);
  const PATH = [...before.paths, job.variables.PATH ?? ''].join(delimiter);
  return { ...job.variables, ...before.env, ...Object.fromEntries(state), PATH };
}

/** From this machine a step gets only the variables that it needs to start programs such as tar. */
function runnerVariables(sandbox: Sandbox, runnerTemp: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? runnerTemp,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_NAME: 'example-runner',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_TEMP: runnerTemp,
    ACTIONS_RESULTS_URL: sandbox.resultsUrl,
    ACTIONS_RUNTIME_TOKEN: RUNNER_TOKEN,
    ACTIONS_CACHE_SERVICE_V2: 'True',
  };
}

async function githubContext(options: JobOptions, workspace: string) {
  const { sandbox, event = 'workflow_dispatch', ref = 'refs/heads/main' } = options;
  const repository = options.repository ?? sandbox.indexRepository;
  const [owner = '', name = ''] = repository.split('/');
  const [, kind = 'heads', refName = ref] = /^refs\/(heads|tags)\/(.*)$/.exec(ref) ?? [];
  const number = sandbox.nextRunNumber();
  return {
    token: options.githubToken ?? sandbox.tokens.index,
    event: { ...commonPayload(owner, name), ...(event === 'workflow_dispatch' ? { ref } : {}), ...options.payload },
    event_name: event,
    repository,
    repository_owner: owner,
    ref,
    ref_name: refName,
    ref_type: kind === 'tags' ? 'tag' : 'branch',
    sha: await sandbox.head(sandbox.indexRepository, kind === 'heads' ? refName : undefined).catch(() => NO_COMMIT),
    run_id: options.runId ?? 7_000_000_000 + number,
    run_number: options.runNumber ?? number,
    run_attempt: options.attempt ?? 1,
    workflow: 'Notify',
    workflow_ref: `${repository}/.github/workflows/${WORKFLOW_FILE}@${ref}`,
    job: 'notify',
    action: '__example-network_report-notifier',
    actor: 'example-curator',
    triggering_actor: 'example-curator',
    workspace,
    api_url: sandbox.apiUrl,
    server_url: sandbox.serverUrl,
    graphql_url: `${sandbox.apiUrl}/graphql`,
  };
}

function commonPayload(owner: string, name: string) {
  const repository = { name, full_name: `${owner}/${name}`, owner: { login: owner }, default_branch: 'main' };
  return { repository, sender: { login: 'example-curator' }, inputs: null };
}
