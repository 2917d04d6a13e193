/** Starts the workflow of this run again, with the workflow token. */

import type { DispatchOutcome, Workflow } from '../../shared/ports.ts';
import type { Repository } from '../../shared/repository.ts';
import { type Answer, type Lost, property, text } from './answer.ts';
import { type GitHub, repositoryPath } from './client.ts';
import { messageOf } from './refusals.ts';

/** `workflowRef` as the runner gives it: `owner/repo/.github/workflows/file.yml@refs/heads/branch`. */
export function openWorkflow(github: GitHub, repository: Repository, workflowRef: string): Workflow {
  const match = /\/([^/@]+)@(.+)$/.exec(workflowRef);
  return {
    dispatch: async (inputs): Promise<DispatchOutcome> => {
      if (match?.[1] === undefined || match[2] === undefined) {
        return { kind: 'refused', status: undefined, message: `GITHUB_WORKFLOW_REF is ${JSON.stringify(workflowRef)}` };
      }
      const path = repositoryPath(repository, `/actions/workflows/${encodeURIComponent(match[1])}/dispatches`);
      const ref = match[2].replace(/^refs\/(?:heads|tags)\//, '');
      const answer = await github.send('POST', path, { body: { ref, inputs, return_run_details: true } });
      if (!isUnknownKey(answer)) return outcomeOf(answer);
      return outcomeOf(await github.send('POST', path, { body: { ref, inputs } }));
    },
  };
}

/**
 * Servers older than February 2026 do not know `return_run_details` (documented: GitHub's changelog,
 * "Workflow dispatch API now returns run IDs") and may refuse it: "… is not a permitted key" (observed).
 */
function isUnknownKey(answer: Answer | Lost): boolean {
  return answer.kind === 'answer' && answer.status === 422 && /return_run_details/.test(messageOf(answer));
}

function outcomeOf(answer: Answer | Lost): DispatchOutcome {
  if (answer.kind === 'answer' && (answer.status === 204 || answer.status === 200)) {
    return { kind: 'dispatched', runUrl: text(property(answer.data, 'html_url')) || undefined };
  }
  const message = messageOf(answer);
  const unexpected = answer.kind === 'answer' && answer.status === 422 && /unexpected inputs/i.test(message);
  if (unexpected) return { kind: 'unexpected-inputs', message };
  return { kind: 'refused', status: answer.kind === 'answer' ? answer.status : undefined, message };
}
