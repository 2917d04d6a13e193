/**
 * Accounts that GitHub's spam detection has flagged: they notice nothing, and everybody else is answered 404 where they
 * have been. The bots of Apps have a profile, which the emulator does not know.
 */

import type { AppSeed } from '../emulator.ts';
import { type Answer, type Exchange, isObject, json, type Layer, refusal } from '../http.ts';
import { account } from './missing-fields.ts';

export interface Visibility {
  layer: Layer;
  /** From now on, or with false no longer, only the account itself sees its profile and its issues. */
  hide(login: string, isHidden?: boolean): void;
}

export function createVisibility(apps: readonly AppSeed[], apiUrl: string): Visibility {
  const hidden = new Set<string>();
  const bots = new Set(apps.map(({ slug }) => botOf(slug)));
  return {
    layer: async (exchange, next) => {
      const { url, request } = exchange;
      const [, asked = ''] = /^\/users\/([^/]+)$/.exec(url.pathname) ?? [];
      const login = decodeURIComponent(asked).toLowerCase();
      const isHidden = (name: unknown) =>
        typeof name === 'string' && hidden.has(name.toLowerCase()) && !isOwn(name.toLowerCase(), exchange);
      if (isHidden(login)) return refusal(404, 'Not Found');
      if (bots.has(login)) return json(200, botProfile(login, apiUrl));
      const isIssue = request.method === 'GET' && /^\/repos(?:itories)?\/.*\/issues(?:\/\d+)?$/.test(url.pathname);
      const answer = await next();
      return hidden.size === 0 || !isIssue || answer.status !== 200 ? answer : withoutHidden(answer, isHidden);
    },
    hide: (login, isHidden = true) => {
      if (isHidden) hidden.add(login.toLowerCase());
      else hidden.delete(login.toLowerCase());
    },
  };
}

function botOf(slug: string): string {
  return `${slug}[bot]`.toLowerCase();
}

/** Tokens of installations have no account of their own in the sandbox; there is one App in a world. */
function isOwn(login: string, { login: asking, request }: Exchange): boolean {
  if (asking !== undefined) return asking.toLowerCase() === login;
  return request.token !== undefined && login.endsWith('[bot]');
}

function withoutHidden(answer: Answer, isHidden: (login: unknown) => boolean): Answer {
  const value: unknown = JSON.parse(answer.body.toString('utf8'));
  if (!Array.isArray(value)) return isHidden(authorOf(value)) ? refusal(404, 'Not Found') : answer;
  const left = value.filter((issue) => !isHidden(authorOf(issue)));
  return { ...answer, body: Buffer.from(JSON.stringify(left)) };
}

function authorOf(issue: unknown): unknown {
  return isObject(issue) && isObject(issue.user) ? issue.user.login : undefined;
}

function botProfile(login: string, apiUrl: string) {
  const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 };
  const texts = { name: null, company: null, blog: '', location: null, email: null, hireable: null, bio: null };
  const times = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' };
  // An address has no brackets.
  const addresses = account({ login: encodeURIComponent(login) }, apiUrl);
  const own = { login, id: 41898282, node_id: 'MDM6Qm90NDE4OTgyODI=', avatar_url: `${apiUrl}/avatars/in/1` };
  const url = `${apiUrl}/users/${encodeURIComponent(login)}`;
  return { ...addresses, ...own, url, type: 'Bot', ...counts, ...texts, ...times };
}
