/**
 * Links to the other pages of a list of issues, as github.com has them: with a cursor, and without the last page.
 */

import type { Layer } from '../http.ts';

export interface Cursors {
  layer: Layer;
  /** False: links with numbers of pages, up to the last, as older servers have them. Default: true. */
  setCursors(on: boolean): void;
}

const LIST = /^\/(?:repos\/[^/]+\/[^/]+|repositories\/\d+)\/issues$/;

export function createCursors(): Cursors {
  let isOn = true;
  return {
    layer: async ({ url }, next) => {
      followCursor(url);
      const isList = LIST.test(url.pathname);
      const answer = await next();
      const { link } = answer.headers;
      if (!isOn || !isList || link === undefined) return answer;
      const kept = link.split(', ').flatMap(withCursor);
      const { link: _link, ...headers } = answer.headers;
      return { ...answer, headers: kept.length === 0 ? headers : { ...headers, link: kept.join(', ') } };
    },
    setCursors: (on) => {
      isOn = on;
    },
  };
}

/** The emulator knows pages by their number, so that is what the cursor holds. */
function followCursor(url: URL): void {
  const cursor = url.searchParams.get('after') ?? url.searchParams.get('before');
  if (cursor === null) return;
  const page = Buffer.from(cursor, 'base64').toString('utf8').replace('cursor:page:', '');
  for (const name of ['after', 'before']) url.searchParams.delete(name);
  url.searchParams.set('page', page);
}

/** One link `<address>; rel="next"`, or none where GitHub has none. */
function withCursor(link: string): string[] {
  const [, address = '', relation = ''] = /^<([^>]*)>; rel="(\w+)"$/.exec(link) ?? [];
  if (relation !== 'next' && relation !== 'prev') return [];
  const url = new URL(address);
  const cursor = Buffer.from(`cursor:page:${url.searchParams.get('page')}`).toString('base64');
  url.searchParams.set(relation === 'next' ? 'after' : 'before', cursor);
  return [`<${url.href}>; rel="${relation}"`];
}
