/** The head of the index branch, asked for so that an unchanged one costs next to nothing. */

import type { Head, HeadLook } from '../../shared/index-ports.ts';
import { fullName, type Repository } from '../../shared/repository.ts';
import { property, text } from './answer.ts';
import { type GitHub, repositoryPath } from './client.ts';
import { unseenHead } from './index-answers.ts';
import { encodePath } from './index-files.ts';
import { presentName } from './issues.ts';

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

  return async () => {
    const { repository } = location;
    if (location.branch === undefined) {
      const answer = await github.read(repositoryPath(repository));
      const name = answer.kind === 'answer' ? text(property(answer.data, 'default_branch')) : '';
      if (name === '') return unseenHead(`Repository ${fullName(repository)}`, answer, now());
      location.branch = name;
    }
    const { branch } = location;
    const asked = repositoryPath(repository, `/git/ref/heads/${encodePath(branch)}`);
    const before = last?.asked === asked ? last : undefined;
    const answer = await github.read(asked, { ifNoneMatch: before?.etag });
    const subject = `Branch ${branch} of ${fullName(repository)}`;
    if (answer.kind === 'lost') return unseenHead(subject, answer, now());
    if (before !== undefined && answer.status === 304) return { kind: 'head', head: before.head };
    // Reading follows a renamed repository; writing needs its present name.
    if (answer.path !== asked) location.repository = (await presentName(github, repository)) ?? repository;
    const commit = text(property(property(answer.data, 'object'), 'sha'));
    if (commit === '') return unseenHead(subject, answer, now());
    const { etag } = answer.headers;
    last = { asked, etag: etag === undefined ? undefined : String(etag), head: { branch, commit } };
    return { kind: 'head', head: last.head };
  };
}
