import { describe, expect, it } from 'vitest';
import { openPublicView } from '../../../../src/adapters/github/public-view.ts';
import { loopback, type Reply } from '../../../support/loopback.ts';

const repository = { owner: 'example-museum', name: 'birds' };
const notFound = { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' };

async function look(reply: Reply, prefix = '') {
  const { url, seen } = await loopback([reply]);
  const view = openPublicView({ apiUrl: `${url}${prefix}`, userAgent: 'example' });
  return { sight: await view.issue(repository, 7, 2), seen };
}

describe('a look without a token', () => {
  it('carries the user agent and the API version, and no authorization at all', async () => {
    const { seen } = await look({ body: { id: 1 } }, '/api/v3');
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/v3/repos/example-museum/birds/issues/7?look=2',
    ]);
    expect(seen[0]?.headers).toMatchObject({ 'user-agent': 'example', 'x-github-api-version': '2022-11-28' });
    expect(Object.keys(seen[0]?.headers ?? {})).not.toContain('authorization');
  });

  it('encodes the brackets of a bot', async () => {
    const { url, seen } = await loopback([{ body: { id: 1 } }]);
    const view = openPublicView({ apiUrl: url, userAgent: 'example' });
    expect(await view.profile('example-reports[bot]')).toEqual({ kind: 'shown' });
    expect(seen[0]?.path).toBe('/users/example-reports%5Bbot%5D');
  });

  it.each<[string, Reply, string]>([
    ['an issue', { body: { id: 1, body: 'x'.repeat(70_000) } }, 'shown'],
    ["GitHub's 404", { status: 404, body: notFound }, 'hidden'],
    ['a page of a proxy', { status: 404, body: '<html>Not Found</html>' }, 'unclear'],
    ['a portal that answers everything', { status: 200, body: '<html>Sign in</html>' }, 'unclear'],
    ['a closed server', { status: 401, body: { message: 'Requires authentication' } }, 'unclear'],
    ['a limit', { status: 403, body: { message: 'API rate limit exceeded' } }, 'unclear'],
    ['a deleted issue', { status: 410, body: { message: 'This issue was deleted' } }, 'unclear'],
    ['a redirect, which is not followed', { status: 301, headers: { location: 'http://127.0.0.1:9/' } }, 'unclear'],
    ['a broken connection', { cut: 'half', body: { id: 1 } }, 'unclear'],
    ['no answer', { cut: 'before' }, 'unclear'],
  ])('says what %s shows', async (_, reply, kind) => {
    const { sight, seen } = await look(reply);
    expect(sight.kind).toBe(kind);
    expect(seen).toHaveLength(1);
  });
});
