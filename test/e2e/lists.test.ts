/** What lists of issues are like outside: odd, long, endless, packed without measure, and with texts of others in them. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FaultAction, FaultAnswer } from '../../sandbox/github/layers/injected-faults.ts';
import { lines } from '../support/index-files.ts';
import { type Scenario, scenario } from '../support/scenario.ts';

const BIRDS = 'example-museum/birds';
const LIST_BIRDS = { method: 'GET', path: /birds\/issues\?/, times: 10_000 };
const KEY = '<!-- report-notifier:201204|birds -->';
const BOT = 'example-report-bot';

/** An issue as GitHub lists it. */
function listed(number: number, more: object = {}): object {
  return {
    number,
    html_url: `https://github.com/${BIRDS}/issues/${number}`,
    user: { login: BOT },
    body: `Text\n\n${KEY}`,
    created_at: '2012-05-01T00:00:00Z',
    ...more,
  };
}

/** The issue without one of its properties. */
function without(name: string): object {
  return Object.fromEntries(Object.entries(listed(1)).filter(([key]) => key !== name));
}

async function withList(action: FaultAction, options: Parameters<typeof scenario>[0] = {}): Promise<Scenario> {
  const world = await scenario({ reports: ['birds'], ...options });
  world.fault(LIST_BIRDS, action);
  return world;
}

const html = { 'content-type': 'text/html' };

describe('a list with an item that is not an issue is none: the report stays pending and is not sent', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['nothing in it', {}],
    ['a text', 'issue'],
    ['a number', 7],
    ['no number', without('number')],
    ['a number as text', listed(1, { number: '1' })],
    ['a number that counts nothing', listed(1, { number: 0.5 })],
    ['no user', without('user')],
    ['a user as text', listed(1, { user: BOT })],
    ['a user without a login', listed(1, { user: { id: 1 } })],
    ['an empty login', listed(1, { user: { login: '' } })],
    ['no body', without('body')],
    ['a body that is no text', listed(1, { body: { text: KEY } })],
    ['a mark of pull requests that is none', listed(1, { pull_request: 'no' })],
    ['its own issue without an address', without('html_url')],
    ['its own issue without a time', listed(1, { created_at: 'yesterday' })],
  ])('%s', async (_, item) => {
    const { run } = await withList({ status: 200, body: [listed(2, { body: '' }), item] });
    const { opened, outputs, results } = await run();
    expect([opened, outputs.sent, outputs.found, outputs.pending]).toEqual([[], '0', '0', '1']);
    expect(results[0]).toMatchObject({
      kind: 'pending',
      message: expect.stringMatching(/^page 1, item 2 of the list/),
    });
  });

  it.each<[string, object, string]>([
    ['an issue without text', listed(1, { body: null }), '0'],
    ['an issue of an account that is gone', listed(1, { user: null }), '0'],
    ['a pull request', listed(1, { pull_request: {} }), '0'],
    ['an issue that is marked as no pull request', listed(1, { pull_request: null }), '1'],
  ])('but %s is documented', async (_, item, found) => {
    const { run } = await withList({ status: 200, body: [item] });
    const { opened, outputs } = await run();
    expect([opened.length, outputs.found, outputs.status]).toEqual([found === '0' ? 1 : 0, found, 'success']);
  });
});

describe('the pages of a list', () => {
  const full = Array.from({ length: 100 }, (_, n) => listed(200 - n, { body: 'Another issue of the bot' }));

  it.each<[string, Record<string, string>]>([
    ['a link', { link: '<https://other.test/x>; rel="first"' }],
    ['any link', {}],
  ])('go on by number after a full one without %s to the next', async (_, headers) => {
    const { run } = await withList({
      answer: ({ path }): FaultAnswer => {
        const page = new URL(path, 'http://x').searchParams.get('page') ?? '1';
        return page === '1' ? { status: 200, headers, body: full } : { status: 200, body: [listed(1)] };
      },
    });
    const { opened, outputs } = await run();
    expect([opened, outputs.found]).toEqual([[], '1']);
  });

  it('end with the one that has less than a hundred issues', async () => {
    const { run } = await withList({ status: 200, body: full.slice(1) });
    const { requests, outputs } = await run();
    expect(outputs.sent).toBe('1');
    expect(requests.filter(({ method, path }) => method === 'GET' && /birds\/issues/.test(path))).toHaveLength(1);
  });

  it.each(['rel=next', 'rel="next"', "rel='next'", 'title="a, b"; REL="prefetch next"'])('go on by %s', async (rel) => {
    const world = await scenario({ reports: ['birds'] });
    const { run, sandbox } = world;
    world.fault(LIST_BIRDS, {
      answer: ({ path }): FaultAnswer => {
        if (path.includes('after=')) return { status: 200, body: [listed(1)] };
        const link = `<${sandbox.apiUrl}/repos/${BIRDS}/issues?page=1>; rel="first", <${sandbox.apiUrl}/repos/${BIRDS}/issues?after=x>; ${rel}`;
        return { status: 200, headers: { link }, body: [listed(2, { body: 'x' })] };
      },
    });
    const { opened, outputs } = await run();
    expect([opened, outputs.found]).toEqual([[], '1']);
  });

  it.each(['cursor:v2:abc', '{baseUrl}', 'a%3Ab%7Bc%7D'])(
    'go on by the cursor of the link as it stands: %s',
    async (cursor) => {
      const world = await scenario({ reports: ['birds'] });
      world.fault(LIST_BIRDS, {
        answer: ({ path }): FaultAnswer => {
          const after = new URL(path, 'http://x').searchParams.get('after');
          if (after !== null) return { status: 200, body: after === decodeURIComponent(cursor) ? [listed(1)] : [] };
          const link = `</repos/${BIRDS}/issues?after=${cursor}>; rel="next"`;
          return { status: 200, headers: { link }, body: [listed(2, { body: 'x' })] };
        },
      });
      const { opened, outputs } = await world.run();
      expect([opened, outputs.found]).toEqual([[], '1']);
    },
  );

  const linked = (path: string, body: object): FaultAnswer => ({
    status: 200,
    headers: { link: `<${path}>; rel="next"` },
    body,
  });
  it.each<[string, (path: string, n: number) => FaultAnswer, RegExp]>([
    ['that links to itself', (path, n) => linked(path, [listed(n)]), /leads back to a page/],
    [
      'that links to one before',
      (path, n) =>
        linked(
          path.includes('page=2')
            ? '/repos/example-museum/birds/issues?page=1'
            : '/repos/example-museum/birds/issues?page=2',
          [listed(n)],
        ),
      /leads back to a page/,
    ],
    ['that is always the same, whatever its number', () => ({ status: 200, body: full }), /nothing new/],
  ])('end where there is one %s: the list is not to be had', async (_, answer, message) => {
    let n = 0;
    const { run } = await withList({
      answer: ({ path }) => {
        n += 1;
        return answer(path, n);
      },
    });
    const { opened, outputs, results, requests } = await run();
    expect([opened, outputs.pending]).toEqual([[], '1']);
    expect(results[0]).toMatchObject({ kind: 'pending', message: expect.stringMatching(message) });
    expect(requests.length).toBeLessThan(20);
  });
});

describe('memory, whatever a server answers', () => {
  /** Of main and post step each, at the highest; the action alone takes a hundred. */
  const MOST_MB = 500;

  async function peak(world: Scenario): Promise<{ mostMB: number; happened: Awaited<ReturnType<Scenario['run']>> }> {
    const folder = await mkdtemp(join(tmpdir(), 'peak-memory-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'peak');
    const preload = new URL('../support/peak-memory.mjs', import.meta.url).href;
    const happened = await world.run({}, { env: { PEAK_MEMORY: file, NODE_OPTIONS: `--import ${preload}` } });
    const peaks = (await readFile(file, 'utf8')).trim().split('\n').map(Number);
    return { mostMB: Math.max(...peaks) / 1024, happened };
  }

  const zipped = { 'content-encoding': 'gzip' };
  const spaces = Buffer.alloc(300_000_000, ' ');
  const bomb = gzipSync(Buffer.concat([Buffer.from('['), spaces, Buffer.from(']')]));
  /** A member without content, over and over: it unpacks to nothing. */
  const husk = Buffer.alloc(24_000_000, gzipSync(''));

  it.each<[string, FaultAnswer]>([
    ['a list that is packed', { status: 200, headers: zipped, body: bomb }],
    ['a list that is not packed', { status: 200, body: Buffer.concat([Buffer.from('['), spaces]) }],
    ['a list that unpacks to nothing', { status: 200, headers: zipped, body: husk }],
    ['a list of brackets', { status: 200, headers: zipped, body: gzipSync('['.repeat(19_000_000)) }],
    ['an error', { status: 403, headers: zipped, body: bomb }],
    ['a page that is an error', { status: 502, headers: { ...zipped, ...html }, body: bomb }],
    [
      'a redirect',
      { status: 301, headers: { ...zipped, location: '/repos/example-museum/birds/issues?page=2' }, body: bomb },
    ],
  ])('%s has a ceiling', async (_, answer) => {
    const { mostMB, happened } = await peak(await withList(answer));
    expect(mostMB).toBeLessThan(MOST_MB);
    expect(happened.opened).toEqual([]);
    expect(happened.outputs).toMatchObject({ sent: '0', pending: '1' });
  });

  it('an answer to a new issue has a ceiling; the list then shows it', async () => {
    const world = await scenario({ reports: ['birds'] });
    world.fault(
      { method: 'POST', path: /birds\/issues$/ },
      { status: 201, headers: zipped, body: bomb, afterEffect: true },
    );
    const { mostMB, happened } = await peak(world);
    expect(mostMB).toBeLessThan(MOST_MB);
    expect([happened.opened, happened.outputs.sent]).toEqual([[`${BIRDS}#1`], '1']);
  });

  it('a list without end has one', async () => {
    let page = 0;
    const world = await withList({
      answer: () => {
        page += 1;
        const body = Array.from({ length: 100 }, (_, n) =>
          listed(page * 100 + n, { body: `${'x'.repeat(5_000)}${page}` }),
        );
        const link = `</repos/${BIRDS}/issues?page=${page + 1}>; rel="next"`;
        return { status: 200, headers: { ...zipped, link }, body: gzipSync(JSON.stringify(body), { level: 1 }) };
      },
    });
    const { mostMB, happened } = await peak(world);
    expect(mostMB).toBeLessThan(MOST_MB);
    expect([happened.opened, happened.outputs.pending]).toEqual([[], '1']);
    expect(happened.results[0]).toMatchObject({ message: expect.stringMatching(/has no end/) });
  }, 60_000);

  it('a file of the index has a ceiling', async () => {
    const world = await scenario({ reports: ['birds'] });
    world.fault(
      { method: 'GET', path: /contents\/.*201204\.csv/, times: 9 },
      { status: 200, headers: zipped, body: bomb },
    );
    const { mostMB, happened } = await peak(world);
    expect(mostMB).toBeLessThan(MOST_MB);
    expect(happened.annotations).toContainEqual(expect.stringMatching(/201204\.csv is larger than 41,943,040 bytes/));
  });
});

describe('the key of a report is found wherever it stands in an issue of its own', () => {
  it.each([
    ['at the end', `Text\n\n${KEY}`],
    ['with a line end of Windows and blank lines below', `Text\r\n\r\n${KEY}\r\n\r\n`],
    ['above a text that a bot put below', `Text\n\n${KEY}\n\n---\nTriaged by example-bot, thank you!`],
    ['above a text in the same line', `Text\n\n${KEY}Triaged.`],
    ['above a comment of a bot', `Text\n\n${KEY}\n<!-- triage: done -->`],
    ['above the key of another report that was pasted below', `Text\n\n${KEY}\n\n<!-- report-notifier:201204|x -->`],
    ['at the beginning', `${KEY}\nText`],
    ['in a quotation', `> Text\n>\n> ${KEY}\n\nAnswered.`],
    ['in the middle of a line', `| Text | ${KEY} |`],
    ['with the keys of others', `Text\n\n<!-- report-notifier:201204|x -->\n${KEY}\n<!-- report-notifier:201204|y -->`],
  ])('%s', async (_, body) => {
    const { run, openIssue } = await scenario({ reports: ['birds'] });
    await openIssue(BIRDS, body);
    const { opened, outputs } = await run();
    expect([opened, outputs.found]).toEqual([[], '1']);
  });

  const shared = lines(
    'gbifdatasetid,ccode,github_orgname,github_reponame',
    'a,A,example-museum,birds',
    'b,B,example-museum,birds',
  );

  it('a value that looks like a key silences no other report', async () => {
    const { run, push } = await scenario({
      reports: ['a', 'b'],
      index: {
        'datasets.csv': lines(
          'gbifdatasetid,ccode,github_orgname,github_reponame,note',
          'a,A,example-museum,birds,<!-- report-notifier:201204|b -->',
          'b,B,example-museum,birds,x',
        ),
      },
    });
    await push(
      'issue.md',
      '---\ntitle: "Report of {{ dataset.ccode }} {{ dataset.note }}"\n---\n{{ dataset.note }}\n<!-- report-notifier:201204|b -->\n',
    );
    const { issues, outputs } = await run({ template: 'reports-index/issue.md' });
    expect([issues.length, outputs.sent, outputs.status]).toEqual([2, '2', 'success']);
    expect(issues[0]?.body).toContain('<!-- report-notifier\u200b:201204|b -->');
    const again = await run({ period: '201204' });
    expect(again.opened).toEqual([]);
  });

  it('nor does one in a line of an issue of version 1.0, which ends with its own key', async () => {
    const { run, openIssue } = await scenario({ reports: ['a', 'b'], index: { 'datasets.csv': shared } });
    await openIssue(BIRDS, 'Title: <!-- report-notifier:201204|b -->\n\n<!-- report-notifier:201204|a -->');
    const { opened, outputs } = await run();
    expect([opened, outputs.found, outputs.sent]).toEqual([[`${BIRDS}#2`], '1', '1']);
  });
});

describe('two issues with one key', () => {
  it('are said with both addresses, and the first counts', async () => {
    const { run } = await withList({ status: 200, body: [listed(2), listed(1)] }, { reports: ['birds', 'mammals'] });
    const { outputs, annotations, results, status } = await run();
    expect([status, outputs.found, outputs.sent]).toEqual(['success', '1', '1']);
    expect(results[0]).toMatchObject({ kind: 'found', number: 1 });
    const issue = `https://github.com/${BIRDS}/issues`;
    expect(annotations).toEqual([expect.stringContaining(`201204|birds has two issues: ${issue}/1 and ${issue}/2`)]);
    expect(annotations[0]).toMatch(/^warning/);
  });

  it('is one that stands on two pages', async () => {
    const { run } = await withList({
      answer: ({ path }) =>
        path.includes('page=2')
          ? { status: 200, body: [listed(5), listed(4, { body: '' })] }
          : {
              status: 200,
              headers: { link: `</repos/${BIRDS}/issues?page=2>; rel="next"` },
              body: [listed(6, { body: '' }), listed(5)],
            },
    });
    const { outputs, annotations } = await run();
    expect([outputs.found, annotations]).toEqual(['1', []]);
  });

  it('of which one was made after this run began stop the run', async () => {
    const world = await scenario({ reports: ['birds', 'mammals'] });
    const late = () => new Date(world.now() + 60_000).toISOString();
    world.fault(LIST_BIRDS, { answer: () => ({ status: 200, body: [listed(9, { created_at: late() }), listed(3)] }) });
    const { exitCode, outputs, annotations, opened, file } = { ...(await world.run()), file: world.file };
    expect([exitCode, outputs.status, outputs.found, opened]).toEqual([1, 'error', '1', []]);
    expect(annotations).toEqual([
      expect.stringMatching(/^error: .*201204\|birds has two issues: .*birds\/issues\/3 and .*birds\/issues\/9/),
    ]);
    expect(annotations[0]).toMatch(/concurrency/);
    expect(await file('reports/201204.csv')).toMatch(
      /^birds,true,true,,https:\/\/github\.com\/example-museum\/birds\/issues\/3,/m,
    );
  });

  /** The lists one after the other; POSTs of birds come to nothing that could be known. */
  async function posting(...lists: object[][]) {
    const world = await scenario({ reports: ['birds', 'mammals'] });
    world.fault({ method: 'POST', path: /birds\/issues$/, times: 9 }, { status: 502 });
    world.fault(LIST_BIRDS, { answer: () => ({ status: 200, body: lists.shift() ?? [] }) });
    return world.run();
  }

  it('of which this run cannot have made both stop the run', async () => {
    const { outputs, annotations } = await posting([], [listed(2), listed(1)]);
    expect([outputs.status, outputs.pending]).toEqual(['error', '1']);
    expect(annotations.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringMatching(/^error: .*201204\|birds has two issues: /),
    ]);
  });

  it('that this run itself may have made are no other run', async () => {
    const { outputs, annotations } = await posting([], [], [listed(2), listed(1)]);
    expect([outputs.status, outputs.sent]).toEqual(['success', '2']);
    expect(annotations).toContainEqual(expect.stringMatching(/^warning.*201204\|birds has two issues: /));
  });
});

describe('a flag commit that meets the address of', () => {
  const REPORTS = 'reports/201204.csv';
  const HEADER = 'gbifdatasetid,stored,issue_sent,issue_skipped,issue_url,issue_sent_at';
  const MOVE = { method: 'PATCH', path: /\/git\/refs\/heads\/main$/ };

  async function meeting(
    url: (server: string) => string,
    before: string,
    prepare?: (world: Scenario) => Promise<void>,
  ) {
    const world = await scenario({
      index: { [REPORTS]: lines(HEADER, `birds,true,false,,${before},`, 'mammals,true,false,,,') },
      reports: ['birds', 'mammals'],
    });
    await prepare?.(world);
    const address = url(world.sandbox.serverUrl);
    world.fault(MOVE, {
      run: () => world.push(REPORTS, lines(HEADER, `birds,true,true,,${address},`, 'mammals,true,false,,,')),
    });
    return { world, address, happened: await world.run() };
  }

  it.each<[string, (server: string) => string]>([
    ['another issue', (server) => `${server}/${BIRDS}/issues/77`],
    ['an issue of another repository', (server) => `${server}/example-museum/mammals/issues/1`],
    ['another issue, with a slash at its end,', (server) => `${server}/${BIRDS}/issues/77/`],
    ['another issue, with a comment,', (server) => `${server}/${BIRDS}/issues/77/#issuecomment-1`],
    ['another issue, in capitals,', (server) => `${server.toUpperCase()}/${BIRDS}/issues/77`],
    ['another issue, in brackets,', (server) => `<${server}/${BIRDS}/issues/77>`],
  ])('%s that was written since the run read the file ends the run', async (_, url) => {
    const { world, address, happened } = await meeting(url, '');
    expect([happened.exitCode, happened.status]).toEqual([1, 'error']);
    expect(happened.annotations).toEqual([expect.stringMatching(/^error: .*concurrency/)]);
    expect(happened.annotations[0]).toContain(address);
    expect(happened.annotations[0]).toContain(`${world.sandbox.serverUrl}/${BIRDS}/issues/1`);
    // The other flags are in the index all the same.
    expect(await world.file(REPORTS)).toMatch(/^mammals,true,true,,http/m);
    expect(await world.file(REPORTS)).toContain(`birds,true,true,,${address},`);
  });

  it.each<[string, (server: string) => string, string]>([
    ['the same issue', (server) => `${server}/${BIRDS}/issues/1`, ''],
    ['the same issue with a slash and a comment', (server) => `${server}/${BIRDS}/issues/1/#issuecomment-2`, ''],
    ['the same issue in other letters', (server) => `${server}/Example-Museum/BIRDS/issues/1`, ''],
    [
      'an issue that was there from the start',
      () => 'https://github.com/old/place/issues/9',
      'https://github.com/old/place/issues/9',
    ],
    ['something that is no issue', () => 'sent by mail', ''],
    ['a repository that does not exist', (server) => `${server}/example-museum/nowhere/issues/1`, ''],
  ])('%s goes on', async (_, url, before) => {
    const { happened } = await meeting(url, before);
    expect([happened.status, happened.annotations]).toEqual(['success', []]);
  });

  it.each(['birds', 'aves'])('the same issue as %s, while its repository was renamed, goes on', async (name) => {
    const { happened } = await meeting(
      (server) => `${server}/example-museum/${name}/issues/1`,
      '',
      (world) => world.sandbox.setRepository(BIRDS, { movedTo: 'example-museum/aves' }),
    );
    expect(happened.status).toBe('success');
  });

  it('the same issue under a name that came after it was opened goes on', async () => {
    const world = await scenario({
      index: { [REPORTS]: lines(HEADER, 'birds,true,false,,,', 'mammals,true,false,,,') },
      reports: ['birds', 'mammals'],
    });
    world.fault(MOVE, {
      run: async () => {
        await world.sandbox.setRepository(BIRDS, { movedTo: 'example-museum/aves' });
        const address = `${world.sandbox.serverUrl}/example-museum/aves/issues/1`;
        await world.push(REPORTS, lines(HEADER, `birds,true,true,,${address},`, 'mammals,true,false,,,'));
      },
    });
    expect((await world.run()).status).toBe('success');
  });
});
