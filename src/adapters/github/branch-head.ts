/** The head of the index branch, asked for so that an unchanged one costs next to nothing. */

import type { Head, HeadLook } from '../../shared/ports.ts';
import { fullName, type Repository } from '../../shared/repository.ts';
import { type Answer, type Lost, property, text } from './answer.ts';
import { type GitHub, repositoryPath } from './client.ts';
import { encodePath } from './index-files.ts';
import { presentName } from './issues.ts';
import { limitOf, messageOf } from './refusals.ts';

/** Where the index is. */
export interface Location {
  /** Under its present name, once that is known. */
  repository: Repository;
  /** Undefined: the default branch, until its name is known. */
  branch: string | undefined;
}

/** Looks at the head; keeps `location` up to date. */
export function openBranchHead(github: GitHub, location: Location, now: () => number): () => Promise<HeadLook> {
  /** The last answer that named a head. */
  let last: { asked: string; etag: string | undefined; head: Head } | undefined;

  const unseen = (what: string, answer: Answer | Lost): HeadLook => {
    const limit = limitOf(answer, now());
    if (limit !== undefined) return limit;
    return { kind: 'unreadable', message: `${what} cannot be read: ${messageOf(answer)}` };
  };

  return async () => {
    const { repository } = location;
    if (location.branch === undefined) {
      const answer = await github.read(repositoryPath(repository));
      const name = answer.kind === 'answer' ? text(property(answer.data, 'default_branch')) : '';
      if (name === '') return unseen(`Repository ${fullName(repository)}`, answer);
      location.branch = name;
    }
    const { branch } = location;
    const asked = repositoryPath(repository, `/git/ref/heads/${encodePath(branch)}`);
    const before = last?.asked === asked ? last : undefined;
    const answer = await github.read(asked, { ifNoneMatch: before?.etag });
    if (answer.kind === 'lost') return unseen(`Branch ${branch} of ${fullName(repository)}`, answer);
    if (before !== undefined && answer.status === 304) return { kind: 'head', head: before.head };
    // Reading follows a repository that was renamed; what writes must use the name that it has now.
    if (answer.path !== asked) location.repository = (await presentName(github, repository)) ?? repository;
    const commit = text(property(property(answer.data, 'object'), 'sha'));
    if (commit === '') return unseen(`Branch ${branch} of ${fullName(repository)}`, answer);
    const { etag } = answer.headers;
    last = { asked, etag: etag === undefined ? undefined : String(etag), head: { branch, commit } };
    return { kind: 'head', head: last.head };
  };
}
