/** Whose words an issue has without a template, and whom they call, with the built action. */

import { describe, expect, it } from 'vitest';
import { lines, OWNER, PERIOD, REPORTS, reportsFile } from '../support/index-files.ts';
import { scenario } from '../support/scenario.ts';

const SAYS = 'The text speaks of VertNet; set reports-url or template.';
const OWN = 'https://reports.example.org/stats/';

describe('the built-in text', () => {
  it("is VertNet's, and an index of another owner is warned first, in log and summary", async () => {
    const { run } = await scenario({ reports: ['birds'] });
    for (const inputs of [{}, { 'dry-run': 'true' }, { period: '209901' }]) {
      const { rawLog, summary } = await run(inputs);
      const [first = ''] = rawLog.match(/^::(?:warning|error|notice).*|^Branch .*/gm) ?? [];
      expect(first).toContain(SAYS.slice(0, -1));
      expect(summary.indexOf(SAYS.slice(0, -1))).toBeGreaterThan(0);
      expect(summary.indexOf(SAYS.slice(0, -1))).toBeLessThan(summary.indexOf('**'));
    }
  });

  it.each([
    ['an address of its own', { 'reports-url': OWN }],
    ['a template', { template: 'reports-index/text.md' }],
  ])('is not warned of with %s', async (_, inputs) => {
    const index = { 'text.md': '---\ntitle: "{{ dataset.ccode }}"\n---\nText\n' };
    const { run } = await scenario({ reports: ['birds'], index });
    const { rawLog, summary, opened } = await run(inputs);
    expect(opened).toHaveLength(1);
    expect(rawLog + summary).not.toContain('speaks of VertNet');
  });

  it.each([
    'https://tools-usagestats.vertnet-portal.appspot.com',
    'HTTP://Tools-UsageStats.VertNet-Portal.appspot.com/',
  ])("is VertNet's with %s as well: it is the same server", async (address) => {
    const { run } = await scenario({ reports: ['birds'] });
    const { issues } = await run({ 'reports-url': address });
    expect(issues[0]?.title).toBe('Monthly VertNet data use report for 2012-4, resource BIRDS');
  });

  it('is neutral with an address of its own: month by name, title of the dataset, else its ccode', async () => {
    const index = {
      'datasets.csv': lines(
        'gbifdatasetid,Title,ccode,github_orgname,github_reponame',
        `birds,"Birds, @octocat and  more",B,${OWNER},birds`,
        `eggs,NA,EGGS,${OWNER},eggs`,
        `long,${'Very long title '.repeat(30)},LONG,${OWNER},long`,
      ),
      [REPORTS]: reportsFile(['birds', 'eggs', 'long']),
    };
    const { run } = await scenario({ index });
    const { issues, status, log } = await run({ 'reports-url': OWN });
    expect(status).toBe('success');
    expect(issues[0]?.title).toBe('Usage report for April 2012: Birds, @\u200boctocat and more');
    expect(issues[1]?.title).toBe('Usage report for April 2012: EGGS');
    expect(issues[2]?.title).toMatch(/^Usage report for April 2012: Very long .*…$/);
    expect([...(issues[2]?.title ?? '')].length).toBe(256);
    expect(issues[0]?.body).toContain(`https://reports.example.org/stats/reports/birds/${PERIOD}/`);
    expect(issues[0]?.body).toContain('https://reports.example.org/stats/reports/birds/\n');
    expect(issues.map(({ body }) => body).join() + log).not.toMatch(/vertnet/i);
  });

  it('links to the folder on whatever the default branch of the repository is called', async () => {
    const { run } = await scenario({ reports: ['birds'] });
    const { issues } = await run();
    expect(issues[0]?.body).toMatch(new RegExp(`/${OWNER}/birds/tree/HEAD/reports\n`));
  });
});

describe('a testing campaign', () => {
  const template = lines(
    '---',
    'title: "@octocat: {{ dataset.ccode }}"',
    'assignees: [octocat, "{{ dataset.contact }}"]',
    '---',
    'Hello @octocat and @example-network/admins, &#64;octocat, @{{ dataset.contact }}: {{ link }}',
  );
  const index = {
    'text.md': template,
    'datasets.csv': lines(
      'gbifdatasetid,ccode,github_orgname,github_reponame,contact',
      `birds,B,${OWNER},birds,curator`,
    ),
    [REPORTS]: reportsFile(['birds']),
  };
  const inputs = { template: 'reports-index/text.md' };

  it('mentions nobody and assigns nobody, whatever the template says', async () => {
    const { run } = await scenario({ index, repositories: [`${OWNER}/birds`, 'example-museum/tests'] });
    const { issues, requests } = await run({
      ...inputs,
      testing: 'true',
      'testing-repository': 'example-museum/tests',
    });
    const [issue] = issues;
    expect(issue?.title).toBe('@\u200boctocat: B');
    expect(issue?.body).toContain(
      'Hello @\u200boctocat and @\u200bexample-network/admins, &#64;\u200boctocat, @\u200bcurator: ',
    );
    const posted = requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/issues'));
    expect(posted.map(({ body }) => JSON.parse(body).assignees ?? [])).toEqual([[]]);
  });

  it('is the only one that does: a real one calls whom the template names', async () => {
    const { run } = await scenario({ index, repositories: [`${OWNER}/birds`] });
    const { requests } = await run(inputs);
    const posted = requests.find(({ method, path }) => method === 'POST' && path.endsWith('/issues'));
    const { title, body, assignees } = JSON.parse(posted?.body ?? '');
    expect([title, assignees]).toEqual(['@octocat: B', ['octocat', 'curator']]);
    expect(body).toContain('Hello @octocat and @example-network/admins');
  });
});
