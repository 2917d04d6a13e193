/**
 * GitHub as somebody without a token sees it. The requests carry no authorization at all, go to the API's own server
 * only, and follow no redirect.
 */

import type { PublicView, Sight } from '../../shared/public-ports.ts';
import { property } from './answer.ts';
import { repositoryPath } from './client.ts';
import { requestBounded } from './http.ts';

/** GitHub gives up on a request after 10 s (documented). */
const TIMEOUT_MS = 10_000;
/** An issue has at most 65,536 characters of text. */
const LIMIT_BYTES = 1_000_000;

export function openPublicView({ apiUrl, userAgent }: { apiUrl: string; userAgent: string }): PublicView {
  const headers = {
    accept: 'application/vnd.github+json',
    'user-agent': userAgent,
    'x-github-api-version': '2022-11-28',
  };
  const ask = async (path: string): Promise<Sight> => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const answer = await requestBounded({ url: `${apiUrl}${path}`, headers, limitBytes: LIMIT_BYTES, signal });
      return sightOf(answer.status, answer.bytes?.toString('utf8') ?? '');
    } catch (error) {
      return { kind: 'unclear', message: error instanceof Error ? error.message : String(error) };
    }
  };
  return {
    profile: (login) => ask(`/users/${encodeURIComponent(login)}`),
    repository: (repository) => ask(repositoryPath(repository)),
    issue: (repository, number, look) => ask(repositoryPath(repository, `/issues/${number}?look=${look}`)),
  };
}

/** A proxy's own page has neither an id nor GitHub's words, and says nothing about GitHub's view. */
function sightOf(status: number, body: string): Sight {
  const value = parsed(body);
  if (status === 200 && property(value, 'id') !== undefined) return { kind: 'shown' };
  if (status === 404 && property(value, 'message') === 'Not Found') return { kind: 'hidden' };
  return { kind: 'unclear', message: `${status} ${String(property(value, 'message') ?? '')}`.trim().slice(0, 200) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
