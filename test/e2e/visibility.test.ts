/** Whether somebody without a token sees what the action opens, with the built action. */

import { describe, expect, it } from 'vitest';
import { OWNER } from '../support/index-files.ts';
import { scenario } from '../support/scenario.ts';

const BOT = 'example-report-bot';
const PROFILE = `GET /users/${BOT}`;
const many = (count: number) => Array.from({ length: count }, (_, n) => `d${n + 1}`);
const looksAt = (lines: readonly string[], number = 1) => lines.filter((line) => line.includes(`/issues/${number} `));

describe('an account that everybody sees', () => {
  it('costs two requests without a token in a run of fifteen reports', async () => {
    const { run } = await scenario({ reports: many(15) });
    const { status, opened, askedPublicly } = await run();
    expect({ status, opened: opened.length }).toEqual({ status: 'success', opened: 15 });
    expect(askedPublicly).toEqual([`${PROFILE} 200`, `GET /repos/${OWNER}/d1/issues/1 200`]);
  });

  it('is looked at again after fifty issues, and no request without a token carries a secret', async () => {
    const { run } = await scenario({ reports: many(52) });
    const { anonymous } = await run();
    expect(anonymous.map(({ path }) => path)).toEqual([
      `/users/${BOT}`,
      `/repos/${OWNER}/d1/issues/1?look=1`,
      `/repos/${OWNER}/d51/issues/1?look=1`,
    ]);
    expect(anonymous.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  it('is not asked for when there is nothing to send', async () => {
    const { run } = await scenario({ reports: [] });
    expect((await run()).askedPublicly).toEqual([]);
  });
});

describe('an account that GitHub hides', () => {
  it('ends the run after one issue where its profile is hidden, and the flag is committed', async () => {
    const { run, sandbox } = await scenario({ reports: many(15) });
    sandbox.hideAccount(BOT);
    const { status, opened, anonymous, annotations, commits, dispatches, changes, tookMs } = await run();
    expect({ status, opened, dispatches }).toEqual({ status: 'error', opened: [`${OWNER}/d1#1`], dispatches: [] });
    const looks = anonymous.filter(({ path }) => path.includes('/issues/'));
    expect(looks.map(({ path }) => path.split('?')[1])).toEqual(['look=1', 'look=2', 'look=3']);
    expect((looks[2]?.at ?? 0) - (looks[0]?.at ?? 0)).toBeGreaterThanOrEqual(119_000);
    expect(tookMs).toBeLessThan(180_000);
    expect(annotations[0]).toMatch(
      /^error: GitHub hides example-report-bot from everybody else: .* Opened, probably mailed to nobody: 1 issue \(example-museum\/d1#1\)/,
    );
    expect(commits).toHaveLength(1);
    expect(changes['reports/201204.csv']?.[0]).toContain('d1,true,true');
  });

  it('ends the next run after one issue, too, until GitHub shows the account again', async () => {
    const { run, sandbox } = await scenario({ reports: many(3) });
    sandbox.hideAccount(BOT);
    expect((await run()).opened).toHaveLength(1);
    expect((await run()).opened).toHaveLength(1);
    sandbox.hideAccount(BOT, false);
    expect(await run()).toMatchObject({ status: 'success', opened: [`${OWNER}/d3#1`] });
  });

  it('is noticed in a campaign of one report', async () => {
    const { run, sandbox } = await scenario({ reports: ['birds'] });
    sandbox.hideAccount(BOT);
    expect((await run()).annotations[0]).toContain('probably mailed to nobody: 1 issue (example-museum/birds#1)');
  });

  it('is noticed at most fifty issues after it was hidden in the middle of a campaign', async () => {
    const { run, sandbox } = await scenario({ reports: many(60) });
    let posts = 0;
    sandbox.intercept(async ({ method, path }, phase) => {
      if (method === 'POST' && path.endsWith('/issues') && phase === 'after') posts += 1;
      if (posts === 2) sandbox.hideAccount(BOT);
      return 'continue';
    });
    const { status, opened, annotations } = await run({ 'max-per-minute': '60' });
    expect({ status, opened: opened.length }).toEqual({ status: 'error', opened: 51 });
    expect(annotations[0]).toContain('probably mailed to nobody: 50 issues (example-museum/d2#1, ');
  });

  it('is noticed by a second hidden issue where its profile is shown', async () => {
    const { run, sandbox, fault } = await scenario({ reports: many(3) });
    sandbox.hideAccount(BOT);
    const profile = { id: 1, login: BOT };
    fault({ method: 'GET', path: /^\/users\//, times: 99 }, { status: 200, body: profile });
    const { status, annotations, opened } = await run({ 'max-per-minute': '1' });
    expect({ status, opened: opened.length }).toEqual({ status: 'error', opened: 3 });
    expect(annotations[0]).toMatch(/answers 404 to \S+\/d1\/issues\/1 and \S+\/d\d\/issues\/1\./);
  });

  it('is noticed in a testing campaign', async () => {
    const { run, sandbox } = await scenario({ reports: many(2) });
    sandbox.hideAccount(BOT);
    const { annotations } = await run({ testing: 'true', 'testing-repository': 'example-network/report-tests' });
    expect(annotations[0]).toContain('1 issue (example-network/report-tests#1)');
  });
});

describe('answers that say nothing', () => {
  it('let the run go on: a closed server, a limit, a page of a proxy, no answer', async () => {
    for (const status of [401, 403, 429, 502]) {
      const { run, fault } = await scenario({ reports: many(2) });
      fault({ method: 'GET', path: /^\/users\//, times: 99 }, { status, body: 'closed' });
      fault({ method: 'GET', path: /\/issues\/\d+\?look=/, times: 99 }, { status, body: 'closed' });
      const { rawLog, log, annotations, ...happened } = await run();
      expect(happened).toMatchObject({ status: 'success' });
      expect(annotations).toEqual([]);
      expect(rawLog).toContain(`::debug::Without a token GitHub does not tell about the profile of ${BOT}: ${status}`);
      expect(log).not.toContain('Without a token GitHub');
    }
  });

  it('let the run go on: a 404 that is not in GitHub’s words', async () => {
    const { run, fault } = await scenario({ reports: many(2) });
    fault({ method: 'GET', path: /\/users\/|look=/, times: 99 }, { status: 404, body: '<html>Not Found</html>' });
    expect(await run()).toMatchObject({ status: 'success' });
  });

  it('let the run go on: an issue that is late to appear', async () => {
    const { run, fault } = await scenario({ reports: many(3) });
    const body = { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' };
    fault({ method: 'GET', path: /\/issues\/\d+\?look=[12]/, times: 99 }, { status: 404, body });
    const { status, askedPublicly } = await run();
    expect(status).toBe('success');
    expect(looksAt(askedPublicly)).toHaveLength(3);
  });
});

describe('private repositories', () => {
  it('are passed over, and at most three are asked for', async () => {
    const { run, sandbox } = await scenario({ reports: many(6) });
    for (const name of many(6)) await sandbox.setRepository(`${OWNER}/${name}`, { private: true });
    const { status, askedPublicly } = await run();
    expect(status).toBe('success');
    expect(askedPublicly.filter((line) => /\/repos\/[^/]+\/[^/ ]+ 404$/.test(line))).toHaveLength(3);
    expect(looksAt(askedPublicly)).toHaveLength(3);
  });

  it('do not hide that the account is hidden', async () => {
    const { run, sandbox } = await scenario({ reports: many(4) });
    await sandbox.setRepository(`${OWNER}/d1`, { private: true });
    sandbox.hideAccount(BOT);
    const { status, opened } = await run();
    expect({ status, opened: opened.length }).toEqual({ status: 'error', opened: 2 });
  });

  it('in a testing campaign cost two looks in all', async () => {
    const { run, sandbox } = await scenario({ reports: many(4) });
    await sandbox.setRepository('example-network/report-tests', { private: true });
    const { status, askedPublicly } = await run({
      testing: 'true',
      'testing-repository': 'example-network/report-tests',
    });
    expect(status).toBe('success');
    expect(askedPublicly).toEqual([
      `${PROFILE} 200`,
      'GET /repos/example-network/report-tests/issues/1 404',
      'GET /repos/example-network/report-tests 404',
    ]);
  });
});
