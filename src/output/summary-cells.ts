/** Cells that several tables of the job summary share. Pure. */

import { catalog, type ProblemCode } from '../shared/catalog.ts';
import { remedyOf } from '../shared/problem.ts';
import { parseRepository } from '../shared/repository.ts';
import { link, ownMarkdown } from './markdown.ts';

/** The action itself, and the server that it runs on. */
export interface About {
  version: string;
  /** The server's web pages. */
  serverUrl: string;
  /** Address of the action's own files; undefined when the runner does not name it. */
  filesUrl: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the runner's variables about the action. */
export function aboutOf(environment: Environment, version: string): About {
  const serverUrl = (environment.GITHUB_SERVER_URL ?? '').replace(/\/+$/, '');
  const repository = environment.GITHUB_ACTION_REPOSITORY ?? '';
  const ref = environment.GITHUB_ACTION_REF ?? '';
  const isKnown = serverUrl !== '' && parseRepository(repository) !== undefined && /^[\w./-]+$/.test(ref);
  return { version, serverUrl, filesUrl: isKnown ? `${serverUrl}/${repository}/blob/${ref}` : undefined };
}

/** The remedy with a link to `docs/troubleshooting.md`, or with the name of a README section without `filesUrl`. */
export function remedyCell(code: ProblemCode, { filesUrl }: About): string {
  if (filesUrl === undefined) return ownMarkdown(remedyOf(code));
  return `${ownMarkdown(catalog[code].remedy)} ${link('More', `${filesUrl}/docs/troubleshooting.md#${code}`)}`;
}

export function repositoryCell(repository: string, { serverUrl }: About): string {
  return link(repository, serverUrl === '' ? undefined : `${serverUrl}/${repository}`);
}
