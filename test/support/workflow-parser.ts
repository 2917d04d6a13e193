/** GitHub's own parser of workflow files: what it refuses starts no job. */

import { registerHooks } from 'node:module';

// Its published files import JSON without the attribute that Node asks for.
const hooks = registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser');
hooks.deregister();

/** Complaints about a workflow, each with file, line and column. */
export async function workflowErrors(content: string, name: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  // The second step, which finds jobs that need each other and the like, adds its errors to the same list.
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}
