/** The parts of an issue, its links, and its limits. Pure. */

import type { Period, Report } from '../reports-index/parse.ts';
import type { Repository } from '../shared/repository.ts';
import type { IssueDraft } from '../shared/target-ports.ts';

/** GitHub answers 422 to longer texts (observed; docs/architecture.md, "Limits of the platform"). */
export const TITLE_LIMIT = 256;
export const BODY_LIMIT = 65_536;

/** The values that a report's issue is made from. */
export interface IssueContext {
  period: Period;
  report: Report;
  dataset: { ccode: string; owner: string; repository: string; columns: Readonly<Record<string, string>> };
  /** Where the issue goes: the dataset's repository, or the testing repository. */
  target: Repository;
  links: Links;
}

export interface Links {
  link: string;
  link_gh: string;
  link_all: string;
}

/** Makes the text of an issue, without its key. */
export type Render = (context: IssueContext) => IssueDraft;

/**
 * The three addresses of a report, as the predecessor built them. `HEAD` stands for the default branch under any
 * name. An `@` is encoded, so that it mentions nobody.
 */
export function linksOf(
  reportsUrl: string,
  serverUrl: string,
  period: string,
  dataset: { gbifdatasetid: string; owner: string; repository: string },
): Links {
  const all = `${reportsUrl.replaceAll('@', '%40')}/reports/${encodeURIComponent(dataset.gbifdatasetid)}/`;
  return {
    link: `${all}${period}/`,
    link_gh: `${serverUrl}/${dataset.owner}/${dataset.repository}/tree/HEAD/reports`,
    link_all: all,
  };
}

/** The text as a title: on one line, without white space around it. */
export function titleFrom(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
