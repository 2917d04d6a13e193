import { writeFileSync } from 'node:fs';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { escaped } from '../../../src/output/markdown.ts';
import { blankResult, type RunResult, type TargetCheck } from '../../../src/output/result.ts';
import { postSummary, SUMMARY_LIMIT_BYTES, summaryOf } from '../../../src/output/summary.ts';
import type { Outcome } from '../../../src/progress/schema.ts';
import { findBrowser, lookAt } from '../../support/browser.ts';
import { HOSTILE } from '../../support/hostile.ts';
import { about, idOf, manyOf, outcomeOf, resultOf, SERVER } from '../../support/results.ts';

/** The visible text in one line. */
function readable(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\p{Bidi_Control}\u200b]/gu, '')
    .trim();
}

interface Table {
  heading: string;
  header: string[];
  rows: string[][];
  width: number;
}

/** The contents of the page in a browser. */
interface Page {
  tables: Table[];
  links: string[];
  elements: string[];
  hostile: unknown;
  text: string;
}

const FACTS = `(() => {
  for (const details of document.querySelectorAll('details')) details.open = true;
  const texts = (nodes) => [...nodes].map((node) => node.innerText);
  const headingOf = (table) => {
    for (let at = table; at; at = at.previousElementSibling ?? at.parentElement) {
      if (/^(H[1-6]|SUMMARY)$/.test(at.tagName)) return at.innerText;
    }
    return '';
  };
  const found = {
    tables: [...document.querySelectorAll('table')].map((table) => ({
      heading: headingOf(table),
      header: texts(table.querySelectorAll('thead th')),
      rows: [...table.querySelectorAll('tbody tr')].map((row) => texts(row.querySelectorAll('td'))),
      width: table.getBoundingClientRect().width,
    })),
    links: [...document.querySelectorAll('main a')].map((a) => a.href),
    elements: [...new Set([...document.querySelectorAll('main *')].map((one) => one.tagName))].sort(),
    hostile: window.hostile ?? null,
    text: document.querySelector('main').innerText,
  };
  for (const details of document.querySelectorAll('details')) details.open = false;
  return found;
})()`;

const STYLE = `body { font: 16px/1.5 'DejaVu Sans', sans-serif; margin: 2rem; } table { border-collapse: collapse; margin: 1rem 0; }
td, th { border: 1px solid #d0d7de; padding: 6px 13px; text-align: left; } th { background: #f6f8fa; }
pre { background: #f6f8fa; padding: 1rem; } code { background: #eff1f3; padding: 0 4px; } h2 { border-bottom: 1px solid #d0d7de; }`;

/** The summary as HTML, without the sanitizer of GitHub, so that the tests see everything that gets through. */
function pageOf(markdown: string): string {
  const html = marked.parse(markdown, { gfm: true, async: false });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><style>${STYLE}</style></head><body><main>${html}</main></body></html>`;
}

const browser = findBrowser();

/** Opens the summary in the browser. `KEEP_PICTURES` names a folder for screenshots. */
async function look(name: string, markdown: string): Promise<Page> {
  if (browser === undefined) throw new Error('There is no browser');
  const { facts, picture } = await lookAt<Page>(browser, pageOf(markdown), FACTS);
  if (process.env.KEEP_PICTURES) writeFileSync(`${process.env.KEEP_PICTURES}/${name}.png`, picture);
  return facts;
}

const mixed: Outcome[] = [
  ...manyOf('sent', 1, 380),
  ...manyOf('found', 400, 12),
  outcomeOf('skipped', 501),
  outcomeOf('failed', 601),
  outcomeOf('failed', 602, { reason: 'archived', message: '403 Repository was archived so is read-only.' }),
  outcomeOf('failed', 603, { reason: 'forbidden', message: '403 Resource not accessible by personal access token' }),
  outcomeOf('pending', 701),
];

const campaign = {
  id: 'abc',
  period: '202610',
  testing: false,
  failed: [`202610|${idOf(601)}`, `202610|${idOf(602)}`, `202610|${idOf(603)}`, `202610|${idOf(604)}`],
  runs: 2,
  totals: { sent: 380, found: 12, skipped: 1 },
  lastActiveAt: 0,
};

const mixedResult = resultOf(mixed, {
  message: 'Period 202610: 380 sent, 12 found, 1 skipped, 4 failed, 1 report left for later.',
  campaign,
  pending: 1,
  failedBefore: 1,
  next: {
    text: 'The workflow was started again and continues with the remaining reports.',
    url: `${SERVER}/example-network/reports-index/actions/runs/7`,
    linkText: 'See the new run',
  },
});

function dryRunOf(count: number, checks: TargetCheck[], firstBody: string): RunResult {
  const titles = Array.from({ length: count }, (_, at) => ({
    report: `202610|${idOf(at)}`,
    repository: `example-museum/collection-${at}`,
    title: `Monthly VertNet data use report for 2026-10, resource C${at}`,
  }));
  const intentions = ['Open 3 issues as example-report-bot, in about 9 s', 'Stop after 3 issues (`max-issues`)'];
  return {
    ...blankResult('failed', 'Dry run.'),
    period: '202610',
    dryRun: { checks, titles, firstBody, intentions, findings: [], links: [] },
  };
}

describe('the summary', () => {
  const text = summaryOf(mixedResult, about);

  it('begins with the outcome, the advice and the pace', () => {
    expect(text.split('\n\n').slice(0, 4)).toEqual([
      '## Report Notifier',
      '❌ **failed** — Period 202610: 380 sent, 12 found, 1 skipped, 4 failed, 1 report left for later.',
      `**What happens next:** The workflow was started again and continues with the remaining reports. [See the new run](${SERVER}/example-network/reports-index/actions/runs/7).`,
      '**Pace:** 380 issues in 23 min 20 s, 977 an hour; waited 21 min 0 s; 2 refusals by GitHub.',
    ]);
  });

  it('has the counts as a row and as a chart', () => {
    expect(text).toContain('| 380 | 12 | 1 | 4 | 1 |');
    expect(text).toContain(`\`\`\`mermaid
pie showData
    title Reports of period 202610
    "Sent" : 380
    "Found, opened before" : 12
    "Skipped" : 1
    "Failed" : 4
    "Left for later" : 1
\`\`\``);
  });

  it('has a row for each report, with its cause, its remedy and a link to the index', () => {
    for (const { report } of mixed) expect(text.split(escaped(report)).length).toBe(2);
    expect(text).toContain(
      `| [202610&#124;${idOf(601)}](${SERVER}/example-network/reports-index/blob/c0ffee/reports-index/datasets.csv#L395) | [example-museum/collection-601](${SERVER}/example-museum/collection-601) | not-found: 404 Not Found | Correct the repository in datasets.csv.`,
    );
    expect(text).toContain(`[More](${about.filesUrl}/docs/troubleshooting.md#target-archived)`);
  });

  it('lists the failures of earlier runs', () => {
    expect(text).toContain(`| 202610&#124;${idOf(604)} |  | failed in an earlier run of the campaign`);
    expect(text).toContain('### Failed (4)');
  });

  it('lists each problem with its place and its remedy', () => {
    const place = { file: 'reports-index/datasets.csv', line: 7, column: 3 };
    const result: RunResult = {
      ...blankResult('error', 'x'),
      problems: [{ code: 'index-value', message: 'reports-index/datasets.csv, line 7: bad', place }],
    };
    expect(summaryOf(result, about)).toContain(
      '| reports-index/datasets.csv, line 7: bad | reports-index/datasets.csv:7:3 | Change the cell to one of the expected values. [More](https://github.example/VertNet/report-notifier/blob/v1/docs/troubleshooting.md#index-value) |',
    );
  });

  it('names the README when the address of the action’s files is unknown', () => {
    const bare = summaryOf(mixedResult, { ...about, filesUrl: undefined });
    expect(bare).not.toContain('troubleshooting.md');
    expect(bare).toContain('the account of the token access. &#40;README, &#34;The reports index&#34;&#41; |');
  });

  it('is short when there was nothing to do', () => {
    const result = {
      ...blankResult('success', 'Period 202610: no report is pending, nothing was sent.'),
      period: '202610',
    };
    expect(summaryOf(result, about)).toBe(
      '## Report Notifier\n\n✅ **success** — Period 202610: no report is pending, nothing was sent.\n\n<sub>Report Notifier 1.0.0</sub>\n',
    );
  });
});

describe('the summary of the post step', () => {
  it('escapes its lines', () => {
    expect(postSummary(['Flags <b> committed'], '1.0.0')).toBe(
      '## Report Notifier: the main step did not finish\n\n- Flags &#60;b&#62; committed\n\n<sub>Report Notifier 1.0.0</sub>\n',
    );
  });
});

describe('the size of the summary', () => {
  const bytes = (text: string) => Buffer.byteLength(text);
  const kinds = ['sent', 'found', 'skipped', 'failed', 'pending'] as const;

  it.each([...kinds, 'all'] as const)('stays under 1 MiB with 100,000 reports, %s', (which) => {
    const outcomes =
      which === 'all' ? kinds.flatMap((kind, at) => manyOf(kind, at * 20_000, 20_000)) : manyOf(which, 0, 100_000);
    const text = summaryOf(resultOf(outcomes), about);
    expect(bytes(text)).toBeLessThan(SUMMARY_LIMIT_BYTES);
    expect(bytes(text)).toBeGreaterThan(990_000);
    expectWholeTables(text);
    expect(text).toMatch(/… and [\d,]+ (?:more )?rows?: see the file that the output `results` names\./);
  });

  it('stays under 1 MiB with 100,000 planned reports, targets that fail and the longest body', () => {
    const checks = Array.from(
      { length: 100_000 },
      (_, at): TargetCheck => ({
        kind: 'fails',
        repository: `example-museum/collection-${at}`,
        what: '404 Not Found',
        code: 'target-not-found',
      }),
    );
    const body = '€`|<'.repeat(16_000);
    const text = summaryOf(dryRunOf(100_000, checks, body), about);
    expect(bytes(text)).toBeLessThan(SUMMARY_LIMIT_BYTES);
    expect(text).toContain(body);
    expectWholeTables(text);
  });

  it('stays under 1 MiB with 10,000 long problems', () => {
    const problems = Array.from({ length: 10_000 }, () => ({
      code: 'index-value' as const,
      message: '|'.repeat(9_000),
    }));
    const text = summaryOf({ ...resultOf(manyOf('failed', 0, 100_000)), problems }, about);
    expect(bytes(text)).toBeLessThan(SUMMARY_LIMIT_BYTES);
    expectWholeTables(text);
    expect(text).toContain('… and 9,950 more problems, in the log.');
  });

  /** Every row of every table has as many cells as its head, and the table ends with its section. */
  function expectWholeTables(text: string): void {
    const tables = marked.lexer(text, { gfm: true }).flatMap((token) => (token.type === 'table' ? [token] : []));
    expect(tables.length).toBeGreaterThan(0);
    for (const line of text.split('\n').filter((row) => row.startsWith('|'))) expect(line.endsWith('|')).toBe(true);
    for (const { header, rows } of tables)
      for (const row of rows as { text: string }[][]) expect(row).toHaveLength(header.length);
  }
});

const skipReason = browser === undefined ? ' (skipped: no Chromium on the path, and CHROMIUM is not set)' : '';

describe.skipIf(browser === undefined)(`the summary in a browser${skipReason}`, () => {
  it('shows its tables with all their cells', async () => {
    const { tables, links, text } = await look('campaign', summaryOf(mixedResult, about));
    expect(tables.map(({ heading, rows }) => [heading, rows.length])).toEqual([
      ['Report Notifier', 1],
      ['Failed (4)', 4],
      ['Left for later (1)', 1],
      ['Skipped (1)', 1],
      ['Sent (380)', 380],
      ['Found, opened before (12)', 12],
    ]);
    for (const { header, rows, width } of tables) {
      expect(width).toBeGreaterThan(200);
      for (const row of rows) expect(row).toHaveLength(header.length);
    }
    expect(tables[1]?.rows[0]).toEqual([
      `202610|${idOf(601)}`,
      'example-museum/collection-601',
      'not-found: 404 Not Found',
      expect.stringMatching(/^Correct the repository in datasets\.csv\. .* More$/),
    ]);
    expect(links).toContain(`${SERVER}/example-museum/collection-1/issues/1`);
    expect(text).toContain('What happens next: The workflow was started again');
  });

  it('shows hostile texts as texts, in whatever cell they are', async () => {
    const outcomes = HOSTILE.flatMap((text, at): Outcome[] => [
      outcomeOf('failed', at, { report: text, repository: text, message: text }),
      outcomeOf('pending', 100 + at, { report: text, repository: text, message: text }),
      outcomeOf('skipped', 200 + at, { report: text }),
      outcomeOf('sent', 300 + at, { report: text, repository: text, url: text }),
      outcomeOf('found', 400 + at, { report: text, movedTo: text, url: `${SERVER}/${text}` }),
    ]);
    const problems = HOSTILE.map((message) => ({
      code: 'index-value' as const,
      message,
      place: { file: message, line: 1 },
    }));
    const result = resultOf(outcomes, { message: HOSTILE.join(' '), problems, rowUrls: new Map() });
    const page = await look('hostile', summaryOf(result, about));
    expect(page.hostile).toBeNull();
    expect(page.elements).toEqual([
      'A',
      'CODE',
      'DETAILS',
      'H2',
      'H3',
      'P',
      'PRE',
      'STRONG',
      'SUB',
      'SUMMARY',
      'TABLE',
      'TBODY',
      'TD',
      'TH',
      'THEAD',
      'TR',
    ]);
    const rowsOf = (heading: string) => page.tables.find((one) => one.heading.startsWith(heading))?.rows ?? [];
    for (const [at, text] of HOSTILE.entries()) {
      const expected = readable(text);
      expect(readable(rowsOf('Problems')[at]?.[0] ?? '')).toBe(expected);
      expect(readable(rowsOf('Problems')[at]?.[1] ?? '')).toBe(`${expected}:1`);
      expect((rowsOf('Failed')[at] ?? []).slice(0, 3).map(readable)).toEqual([
        expected,
        expected,
        `not-found: ${expected}`,
      ]);
      expect((rowsOf('Left')[at] ?? []).slice(0, 3).map(readable)).toEqual([expected, expected, expected]);
      expect(readable(rowsOf('Skipped')[at]?.[0] ?? '')).toBe(expected);
      expect((rowsOf('Sent')[at] ?? []).map(readable)).toEqual([expected, `${expected}#${300 + at}`]);
    }
    for (const address of page.links) expect(address).toMatch(/^https:\/\/github\.example\//);
  });

  it('shows a dry run, whose first body cannot leave its frame', async () => {
    const checks: TargetCheck[] = [
      { kind: 'fine', repository: 'example-museum/collection-0' },
      { kind: 'remark', repository: 'example-museum/collection-1', what: HOSTILE.join(' ') },
      { kind: 'fails', repository: 'example-museum/collection-2', what: '404 Not Found', code: 'target-not-found' },
      { kind: 'unchecked', repository: 'example-museum/collection-3', what: 'not checked: no answer' },
    ];
    const body = `Ready!\n\`\`\`\n<script>hostile = 4</script>\n\`\`\`\`\n| a |`;
    const page = await look('dry-run', summaryOf(dryRunOf(4, checks, body), about));
    expect(page.hostile).toBeNull();
    expect(page.tables.map(({ heading, rows }) => [heading, rows.length])).toEqual([
      ['Targets that need attention (3)', 3],
      ['Issues that a real run would open (4)', 4],
    ]);
    expect(page.tables[0]?.rows.map(([repository]) => repository)).toEqual([
      'example-museum/collection-2',
      'example-museum/collection-3',
      'example-museum/collection-1',
    ]);
    expect(page.text).toContain(body);
    expect(page.text).toContain('4 targets checked, 1 without remarks.');
  });
});
