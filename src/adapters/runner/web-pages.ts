/** Asks web pages of others, through the runner's proxy, without any token. Nothing of a body is read. */

import type { PageAnswer, WebPages } from '../../shared/public-ports.ts';
import { requestHead } from '../github/http.ts';

const TIMEOUT_MS = 10_000;
/** A page that redirects more often is taken to answer. */
const REDIRECT_LIMIT = 3;

export function openWebPages(userAgent: string): WebPages {
  return {
    ask: async (url): Promise<PageAnswer> => {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      try {
        return { kind: 'answered', status: await follow(url, userAgent, signal) };
      } catch (error) {
        return { kind: 'unreached', message: causeOf(error) };
      }
    },
  };
}

/** The status of the page that a GET ends at. Rejects for an address that is not of a web page. */
async function follow(url: string, userAgent: string, signal: AbortSignal): Promise<number> {
  let at = new URL(url);
  for (let hops = 0; ; hops += 1) {
    if (at.protocol !== 'http:' && at.protocol !== 'https:') throw new Error('not an http or https address');
    const { status, location } = await requestHead(at.href, { 'user-agent': userAgent, accept: '*/*' }, signal);
    const isRedirect = status >= 300 && status < 400 && location !== undefined;
    if (!isRedirect || hops === REDIRECT_LIMIT || !URL.canParse(location, at.href)) return status;
    at = new URL(location, at);
  }
}

/** `ECONNREFUSED`, `ENOTFOUND`: shorter than the message, and without addresses. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
