import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { faultsOf, sectionOf } from '../scripts/release-notes.ts';
import { VERSION } from '../src/version.ts';

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<
    string,
    { permissions?: Record<string, string>; steps?: { uses?: string; run?: string; with?: object }[] }
  >;
}

const workflows = readdirSync('.github/workflows').map((name) => {
  const text = readFileSync(join('.github/workflows', name), 'utf8');
  return { name, text, workflow: parse(text) as Workflow };
});

describe('the workflows', () => {
  it('no workflow with a secret starts for a pull request', () => {
    for (const { name, text, workflow } of workflows) {
      const events = Object.keys(workflow.on);
      expect(events, name).not.toContain('pull_request_target');
      expect(events, name).not.toContain('workflow_run');
      if (/\$\{\{[^}]*\bsecrets\b/.test(text)) expect(events, name).not.toContain('pull_request');
    }
  });

  it('permissions are named, and no more than the job needs', () => {
    const needed: Record<string, Record<string, string>> = {
      'ci.yml/ci': { contents: 'read' },
      'codeql.yml/analyze': { contents: 'read', 'security-events': 'write' },
      'notify.yml/notify': { contents: 'write', actions: 'write', issues: 'write' },
      'release.yml/check': { contents: 'read' },
      'release.yml/release': { contents: 'write', 'id-token': 'write', attestations: 'write' },
    };
    const named = workflows.flatMap(({ name, workflow }) =>
      Object.entries(workflow.jobs).map(([job, { permissions }]) => [
        `${name}/${job}`,
        permissions ?? workflow.permissions,
      ]),
    );
    expect(Object.fromEntries(named)).toEqual(needed);
    for (const { workflow } of workflows) expect([{}, { contents: 'read' }]).toContainEqual(workflow.permissions);
  });

  it('other actions are pinned by commit, with the version beside it', () => {
    for (const { name, text } of workflows) {
      for (const [, uses = '', comment = ''] of text.matchAll(/uses: (\S+)(.*)$/gm)) {
        if (uses.startsWith('VertNet/report-notifier@')) continue;
        expect(uses, name).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/);
        expect(comment, name).toMatch(/^ # v\d+\.\d+\.\d+$/);
      }
    }
  });

  it('text of an event is never part of a script', () => {
    for (const { workflow } of workflows)
      for (const { steps = [] } of Object.values(workflow.jobs))
        for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });

  it('no checkout leaves its token behind', () => {
    for (const { workflow } of workflows)
      for (const { steps = [] } of Object.values(workflow.jobs))
        for (const { uses = '', with: inputs } of steps)
          if (uses.startsWith('actions/checkout@')) expect(inputs).toMatchObject({ 'persist-credentials': false });
  });
});

describe('docs/security.md', () => {
  const rows = readFileSync('docs/security.md', 'utf8').match(/^\|.*`[\w./-]+\.test\.ts`.*\|$/gm) ?? [];

  it('names for each threat a test that there is', () => {
    expect(rows.length).toBeGreaterThanOrEqual(12);
    for (const row of rows) {
      const [, file = '', title = ''] = /`([\w./-]+\.test\.ts)`: (.*?)\s*\|$/.exec(row) ?? [];
      expect(readFileSync(join('test', file), 'utf8'), title).toContain(title);
    }
  });

  it('has every threat that was asked for', () => {
    const text = rows.join('\n').toLowerCase();
    for (const threat of [
      'bad index',
      'hostile target repository',
      'hostile cache',
      'leaked token',
      'pull request from a fork',
      'workflow commands',
      'markdown',
      'redirect to another host',
    ])
      expect(text).toContain(threat);
  });
});

describe('the release', () => {
  const changelog = readFileSync('CHANGELOG.md', 'utf8');
  const versions = { package: VERSION, code: VERSION };

  it('of this version could be made', () => {
    expect(faultsOf(`v${VERSION}`, versions, changelog)).toEqual([]);
    expect(JSON.parse(readFileSync('package.json', 'utf8')).version).toBe(VERSION);
  });

  it('has the section of its version, and nothing of others', () => {
    const text =
      '# Changelog\n\n## [Unreleased]\n\n- u\n\n## [1.1.0] - 2027-01-02\n\n### Added\n\n- b\n\n## [1.0.0] - 2026-01-02\n\n- a\n\n[1.0.0]: https://x\n';
    expect(sectionOf(text, '1.1.0')).toBe('### Added\n\n- b');
    expect(sectionOf(text, '1.0.0')).toBe('- a');
    expect(sectionOf(text, '1.0')).toBeUndefined();
    expect(sectionOf(text, '1x0.0')).toBeUndefined();
  });

  it.each([
    ['another version', 'v9.9.9', versions, ['package.json says', 'src/version.ts says', 'CHANGELOG.md has no text']],
    ['no version', 'latest', versions, ['The tag is latest']],
    ['code of another version', `v${VERSION}`, { ...versions, code: '0.1.0' }, ['src/version.ts says 0.1.0']],
  ])('is refused for %s', (_, tag, said, faults) => {
    const found = faultsOf(tag, said, changelog).join('\n');
    for (const fault of faults) expect(found).toContain(fault);
  });

  it('has a changelog in the form that it says', () => {
    const headings = changelog.match(/^## .*$/gm) ?? [];
    expect(headings[0]).toBe('## [Unreleased]');
    for (const heading of headings.slice(1)) expect(heading).toMatch(/^## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/);
    for (const kind of changelog.match(/^### .*$/gm) ?? [])
      expect(['### Added', '### Changed', '### Deprecated', '### Removed', '### Fixed', '### Security']).toContain(
        kind,
      );
    for (const [, version = ''] of changelog.matchAll(/^## \[([^\]]+)\]/gm))
      expect(changelog).toContain(`\n[${version}]: http`);
  });
});
