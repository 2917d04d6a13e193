/** The issue of a report without a template. Pure. */

import { saysNothing } from '../reports-index/cells.ts';
import { trimmed } from '../shared/invisible.ts';
import { characters } from '../shared/text.ts';
import { type IssueContext, type Links, type Render, TITLE_LIMIT, titleFrom } from './issue.ts';
import { withoutMentions } from './mentions.ts';

/** The predecessor's wording, which speaks of VertNet, or one that suits every network. */
export function renderBuiltIn(labels: readonly string[], text: 'of VertNet' | 'neutral' = 'of VertNet'): Render {
  const write = text === 'neutral' ? neutralText : vertNetText;
  return (context) => {
    const { title, body } = write(context);
    return { title: withoutMentions(title), body: withoutMentions(body), labels: [...labels], assignees: [] };
  };
}

interface Text {
  title: string;
  body: string;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

function neutralText({ period, dataset, report, links }: IssueContext): Text {
  const month = `${MONTHS[period.month - 1]} ${period.year}`;
  const [name = ''] = [titleOf(dataset.columns), dataset.ccode, report.gbifdatasetid].filter((text) => text !== '');
  const body = `The usage report for ${month} is ready:

${links.link}

All reports of this dataset:

${links.link_all}
`;
  return { title: fitting(`Usage report for ${month}: ${name}`), body };
}

/** The dataset's title: the column of that name in datasets.csv. Empty: it has none. */
function titleOf(columns: IssueContext['dataset']['columns']): string {
  const [, cell = ''] = Object.entries(columns).find(([name]) => name.toLowerCase() === 'title') ?? [];
  const title = trimmed(cell);
  return saysNothing(title) ? '' : title;
}

/** Titles of datasets can be longer than GitHub allows for an issue; defusing one adds a character an `@`. */
function fitting(title: string): string {
  const line = titleFrom(title);
  const room = TITLE_LIMIT - (characters(withoutMentions(line)) - characters(line));
  return characters(line) <= room ? line : `${[...line].slice(0, room - 1).join('')}…`;
}

function vertNetText({ period, dataset, links }: IssueContext): Text {
  const title = `Monthly VertNet data use report for ${period.year}-${period.month}, resource ${dataset.ccode}`;
  return { title: titleFrom(withoutMentions(title)), body: vertNetBody(links) };
}

function vertNetBody({ link, link_gh, link_all }: Links): string {
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
