/** `docs/troubleshooting.md`, made from the catalog that the action itself speaks from. */

import { catalog, type Effect, type Entry } from '../src/shared/catalog.ts';

const parts: Record<Effect, { heading: string; text: string }> = {
  'nothing-sent': {
    heading: 'Nothing was sent',
    text: 'Something must be right before the first issue is opened. All faults of a kind are listed at once, with file, line and column where there is one, and as annotations on those files. The run ends with the status `error`.',
  },
  'not-sent': {
    heading: 'One report was not sent',
    text: 'The rest went on. The job summary has a row for each such report, with a link to the row of the index to look at. The run ends with the status `failed`, but for skipped reports.',
  },
  stopped: {
    heading: 'The run stopped, or could not finish its books',
    text: 'What was sent until then is recorded; no later run sends it again. The run ends with the status `error`.',
  },
  warning: {
    heading: 'Warnings',
    text: 'The run went on. Most need nobody.',
  },
};

/** GitHub's anchor of a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

export function troubleshooting(): string {
  const sections = Object.entries(parts).map(([effect, { heading, text }]) => {
    const entries = Object.entries(catalog).filter(([, entry]) => entry.effect === effect);
    return [`## ${heading}`, text, ...entries.map(([code, entry]) => describe(code, entry))].join('\n\n');
  });
  return `${[head, ...sections].join('\n\n')}\n`;
}

const head = `# Troubleshooting

Every error and warning of the action, with what to do. This page is made from the list that the action speaks from (\`npm run docs\`); each message in the log ends with the same remedy. In the messages below, … stands for what differs.

\`npm run check-index -- <folder>\` finds every fault of a reports index on disk, and a run with \`dry-run: true\` finds what is wrong with tokens, template and target repositories, before anything is sent.`;

function describe(code: string, { title, says, remedy, section }: Entry): string {
  return [
    `### ${code}`,
    `**${title.replaceAll('<', '&lt;')}.** In the log: \`${says}\``,
    `${remedy.replaceAll('<', '&lt;')} See [${section}](../README.md#${anchorOf(section)}) in the README.`,
  ].join('\n\n');
}
