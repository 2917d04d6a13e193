/** The ports through which the action sees the public view, without any token. */

import type { Repository } from './repository.ts';

/** How a web page answers to a GET whose body is not read. */
export type PageAnswer =
  /** `status` of the last page, when redirects were followed. */
  | { kind: 'answered'; status: number }
  /** No connection, no answer in time, or no address of a web page. */
  | { kind: 'unreached'; message: string };

/** Web pages of others, without any token. */
export interface WebPages {
  ask(url: string): Promise<PageAnswer>;
}

/** The public view of something: the answer that GitHub gives without a token. */
export type Sight =
  | { kind: 'shown' }
  /** 404: it is not there, or not for everybody. */
  | { kind: 'hidden' }
  /** A closed server, a limit or no answer, none of which says anything. */
  | { kind: 'unclear'; message: string };

/** GitHub as everybody sees it. Each call is one request without any authorization, and is never repeated. */
export interface PublicView {
  profile(login: string): Promise<Sight>;
  repository(repository: Repository): Promise<Sight>;
  /** `look` (1, 2, …) becomes part of the address, so that no cache answers a second look with the first one's answer. */
  issue(repository: Repository, number: number, look: number): Promise<Sight>;
}
