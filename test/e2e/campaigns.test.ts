import { describe, expect, it } from 'vitest';
import { datasetsFile, lines, periodsFile, REPORTS } from '../support/index-files.ts';
import { scenario } from '../support/scenario.ts';

describe('a campaign', () => {
  // The scenario to copy: a world, a run, and what became of it.
  it('opens one issue for each pending report, commits the flags and is done', async () => {
    const { run } = await scenario({ reports: ['birds', 'mammals'] });
    const { exitCode, outputs, opened, changes, commits, postExitCode, postLog } = await run();
    expect(outputs).toMatchObject({ status: 'success', period: '201204', sent: '2', found: '0', pending: '0' });
    expect(opened).toEqual(['example-museum/birds#1', 'example-museum/mammals#1']);
    expect(commits).toEqual(['Record reports of period 201204: 2 sent']);
    expect(changes).toEqual({
      'periods.csv': ['201204,2012,4, → 201204,2012,4,done'],
      [REPORTS]: [
        expect.stringMatching(/^birds,true,false,,, → birds,true,true,,http:.*\/birds\/issues\/1,\d{4}-.*Z$/),
        expect.stringMatching(/^mammals,true,false,,, → mammals,true,true,,http:.*\/mammals\/issues\/1,\d{4}-.*Z$/),
      ],
    });
    expect([exitCode, postExitCode, postLog]).toEqual([0, 0, '']);
  });

  it("writes the predecessor's text with the report's key at the end", async () => {
    const { run, sandbox } = await scenario({ reports: ['birds'] });
    const [issue] = (await run()).issues;
    expect(issue).toMatchObject({
      title: 'Monthly VertNet data use report for 2012-4, resource BIRDS',
      labels: ['report'],
      creator: 'example-report-bot',
    });
    const all = 'http://tools-usagestats.vertnet-portal.appspot.com/reports/birds/';
    expect(issue?.body).toContain(`at:\n\n${all}201204/\n\nRaw text`);
    expect(issue?.body).toContain(`at:\n\n${sandbox.serverUrl}/example-museum/birds/tree/HEAD/reports\n\nA full`);
    expect(issue?.body).toContain(`from:\n\n${all}\n\nYou can`);
    expect(issue?.body).toMatch(/Thank you for being a part of VertNet\.\n\n<!-- report-notifier:201204\|birds -->$/);
  });

  it('asks no more than it must: one POST and one list a report, nothing is polled', async () => {
    const { run } = await scenario({ reports: ['birds', 'mammals'] });
    const { asked } = await run();
    const index = '/repos/example-network/reports-index';
    const shown = asked.map((line) => line.replace(/[0-9a-f]{40}/, 'SHA'));
    expect(shown.slice(0, 6)).toEqual([
      `GET ${index}/git/ref/heads/main 200`,
      `GET ${index}/git/trees/SHA 200`,
      `GET ${index}/contents/reports-index/periods.csv 200`,
      `GET ${index}/contents/${'reports-index/reports/201204.csv'} 200`,
      `GET ${index}/contents/reports-index/datasets.csv 200`,
      'GET /user 200',
    ]);
    expect(asked.filter((line) => line.includes('example-museum')).toSorted()).toEqual([
      'GET /repos/example-museum/birds/issues 200',
      'GET /repos/example-museum/mammals/issues 200',
      'POST /repos/example-museum/birds/issues 201',
      'POST /repos/example-museum/mammals/issues 201',
    ]);
    expect(shown.slice(10)).toEqual([
      `GET ${index}/git/ref/heads/main 304`,
      `GET ${index}/git/commits/SHA 200`,
      `POST ${index}/git/blobs 201`,
      `POST ${index}/git/blobs 201`,
      `POST ${index}/git/trees 201`,
      `POST ${index}/git/commits 201`,
      `PATCH ${index}/git/refs/heads/main 200`,
    ]);
  });

  it('lists a repository once, however many reports go there', async () => {
    const { run } = await scenario({
      index: {
        'datasets.csv': lines(
          'gbifdatasetid,ccode,github_orgname,github_reponame',
          'birds,B,example-museum,zoology',
          'mammals,M,Example-Museum,Zoology',
          'fishes,F,example-museum,zoology',
        ),
      },
    });
    const { asked, opened } = await run();
    expect(opened).toEqual(['example-museum/zoology#1', 'example-museum/zoology#2', 'example-museum/zoology#3']);
    expect(asked.filter((line) => line.startsWith('GET') && line.includes('/issues'))).toHaveLength(1);
  });

  it('sends only what is pending: stored, not sent, not skipped', async () => {
    const { run } = await scenario({
      index: {
        [REPORTS]: lines(
          'gbifdatasetid,stored,issue_sent,issue_skipped',
          'birds,true,true,',
          'mammals,false,false,',
          'fishes,true,false,by hand',
          'insects,true,false,',
        ),
        'datasets.csv': datasetsFile(['birds', 'mammals', 'fishes', 'insects']),
      },
    });
    const { opened, changes } = await run();
    expect(opened).toEqual(['example-museum/insects#1']);
    expect(changes[REPORTS]).toEqual(['insects,true,false, → insects,true,true,']);
  });

  it('does nothing when nothing is pending, at once', async () => {
    const { run } = await scenario({
      index: { [REPORTS]: lines('gbifdatasetid,stored,issue_sent', 'birds,1,1'), 'periods.csv': periodsFile('done') },
    });
    await run();
    const { exitCode, outputs, asked, commits, tookMs } = await run();
    expect([exitCode, outputs.status, outputs.sent, outputs.issues]).toEqual([0, 'success', '0', '[]']);
    expect(JSON.parse(outputs.response ?? '')).toMatchObject({
      message: 'Period 201204: no report is pending, nothing was sent.',
    });
    expect(commits).toEqual([]);
    expect(asked.filter((line) => !line.startsWith('GET'))).toEqual([]);
    expect(tookMs).toBeLessThan(20_000);
  });

  it('sends nothing in a second run', async () => {
    const { run } = await scenario({ reports: ['birds', 'mammals'] });
    await run();
    const { opened, commits, outputs } = await run();
    expect([opened, commits, outputs.status, outputs.found]).toEqual([[], [], 'success', '0']);
  });

  it('skips a report without a dataset, says so at its row, and goes on', async () => {
    const { run, file } = await scenario({ index: { 'datasets.csv': datasetsFile(['birds', 'fishes']) } });
    const { outputs, opened, annotations, changes } = await run();
    expect(outputs).toMatchObject({ status: 'success', sent: '2', skipped: '1' });
    expect(opened).toEqual(['example-museum/birds#1', 'example-museum/fishes#1']);
    expect(annotations).toEqual([
      expect.stringMatching(/^error reports-index\/reports\/201204\.csv:3: 201204\|mammals: the dataset is not in/),
    ]);
    expect(changes[REPORTS]?.[1]).toBe('mammals,true,false,,, → mammals,true,false,missing-dataset,,');
    expect(await file('periods.csv')).toContain('201204,2012,4,done');
  });

  it('commits after each `checkpoint` issues and at the end', async () => {
    const { run } = await scenario({ reports: ['a', 'b', 'c', 'd', 'e'] });
    const { commits, changes } = await run({ checkpoint: '2' });
    expect(commits).toEqual([
      'Record reports of period 201204: 2 sent',
      'Record reports of period 201204: 2 sent',
      'Record reports of period 201204: 1 sent',
    ]);
    expect(changes[REPORTS]).toHaveLength(5);
  });

  it('opens `max-issues` issues at most, and the next run goes on', async () => {
    const { run, file } = await scenario();
    const first = await run({ 'max-issues': '2' });
    expect(first.outputs).toMatchObject({ status: 'in progress', sent: '2', pending: '1' });
    expect([first.exitCode, first.dispatches]).toEqual([0, []]);
    expect(await file('periods.csv')).toContain('201204,2012,4,in progress');
    const second = await run({ 'max-issues': '2' });
    expect(second.outputs).toMatchObject({ status: 'success', sent: '1', pending: '0' });
    expect(second.opened).toEqual(['example-museum/fishes#1']);
    expect(await file('periods.csv')).toContain('201204,2012,4,done');
  });

  it('gives its outputs in the form that action.yml promises', async () => {
    const { run, sandbox } = await scenario({
      reports: ['birds', 'none'],
      index: { 'datasets.csv': datasetsFile(['birds']) },
    });
    const { outputs, results } = await run();
    const url = `${sandbox.serverUrl}/example-museum/birds/issues/1`;
    expect(Object.keys(outputs).toSorted()).toEqual(
      'commit failed found issues pending period response results sent skipped status'.split(' '),
    );
    expect(JSON.parse(outputs.issues ?? '')).toEqual([
      { report: '201204|birds', repository: 'example-museum/birds', number: 1, url },
    ]);
    expect(outputs.commit).toBe(await sandbox.head('example-network/reports-index'));
    expect(JSON.parse(outputs.response ?? '')).toMatchObject({
      status: 'success',
      message: 'Period 201204: 1 sent, 1 skipped.',
      data: { period: '201204', cursor: '201204|birds' },
    });
    expect(results).toMatchObject([
      { kind: 'skipped', report: '201204|none', reason: 'missing-dataset' },
      { kind: 'sent', report: '201204|birds', repository: 'example-museum/birds', number: 1, url },
    ]);
  });
});

describe('one dataset', () => {
  it('is sent alone, whatever the case of its id', async () => {
    const { run, file } = await scenario({
      index: { [REPORTS]: lines('gbifdatasetid,stored,issue_sent', 'Birds,true,false', 'mammals,true,false') },
    });
    const { opened, issues, changes, outputs } = await run({ gbifdatasetid: 'bIRDS' });
    expect(opened).toEqual(['example-museum/birds#1']);
    expect(issues[0]?.body).toContain('<!-- report-notifier:201204|birds -->');
    expect(changes).toEqual({ [REPORTS]: ['Birds,true,false → Birds,true,true'] });
    expect(outputs).toMatchObject({ status: 'success', sent: '1', pending: '0' });
    expect(await file('periods.csv')).toBe(periodsFile());
  });

  it('makes the period done when it was the last', async () => {
    const { run, file } = await scenario({ reports: ['birds'] });
    await run({ gbifdatasetid: 'birds' });
    expect(await file('periods.csv')).toBe(periodsFile('done'));
  });

  it('is not sent again when it has been', async () => {
    const { run } = await scenario();
    await run({ gbifdatasetid: 'birds' });
    const { opened, outputs } = await run({ gbifdatasetid: 'birds' });
    expect([opened, outputs.status]).toEqual([[], 'success']);
  });
});

describe('testing', () => {
  it('sends all issues to the testing repository and commits nothing; a new testing run sends again', async () => {
    const { run, world } = await scenario({ reports: ['birds', 'mammals'] });
    const inputs = { testing: 'true', 'testing-repository': world.testRepository };
    const first = await run(inputs);
    expect(first.opened).toEqual([`${world.testRepository}#1`, `${world.testRepository}#2`]);
    expect([first.commits, first.outputs.commit, first.status]).toEqual([[], '', 'success']);
    expect(first.issues[0]?.body).toMatch(/<!-- report-notifier:201204\|birds\|[a-z0-9-]+ -->$/);
    // The links are those of the real repository.
    expect(first.issues[0]?.body).toContain('/example-museum/birds/tree/HEAD/reports');
    const second = await run(inputs);
    expect(second.opened).toEqual([`${world.testRepository}#3`, `${world.testRepository}#4`]);
    const real = await run();
    expect(real.opened).toEqual(['example-museum/birds#1', 'example-museum/mammals#1']);
  });

  it('finds its own issues among more than a page of others', async () => {
    const { run, world, openIssue } = await scenario({ reports: ['birds', 'mammals'] });
    const inputs = { testing: 'true', 'testing-repository': world.testRepository };
    await run({ ...inputs, 'max-issues': '1' });
    for (let n = 0; n < 101; n += 1) await openIssue(world.testRepository, 'Something else');
    const { opened, outputs, asked } = await run(inputs);
    expect(opened).toEqual([`${world.testRepository}#103`]);
    expect(outputs).toMatchObject({ sent: '1', found: '1' });
    expect(asked.filter((line) => /^GET .*\/issues /.test(line))).toHaveLength(2);
  });
});

describe('without a period', () => {
  it('a scheduled run takes the previous month', async () => {
    const { run } = await scenario({ reports: ['birds'], at: '2012-05-03T06:17:00Z' });
    const { opened, outputs } = await run({ period: '' }, { event: 'schedule' });
    expect([opened, outputs.period]).toEqual([['example-museum/birds#1'], '201204']);
  });

  it('a run goes on with the unfinished campaign, and again after somebody tested in between', async () => {
    const { run, world } = await scenario();
    await run({ 'max-issues': '1' });
    await run({ testing: 'true', 'testing-repository': world.testRepository, 'max-issues': '1' });
    const second = await run({ period: '', 'max-issues': '1' });
    expect(second.opened).toEqual(['example-museum/mammals#1']);
    expect(second.log).toContain('Resuming the campaign for period 201204');
    const third = await run({ period: '' }, { event: 'schedule' });
    expect(third.opened).toEqual(['example-museum/fishes#1']);
  });

  it('a campaign that is done is not gone on with', async () => {
    const { run } = await scenario({ reports: ['birds'] });
    await run();
    const { exitCode, annotations } = await run({ period: '' });
    expect(exitCode).toBe(1);
    expect(annotations).toEqual([expect.stringMatching(/^error: Period parameter was not provided\./)]);
  });
});
