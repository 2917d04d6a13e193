/** Title, body and links of an issue. Pure. */

import type { Period, Report } from '../reports-index/parse.ts';
import type { IssueDraft } from '../shared/ports.ts';
import type { Repository } from '../shared/repository.ts';
import { withoutMentions } from './mentions.ts';

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

/** The three addresses of a report, as the predecessor built them. An `@` is encoded, so that it mentions nobody. */
export function linksOf(
  reportsUrl: string,
  serverUrl: string,
  period: string,
  dataset: { gbifdatasetid: string; owner: string; repository: string },
): Links {
  const all = `${reportsUrl.replaceAll('@', '%40')}/reports/${encodeURIComponent(dataset.gbifdatasetid)}/`;
  return {
    link: `${all}${period}/`,
    link_gh: `${serverUrl}/${dataset.owner}/${dataset.repository}/tree/master/reports`,
    link_all: all,
  };
}

/** The text as a title: on one line, without white space around it. */
export function titleFrom(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The built-in issue: the predecessor's wording. */
export function renderBuiltIn(labels: readonly string[]): Render {
  return ({ period, dataset, links }) => ({
    title: titleFrom(
      withoutMentions(`Monthly VertNet data use report for ${period.year}-${period.month}, resource ${dataset.ccode}`),
    ),
    body: withoutMentions(builtInBody(links)),
    labels: [...labels],
    assignees: [],
  });
}

function builtInBody({ link, link_gh, link_all }: Links): string {
  return `Your monthly VertNet data use report is ready!

You can see the HTML rendered version of this report at:

${link}

Raw text and JSON-formatted versions of the report are also available for
download from this link.

A copy of the text version has also been uploaded to your GitHub
repository under the "reports" folder at:

${link_gh}

A full list of all available reports can be accessed from:

${link_all}

You can find more information on the reporting system, along with an
explanation of each metric, at:

http://www.vertnet.org/resources/usagereportingguide.html

Please post any comments or questions to:
http://www.vertnet.org/feedback/contact.html

Thank you for being a part of VertNet.
`;
}
