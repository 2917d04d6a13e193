import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openGitHub } from '../../../src/adapters/github/client.ts';
import { openIndexRepository } from '../../../src/adapters/github/index-repository.ts';
import { systemClock } from '../../../src/adapters/runner/clock.ts';
import { newCampaign } from '../../../src/campaign/choose.ts';
import { planReports } from '../../../src/campaign/plan.ts';
import { renderBuiltIn } from '../../../src/issue/built-in.ts';
import { assertFlagsFit } from '../../../src/progress/commit-flags.ts';
import { type ReportsIndex, readIndex, readText } from '../../../src/reports-index/read.ts';
import { headOf } from '../../../src/reports-index/transfer.ts';
import type { IndexRepository } from '../../../src/shared/index-ports.ts';
import { fail, ProblemsError } from '../../../src/shared/problem.ts';
import { fileOf, seen } from '../../support/memory.ts';

const MIB = 1024 * 1024;
const REPORTS_CEILING = 40 * MIB;
const FILE_CEILING = 100_000_000;

const datasets = `gbifdatasetid,ccode,github_orgname,github_reponame,note
a,A,example-museum,birds,
`;
const files = {
  'periods.csv': 'period,year,month,note\n202610,2026,10,\n',
  'reports/202610.csv': 'gbifdatasetid,stored,issue_sent,note\na,1,0,\n',
  'datasets.csv': datasets,
};

/** A read-only index repository. */
function repositoryOf(contents: Record<string, string>): IndexRepository {
  const refuse = () => {
    throw new Error('Expected the index to be read only');
  };
  return {
    look: async () => seen('head'),
    file: async (path) => {
      const text = contents[path];
      return text === undefined ? undefined : fileOf(Buffer.from(text));
    },
    commit: refuse,
    listIssues: refuse,
    createIssue: refuse,
    webUrl: refuse,
  };
}

async function read(more: Partial<typeof files>, period?: string): Promise<ReportsIndex> {
  return readFrom({ ...files, ...more }, period);
}

async function readFrom(contents: Record<string, string>, period = '202610'): Promise<ReportsIndex> {
  const request = { folder: '', period, gbifdatasetid: undefined, cursor: undefined };
  const repository = repositoryOf(contents);
  return readIndex(request, await headOf(repository), repository);
}

/** The file with a last cell that is as long as it takes. */
function padded(text: string, length: number): string {
  return `${text.slice(0, -1)}${'x'.repeat(length - text.length)}\n`;
}

async function problemsOf(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof ProblemsError ? error.problems : error;
}

describe('size limits of readIndex', { timeout: 60_000 }, () => {
  it('allow files of exactly the maximum size', async () => {
    const reports = padded(files['reports/202610.csv'], REPORTS_CEILING);
    expect((await read({ 'reports/202610.csv': reports })).counts.rows).toBe(1);
    expect((await read({ 'datasets.csv': padded(datasets, FILE_CEILING) })).datasets.size).toBe(1);
  });

  it.each([
    ['reports/202610.csv', REPORTS_CEILING, '41,943,040'],
    ['datasets.csv', FILE_CEILING, '100,000,000'],
    ['periods.csv', FILE_CEILING, '100,000,000'],
  ] as const)('stop the reading of %s one byte above %i', async (file, ceiling, shown) => {
    const work = read({ [file]: padded(files[file], ceiling + 1) });
    expect(await problemsOf(work)).toEqual([
      { code: 'index-file-too-large', message: `${file} is larger than ${shown} bytes`, place: { file } },
    ]);
  });

  it('include the one that GitHub itself reports', async () => {
    const message =
      'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API, but you can always clone the repository via Git in order to obtain this blob.';
    const body = { message, errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }] };
    expect(await problemsOf(readAnswered(403, body))).toEqual([
      {
        code: 'index-file-too-large',
        message: expect.stringContaining(`datasets.csv: 403 ${message.slice(0, -1)}`),
        place: { file: 'datasets.csv' },
      },
    ]);
    expect(await problemsOf(readAnswered(403, { message: 'Resource not accessible' }))).toMatchObject([
      { code: 'index-unreadable' },
    ]);
  });
});

/** Reads a file from a server that answers so when it is asked for the content. */
async function readAnswered(status: number, body: object): Promise<unknown> {
  const tree = [{ path: 'datasets.csv', mode: '100644', sha: 'sha', size: 1 }];
  const server = createServer(({ url = '' }, response) => {
    const [answered, said] = url.includes('/git/trees/') ? [200, { tree, truncated: false }] : [status, body];
    response.writeHead(answered, { 'content-type': 'application/json' }).end(JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const apiUrl = `http://127.0.0.1:${port}`;
  const github = openGitHub({ apiUrl, token: 'example', userAgent: 'example', clock: systemClock, random: () => 0.5 });
  const repository = { owner: 'example', name: 'index' };
  const index = openIndexRepository(github, { repository, branch: 'main', serverUrl: '', now: Date.now });
  try {
    return await index.file('datasets.csv', 'head').then((file) => file?.open());
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('assertFlagsFit', { timeout: 60_000 }, () => {
  const serverUrl = 'https://github.com';
  const url = 'https://github.com/example-museum/birds/issues/999999999';
  const at = '2026-11-02T06:10:03.000Z';

  async function check(reports: string): Promise<void> {
    const index = await read({ 'reports/202610.csv': reports });
    const plan = planReports({
      ...index,
      config: { testing: false, testingRepository: undefined, reportsUrl: 'https://example.org', run: { serverUrl } },
      chosen: { campaign: newCampaign({ period: '202610', testing: false }, 'x'), resumed: false },
      render: renderBuiltIn([]),
    });
    await assertFlagsFit(plan, index, serverUrl);
  }

  const full = 'gbifdatasetid,stored,issue_sent,issue_url,issue_sent_at,issue_skipped,note\na,1,False,,,,\nc,1,0,,,,\n';
  const grown = 'True'.length - 'False'.length + url.length + at.length + 'missing-dataset'.length;

  it('accepts a file with room for all flags', async () => {
    await expect(check(padded(full, REPORTS_CEILING - grown))).resolves.toBeUndefined();
    await expect(check(padded(files['reports/202610.csv'], REPORTS_CEILING))).resolves.toBeUndefined();
  });

  it('refuses a file without room for all flags', async () => {
    const message = `reports/202610.csv would have 41,943,041 bytes with the flags of 2 reports, GitHub takes 41,943,040`;
    expect(await problemsOf(check(padded(full, REPORTS_CEILING - grown + 1)))).toEqual([
      { code: 'index-file-too-large', message, place: { file: 'reports/202610.csv' } },
    ]);
  });
});

describe('readIndex without one of its files', { timeout: 60_000 }, () => {
  const faulty = {
    'periods.csv': 'period,year,month\n202610,2026,10\n202611,2026,12\n',
    'reports/202610.csv': 'gbifdatasetid,stored,issue_sent\na,maybe,0\n',
    'datasets.csv': 'gbifdatasetid,ccode,github_orgname,github_reponame\na,A,a b,birds\n',
  };
  const names = async (contents: Record<string, string>, period?: string) => {
    const problems = await problemsOf(readFrom(contents, period));
    return Array.isArray(problems)
      ? problems.map(({ code, place }) => `${code} ${place?.file}:${place?.line}`)
      : problems;
  };

  it.each<[string, string[], string[]]>([
    [
      'two are missing',
      ['reports/202610.csv', 'datasets.csv'],
      [
        'index-value periods.csv:3',
        'index-file-missing reports/202610.csv:undefined',
        'index-file-missing datasets.csv:undefined',
      ],
    ],
    [
      'the periods are missing',
      ['periods.csv'],
      ['index-file-missing periods.csv:undefined', 'index-value reports/202610.csv:2', 'index-value datasets.csv:2'],
    ],
    [
      'all are missing',
      ['periods.csv', 'reports/202610.csv', 'datasets.csv'],
      [
        'index-file-missing periods.csv:undefined',
        'index-file-missing reports/202610.csv:undefined',
        'index-file-missing datasets.csv:undefined',
      ],
    ],
  ])('reports the problems of the other files too: %s', async (_, missing, expected) => {
    const contents = Object.fromEntries(Object.entries(faulty).filter(([path]) => !missing.includes(path)));
    expect(await names(contents)).toEqual(expected);
  });

  it('reports the problems of the other files when one is too large', async () => {
    const reports = padded(files['reports/202610.csv'], REPORTS_CEILING + 1);
    expect(await names({ ...faulty, 'reports/202610.csv': reports })).toEqual([
      'index-value periods.csv:3',
      'index-file-too-large reports/202610.csv:undefined',
      'index-value datasets.csv:2',
    ]);
  });

  it('does not expect the file of a period that periods.csv does not list', async () => {
    const contents = { ...files, 'datasets.csv': faulty['datasets.csv'] };
    expect(await names(contents, '202612')).toEqual([
      'period-unknown periods.csv:undefined',
      'index-value datasets.csv:2',
    ]);
  });

  it('stops at an error that concerns more than one file', async () => {
    const asked: string[] = [];
    const repository: IndexRepository = {
      ...repositoryOf(files),
      file: async (path) => {
        asked.push(path);
        return fail('index-unreadable', `${path} cannot be read: 403`, { file: path });
      },
    };
    const request = { folder: '', period: '202610', gbifdatasetid: undefined, cursor: undefined };
    const problems = await problemsOf(readIndex(request, await headOf(repository), repository));
    expect(problems).toMatchObject([{ code: 'index-unreadable' }]);
    expect(asked).toEqual(['periods.csv']);
  });
});

describe('readText', () => {
  const template = (bytes: Uint8Array) => {
    const snapshot = { head: { branch: 'main', commit: 'head' }, periods: new Uint8Array(), reports: new Uint8Array() };
    return readText('t.md', snapshot, { ...repositoryOf(files), file: async () => fileOf(bytes) });
  };

  it.each([
    [
      'Latin-1',
      Buffer.from('---\ntitle: T\n---\nDonn\xe9es\n', 'latin1'),
      4,
      'bytes that are not UTF-8, expected UTF-8',
    ],
    ['UTF-16', Buffer.from('\ufeffx', 'utf16le'), 1, 'bytes that are not UTF-8, expected UTF-8'],
    [
      'a character that is cut off',
      Buffer.from('x\n\u9ce5').subarray(0, -1),
      2,
      'bytes that are not UTF-8, expected UTF-8',
    ],
    ['UTF-16 without a byte order mark', Buffer.from('x', 'utf16le'), 1, 'a NUL byte, expected text'],
  ])('refuses a template that is not UTF-8: %s', async (_, bytes, line, what) => {
    const message = `t.md, line ${line}: ${what}`;
    expect(await problemsOf(template(bytes))).toEqual([
      { code: 'template-invalid', message, place: { file: 't.md', line } },
    ]);
  });

  it('returns a template unchanged, without its byte order mark', async () => {
    expect(await template(Buffer.from('\ufeff---\r\nDonn\u00e9es \ufffd \ud83d\udc26\r\n'))).toBe(
      '---\r\nDonn\u00e9es \ufffd \ud83d\udc26\r\n',
    );
  });
});
