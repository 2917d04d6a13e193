import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkIndex } from '../../../src/reports-index/check.ts';
import { readIndex } from '../../../src/reports-index/read.ts';
import { headOf } from '../../../src/reports-index/transfer.ts';
import type { IndexRepository } from '../../../src/shared/index-ports.ts';
import { ProblemsError } from '../../../src/shared/problem.ts';
import { fileOf, seen } from '../../support/memory.ts';

const ID = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const sound: Record<string, string> = {
  'periods.csv': 'period,year,month,status\n202609,2026,9,done\n202610,2026,10,\n',
  'datasets.csv': `gbifdatasetid,ccode,github_orgname,github_reponame\n${ID(1)},BIRD,example-museum,birds\n${ID(2)},FISH,example-museum,fishes\n`,
  'reports/202609.csv': `gbifdatasetid,stored,issue_sent\n${ID(1)},true,true\n`,
  'reports/202610.csv': `gbifdatasetid,stored,issue_sent\n${ID(1)},true,false\n${ID(2)},false,false\n${ID(9)},true,\n`,
};

/** A fault in each file, and what must be said of it: file, line and column, what was seen and what was expected. */
const faulty: [string, Record<string, string>, string, string, RegExp][] = [
  [
    'a bad boolean',
    { 'reports/202610.csv': `gbifdatasetid,stored,issue_sent\n${ID(1)},maybe,false\n` },
    'reports/202610.csv',
    '2:38',
    /stored is "maybe", expected true/,
  ],
  [
    'a column that is missing',
    { 'datasets.csv': 'gbifdatasetid,ccode,github_orgname\n' },
    'datasets.csv',
    '1:35',
    /no column github_reponame/,
  ],
  [
    'a bad repository',
    { 'datasets.csv': `gbifdatasetid,ccode,github_orgname,github_reponame\n${ID(1)},B,a b,c\n` },
    'datasets.csv',
    '2:40',
    /github_orgname is "a b", expected/,
  ],
  [
    'a dataset twice',
    { 'reports/202609.csv': `gbifdatasetid,stored,issue_sent\n${ID(1)},1,1\n${ID(1)},1,1\n` },
    'reports/202609.csv',
    '3:1',
    /gbifdatasetid is "00000000-0000-4000-8000-000000000001", the same as in line 2/,
  ],
  [
    'a row that is too short',
    { 'periods.csv': 'period,year,month,status\n202609,2026,9,done\n202610,2026\n' },
    'periods.csv',
    '3:12',
    /2 cells, expected 4/,
  ],
  [
    'a month that does not fit',
    { 'periods.csv': 'period,year,month,status\n202609,2026,9,done\n202610,2026,11,\n' },
    'periods.csv',
    '3:13',
    /month is "11", expected 10/,
  ],
  [
    'a status that is not one',
    { 'periods.csv': 'period,year,month,status\n202609,2026,9,ready\n202610,2026,10,\n' },
    'periods.csv',
    '2:15',
    /status is "ready", expected/,
  ],
  [
    'a quote that is not closed',
    { 'reports/202610.csv': `gbifdatasetid,stored,issue_sent\n"${ID(1)},true,false\n` },
    'reports/202610.csv',
    '2:1',
    /closing/,
  ],
  ['an empty file', { 'datasets.csv': '' }, 'datasets.csv', '1:1', /the file is empty/],
];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-index-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function check(files: Record<string, string>, ...args: string[]) {
  mkdirSync(join(folder, 'reports'), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  const given = args.length > 0 ? args : [folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/check-index.ts', ...given], {
    encoding: 'utf8',
  });
  return { status, lines: stdout.split('\n'), stderr };
}

describe('npm run check-index', () => {
  it('describes an index without problems and exits with 0', () => {
    const { status, lines, stderr } = check(sound);
    expect(stderr).toBe('');
    expect(lines).toEqual([
      '202609 (done): 1 report, 1 stored, 1 sent, 0 skipped, 0 pending',
      '202610: 3 reports, 2 stored, 0 sent, 0 skipped, 2 pending, of which 1 have no dataset and would be skipped',
      `  no dataset: ${ID(9)}`,
      'No problems found.',
      '',
    ]);
    expect(status).toBe(0);
  });

  it('finds no problems in the sample index', () => {
    expect(check({}, 'reports-index').status).toBe(0);
  });

  it.each(faulty)('names the position and the remedy of %s and exits with 1', (_, files, file, position, message) => {
    const { status, lines } = check({ ...sound, ...files });
    const at = lines.findIndex((text) => text.startsWith(`${join(folder, file)}:${position}:`));
    expect(lines[at], lines.join('\n')).toMatch(message);
    expect(lines[at + 1]).toMatch(/^ {2}\S.*\(README, "The reports index"\)$/);
    expect(lines.at(-2)).toMatch(/^\d+ problems?$/);
    expect(status).toBe(1);
  });

  it('lists the problems of all files at once', () => {
    const all = Object.assign({}, sound, ...faulty.slice(0, 1).map(([, files]) => files), {
      'datasets.csv': 'gbifdatasetid,ccode\n',
      'reports/202609.csv': 'gbifdatasetid,stored,issue_sent\nx y,1,1\n',
    });
    const { lines } = check(all);
    for (const file of ['datasets.csv:1', 'reports/202609.csv:2', 'reports/202610.csv:2'])
      expect(lines.some((line) => line.startsWith(`${join(folder, file)}`))).toBe(true);
  });

  it('checks the file of each valid period once', () => {
    const { lines } = check({
      ...sound,
      'periods.csv': 'period,year,month\n202610,2026,10\n202610,2026,10\n2026-9,2026,9\n../x,2026,9\n',
      'reports/202610.csv': 'gbifdatasetid,stored,issue_sent\na,maybe,0\n',
    });
    expect(lines.filter((line) => !line.startsWith('  ')).map((line) => line.replace(folder, ''))).toEqual([
      '202610: 1 report, 0 stored, 0 sent, 0 skipped, 0 pending',
      '/reports/202609.csv: no row in periods.csv is for this file; no run reads it',
      '/periods.csv:3:1: period is "202610", the same as in line 2, expected once',
      '/periods.csv:4:1: period is "2026-9", expected YYYYMM with a month from 01 to 12',
      '/periods.csv:5:1: period is "../x", expected YYYYMM with a month from 01 to 12',
      '/reports/202610.csv:2:3: stored is "maybe", expected true, false, 1, 0, yes, no, y, n, t, f, 1.0, 0.0 or nothing',
      '4 problems',
      '',
    ]);
  });

  it.each(['periods.csv', 'datasets.csv', 'reports/202610.csv'])('reports that %s is missing', (path) => {
    const { [path]: _, ...others } = sound;
    const { status, lines } = check(others);
    expect(lines).toContain(`${join(folder, path)}: ${path} does not exist`);
    expect(status).toBe(1);
  });

  it('explains why a file cannot be read', () => {
    mkdirSync(join(folder, 'datasets.csv'));
    symlinkSync('periods.csv', join(folder, 'periods.csv'));
    const { 'datasets.csv': _, 'periods.csv': __, ...others } = sound;
    const { status, lines } = check(others);
    expect(lines).toContain(
      `${join(folder, 'datasets.csv')}: datasets.csv cannot be read from disk: it is not a file, expected one`,
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/periods\.csv: periods\.csv cannot be read from disk: ELOOP: too many symbolic links/),
    );
    expect(lines.filter((line) => line.includes('does not exist'))).toEqual([]);
    expect(status).toBe(1);
  });

  it('mentions a file of reports whose period is not listed, without counting it as a problem', () => {
    const { status, lines } = check({
      ...sound,
      'reports/202611.csv': '',
      'reports/2026-10.CSV': '',
      'reports/notes.md': '',
    });
    expect(lines.slice(-4)).toEqual([
      `${join(folder, 'reports/2026-10.CSV')}: no row in periods.csv is for this file; no run reads it`,
      `${join(folder, 'reports/202611.csv')}: no row in periods.csv is for this file; no run reads it`,
      'No problems found.',
      '',
    ]);
    expect(status).toBe(0);
  });

  it('does not mention unlisted files when periods.csv cannot be read', () => {
    for (const periods of ['', 'period;year;month\n202610;2026;10\n'])
      expect(check({ ...sound, 'periods.csv': periods }).lines.join('\n')).not.toContain('no row');
  });

  it('accepts a period with a hyphen', () => {
    const periods = 'period,year,month,status\n2026-09,2026,9,done\n2026-10,2026,10,NA\n';
    const { status, lines } = check({ ...sound, 'periods.csv': periods });
    expect(lines.filter((line) => /^\d{6}/.test(line)).map((line) => line.slice(0, 13))).toEqual([
      '202609 (done)',
      '202610: 3 rep',
    ]);
    expect(status).toBe(0);
  });

  it('tells which reports would be skipped and why, and for which periods nothing would be sent', () => {
    const datasets =
      'gbifdatasetid,ccode,github_orgname,github_reponame,notify\na,A,o,a,\nb,B,,,\nc,C,o,c,no\nd,D,o,d,\n';
    const { status, lines } = check({
      'periods.csv':
        'period,year,month,status\n202609,2026,9,\n202610,2026,10,\n202611,2026,11,done\n202612,2026,12,\n',
      'datasets.csv': datasets,
      'reports/202609.csv':
        'gbifdatasetid,stored,issue_sent,issue_skipped\na,1,0,\nb,1,0,\nc,1,0,\nd,1,0,missing-dataset\nx,1,0,missing-dataset\n',
      'reports/202610.csv':
        'gbifdatasetid,stored,issue_sent,issue_skipped\na,1,0,embargo\nb,1,0,later\nc,1,0,embargo\n',
      'reports/202611.csv': 'gbifdatasetid,stored,issue_sent\na,1,1\n',
      'reports/202612.csv': 'gbifdatasetid,stored,issue_sent\nb,1,0\nc,0,0\n',
    });
    expect(lines).toEqual([
      '202609: 5 reports, 5 stored, 0 sent, 2 skipped, 3 pending, of which 1 have no repository, 1 opted out and would be skipped',
      '  skipped: 2 "missing-dataset"',
      '  pending again, because the reason no longer holds: 1',
      '202610: 3 reports, 3 stored, 0 sent, 3 skipped, 0 pending',
      '  skipped: 2 "embargo", 1 "later"',
      '  nothing would be sent: 3 reports are skipped (2 "embargo", 1 "later")',
      '202611 (done): 1 report, 1 stored, 1 sent, 0 skipped, 0 pending',
      '202612: 2 reports, 1 stored, 0 sent, 0 skipped, 1 pending, of which 1 have no repository and would be skipped',
      '  nothing would be sent: 1 report is not stored yet, 1 report is skipped (1 "no-repository")',
      'No problems found.',
      '',
    ]);
    expect(status).toBe(0);
  });

  it.each([
    [
      'a title line',
      'Our datasets,,,\nGBIFDatasetID,ccode,github_orgname,github_reponame\na,A,o,a\n',
      /a header is in line 2/,
    ],
    ['nothing like a table', '{"datasets": [{"id": "a"}]}\n', /JSON/],
    ['semicolons and quotes', 'gbifdatasetid;ccode;github_orgname;github_reponame\na;"A";o;a\n', /";" between/],
    ['bytes that are no text', 'PK\u0003\u0004\u0000', /an Excel workbook/],
  ])('reports a file with %s once, without problems that only follow from it', (_, datasets, message) => {
    const { lines } = check({ ...sound, 'datasets.csv': datasets });
    expect(lines.slice(2).filter((line) => !line.startsWith('  '))).toEqual([
      expect.stringMatching(message),
      '1 problem',
      '',
    ]);
    expect(lines.join('\n')).not.toContain('no dataset');
  });

  it('does not report the rows below an unusable header', () => {
    const { lines } = check({ ...sound, 'reports/202610.csv': 'Reports of October\na,1,0\n' });
    expect(lines.join('\n')).not.toMatch(/nothing would be sent|has no rows/);
    expect(lines).toContain('1 problem');
  });

  it('explains its use', () => {
    expect(check({}, '--help')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Usage: npm run check-index'),
    });
    expect(check({}, 'a', 'b').status).toBe(2);
  });

  it('prints no line that a workflow would interpret as a command', () => {
    const { lines } = check({
      ...sound,
      'datasets.csv': `gbifdatasetid,ccode,github_orgname,github_reponame\n::error::x,B,##[error]o,r\n`,
    });
    expect(lines.filter((line) => /^\s*::|##\[/.test(line))).toEqual([]);
  });
});

describe('checkIndex and readIndex', () => {
  const repositoryOf = (files: Record<string, string>): IndexRepository => {
    const unused = () => Promise.reject(new Error('not asked for'));
    return {
      look: async () => seen('c0ffee'),
      file: async (path) => {
        const text = files[path.replace(/^index\//, '')];
        return text === undefined ? undefined : fileOf(new TextEncoder().encode(text));
      },
      commit: unused,
      listIssues: unused,
      createIssue: unused,
      webUrl: () => '',
    };
  };

  function sourceOf(files: Record<string, string>, path: string) {
    const text = files[path];
    return text === undefined ? undefined : ReadableStream.from([new TextEncoder().encode(text)]);
  }

  it.each(faulty)('find the same problems in an index with %s', async (_, files) => {
    const all = { ...sound, ...files };
    const checked = await checkIndex('index', async (path) => sourceOf(all, path.replace(/^index\//, '')));
    const period = Object.keys(files)[0]?.includes('202609') ? '202609' : '202610';
    const request = { folder: 'index', period, gbifdatasetid: undefined, cursor: undefined };
    const repository = repositoryOf(all);
    const reading = readIndex(request, await headOf(repository), repository);
    const thrown: unknown = await reading.catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ProblemsError);
    const { problems } = thrown as ProblemsError;
    expect(checked.problems).toEqual(expect.arrayContaining([...problems]));
    expect(problems.length).toBeGreaterThan(0);
  });

  it('have the same limit on the size of a file', async () => {
    const chunk = new Uint8Array(1024 * 1024).fill(97);
    const checked = await checkIndex('', async (path) =>
      path === 'reports/202610.csv'
        ? ReadableStream.from(Array.from({ length: 41 }, () => chunk))
        : sourceOf(sound, path),
    );
    expect(checked.problems).toMatchObject([{ code: 'index-file-too-large', place: { file: 'reports/202610.csv' } }]);
  });
});
