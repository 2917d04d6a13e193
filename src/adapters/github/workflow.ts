/** Starts the workflow of this run again, with the workflow token. */

import type { DispatchOutcome, Workflow } from '../../shared/ports.ts';
import { fullName, type Repository } from '../../shared/repository.ts';
import { type Answer, type Lost, property, text } from './answer.ts';
import { type Cause, causeOf } from './causes.ts';
import { type GitHub, repositoryPath } from './client.ts';

export interface WorkflowOptions {
  github: GitHub;
  repository: Repository;
  /** As the runner gives it: `owner/repo/.github/workflows/file.yml@refs/heads/branch`. */
  workflowRef: string;
  /** The event that started this run, as the runner's file has it. */
  event: unknown;
  now: () => number;
}

export function openWorkflow({ github, repository, workflowRef, event, now }: WorkflowOptions): Workflow {
  const { file, ref } = partsOf(workflowRef);
  return {
    typed: typedInputs(event),
    dispatch: async (inputs): Promise<DispatchOutcome> => {
      if (file === undefined || ref === undefined) {
        const message = `GITHUB_WORKFLOW_REF is ${JSON.stringify(workflowRef)}`;
        return { kind: 'refused', code: 'relaunch-impossible', message };
      }
      const path = repositoryPath(repository, `/actions/workflows/${encodeURIComponent(file)}/dispatches`);
      const answer = await github.send('POST', path, { body: { ref, inputs, return_run_details: true } });
      const known = isUnknownKey(answer) ? await github.send('POST', path, { body: { ref, inputs } }) : answer;
      return outcomeOf(known, { subject: `${file} of ${fullName(repository)}`, now: now() });
    },
  };
}

/** Names of files, branches and tags may have `@`; a file's name has no slash, and `refs/` begins the rest. */
function partsOf(workflowRef: string): { file?: string | undefined; ref?: string | undefined } {
  const [, file, ref] =
    /\/([^/]+?)@(refs\/.+)$/.exec(workflowRef.replace(/^.*?\/\.github\/workflows(?=\/)/, '')) ??
    /\/([^/]+)@([^/@]+)$/.exec(workflowRef) ??
    [];
  return { file, ref: ref?.replace(/^refs\/(?:heads|tags)\//, '') };
}

/** The payload of `workflow_dispatch` has them; a workflow that is called sees the event of its caller (documented). */
function typedInputs(event: unknown): Record<string, string> {
  const inputs = property(event, 'inputs');
  if (typeof inputs !== 'object' || inputs === null) return {};
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, value]: [string, unknown]): [string, string][] =>
      ['string', 'number', 'boolean'].includes(typeof value) ? [[name, String(value)]] : [],
    ),
  );
}

/**
 * Servers older than February 2026 do not know `return_run_details` (documented: GitHub's changelog,
 * "Workflow dispatch API now returns run IDs") and may refuse it: "… is not a permitted key" (observed).
 */
function isUnknownKey(answer: Answer | Lost): boolean {
  return answer.kind === 'answer' && answer.status === 422 && /return_run_details/.test(JSON.stringify(answer.data));
}

/** After a limit that names no time: at least a minute (documented). */
const LIMITED_REST_MS = 60_000;

function outcomeOf(answer: Answer | Lost, { subject, now }: { subject: string; now: number }): DispatchOutcome {
  if (answer.kind === 'answer' && (answer.status === 204 || answer.status === 200)) {
    return { kind: 'dispatched', runUrl: text(property(answer.data, 'html_url')) || undefined };
  }
  const cause = causeOf(answer, { request: 'other', now });
  const { message, payer } = cause;
  if (payer === 'limit') return { kind: 'unanswered', message, retryAt: cause.retryAt ?? now + LIMITED_REST_MS };
  if (cause.code === 'certificate-untrusted') return { kind: 'refused', code: cause.code, message };
  const isOver = answer.kind === 'answer' && answer.status >= 300 && payer !== 'outage' && payer !== 'between';
  if (!isOver) return { kind: 'unanswered', message };
  const names = /unexpected inputs(?: provided)?:?\s*(\[[^\]]*\])?/i.exec(text(property(answer.data, 'message')));
  if (answer.status === 422 && names !== null) {
    return {
      kind: 'unexpected-inputs',
      message,
      names: [...(names[1] ?? '').matchAll(/"([^"]+)"/g)].map(([, name = '']) => name),
    };
  }
  return { kind: 'refused', code: refusalCode(cause, answer), message: `${message} (${subject})` };
}

/**
 * 404: no such workflow file, or no right to see it. 422 and 403: no trigger, no such branch, a workflow that is
 * disabled (observed).
 */
function refusalCode(
  { payer, code }: Cause,
  { status }: Answer,
): Extract<DispatchOutcome, { kind: 'refused' }>['code'] {
  if (payer === 'account' && code !== undefined) return code;
  if (code === 'token-rejected') return code;
  const lacksRight = status === 403 && (payer === 'token' || code === 'target-no-installation');
  return lacksRight ? 'relaunch-refused' : 'relaunch-impossible';
}
