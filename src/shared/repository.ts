/** A repository's `owner/name`. Pure. */

/** A repository as the index or an input names it. */
export interface Repository {
  owner: string;
  name: string;
}

/** A login has at most 39 letters, digits and hyphens. Those of managed users end in an underscore and a short code. */
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
  return isOwner(owner) && isRepositoryName(name) ? { owner, name } : undefined;
}

export function isOwner(text: string): boolean {
  return OWNER.test(text);
}

/** GitHub does not allow a name to end in `.git`, which it takes for a part of the address. */
export function isRepositoryName(text: string): boolean {
  return NAME.test(text) && !/^\.\.?$|\.git$/i.test(text);
}
