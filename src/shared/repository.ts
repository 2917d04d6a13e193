/** A repository's `owner/name`. Pure. */

export interface Repository {
  owner: string;
  name: string;
}

const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})$/;
const NAME = /^[A-Za-z0-9._-]{1,100}$/;

/** `owner/name`. */
export function fullName({ owner, name }: Repository): string {
  return `${owner}/${name}`;
}

/** Undefined when the text is not the name of a repository. */
export function parseRepository(text: string): Repository | undefined {
  const [owner, name, ...rest] = text.split('/');
  if (owner === undefined || name === undefined || rest.length > 0) return undefined;
  return OWNER.test(owner) && NAME.test(name) && !/^\.\.?$|\.git$/i.test(name) ? { owner, name } : undefined;
}
