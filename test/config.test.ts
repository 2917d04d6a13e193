import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { ProblemsError } from '../src/problems.ts';

const runner = {
  GITHUB_REPOSITORY: 'network/index',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_API_URL: 'https://api.github.com',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_RUN_NUMBER: '7',
  RUNNER_TEMP: '/tmp/job',
  'INPUT_INDEX-TOKEN': 'index',
  'INPUT_WORKFLOW-TOKEN': 'workflow',
  INPUT_TOKEN: 'pat',
};

function read(inputs: Record<string, string> = {}, environment: Record<string, string> = {}) {
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return readConfig({ ...runner, ...environment, ...Object.fromEntries(given) }, () => true);
}

function problems(inputs: Record<string, string>, environment: Record<string, string> = {}): string[] {
  try {
    read(inputs, environment);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems.map(({ message }) => message);
  }
}

describe('readConfig', () => {
  it('without inputs has the defaults of action.yml', () => {
    expect(read()).toMatchObject({
      tokens: { targets: { kind: 'token', token: 'pat' }, index: 'index', workflow: 'workflow' },
      period: undefined,
      gbifdatasetid: undefined,
      testing: false,
      dryRun: false,
      index: { repository: { owner: 'network', name: 'index' }, branch: 'main', path: 'reports-index' },
      reportsUrl: 'http://tools-usagestats.vertnet-portal.appspot.com',
      template: undefined,
      // The runner fills the default in; an empty input means no labels.
      labels: [],
      admins: [],
      userAgent: 'report-notifier',
      ceilings: { perMinute: 20, perHour: 500 },
      maxIssues: undefined,
      checkpoint: 100,
      timeLimitMs: 340 * 60_000,
      relaunch: true,
    });
  });

  it.each([
    ['period', '2012-04', { period: '201204' }],
    ['period', ' 201204 ', { period: '201204' }],
    ['gbifdatasetid', 'AbC', { gbifdatasetid: 'abc' }],
    ['testing', 'FALSE', { testing: false }],
    ['dry-run', 'True', { dryRun: true }],
    ['index-path', './data/index/', { index: { path: 'data/index' } }],
    ['index-path', '.', { index: { path: '' } }],
    [
      'index-repository',
      'other/index',
      { index: { repository: { owner: 'other', name: 'index' }, branch: undefined } },
    ],
    ['index-repository', 'Network/Index', { index: { branch: 'main' } }],
    ['reports-url', 'https://example.org/a//', { reportsUrl: 'https://example.org/a' }],
    ['labels', 'a, b\nc,,a', { labels: ['a', 'b', 'c'] }],
    ['admins', '@one, org/team', { admins: ['one', 'org/team'] }],
    ['max-issues', '0', { maxIssues: undefined }],
    ['max-issues', '5', { maxIssues: 5 }],
    ['time-limit', '0.5', { timeLimitMs: 30_000 }],
    ['max-per-minute', '1.5', { ceilings: { perMinute: 1.5 } }],
    ['relaunch', 'false', { relaunch: false }],
  ])('%s: %j', (name, value, expected) => expect(read({ [name]: value })).toMatchObject(expected));

  it.each([
    ['period', '201213', /"period" is "201213", expected YYYYMM/],
    ['period', '12-04', /"period"/],
    ['gbifdatasetid', 'a|b', /"gbifdatasetid"/],
    ['testing', '1', /"testing" is "1", expected "true" or "false"/],
    ['testing-repository', 'a/..', /"testing-repository"/],
    ['index-repository', 'https://github.com/a/b', /"index-repository"/],
    ['index-path', 'a/../b', /"index-path"/],
    ['reports-url', 'javascript:alert(1)', /"reports-url"/],
    ['template', '/', /^$|"template"/],
    ['labels', 'x'.repeat(51), /"labels" has .* at most 50/],
    ['admins', 'a b', /"admins" has "a b"/],
    ['user-agent', 'a\nb', /"user-agent"/],
    ['max-per-hour', '1.5', /"max-per-hour" is "1.5", expected a whole number of at least 1/],
    ['max-per-minute', 'Infinity', /"max-per-minute"/],
    ['max-issues', '-1', /"max-issues"/],
    ['checkpoint', '0', /"checkpoint"/],
    ['time-limit', '1h', /"time-limit"/],
    ['relaunch', 'yes', /"relaunch"/],
  ])('%s may not be %j', (name, value, message) => {
    const found = problems({ [name]: value });
    expect(found.length).toBeLessThanOrEqual(1);
    expect(found[0] ?? '').toMatch(message);
  });

  it('tells everything that is wrong at once, and never a token', () => {
    const found = problems({ token: 'secret', 'app-id': '1', 'app-private-key': 'key', period: 'x', checkpoint: 'y' });
    expect(found).toHaveLength(3);
    expect(found.join()).not.toMatch(/secret|key"? is/);
  });

  it('wants what the runner sets', () => {
    expect(problems({}, { GITHUB_REPOSITORY: '' })).toEqual([expect.stringContaining('GITHUB_REPOSITORY is ""')]);
  });

  it('takes no branch of a run on a tag', () => {
    expect(read({}, { GITHUB_REF: 'refs/tags/v1' }).index.branch).toBeUndefined();
  });
});
