import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { trimmed } from '../../../src/shared/invisible.ts';
import { ProblemsError } from '../../../src/shared/problem.ts';
import { shown } from '../../../src/shared/text.ts';
import { seededRandom } from '../../support/csv-files.ts';

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
  it('names required tokens that the workflow sets to an empty text', () => {
    expect(problems({ 'index-token': '', 'workflow-token': '' })).toEqual([
      'Input "index-token" is required and was not provided',
      'Input "workflow-token" is required and was not provided',
    ]);
  });

  it('uses the defaults of action.yml for absent inputs', () => {
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
    ...[
      '/other/index/',
      'other/index.git',
      'github.com/other/index',
      'https://github.com/other/index',
      'HTTPS://www.GitHub.com/other/index.git/',
      'https://someone@github.com/other/index.git',
      'git@github.com:other/index.git',
      'ssh://git@github.com/other/index.git',
      '\u200eother/index\u200b',
    ].map((text): [string, string, object] => [
      'index-repository',
      text,
      { index: { repository: { owner: 'other', name: 'index' } } },
    ]),
    ['testing-repository', 'https://github.com/a/b', { testingRepository: { owner: 'a', name: 'b' } }],
    ['index-branch', 'refs/heads/data/2012', { index: { branch: 'data/2012' } }],
    ['index-path', '/data/index/', { index: { path: 'data/index' } }],
    ['index-path', '/', { index: { path: '' } }],
    ['template', '/.github/report.md', { template: '.github/report.md' }],
    ['reports-url', 'https://example.org/a//', { reportsUrl: 'https://example.org/a' }],
    ['reports-url', 'HTTP://localhost:8080', { reportsUrl: 'HTTP://localhost:8080' }],
    ['template', './.github/report.md', { template: '.github/report.md' }],
    ['labels', 'a, b\nc,,a', { labels: ['a', 'b', 'c'] }],
    ['labels', 'bug, "help wanted"', { labels: ['bug', 'help wanted'] }],
    ['admins', '@one, org/team', { admins: ['one', 'org/team'] }],
    ['max-issues', '0', { maxIssues: undefined }],
    ['max-issues', '5', { maxIssues: 5 }],
    ['max-per-hour', '007', { ceilings: { perHour: 7 } }],
    ['time-limit', '0.5', { timeLimitMs: 30_000 }],
    ['time-limit', '.5', { timeLimitMs: 30_000 }],
    ['max-per-minute', '1.5', { ceilings: { perMinute: 1.5 } }],
    ['relaunch', 'false', { relaunch: false }],
  ])('reads %s: %j', (name, value, expected) => expect(read({ [name]: value })).toMatchObject(expected));

  it.each([
    ['period', '201213', /"period" is "201213", expected YYYYMM/],
    ['period', '12-04', /"period"/],
    ['gbifdatasetid', 'a|b', /"gbifdatasetid"/],
    ['testing', '1', /"testing" is "1", expected "true" or "false"/],
    ['testing', 'constructor', /"testing" is "constructor", expected "true" or "false"/],
    ['dry-run', '__proto__', /"dry-run" is "__proto__"/],
    ['relaunch', 'toString', /"relaunch" is "toString"/],
    ['testing-repository', 'a/..', /"testing-repository"/],
    ['index-repository', 'https://gitlab.com/a/b', /"index-repository"/],
    ['index-repository', 'https://github.com/a/b/tree/main', /"index-repository"/],
    ['index-repository', 'a\u200b/b', /"index-repository" is "a\\u200b\/b", expected owner\/repo/],
    ['testing-repository', 'github.com/a', /"testing-repository"/],
    ['index-path', 'a/../b', /"index-path"/],
    ['reports-url', 'javascript:alert(1)', /"reports-url"/],
    ['reports-url', 'https://example.org/a?b=c', /"reports-url" is .*, expected an http\(s\) address without/],
    ['reports-url', 'https://example.org/a#b', /"reports-url"/],
    ['reports-url', 'https://example.org/a?', /"reports-url"/],
    ['reports-url', 'https://example.org/a b', /"reports-url"/],
    ['reports-url', 'https://example.org/a\nb', /"reports-url"/],
    ['reports-url', 'https://example.org/a\u0000b', /"reports-url"/],
    ['reports-url', 'https:\\\\example.org', /"reports-url"/],
    ['reports-url', 'https:example.org', /"reports-url"/],
    ['reports-url', 'https://someone:secret@example.org', /"reports-url"/],
    ['reports-url', `https://example.org/${'a'.repeat(1_000)}`, /"reports-url"/],
    ['template', '/', /"template" is "\/", expected the path of a file/],
    ['template', '.', /"template" is ".", expected the path of a file in the index repository/],
    ['template', './', /"template"/],
    ['template', '.github/', /"template"/],
    ['labels', 'x'.repeat(51), /"labels" has .* at most 50/],
    ['admins', 'a b', /"admins" has "a b"/],
    ['user-agent', 'a\nb', /"user-agent"/],
    ['max-per-hour', '1.5', /"max-per-hour" is "1.5", expected a whole number of at least 1/],
    ['max-per-hour', '0x10', /"max-per-hour" is "0x10", expected a whole number of at least 1, in digits/],
    ['max-per-hour', '1e3', /"max-per-hour"/],
    ['max-per-hour', '10.0', /"max-per-hour"/],
    ['max-per-minute', 'Infinity', /"max-per-minute"/],
    ['max-per-minute', '1e1', /"max-per-minute"/],
    ['time-limit', '0x10', /"time-limit"/],
    ['checkpoint', '9'.repeat(400), /"checkpoint"/],
    ['max-issues', '-1', /"max-issues"/],
    ['checkpoint', '0', /"checkpoint"/],
    ['time-limit', '1h', /"time-limit"/],
    ['relaunch', 'yes', /"relaunch"/],
  ])('refuses %s: %j', (name, value, message) => {
    const found = problems({ [name]: value });
    expect(found).toEqual([expect.stringMatching(message)]);
  });

  it('reports all problems at once, without showing a token', () => {
    const found = problems({ token: 'secret', 'app-id': '1', 'app-private-key': 'key', period: 'x', checkpoint: 'y' });
    expect(found).toHaveLength(3);
    expect(found.join()).not.toMatch(/secret|key"? is/);
  });

  it('requires the variables that the runner sets', () => {
    expect(problems({}, { GITHUB_REPOSITORY: '' })).toEqual([expect.stringContaining('GITHUB_REPOSITORY is ""')]);
  });

  it('takes no branch from a run on a tag', () => {
    expect(read({}, { GITHUB_REF: 'refs/tags/v1' }).index.branch).toBeUndefined();
  });
});

describe('the input index-branch', () => {
  const isTaken = (name: string) => problems({ 'index-branch': name }).length === 0;

  it.each(['main', 'data/2012', 'a.b', 'größe', '鳥', '@', 'a@b', 'a{b}', 'head', "it's", 'a#b&c'])(
    'accepts the branch %s',
    (name) => {
      expect(read({ 'index-branch': name }).index.branch).toBe(name);
    },
  );

  it.each([
    'a b',
    '-a',
    'HEAD',
    '/a',
    'a/',
    'a//b',
    'a.',
    '.a',
    'a/.b',
    'a..b',
    'a.lock',
    'a.lock/b',
    'a@{b',
    'a~1',
    'a^',
    'a:b',
    'a?',
    'a*',
    'a[b',
    'a\\b',
    'a\tb',
    'a\x7fb',
    'a\nb',
  ])('refuses the branch %j', (name) => {
    expect(problems({ 'index-branch': name })).toEqual([
      `Input "index-branch" is ${shown(name)}, expected the name of a branch as git allows it`,
    ]);
  });

  it('accepts and refuses the same names as git', () => {
    const random = seededRandom(3);
    const letters = [
      'a',
      'B',
      '-',
      '.',
      '/',
      '@',
      '{',
      '}',
      '~',
      '^',
      ':',
      '?',
      '*',
      '[',
      '\\',
      '\x7f',
      '\x01',
      '.lock',
      'HEAD',
      'é',
    ];
    const pick = () => (random() < 0.4 ? 'a' : (letters[Math.floor(random() * letters.length)] ?? ''));
    let refused = 0;
    for (let round = 0; round < 300; round += 1) {
      // As every input, the name is taken without what surrounds it and is not seen.
      const name = trimmed(Array.from({ length: 1 + Math.floor(random() * 5) }, pick).join(''));
      if (name === '') continue;
      const isRef = spawnSync('git', ['check-ref-format', `refs/heads/${name}`]).status === 0;
      const expected = isRef && !name.startsWith('-') && name !== 'HEAD';
      expect(isTaken(name), JSON.stringify(name)).toBe(expected);
      if (!expected) refused += 1;
    }
    expect([refused > 50, refused < 250]).toEqual([true, true]);
  });
});
