import { describe, expect, it } from 'vitest';
import { datasetsFile } from '../support/index-files.ts';
import { type Scenario, scenario } from '../support/scenario.ts';

// Answers that GitHub, and servers between it and a runner, were seen to give. Each row is one kind of them.

const OWNERS = ['example-museum', 'example-herbarium', 'example-zoo', 'example-aquarium'];
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** Eight reports of four owners, in turns. */
function ofFourOwners(): Promise<Scenario> {
  return scenario({ reports: NAMES, index: { 'datasets.csv': datasetsFile(NAMES, OWNERS) } });
}

/** Six reports of one owner first, then two of two others. */
function mostlyOfOne(): Promise<Scenario> {
  const owners = ['example-museum', 'example-museum', 'example-museum', 'example-museum', 'example-museum'];
  const datasets = datasetsFile(NAMES, [...owners, 'example-museum', 'example-zoo', 'example-aquarium']);
  return scenario({ reports: NAMES, index: { 'datasets.csv': datasets } });
}

const POSTS = { method: 'POST', path: /\/repos\/[^/]+\/[^/]+\/issues$/ };
const says = (status: number, message: string, more: { headers?: Record<string, string>; body?: object } = {}) => ({
  status,
  headers: more.headers ?? {},
  body: { message, documentation_url: 'https://docs.github.com/rest', ...more.body },
});

interface Row {
  name: string;
  open?: () => Promise<Scenario>;
  arrange: (world: Scenario) => void;
  inputs?: Record<string, string>;
  status: string;
  /** Counts of the outputs. */
  outputs: Record<string, string>;
  /** POSTs of issues, as far as they matter. */
  posts?: number;
  /** In the annotations. */
  shows?: RegExp;
  /** In no annotation. */
  hides?: RegExp;
  /** In the log. */
  logs?: RegExp;
  /** The status of the period in the index: `in progress` when nothing was marked. */
  period?: string;
}

const every = { times: 999 };

const rows: Row[] = [
  {
    name: 'row 2: a token without its scope is told as such, and stops after three owners',
    open: ofFourOwners,
    arrange: ({ fault }) =>
      fault(
        { ...POSTS, ...every },
        says(404, 'Not Found', { headers: { 'x-oauth-scopes': '', 'x-accepted-oauth-scopes': 'public_repo, repo' } }),
      ),
    status: 'error',
    outputs: { sent: '0', failed: '0', pending: '8' },
    posts: 3,
    shows: /error: GitHub does not accept the token: 404 Not Found.*public_repo.*Give the token the scope/,
    hides: /datasets\.csv/,
    period: 'in progress',
  },
  {
    name: 'row 2: by the real scopes of the token',
    open: ofFourOwners,
    arrange: ({ sandbox }) => sandbox.setScopes(sandbox.tokens.pat, ['read:user']),
    status: 'error',
    outputs: { sent: '0', failed: '0', pending: '8' },
    shows: /Give the token the scope/,
  },
  {
    name: 'row 3: a limit as a 422 is waited for',
    arrange: ({ fault }) =>
      fault(
        { ...POSTS, nth: 2 },
        says(422, 'Validation Failed', {
          body: {
            errors: [{ resource: 'Issue', code: 'custom', field: 'base', message: 'was submitted too quickly' }],
          },
        }),
      ),
    status: 'success',
    outputs: { sent: '3', failed: '0' },
    posts: 4,
    logs: /and named no time: 422 Validation Failed: base: was submitted too quickly[\s\S]*waiting .* \(422 Validation Failed/,
  },
  {
    name: 'row 3: a limit known by its page alone',
    arrange: ({ fault }) =>
      fault(POSTS, {
        status: 403,
        body: { message: 'Hold on.', documentation_url: 'https://docs.github.com/rest#about-secondary-rate-limits' },
      }),
    status: 'success',
    outputs: { sent: '3', failed: '0' },
  },
  {
    name: 'row 3: a limit as HTML',
    arrange: ({ fault }) => fault(POSTS, { status: 429, body: '<html><body>Too Many Requests</body></html>' }),
    status: 'success',
    outputs: { sent: '3', failed: '0' },
  },
  {
    name: 'row 3: new words from several owners are first waited for',
    open: ofFourOwners,
    arrange: ({ fault }) => fault({ ...POSTS, times: 3 }, says(403, 'Your request cannot be served.')),
    status: 'failed',
    outputs: { sent: '6', failed: '0', pending: '2' },
    posts: 9,
    logs: /Several owners in a row refused in words/,
  },
  {
    name: "row 3: new words that stay are the run's",
    open: ofFourOwners,
    arrange: ({ fault }) => fault({ ...POSTS, ...every }, says(403, 'Your request cannot be served.')),
    status: 'error',
    outputs: { sent: '0', failed: '0', pending: '8' },
    posts: 4,
    shows: /error: GitHub refused: 403 Your request cannot be served/,
    period: 'in progress',
  },
  {
    name: 'row 4: an owner with single sign-on pays alone, and is asked twice',
    open: mostlyOfOne,
    arrange: ({ sandbox }) => sandbox.setOwner('example-museum', 'saml'),
    status: 'failed',
    outputs: { sent: '2', failed: '6', pending: '0' },
    posts: 2,
    shows: /datasets\.csv:2: failed 201204\|a .*: sso \(403 Resource protected.*open the address in the message/,
    period: 'failed',
  },
  {
    name: 'row 4: an owner with a list of addresses',
    open: mostlyOfOne,
    arrange: ({ sandbox }) => sandbox.setOwner('example-museum', 'ip-list'),
    status: 'failed',
    outputs: { sent: '2', failed: '6' },
    shows: /ip-list/,
  },
  {
    name: 'row 4: an owner whose policy refuses classic tokens',
    open: mostlyOfOne,
    arrange: ({ sandbox }) => sandbox.setOwner('example-museum', 'no-classic-tokens'),
    status: 'failed',
    outputs: { sent: '2', failed: '6' },
    shows: /token-policy/,
  },
  {
    name: "row 4: refusals of the token's right by one owner do not stop the others",
    open: mostlyOfOne,
    arrange: ({ fault }) =>
      fault(
        { method: 'POST', path: /example-museum\/\w+\/issues$/, ...every },
        says(403, 'Resource not accessible by personal access token'),
      ),
    status: 'failed',
    outputs: { sent: '2', failed: '6' },
  },
  {
    name: 'row 5: an account that is suspended stops the run, and no report is marked',
    arrange: ({ fault, sandbox }) =>
      fault({ ...POSTS, nth: 2 }, { run: async () => sandbox.suspendAccount('example-report-bot') }),
    status: 'error',
    outputs: { failed: '0' },
    shows:
      /error: GitHub refuses the account of the token: 403 Sorry\. Your account was suspended.*support\.github\.com/,
    hides: /datasets\.csv/,
  },
  {
    name: 'row 6: a limit of 0 is none',
    arrange: ({ fault }) =>
      fault(
        { ...POSTS, nth: 2 },
        says(403, 'Repository was archived so is read-only.', {
          headers: { 'x-ratelimit-limit': '0', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' },
        }),
      ),
    status: 'failed',
    outputs: { sent: '2', failed: '1' },
    shows: /archived/,
  },
  {
    name: 'row 7: an empty 403 is looked into, and the report sent',
    arrange: ({ fault }) => fault(POSTS, { status: 403, body: '' }),
    status: 'success',
    outputs: { sent: '3', failed: '0' },
    posts: 4,
  },
  {
    name: 'row 7: a page of a firewall in the place of a list',
    arrange: ({ fault }) => fault({ method: 'GET', path: /birds\/issues\?/ }, { status: 403, body: '<p>Gesperrt</p>' }),
    status: 'success',
    outputs: { sent: '3', failed: '0' },
  },
  {
    name: 'row 7: a proxy that never lets POSTs through leaves the report',
    arrange: ({ fault }) =>
      fault(
        { method: 'POST', path: /birds\/issues$/, ...every },
        { status: 407, body: 'Proxy Authentication Required' },
      ),
    status: 'failed',
    outputs: { sent: '2', failed: '0', pending: '1' },
  },
  {
    name: 'row 8: an account without a verified address stops the run',
    arrange: ({ fault }) =>
      fault({ ...POSTS, ...every }, says(403, 'At least one email address must be verified to do that.')),
    status: 'error',
    outputs: { sent: '0', failed: '0', pending: '3' },
    posts: 1,
    shows: /GitHub refuses the account of the token: 403 At least one email.*verify an address/,
  },
  ...(
    [
      ['collaborators only', says(403, 'Issue creation is limited to collaborators'), /collaborators-only/],
      [
        'a block of GitHub',
        says(403, 'Repository access blocked', {
          body: { block: { reason: 'tos', html_url: 'https://github.com/tos' } },
        }),
        /blocked \(403 .*https:\/\/github\.com\/tos/,
      ],
      ['451', says(451, 'Repository access blocked'), /blocked/],
      ['a migration', says(403, 'Repository has been locked for migration.'), /: locked/],
      ['423', says(423, 'Locked'), /: locked/],
      ['a blocked sender', says(422, 'User is blocked'), /sender-blocked/],
    ] as const
  ).map(
    ([what, answer, shows]): Row => ({
      name: `row 8: ${what} has a remedy of its own`,
      arrange: ({ fault }) => fault({ method: 'POST', path: /birds\/issues$/ }, answer),
      status: 'failed',
      outputs: { sent: '2', failed: '1' },
      shows,
      hides: /public_repo|correct the template/,
    }),
  ),
  {
    name: 'row 8: an assignee that GitHub refuses costs the assignee',
    open: () =>
      scenario({
        files: { 'template.md': '---\ntitle: Report\nassignees: example-report-bot\n---\n{{ dataset.ccode }}\n' },
      }),
    arrange: ({ fault }) =>
      fault(
        POSTS,
        says(422, 'Validation Failed', {
          body: { errors: [{ resource: 'Issue', field: 'assignees', code: 'invalid', value: 'example-report-bot' }] },
        }),
      ),
    inputs: { template: 'template.md' },
    status: 'success',
    outputs: { sent: '3', failed: '0' },
    posts: 4,
    shows:
      /warning: .*GitHub does not take its assignees: 422 Validation Failed: assignees: invalid \("example-report-bot"\)/,
  },
  {
    name: 'row 9: the errors of a 422 are told as text',
    arrange: ({ fault }) =>
      fault(
        POSTS,
        says(422, 'Validation Failed', {
          body: { errors: [{ resource: 'Issue', field: 'title', code: 'custom', message: 'title is too long' }] },
        }),
      ),
    status: 'failed',
    outputs: { sent: '2', failed: '1' },
    shows: /invalid \(422 Validation Failed: title: title is too long\)/,
  },
  {
    name: 'row 11: an outage of minutes at the start is waited for',
    arrange: ({ fault }) => fault({ path: /^\/user$/, times: 9 }, { status: 503, body: 'down' }),
    status: 'success',
    outputs: { sent: '3' },
  },
  {
    name: 'row 11: an outage that stays is called one',
    arrange: ({ fault }) => fault({ path: /^\/user$/, ...every }, { status: 503, body: 'down' }),
    status: 'error',
    outputs: { sent: '0' },
    shows: /GitHub does not answer: 503.*githubstatus/,
    hides: /personal access token/,
  },
  {
    name: 'row 18: a single 401 at the start',
    arrange: ({ fault }) => fault({ path: /^\/user$/ }, says(401, 'Bad credentials')),
    status: 'success',
    outputs: { sent: '3' },
  },
  {
    name: 'row 18: a single 401 to a POST',
    arrange: ({ fault }) => fault(POSTS, says(401, 'Bad credentials')),
    status: 'success',
    outputs: { sent: '3' },
    posts: 4,
  },
  {
    name: 'row 18: a single 401 to a list',
    arrange: ({ fault }) => fault({ method: 'GET', path: /birds\/issues\?/ }, says(401, 'Bad credentials')),
    status: 'success',
    outputs: { sent: '3' },
  },
  {
    name: 'row 20: a testing repository that is not there is one error at the input',
    arrange: () => undefined,
    inputs: { testing: 'true', 'testing-repository': 'example-network/nowhere' },
    status: 'error',
    outputs: { sent: '0', failed: '0', pending: '3' },
    shows: /error: Input "testing-repository" is "example-network\/nowhere", which does not take the issue \(not-found/,
    hides: /datasets\.csv/,
  },
  {
    name: 'row 20: so it is in a dry run',
    arrange: () => undefined,
    inputs: { testing: 'true', 'testing-repository': 'example-network/nowhere', 'dry-run': 'true' },
    status: 'error',
    outputs: { sent: '0' },
    shows: /error: Input "testing-repository" is "example-network\/nowhere"/,
    hides: /datasets\.csv/,
  },
];

describe('real answers', () => {
  it.each(rows)('$name', async ({ open = scenario, arrange, inputs = {}, ...expected }) => {
    const world = await open();
    arrange(world);
    const { status, outputs, annotations, log, requests } = await world.run(inputs);
    expect({ status, outputs }, log).toMatchObject({ status: expected.status, outputs: expected.outputs });
    const said = annotations.join('\n');
    if (expected.shows !== undefined) expect(said).toMatch(expected.shows);
    if (expected.hides !== undefined) expect(said).not.toMatch(expected.hides);
    if (expected.logs !== undefined) expect(log).toMatch(expected.logs);
    const posts = requests.filter(({ method, path }) => method === 'POST' && POSTS.path.test(path));
    if (expected.posts !== undefined) expect(posts).toHaveLength(expected.posts);
    if (expected.period !== undefined)
      expect(await world.file('periods.csv')).toContain(`201204,2012,4,${expected.period}\n`);
  });

  // Wordings and headers that no row was made for.
  it.each<[string, Parameters<typeof says>, RegExp | undefined, string]>([
    ['a rule of an enterprise', [403, "Your enterprise 'acme' does not allow this."], /owner-policy/, 'failed'],
    ['a repository under legal hold', [403, 'This repository is under review.'], undefined, 'failed'],
    [
      'a body that is refused',
      [
        422,
        'Validation Failed',
        {
          body: { errors: [{ resource: 'Issue', field: 'body', code: 'custom', message: 'contains a blocked word' }] },
        },
      ],
      /invalid/,
      'failed',
    ],
    ['a quota', [403, 'Daily limit for new issues reached. Please retry later.'], undefined, 'success'],
    [
      'a right by header',
      [403, 'No.', { headers: { 'x-accepted-github-permissions': 'issues=write' } }],
      undefined,
      'failed',
    ],
  ])('%s in words that were made up ends at its payer or is left', async (_, answer, shows, status) => {
    const { run, fault } = await scenario();
    fault({ method: 'POST', path: /birds\/issues$/ }, says(...answer));
    const happened = await run();
    expect([happened.status, happened.outputs.sent], happened.log).toEqual([status, status === 'success' ? '3' : '2']);
    if (shows !== undefined) expect(happened.annotations.join('\n')).toMatch(shows);
  });

  it('asks for page 2 behind a full page whose links a proxy has dropped (row 16)', async () => {
    const { run, openIssue, fault } = await scenario({ reports: ['birds'] });
    for (let n = 0; n < 101; n += 1) await openIssue('example-museum/birds', n === 0 ? KEY : 'Other');
    const others = Array.from({ length: 100 }, (_, n) => ({
      number: n + 2,
      body: 'Other',
      user: { login: 'example-report-bot' },
    }));
    fault({ method: 'GET', path: /birds\/issues\?(?!.*&page=)/ }, { status: 200, body: others });
    const { outputs, asked } = await run();
    expect(outputs).toMatchObject({ sent: '0', found: '1' });
    expect(asked.filter((line) => line.startsWith('GET /repos/example-museum/birds/issues'))).toHaveLength(2);
  });
});

const KEY = 'Text\n\n<!-- report-notifier:201204|birds -->';
