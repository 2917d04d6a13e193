import { describe, expect, it } from 'vitest';
import type { Answer, Lost } from '../../../../src/adapters/github/answer.ts';
import { commitFailure, readingProblem, unseenHead } from '../../../../src/adapters/github/index-answers.ts';

const NOW = Date.UTC(2012, 4, 3);

function said(status: number, message: string, more: { docs?: string; headers?: Answer['headers'] } = {}): Answer {
  const { docs = 'https://docs.github.com/rest/git/refs#update-a-reference', headers = {} } = more;
  return { kind: 'answer', status, headers, data: { message, documentation_url: docs }, path: '' };
}
const lost = (message: string): Lost => ({ kind: 'lost', message });
const page = (status: number): Answer => ({ kind: 'answer', status, headers: {}, data: '<html>No</html>', path: '' });

describe('an answer to a commit', () => {
  it.each<[string, Answer | Lost, object]>([
    ['a pull request', said(422, 'Changes must be made through a pull request.'), { code: 'commit-protected' }],
    [
      'a review',
      said(422, 'At least 1 approving review is required by reviewers with write access.'),
      { code: 'commit-protected' },
    ],
    ['a check', said(409, 'Required status check "build" is expected.'), { code: 'commit-protected' }],
    ['checks', said(409, '2 of 2 required status checks are expected.'), { code: 'commit-protected' }],
    ['a merge queue', said(422, 'Changes must be made through the merge queue'), { code: 'commit-protected' }],
    ['signatures', said(409, 'Commits must have verified signatures.'), { code: 'commit-protected' }],
    ['the right to push', said(403, "You're not authorized to push to this branch."), { code: 'commit-protected' }],
    [
      'a ruleset',
      said(422, 'Repository rule violations found\n\nCannot update this protected ref.'),
      { code: 'commit-protected' },
    ],
    ['a locked branch', said(422, 'Cannot change this locked branch'), { code: 'commit-protected' }],
    [
      'a page about rules',
      said(403, 'No.', { docs: 'https://docs.github.com/x/about-rulesets' }),
      { code: 'commit-protected' },
    ],
    ['a right', said(403, 'Resource not accessible by integration'), { code: 'commit-forbidden' }],
    ['a right of a token', said(403, 'Resource not accessible by personal access token'), { code: 'commit-forbidden' }],
    ['single sign-on', said(403, 'Resource protected by organization SAML enforcement.'), { code: 'target-sso' }],
    ['a suspended account', said(403, 'Sorry. Your account was suspended.'), { code: 'account-suspended' }],
  ])('that names %s is final', (_, answer, expected) => {
    expect(commitFailure(answer, NOW)).toMatchObject({ kind: 'refused', ...expected });
  });

  it.each<[Answer, string]>([
    [said(422, 'Reference cannot be updated'), 'commit-rejected'],
    [said(422, 'Object does not exist'), 'commit-rejected'],
    [said(422, 'tree.sha abc is not a valid blob'), 'commit-rejected'],
    [said(409, 'Conflict'), 'commit-rejected'],
    [said(404, 'Not Found'), 'commit-forbidden'],
    [said(403, 'Something new'), 'commit-forbidden'],
    [said(401, 'Bad credentials'), 'token-rejected'],
  ])('%j may be a race', (answer, code) => {
    expect(commitFailure(answer, NOW)).toMatchObject({ kind: 'unclear', code });
  });

  it.each<[Answer | Lost, object]>([
    [said(422, 'Update is not a fast forward'), { kind: 'moved' }],
    [lost('read ECONNRESET'), { kind: 'unknown', code: 'server-unavailable' }],
    [lost('connect ECONNREFUSED 192.0.2.1:443'), { kind: 'unknown', code: 'server-unreachable' }],
    [page(502), { kind: 'unknown', code: 'server-unavailable' }],
    [page(403), { kind: 'unknown', code: 'answered-by-another' }],
    [said(429, 'Slow down', { headers: { 'retry-after': '20' } }), { kind: 'unknown', retryAt: NOW + 20_000 }],
    [said(403, 'You have exceeded a secondary rate limit'), { kind: 'unknown', retryAt: NOW + 60_000 }],
  ])('%j leaves open what has become of the commit, or says it', (answer, expected) => {
    expect(commitFailure(answer, NOW)).toMatchObject(expected);
  });
});

describe('an answer to a reading', () => {
  it.each<[string, Answer | Lost, string]>([
    ['a limit', page(429), 'index-limited'],
    ['an outage', page(503), 'server-unavailable'],
    ['a connection that breaks off', lost('other side closed'), 'server-unavailable'],
    ['a name that does not resolve', lost('getaddrinfo ENOTFOUND api.example.invalid'), 'server-unreachable'],
    ['a certificate', lost('self-signed certificate in certificate chain'), 'certificate-untrusted'],
    ['a certificate that is unknown', lost('unable to verify the first certificate'), 'certificate-untrusted'],
    ['a proxy', page(407), 'answered-by-another'],
    ['an empty repository', said(409, 'Git Repository is empty.'), 'index-empty'],
    ['a token', said(401, 'Bad credentials'), 'token-rejected'],
    ['an account', said(403, 'Sorry. Your account was suspended.'), 'account-suspended'],
    [
      'a list of addresses',
      said(403, 'The organization has an IP allow list enabled, and your IP address is not permitted.'),
      'target-ip-list',
    ],
    ['a repository that is not to be seen', said(404, 'Not Found'), 'index-unreadable'],
    ['a right', said(403, 'Resource not accessible by integration'), 'index-unreadable'],
  ])('has the code of %s', (_, answer, code) => {
    const { message, ...problem } = readingProblem('a.csv', answer, NOW);
    expect(problem.code).toBe(code);
    expect(message).toMatch(/^a\.csv cannot be read: ./);
    expect(problem.retryAt).toBe(code === 'index-limited' ? NOW + 60_000 : undefined);
  });

  it('of the branch head that is a limit has its time and its words', () => {
    const answer = said(403, 'API rate limit exceeded', {
      headers: {
        'x-ratelimit-limit': '1000',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(NOW / 1_000 + 20),
      },
    });
    expect(unseenHead('Branch main', answer, NOW)).toEqual({
      kind: 'limited',
      limit: 'primary',
      retryAt: NOW + 21_000,
      message: 'Branch main cannot be read: 403 API rate limit exceeded',
    });
  });
});
