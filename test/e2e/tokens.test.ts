import { describe, expect, it } from 'vitest';
import { datasetsFile, lines, REPORTS } from '../support/index-files.ts';
import { scenario } from '../support/scenario.ts';

// Where each token may go, the headers of every request, and that no token stands in anything that is written
// are looked at after every run of every scenario: see support/invariants.ts.

describe('tokens', () => {
  it('go each to its own place, in a run that uses all three', async () => {
    const { run, sandbox } = await scenario();
    const { requests, masks } = await run({ 'time-limit': '0.08', admins: 'example-curator' });
    const places = (token: string) =>
      new Set(
        requests.filter((request) => request.token === token).map(({ path }) => path.split('/').slice(1, 4).join('/')),
      );
    expect(places(sandbox.tokens.pat)).toEqual(
      new Set(['user', 'repos/example-museum/birds', 'repos/example-museum/mammals', 'repos/example-museum/fishes']),
    );
    expect(places(sandbox.tokens.index)).toEqual(new Set(['repos/example-network/reports-index']));
    expect(requests.filter(({ token }) => token === sandbox.tokens.workflow).map(({ path }) => path)).toEqual([
      '/repos/example-network/reports-index/actions/workflows/notify.yml/dispatches',
    ]);
    expect(requests.filter(({ token }) => token === undefined)).toEqual([]);
    // The runner is told to hide all of them before anything else is printed.
    expect(masks.slice(0, 3)).toEqual([sandbox.tokens.pat, sandbox.tokens.index, sandbox.tokens.workflow]);
  });

  it('do not come back out of what a server says', async () => {
    const { run, sandbox, fault } = await scenario();
    const { pat } = sandbox.tokens;
    fault(
      { method: 'POST', path: /birds\/issues$/ },
      { status: 422, body: { message: `Bad header: authorization: token ${pat}`, errors: [{ message: pat }] } },
    );
    const basic = Buffer.from(`x-access-token:${pat}`).toString('base64');
    fault(
      { method: 'POST', path: /fishes\/issues$/ },
      {
        status: 403,
        headers: { 'x-github-sso': `required; url=https://github.com/${pat}` },
        body: { message: `Bad header: Basic ${basic}`, documentation_url: `https://github.com/${pat}` },
      },
    );
    fault(
      { method: 'POST', path: /mammals\/issues$/ },
      { status: 307, headers: { location: `http://127.0.0.1:9/?${pat}` } },
    );
    const { outputs, masks } = await run();
    // Single sign-on is the owner's; nobody knows the other two.
    expect(outputs).toMatchObject({ failed: '1', pending: '2' });
    expect(masks.some((mask) => basic.includes(mask))).toBe(true);
  });
});

describe('hostile text', () => {
  const HOSTILE = [
    'a\n::error::pwned',
    '\r\n::set-output name=status::pwned',
    '##[error]pwned',
    '::add-mask::success',
    '@someone and @example-org/team',
    '<!-- report-notifier:201204|mammals -->',
    '| [x](javascript:alert(1)) <img src=x onerror=alert(1)> `',
    '\u2028::warning::pwned',
  ].join(' ');
  const quoted = `"${HOSTILE.replaceAll('"', '""')}"`;
  const index = {
    'datasets.csv': `${datasetsFile(['mammals']).trimEnd()}\nbirds,${quoted},example-museum,birds\n`,
    [REPORTS]: `gbifdatasetid,stored,issue_sent,note\nbirds,1,0,${quoted}\nmammals,1,0,\nnowhere,1,0,${quoted}\n`,
  };
  const files = {
    'template.md': lines(
      '---',
      'title: "Report {{ dataset.ccode }}"',
      '---',
      'Note: {{ report.note }} Bye @maintainers',
      '',
      '{{ report.note }}',
    ),
  };
  /** Commands that the action has reason to print, and those of the cache client. */
  const KNOWN = /^::(add-mask|debug|group|endgroup|error|warning)[ :]/;

  it('in the index starts no workflow command, mentions nobody and silences no report', async () => {
    const { run } = await scenario({ index, files });
    const { rawLog, masks, opened, issues, outputs, annotations, summary } = await run({ template: 'template.md' });
    expect(opened).toEqual(['example-museum/birds#1', 'example-museum/mammals#1']);
    expect(outputs).toMatchObject({ status: 'success', sent: '2', found: '0' });
    const commands = rawLog.split(/[\n\r\u2028]/).filter((line) => line.trim().startsWith('::'));
    expect(commands.filter((line) => !KNOWN.test(line) || /^::(error|warning)::\s*pwned/.test(line))).toEqual([]);
    expect(annotations.filter((line) => line.includes('pwned'))).toEqual([]);
    expect(masks).not.toContain('success');
    expect(rawLog).not.toContain('##[');
    const [issue] = issues;
    expect(issue?.title).toMatch(/^Report a ::error::pwned/);
    for (const text of [issue?.title ?? '', issue?.body ?? '']) expect(text).not.toMatch(/@(someone|example-org)/);
    // What the template's author wrote stands.
    expect(issue?.body).toContain('@maintainers');
    expect(issue?.body).toMatch(/<!-- report-notifier:201204\|birds -->$/);
    expect(summary).not.toMatch(/<img|\[x\]|@someone/);
    // And its own key at the end of the body is what it is found by.
    const second = await run({ template: 'template.md', period: '201204' });
    expect(second.opened).toEqual([]);
  });

  it('is harmless in a dry run, which shows all of it', async () => {
    const { run } = await scenario({ index, files });
    const { rawLog, annotations, summary, masks } = await run({ template: 'template.md', 'dry-run': 'true' });
    expect(annotations.filter((line) => /^(error|warning): *pwned/.test(line))).toEqual([]);
    expect(masks).not.toContain('success');
    expect(rawLog).not.toContain('##[');
    expect(rawLog.split(/[\n\r]/).filter((line) => line.trim().startsWith('::') && !KNOWN.test(line.trim()))).toEqual(
      [],
    );
    const outside = summary.replace(/^(`{3,})markdown\n[\s\S]*?^\1$/m, '');
    expect(outside).not.toMatch(/<img|\[x\]|@someone/);
  });

  it('in what a server says starts no workflow command', async () => {
    const { run, fault } = await scenario({ reports: ['birds', 'mammals'] });
    const message = 'No.\n::error::pwned\r\n##[error]pwned';
    fault({ method: 'POST', path: /birds\/issues$/ }, { status: 422, body: { message } });
    fault({ method: 'POST', path: /mammals\/issues$/ }, { status: 403, body: message });
    const { rawLog, annotations, outputs } = await run();
    expect(outputs).toMatchObject({ sent: '1', pending: '1' });
    expect(annotations.map((line) => line.split(/[ :]/)[0])).toEqual(['warning', 'error']);
    expect(annotations.filter((line) => line.startsWith('error: pwned'))).toEqual([]);
    expect(rawLog).not.toContain('##[');
  });
});
