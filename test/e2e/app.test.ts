import { generateKeyPairSync } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readCachedFile } from '../../sandbox/github/cached-file.ts';
import type { AppSeed, InstallationSeed } from '../../sandbox/github/emulator.ts';
import type { Sandbox } from '../../sandbox/github/github.ts';
import { type RunResult, runAction } from '../../sandbox/runner/runner.ts';
import { startWorld, type World, type WorldOptions } from '../../sandbox/world.ts';

const BIRDS = 'example-museum/birds';
const FISHES = 'example-museum/fishes';
const FERNS = 'example-botanist/ferns';
const MOSSES = 'example-herbarium/mosses';
const BOT = 'example-reports[bot]';

const repositories = { a: BIRDS, b: FISHES, c: FERNS, d: MOSSES };
const id = (letter: string) => `00000000-0000-4000-8000-00000000000${letter}`;
const report = (letter: string) => `202610|${id(letter)}`;
const reportsFile = (sent = 'false') =>
  `gbifdatasetid,stored,issue_sent\n${Object.keys(repositories)
    .map((letter) => `${id(letter)},true,${sent}\n`)
    .join('')}`;
const index = {
  'periods.csv': 'period,year,month,status\n202610,2026,10,\n',
  'datasets.csv': `gbifdatasetid,ccode,github_orgname,github_reponame\n${Object.entries(repositories)
    .map(([letter, name]) => `${id(letter)},${letter.toUpperCase()},${name.replace('/', ',')}\n`)
    .join('')}`,
  'reports/202610.csv': reportsFile(),
};
const installations: InstallationSeed[] = [
  { id: 5, owner: 'example-museum' },
  { id: 6, owner: 'example-botanist' },
];

let privateKey = '';
const closers: (() => Promise<unknown>)[] = [];

beforeAll(() => {
  privateKey = newKey();
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function newKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();
}

async function world(app: Partial<AppSeed> = {}, more: Partial<WorldOptions> = {}): Promise<World> {
  const apps = [{ id: 77, slug: 'example-reports', privateKey, installations, ...app }];
  const started = await startWorld({ index, users: ['example-botanist'], apps, ...more });
  closers.push(() => started.close());
  started.sandbox.requests.length = 0;
  return started;
}

/** Always as the first run of its workflow, which need not wait for what an earlier one may have sent. */
async function run({ sandbox }: Pick<World, 'sandbox'>, inputs: Record<string, string> = {}): Promise<RunResult> {
  const result = await runAction({
    sandbox,
    inputs: { 'app-id': '77', 'app-private-key': privateKey, period: '202610', 'max-per-minute': '6000', ...inputs },
    runNumber: 1,
  });
  closers.push(() => result.dispose());
  return result;
}

const posts = ({ requests }: Sandbox) =>
  requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/issues'));
const counts = ({ outputs: { status, sent, found, failed, pending } }: RunResult) => [
  status,
  sent,
  found,
  failed,
  pending,
];

describe('with a GitHub App', { timeout: 60_000 }, () => {
  it('sends as its bot to every owner that has it, and says what to do where one has not', async () => {
    const { sandbox, indexRepository } = await world();
    const result = await run({ sandbox });
    expect(counts(result)).toEqual(['failed', '3', '0', '1', '0']);
    const issues = await sandbox.issues();
    expect(issues.map(({ repository, creator, labels }) => [repository, creator, labels])).toEqual(
      [BIRDS, FISHES, FERNS].map((repository) => [repository, BOT, ['report']]),
    );
    const remedy =
      /no-installation \(the App is not installed on example-herbarium\/mosses: 404 Not Found\)\. Ask the owner to install the GitHub App/;
    expect(result.annotations.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({ level: 'error', message: expect.stringMatching(remedy), line: 5 }),
    ]);
    expect(result.summary).toContain('Ask the owner to install the GitHub App');
    const flags = (await sandbox.readFile(indexRepository, 'reports-index/reports/202610.csv')).toString();
    expect(flags).toBe(
      `gbifdatasetid,stored,issue_sent\n${['a', 'b', 'c'].map((l) => `${id(l)},true,true\n`).join('')}${id('d')},true,false\n`,
    );
  });

  it('asks one installation and one token an owner', async () => {
    const { sandbox } = await world();
    await run({ sandbox });
    const asked = sandbox.requests.map(({ method, path }) => `${method} ${path}`);
    expect(asked.filter((line) => /\/app|installation/.test(line)).toSorted()).toEqual([
      'GET /app',
      'GET /repos/example-herbarium/mosses/installation',
      'GET /users/example-botanist/installation',
      'GET /users/example-herbarium/installation',
      'GET /users/example-museum/installation',
      'POST /app/installations/5/access_tokens',
      'POST /app/installations/6/access_tokens',
    ]);
  });

  it('lists the issues of everybody, because a filter for a bot may match nothing', async () => {
    const { sandbox } = await world();
    await run({ sandbox });
    const lists = sandbox.requests.filter(({ method, path }) => method === 'GET' && /\/issues\?/.test(path));
    expect(lists.length).toBeGreaterThan(0);
    expect(lists.filter(({ path }) => path.includes('creator='))).toEqual([]);
  });

  it('asks for the profile of its bot without a token, and stops when GitHub hides the bot', async () => {
    const { sandbox } = await world();
    await run({ sandbox });
    const profile = '/users/example-reports%5Bbot%5D';
    expect(sandbox.requests.filter(({ path }) => path === profile)).toMatchObject([{ token: undefined, status: 200 }]);
    const { sandbox: other } = await world();
    other.hideAccount(BOT);
    // The looks take two minutes, which this run has not; the run that finds its time over does not go on.
    const result = await run({ sandbox: other }, { 'time-limit': '0.05' });
    expect(counts(result)).toEqual(['in progress', '1', '0', '0', '3']);
  });

  it('finds in the next run what was sent, when flags and cache are lost', async () => {
    const started = await world();
    const { sandbox, indexRepository } = started;
    await run(started);
    await sandbox.commitFile(indexRepository, 'reports-index/reports/202610.csv', reportsFile());
    sandbox.dropCaches();
    const again = await run(started);
    expect(counts(again)).toEqual(['failed', '0', '3', '1', '0']);
    expect(await sandbox.issues()).toHaveLength(3);
  });

  it('keeps the pace for the App as a whole, in a marker without a secret', async () => {
    const started = await world();
    await run(started, { 'max-issues': '2' });
    const marker = JSON.parse(readCachedFile(started.sandbox.caches()[0]?.bytes ?? Buffer.alloc(0)).toString());
    expect(marker).toMatchObject({ account: 'app/77', pace: { sendings: [expect.any(Array), expect.any(Array)] } });
    const held = await run(started, { 'max-per-hour': '2', 'time-limit': '0.01' });
    expect(counts(held)).toEqual(['in progress', '0', '0', '0', '2']);
  });

  it('shows none of its secrets anywhere', async () => {
    const started = await world();
    const { sandbox, indexRepository } = started;
    const result = await run(started, { admins: 'example-curator' });
    const used = new Set(sandbox.requests.flatMap(({ token }) => (token === undefined ? [] : [token])));
    const minted = [...used].filter((token) => token.startsWith('ghs_') && token !== sandbox.tokens.index);
    const signed = [...used].filter((token) => token.startsWith('eyJ'));
    expect([minted.length, signed.length]).toEqual([2, 1]);
    const lines = privateKey.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
    const secrets = [...minted, ...signed, ...lines];
    expect(result.masks).toEqual(expect.arrayContaining([...secrets, privateKey.trim()]));
    const places = {
      log: `${result.log}${result.postLog}`.replace(/^::add-mask::.*$/gm, ''),
      values: JSON.stringify([result.outputs, result.state, result.summary, result.annotations]),
      files: (await contentsOf(result.runnerTemp)) + (await contentsOf(result.workspace)),
      caches: sandbox.caches().map(({ bytes }) => readCachedFile(bytes).toString()),
      issues: await sandbox.issues(),
      commits: await sandbox.log(indexRepository),
      index: (await sandbox.readFile(indexRepository, 'reports-index/reports/202610.csv')).toString(),
      bodies: sandbox.requests.map(({ path, body }) => path + body),
    };
    expect(places.files).toContain('"app/77"');
    for (const [place, content] of Object.entries(places)) {
      const text = JSON.stringify(content);
      expect([place, secrets.filter((secret) => text.includes(secret))]).toEqual([place, []]);
    }
  });

  it('sends each token to its own owner only, and the other tokens elsewhere', async () => {
    const { sandbox } = await world();
    await run({ sandbox });
    const owners = new Map<string, Set<string>>();
    for (const { path, token } of sandbox.requests) {
      const [, owner] = /^\/repos\/([^/]+)\//.exec(path) ?? [];
      if (token === undefined || owner === undefined || /installation$/.test(path)) continue;
      owners.set(token, (owners.get(token) ?? new Set()).add(owner));
    }
    expect([...owners.values()].map((names) => [...names]).toSorted()).toEqual([
      ['example-botanist'],
      ['example-museum'],
      ['example-network'],
    ]);
    expect([...owners.keys()]).not.toContain(sandbox.tokens.pat);
  });

  it('renews tokens that end soon, and those that were taken back', async () => {
    // The end is less than five minutes away from the first: each use makes a new one.
    const short = await world({ tokenLifetimeMs: 240_000 });
    expect(counts(await run(short))).toEqual(['failed', '3', '0', '1', '0']);
    const tokens = posts(short.sandbox).map(({ token }) => token);
    expect(new Set(tokens).size).toBe(3);

    let aheadMs = 0;
    const late = await world({}, { now: () => Date.now() + aheadMs });
    const twoHoursLater = async () => {
      aheadMs = 7_200_000;
    };
    late.sandbox.addFault({ match: { method: 'POST', path: /\/fishes\/issues$/ }, action: { run: twoHoursLater } });
    expect(counts(await run(late))).toEqual(['failed', '3', '0', '1', '0']);
    expect(posts(late.sandbox).map(({ path, status }) => [path, status])).toEqual([
      [`/repos/${BIRDS}/issues`, 201],
      [`/repos/${FISHES}/issues`, 401],
      [`/repos/${FISHES}/issues`, 201],
      [`/repos/${FERNS}/issues`, 401],
      [`/repos/${FERNS}/issues`, 201],
    ]);
    expect(await late.sandbox.issues()).toHaveLength(3);
  });

  it('says why an installation is of no use', async () => {
    const { sandbox } = await world({
      installations: [
        { id: 5, owner: 'example-museum', repositories: [BIRDS] },
        { id: 6, owner: 'example-botanist', permissions: { metadata: 'read' } },
        { id: 7, owner: 'example-herbarium', suspended: true },
      ],
    });
    const result = await run({ sandbox });
    expect(counts(result)).toEqual(['failed', '1', '0', '3', '0']);
    for (const message of [
      `failed ${report('b')} → ${FISHES}: no-installation (the App is not installed on ${FISHES}: 404 Not Found)`,
      `failed ${report('c')} → ${FERNS}: no-installation (the App's installation 6 gives no token: 422 The permissions requested are not granted to this installation.)`,
      `failed ${report('d')} → ${MOSSES}: no-installation (the App's installation 7 gives no token: 403 This installation has been suspended)`,
    ]) {
      expect(result.log).toContain(message);
    }
  });

  it('follows repositories to their new owners, where it has a token there', async () => {
    const { sandbox } = await world(
      { installations: [{ id: 5, owner: 'example-museum' }] },
      { repositories: ['example-garden/roses'] },
    );
    // Out of reach before, within reach now; and the other way round.
    await sandbox.setRepository(MOSSES, { movedTo: 'example-museum/mosses' });
    await sandbox.setRepository(FISHES, { movedTo: 'example-garden/fishes' });
    const result = await run({ sandbox });
    expect(counts(result)).toEqual(['failed', '2', '0', '2', '0']);
    expect((await sandbox.issues()).map(({ repository }) => repository)).toEqual([BIRDS, 'example-museum/mosses']);
    expect(result.log).toContain(`${MOSSES} is now example-museum/mosses`);
    expect(result.log).toContain('the App is not installed on example-garden/fishes: 404 Not Found');
  });

  it('follows a repository that moves between look and issue', async () => {
    const { sandbox } = await world();
    const move = () => sandbox.setRepository(FISHES, { movedTo: 'example-botanist/fishes' });
    sandbox.addFault({ match: { method: 'POST', path: /\/fishes\/issues$/ }, action: { run: move } });
    const result = await run({ sandbox });
    expect(counts(result)).toEqual(['failed', '3', '0', '1', '0']);
    expect(await sandbox.issues('example-botanist/fishes')).toMatchObject([{ creator: BOT }]);
  });

  it('checks every target in a dry run and writes nothing', async () => {
    const { sandbox } = await world();
    const result = await run({ sandbox }, { 'dry-run': 'true' });
    expect(result.outputs).toMatchObject({ status: 'failed', failed: '1', pending: '4' });
    expect(result.log).toContain(`${MOSSES} would fail: no-installation`);
    const written = sandbox.requests.filter(({ method, path }) => method !== 'GET' && !path.includes('CacheService'));
    expect(new Set(written.map(({ path }) => path.replace(/\d+/, 'N')))).toEqual(
      new Set(['/app/installations/N/access_tokens']),
    );
  });

  it('stops before anything is sent when the key is not the App’s', async () => {
    const { sandbox } = await world();
    const result = await run({ sandbox }, { 'app-private-key': newKey() });
    expect(counts(result).slice(0, 2)).toEqual(['error', '0']);
    expect(result.log).toContain('App 77: 401 A JSON web token could not be decoded');
    expect(result.log).toContain('`app-id` and `app-private-key` belong to the same App');
    expect(posts(sandbox)).toEqual([]);
  });

  it('asks nothing of GitHub when its inputs are wrong', async () => {
    const { sandbox } = await world();
    const both = await run({ sandbox }, { token: sandbox.tokens.pat });
    expect(both.exitCode).toBe(1);
    expect(both.log).toContain('Input "token" was provided together with an App');
    const broken = await run({ sandbox }, { 'app-private-key': privateKey.slice(0, 500) });
    expect(broken.log).toContain('Input "app-private-key" is not a private key');
    expect(sandbox.requests).toEqual([]);
  });
});

async function contentsOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}
