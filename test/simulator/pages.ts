/** Lists of issues as the server gives them, page by page: late, long, without links, with items that are not issues. */

import type { Answer } from '../../src/adapters/github/answer.ts';
import type { Refusal } from '../../src/adapters/github/refusals.ts';
import { type Forge, type Issue, type Repo, urlOf } from './forge.ts';
import { refusedList, samlAnswer } from './moods.ts';
import type { World } from './world.ts';

/** A list may be this far behind (GitHub's lists are seconds to tens of seconds behind, as observed). */
const LAG_LIMIT_MS = 20_000;
/** Issues on a page. */
const FULL = 100;

export type Page = Answer | Refusal;

/** What is drawn for one reading of a list. */
export interface DrawnList {
  lagMs: number;
  /** A full page of other issues by the same account comes first. */
  isLong: boolean;
  /** No page links to the next one. */
  isUnlinked: boolean;
  /** In the place of one issue there is this. */
  odd: unknown;
}

export function drawList({ dice, rates, count }: World): DrawnList {
  const { listLags, listIsLong, listIsUnlinked, listIsOdd } = rates();
  const list = {
    lagMs: dice.chance(listLags) ? dice.whole(0, LAG_LIMIT_MS) : 0,
    isLong: dice.chance(listIsLong),
    isUnlinked: dice.chance(listIsUnlinked),
    odd: dice.chance(listIsOdd) ? dice.pick(ODD) : undefined,
  };
  if (list.isLong && list.isUnlinked) count('a full page has no link');
  return list;
}

/** An issue of the account as the list has it. */
function listed(issue: Issue): Record<string, unknown> {
  return {
    number: issue.number,
    html_url: urlOf(issue),
    user: { login: issue.creator },
    body: issue.body,
    created_at: new Date(Math.floor(issue.createdAt / 1000) * 1000).toISOString(),
  };
}

const OTHERS = (login: string) =>
  Array.from({ length: FULL }, (_, n) => ({
    number: 1_000_000 + n,
    html_url: `https://github.com/x/y/issues/${1_000_000 + n}`,
    user: { login },
    body: 'Another issue of the bot',
    created_at: '2026-10-01T00:00:00Z',
  }));

/** What stands in the place of an issue; a function is given the issue. */
const ODD: readonly unknown[] = [
  null,
  [],
  {},
  'issue',
  ({ number, ...rest }: Record<string, unknown>) => ({ ...rest, number: String(number) }),
  ({ user: _, ...rest }: Record<string, unknown>) => rest,
  ({ body: _, ...rest }: Record<string, unknown>) => rest,
  (issue: Record<string, unknown>) => ({ ...issue, user: {} }),
];

/** The answer to a request for a page, or for the repository itself. */
export function pageAt({ world, forge }: { world: World; forge: Forge }, path: string, list: DrawnList): Page {
  const url = new URL(path, 'https://api.github.com');
  const [, kind, owner = '', rest = ''] = url.pathname.split('/');
  const repo = kind === 'repositories' ? forge.byId(Number(owner)) : forge.find(`${owner}/${rest}`);
  if (repo === undefined || repo.condition === 'missing')
    return { kind: 'refused', payer: 'repository', reason: 'not-found', message: '404 Not Found' };
  if (repo.condition === 'saml') return refusedList(samlAnswer(path), world.now());
  if (!url.pathname.endsWith('/issues')) return answer({ full_name: repo.name }, path);
  const creator = url.searchParams.get('creator') ?? '';
  const asked = kind === 'repos' ? `${owner}/${rest}` : repo.name;
  const isMoved = asked.toLowerCase() !== repo.name.toLowerCase();
  const at = isMoved ? `/repositories/${repo.id}/issues${url.search}` : path;
  const page = Number(url.searchParams.get('page') ?? '1');
  const first = at.replace(/&page=\d+$/, '');
  const link: Answer['headers'] = list.isUnlinked ? {} : { link: `<${first}&page=${page + 1}>; rel="next"` };
  if (list.isLong && page === 1) return answer(OTHERS(creator), at, link);
  const sinceAt = Date.parse(url.searchParams.get('since') ?? '');
  const all = visible(repo, world.now() - list.lagMs, { creator, sinceAt });
  const from = (page - (list.isLong ? 2 : 1)) * FULL;
  const items = all.slice(from, from + FULL);
  if (list.odd !== undefined && items[0] !== undefined) {
    world.count('a list has an item that is no issue');
    items[0] = typeof list.odd === 'function' ? list.odd(items[0]) : list.odd;
  }
  return answer(items, at, all.length > from + FULL ? link : {});
}

function visible(repo: Repo, latestAt: number, { creator, sinceAt }: { creator: string; sinceAt: number }): unknown[] {
  if (repo.condition === 'disabled') return [];
  return repo.issues
    .filter(
      (issue) =>
        issue.creator.toLowerCase() === creator.toLowerCase() &&
        issue.createdAt >= sinceAt &&
        issue.createdAt <= latestAt,
    )
    .map(listed)
    .reverse();
}

function answer(data: unknown, path: string, headers: Answer['headers'] = {}): Answer {
  return { kind: 'answer', status: 200, headers, data, path };
}
