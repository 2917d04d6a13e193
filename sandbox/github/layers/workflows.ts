/**
 * Answers `POST …/actions/workflows/{file}/dispatches`, and checks the inputs that each workflow declares.
 */

import { type Answer, type Exchange, empty, isObject, type Layer, parseObject, refusal } from '../http.ts';

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

/** `hasRef` tells whether a repository has the branch or tag. */
export function createWorkflows(
  files: readonly WorkflowFile[],
  hasRef: (repository: string, ref: string) => Promise<boolean>,
): Workflows {
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
      return isKnown ? dispatch(workflow, exchange, dispatches) : refusal(422, `No ref found for: ${ref}`);
    },
    dispatches,
    setWorkflow: (workflow) => void byPath.set(pathOf(workflow.repository, workflow.file), workflow),
  };
}

function pathOf(repository: string, file: string): string {
  return `${repository.toLowerCase()}/${file}`;
}

function dispatch(workflow: WorkflowFile, { request, bytes }: Exchange, dispatches: Dispatch[]): Answer {
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
  return empty(204);
}
