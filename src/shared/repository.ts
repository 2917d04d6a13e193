/** A repository's `owner/name`. Pure. */

const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})$/;
const NAME = /^[A-Za-z0-9._-]{1,100}$/;

/** `owner/name`. */
export function fullName(repository: Repository): string {
  return `${repository.owner}/${repository.name}`;
}

export function parseRepository(text: string): Repository | undefined {
  const [owner, name, ...rest] = text.split('/');
  if (owner === undefined || name === undefined || rest.length > 0) return undefined;
  return OWNER.test(owner) && NAME.test(name) && !/^\.\.?$|\.git$/i.test(name) ? { owner, name } : undefined;
}
/**
 * The ports: everything that `run.ts` and the stages below it need from outside.
 * Adapters implement them for GitHub, the Actions cache, the disk and the clock; the
 * simulator implements them for a world in which everything fails.
 *
 * Times are milliseconds since the Unix epoch (`…At`, `now`) or milliseconds (`…Ms`).
 */

/** A repository as the index or an input names it. */
export interface Repository {
  owner: string;
  name: string;
}
