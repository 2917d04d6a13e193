/** Generates `docs/troubleshooting.md` from the catalog with the messages of the action. */

import { catalog, type Effect, type Entry } from '../src/shared/catalog.ts';

const parts: Record<Effect, { heading: string; text: string }> = {
  'nothing-sent': {
    heading: 'Nothing was sent',
    text: 'These problems must be solved before the first issue is opened. The action lists all problems of a kind at once, with file, line and column where there is one, and annotates those files. The run ends with the status `error`.',
  },
  'not-sent': {
    heading: 'One report was not sent',
    text: 'The run continued with the other reports. The job summary has a row for each such report, with a link to its row in the index. The run ends with the status `failed`, unless the reports were only skipped.',
  },
  stopped: {
    heading: 'The run stopped, or could not save its progress',
    text: 'Reports that were sent before are recorded, and no later run sends them again. The run ends with the status `error`.',
  },
  warning: {
    heading: 'Warnings',
    text: 'The run continued. Most warnings need no action.',
  },
};

/** The anchor that GitHub gives a heading. */
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

Every error and warning of the action, with its remedy. \`npm run docs\` generates this page from the messages in the code; each message in the log ends with the same remedy. In the messages below, … stands for the variable parts.

\`npm run check-index -- <folder>\` finds every problem of a reports index on disk. A run with \`dry-run: true\` finds problems of tokens, template and target repositories before anything is sent.`;

function describe(code: string, { title, says, remedy, section }: Entry): string {
  return [
    `### ${code}`,
    `**${title.replaceAll('<', '&lt;')}.** In the log: \`${says}\``,
    `${remedy.replaceAll('<', '&lt;')} See [${section}](../README.md#${anchorOf(section)}) in the README.`,
  ].join('\n\n');
}
