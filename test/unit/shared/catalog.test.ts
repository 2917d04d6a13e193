import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorOf, troubleshooting } from '../../../scripts/troubleshooting.ts';
import { catalog, type Entry, type ProblemCode } from '../../../src/shared/catalog.ts';
import { remedyOf, withRemedy } from '../../../src/shared/problem.ts';

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && path !== join('shared', 'catalog.ts'))
  .map((path) => ({ path, text: readFileSync(join('src', path), 'utf8') }));
const source = sources.map(({ text }) => text).join('\n');
const entries = Object.entries(catalog) as [ProblemCode, Entry][];

describe('the catalog', () => {
  it.each(entries)('has a message for %s that the code contains', (code, { says }) => {
    const speaks = source.includes(`'${code}'`) || code.startsWith('target-');
    expect(speaks).toBe(true);
    const fragments = says.split('…').map((part) => part.trim());
    for (const fragment of fragments.filter((part) => /[a-z]{3}/i.test(part))) {
      const words = fragment.replace(/^[\s:;,(.]+|[\s:;,(.]+$/g, '');
      expect(source, `${words} is nowhere in the code`).toContain(words);
    }
  });

  it.each(entries)('has a remedy in sentences for %s, and a section of the README', (_, entry) => {
    expect(entry.remedy).toMatch(/^[A-Z].*\.$/s);
    expect(entry.title).toMatch(/^[A-Z].*[^.]$/);
    const headings = readFileSync('README.md', 'utf8').match(/^## .*$/gm) ?? [];
    expect(headings).toContain(`## ${entry.section}`);
  });

  it.each(entries.filter(([, { section }]) => section === 'Tokens'))(
    'names a permission or a token in the remedy for %s',
    (_, { remedy }) => {
      expect(remedy).toMatch(/permissions: |scope `|permission Issues: write|token/);
    },
  );
});

describe('a message', () => {
  it('ends with the remedy', () => {
    expect(withRemedy('Period parameter was not provided.', 'period-missing')).toBe(
      `Period parameter was not provided. ${catalog['period-missing'].remedy} (README, "Inputs")`,
    );
    expect(remedyOf('index-duplicate')).toBe('Remove one of the two rows. (README, "The reports index")');
  });

  it('has its remedy wherever the code logs a warning or an error', () => {
    const calls = sources
      .filter(({ path }) => path !== join('shared', 'ports.ts') && !path.startsWith(join('adapters', 'runner', 'log')))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/\blog\.(?:warning|error)\(\s*(.{0,40})/g)].map(([, start = '']) => `${path}: ${start}`),
      );
    // Messages composed elsewhere: those of the notice, the outputs, the post step and a dry run's check.
    const composed = /: (?:notOpened\(|warning\)|at === 0 \? withRemedy\(|`\$\{repository\} would fail)/;
    expect(calls.length).toBeGreaterThan(10);
    expect(calls.filter((call) => !call.includes(': withRemedy(') && !composed.test(call))).toEqual([]);
  });
});

describe('docs/troubleshooting.md', () => {
  const page = readFileSync('docs/troubleshooting.md', 'utf8');

  it('is up to date with `npm run docs`', () => {
    expect(page).toBe(troubleshooting());
  });

  it('has an anchor for every code, which the job summary links to', () => {
    for (const [code] of entries) expect(page.split(`\n### ${code}\n`)).toHaveLength(2);
  });

  it('links only to existing headings of the README', () => {
    const headings = (readFileSync('README.md', 'utf8').match(/^##+ .*$/gm) ?? []).map((line) =>
      anchorOf(line.replace(/^#+ /, '')),
    );
    for (const [, anchor = ''] of page.matchAll(/README\.md#([\w-]+)/g)) expect(headings).toContain(anchor);
  });
});
