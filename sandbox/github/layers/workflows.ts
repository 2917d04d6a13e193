/**
 * Answers `POST …/actions/workflows/{file}/dispatches`, and checks the inputs that each workflow declares.
 */

import { type Answer, type Exchange, empty, isObject, json, type Layer, parseObject, refusal } from '../http.ts';

export interface WorkflowFile {
  /** `owner/name` */
  repository: string;
  /** File name, such as `notify.yml`. */
  file: string;
  /** Names of the inputs of `workflow_dispatch`; undefined if the workflow has no such trigger. */
  inputs: string[] | undefined;
}

export interface Dispatch {
  at: number;
  repository: string;
  workflow: string;
  ref: string;
  inputs: Record<string, unknown>;
  token: string | undefined;
}

export interface Workflows {
  layer: Layer;
  /** The dispatches that were accepted, in order. */
  dispatches: Dispatch[];
  /** Adds the workflow, or replaces the one in this file. */
  setWorkflow(workflow: WorkflowFile): void;
}

const DISPATCHES = /^\/repos\/([^/]+\/[^/]+)\/actions\/workflows\/([^/]+)\/dispatches$/;

export interface WorkflowsOptions {
  files: readonly WorkflowFile[];
  /** Whether a repository has the branch or tag. */
  hasRef: (repository: string, ref: string) => Promise<boolean>;
  apiUrl: string;
  webUrl: string;
}

export function createWorkflows({ files, hasRef, apiUrl, webUrl }: WorkflowsOptions): Workflows {
  const byPath = new Map(files.map((file) => [pathOf(file.repository, file.file), file]));
  const dispatches: Dispatch[] = [];
  return {
    layer: async (exchange, next) => {
      const [, repository, file] = DISPATCHES.exec(exchange.url.pathname) ?? [];
      if (repository === undefined || file === undefined || exchange.request.method !== 'POST') return next();
      if (exchange.request.token === undefined) return refusal(401, 'Requires authentication');
      const workflow = byPath.get(pathOf(repository, decodeURIComponent(file)));
      if (workflow === undefined) return refusal(404, 'Not Found');
      const { ref } = parseObject(exchange.bytes);
      const isKnown = typeof ref !== 'string' || (await hasRef(workflow.repository, ref));
      if (!isKnown) return refusal(422, `No ref found for: ${ref}`);
      const refused = dispatch(workflow, exchange, dispatches);
      const isTold = parseObject(exchange.bytes).return_run_details === true;
      return refused ?? (isTold ? json(200, runDetails(workflow, dispatches.length, { apiUrl, webUrl })) : empty(204));
    },
    dispatches,
    setWorkflow: (workflow) => void byPath.set(pathOf(workflow.repository, workflow.file), workflow),
  };
}

function pathOf(repository: string, file: string): string {
  return `${repository.toLowerCase()}/${file}`;
}

/** Records it; an answer when it is refused. */
function dispatch(workflow: WorkflowFile, { request, bytes }: Exchange, dispatches: Dispatch[]): Answer | undefined {
  const body = parseObject(bytes);
  const inputs = isObject(body.inputs) ? body.inputs : {};
  if (typeof body.ref !== 'string' || body.ref === '') {
    return refusal(422, 'Invalid request.\n\n"ref" wasn\'t supplied.');
  }
  if (workflow.inputs === undefined) {
    return refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
  }
  const unexpected = Object.keys(inputs).filter((name) => !workflow.inputs?.includes(name));
  if (unexpected.length > 0) return refusal(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  const { repository, file } = workflow;
  dispatches.push({ at: request.at, repository, workflow: file, ref: body.ref, inputs, token: request.token });
  return undefined;
}

/** The run that was started; the sandbox starts none, so nobody finds it. */
function runDetails({ repository }: WorkflowFile, n: number, { apiUrl, webUrl }: { apiUrl: string; webUrl: string }) {
  const run = `${repository}/actions/runs/${8_000_000_000 + n}`;
  return { workflow_run_id: 8_000_000_000 + n, run_url: `${apiUrl}/repos/${run}`, html_url: `${webUrl}/${run}` };
}
