/** The progress marker in the Actions cache: hostile entries, both versions of the service, odd runners. */

import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Sandbox } from '../../sandbox/github/github.ts';
import { saveInOwnProcess } from '../../src/adapters/runner/cache-saver.ts';
import { archiveOf, compressed, MARKER_PATH, type Member, withHeader } from '../support/archive.ts';
import type { Happened } from '../support/happened.ts';
import { scenario } from '../support/scenario.ts';

async function newFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), name));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Earlier runs of the campaign, as the marker tells that the run found. */
function runsOf({ journal }: Happened): number {
  const [started = '{}'] = journal.split('\n');
  return JSON.parse(started.slice(started.indexOf('{'))).campaign.runs;
}

function warningsOf({ annotations }: Happened): string[] {
  return annotations.filter((line) => line.includes('progress marker'));
}

/** The folder of a `PATH` with these programs alone. */
async function pathWith(...names: string[]): Promise<string> {
  const folder = await newFolder('path-');
  for (const name of names) {
    const places = (process.env.PATH ?? '').split(delimiter);
    const found = await Promise.all(places.map((place) => realpath(join(place, name)).catch(() => undefined)));
    await symlink(found.find((path) => path !== undefined) ?? name, join(folder, name));
  }
  return folder;
}

const serviceV1 = (sandbox: Sandbox) => ({ ACTIONS_CACHE_SERVICE_V2: '', ACTIONS_CACHE_URL: sandbox.resultsUrl });

describe('an entry that somebody else made', () => {
  const evil = 'console.log(`taken over ${Object.keys(process.env)}`);';

  /** Where an archive is unpacked by `tar`: the workspace, which is as deep as this one. */
  const up = (path: string) => `../../../../../../..${path}`;

  it.each<[string, (program: string) => Member[]]>([
    ['its absolute path', (program) => [{ name: program, content: evil }]],
    ['a path that leads up', (program) => [{ name: up(program), content: evil }]],
    [
      'a symbolic link to its folder and a file behind it',
      (program) => [
        { name: 'link', type: 'symlink', linkname: join(program, '..') },
        { name: 'link/index.js', content: evil },
      ],
    ],
  ])('and that holds the program of the action, under %s, replaces nothing', async (_, attack) => {
    const action = await newFolder('action-');
    for (const part of ['action.yml', 'dist']) await cp(part, join(action, part), { recursive: true });
    const program = join(action, 'dist', 'index.js');
    const original = await readFile(program, 'utf8');
    const { run, sandbox, marker } = await scenario({ reports: ['birds', 'mammals', 'fishes'] });
    const first = await run({ 'max-issues': '1' }, { action });
    const archive = await archiveOf([{ name: MARKER_PATH, content: marker() ?? '' }, ...attack(program)]);
    for (const entry of sandbox.caches()) entry.bytes = archive;
    const second = await run({}, { action });
    expect((await readFile(program, 'utf8')) === original).toBe(true);
    expect(second.rawLog).not.toContain('taken over');
    expect([...first.opened, ...second.opened].sort()).toEqual(
      ['birds', 'fishes', 'mammals'].map((name) => `example-museum/${name}#1`),
    );
    expect(second.outputs).toMatchObject({ status: 'success', pending: '0' });
    expect(second.annotations).toEqual([
      expect.stringMatching(/^warning: The progress marker report-notifier-\S+ is not used: it holds [23] members \("/),
    ]);
    const [named = ''] = attack(program).map(({ name }) => JSON.stringify(name.slice(0, 80)).slice(0, -1));
    expect(second.annotations[0]).toContain(named);
  });

  it('and that has a folder with a content ends no run', async () => {
    const { run, sandbox } = await scenario({ reports: ['birds', 'mammals'] });
    await run({ 'max-issues': '1' });
    const tar = await withHeader({ name: MARKER_PATH, content: 'x' }, 156, [0x35]);
    for (const entry of sandbox.caches()) entry.bytes = compressed(tar, 'zstd');
    const second = await run();
    expect([second.exitCode, second.status, second.opened.length]).toEqual([0, 'success', 1]);
    expect(warningsOf(second)).toEqual([expect.stringContaining('a folder has a content')]);
  });

  it('and whose key and names are commands starts none', async () => {
    const { run, sandbox } = await scenario({ reports: ['birds', 'mammals'] });
    await run({ 'max-issues': '1' });
    const [entry] = sandbox.caches();
    if (entry === undefined) throw new Error('Expected the first run to save its marker');
    const text = '\n::error::pwned\r\n##[error]pwned\u2028';
    entry.key += text;
    entry.bytes = await archiveOf([{ name: `x${text}` }]);
    const { annotations, rawLog, status } = await run();
    expect(status).toBe('success');
    expect(annotations).toEqual([
      expect.stringMatching(/^warning: The progress marker .*pwned.* is not used: it holds /),
    ]);
    expect(rawLog).not.toMatch(/^::error|##\[/m);
  });
});

describe.each([1, 2])('the service, version %i,', (version) => {
  const env = (sandbox: Sandbox) => (version === 1 ? serviceV1(sandbox) : {});
  const service = version === 1 ? '/_apis/artifactcache/' : '/twirp/';

  it.each(['zstd', 'gzip'])('gives back what the real client saved with %s', async (compression) => {
    const { run, sandbox } = await scenario({ reports: ['birds', 'mammals'] });
    const programs = ['tar', 'gzip', ...(compression === 'zstd' ? ['zstd', 'zstdmt'] : [])];
    const options = { env: { ...env(sandbox), PATH: await pathWith(...programs) } };
    const first = await run({ 'max-issues': '1' }, options);
    const second = await run({}, options);
    expect([first, second].map(runsOf)).toEqual([0, 1]);
    expect([...first.annotations, ...second.annotations]).toEqual([]);
    expect(sandbox.caches()[0]?.bytes.subarray(0, 2).toString('hex')).toBe(compression === 'zstd' ? '28b5' : '1f8b');
    const asked = sandbox.requests.map(({ path }) => path).filter((path) => /^\/(_apis|twirp)\//.test(path));
    expect(asked.filter((path) => !path.startsWith(service))).toEqual([]);
    // The client's own chatter is not printed, and no address that is signed.
    const printed = (first.rawLog + second.rawLog).replace(/^::add-mask::.*$/gm, '');
    expect(printed).not.toMatch(/sig=|\/_cache\/|\[command\]/);
    expect(second.masks).toContainEqual(expect.stringMatching(/^[0-9a-f-]{36}$/));
  });

  it('that takes nothing is one warning, in its own words', async () => {
    const { run, fault, sandbox } = await scenario({ reports: ['birds'] });
    const denied = 'cache write denied: token has no writable scopes';
    fault(
      { method: 'POST', path: /CreateCacheEntry|\/caches$/, times: 99 },
      version === 1
        ? { status: 403, body: { message: denied } }
        : { status: 200, body: { ok: false, message: denied } },
    );
    const { annotations, status } = await run({}, { env: env(sandbox) });
    expect(status).toBe('success');
    expect(annotations).toEqual([
      expect.stringMatching(/^warning: The progress marker was not saved: .*cache write denied/),
    ]);
    expect(annotations[0]).toContain(denied);
  });

  it('that lets nobody read is one warning, in its own words', async () => {
    const { run, fault, sandbox } = await scenario({ reports: ['birds'] });
    const denied = 'cache read denied: token has no readable scopes';
    const body = version === 1 ? { message: denied } : { code: 'permission_denied', msg: denied };
    fault({ path: /GetCacheEntry|\/cache\?/, times: 99 }, { status: 403, body });
    const { annotations, status } = await run({}, { env: env(sandbox) });
    expect([status, annotations]).toEqual([
      'success',
      [expect.stringContaining(`could not be read: the cache service answered 403 ${denied}`)],
    ]);
  });
});

describe('a runner', () => {
  it('whose folders have spaces saves and reads the marker', async () => {
    vi.stubEnv('TMPDIR', await newFolder('a folder with spaces '));
    onTestFinished(() => void vi.unstubAllEnvs());
    const { run } = await scenario({ reports: ['birds', 'mammals'] });
    const first = await run({ 'max-issues': '1' });
    const second = await run();
    expect([first, second].map(runsOf)).toEqual([0, 1]);
    expect([...first.annotations, ...second.annotations]).toEqual([]);
  });

  it.each([
    ['the address of its cache', { ACTIONS_CACHE_SERVICE_V2: '', ACTIONS_RESULTS_URL: '' }, 'ACTIONS_CACHE_URL'],
    ['the address of its cache, version 2', { ACTIONS_RESULTS_URL: '' }, 'ACTIONS_RESULTS_URL'],
    ['a token for its cache', { ACTIONS_RUNTIME_TOKEN: '' }, 'ACTIONS_RUNTIME_TOKEN'],
  ])('that does not tell %s loses no time', async (_, env, name) => {
    const { run } = await scenario({ reports: ['birds'] });
    const happened = await run({}, { env });
    expect(happened.status).toBe('success');
    expect(warningsOf(happened)).toEqual([
      expect.stringMatching(`^warning: The progress marker could not be read: the runner .*${name} is not set`),
      expect.stringMatching(`^warning: The progress marker was not saved: the runner .*${name} is not set`),
    ]);
    // Without a marker, lists are waited for once, which takes 35 s; the time that the cache takes comes on top.
    expect(happened.tookMs).toBeLessThan(38_000);
  });

  it('whose cache is not there at all loses no time', async () => {
    const { run } = await scenario({ reports: ['birds'] });
    const { status, tookMs } = await run({}, { env: { ACTIONS_RESULTS_URL: 'http://127.0.0.1:9/' } });
    expect(status).toBe('success');
    expect(tookMs).toBeLessThan(38_000);
  });

  it('whose cache of version 1 is not there is told so before the client tries again', async () => {
    const startedAt = performance.now();
    const reason = await saveInOwnProcess({
      bytes: Buffer.from('marker'),
      key: 'key',
      program: resolve('dist/index.js'),
      folder: await newFolder('save-'),
      env: { ...process.env, ACTIONS_CACHE_URL: 'http://127.0.0.1:9/', ACTIONS_RUNTIME_TOKEN: 'token' },
    });
    expect(reason).toContain('ECONNREFUSED');
    // The client alone takes 10 s.
    expect(performance.now() - startedAt).toBeLessThan(9_000);
  });

  it('whose storage does not answer is not held up for long', async () => {
    const { run, hang } = await scenario({ reports: ['birds', 'mammals'] });
    await run({ 'max-issues': '1' });
    hang({ method: 'GET', path: /^\/_cache\//, times: 99 });
    const { status, annotations, tookMs } = await run();
    expect(status).toBe('success');
    expect(annotations).toEqual([expect.stringContaining('could not be read: no answer in 30 s')]);
    expect(tookMs).toBeLessThan(70_000);
  });

  it('that may not use its cache is told so', async () => {
    const { run } = await scenario({ reports: ['birds'] });
    const happened = await run({}, { env: { ACTIONS_CACHE_MODE: 'none' } });
    expect(happened.annotations).toEqual([
      expect.stringContaining('could not be read: the cache mode none does not permit reading'),
      expect.stringMatching(/was not saved: .*cache-mode 'none' does not permit writes/),
    ]);
  });

  it('starts the programs that pack an entry without a token', async () => {
    const programs = await pathWith('tar', 'zstd', 'zstdmt', 'env', 'sh');
    const folder = await newFolder('programs-');
    const seen = join(folder, 'environment.txt');
    await mkdir(join(folder, 'bin'));
    for (const name of ['tar', 'zstd']) {
      const program = join(folder, 'bin', name);
      await writeFile(program, `#!/bin/sh\nenv >> '${seen}'\nexec '${programs}/${name}' "$@"\n`, { mode: 0o755 });
    }
    const { run, sandbox } = await scenario({ reports: ['birds'] });
    const PATH = [join(folder, 'bin'), programs].join(delimiter);
    const { annotations } = await run({}, { env: { PATH } });
    const environment = await readFile(seen, 'utf8');
    expect(annotations).toEqual([]);
    // The first look at zstd is at the start, and others come with the saving.
    expect(environment.match(/^GITHUB_WORKSPACE=.*$/gm)?.length).toBeGreaterThan(2);
    for (const token of Object.values(sandbox.tokens)) expect(environment).not.toContain(token);
    expect(environment).not.toMatch(/^INPUT_/m);
    // Without it the tar of macOS packs a second file.
    expect(environment).toMatch(/^COPYFILE_DISABLE=1$/m);
  });
});
