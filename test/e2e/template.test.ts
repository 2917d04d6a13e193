/** Templates of the index repository, with the built action. */

import { describe, expect, it } from 'vitest';
import { PERIOD, pendingIndex } from '../support/index-files.ts';
import { scenario } from '../support/scenario.ts';

const QUICK = { 'max-per-minute': '6000' };

describe('a template from the index repository', () => {
  const template = `---
title: "{{ dataset.ccode }} in {{ period.start | date: '%B %Y' }}"
labels: [report, "{{ dataset.ccode | downcase }}"]
---
@octocat wrote this. {{ report.note }}
{% if report.note == "" %}No note.{% endif %}
`;
  const files = (text: string) => ({ '.github/report.md': text });
  const index = {
    ...pendingIndex(['birds']),
    [`reports/${PERIOD}.csv`]: 'gbifdatasetid,stored,issue_sent,note\nbirds,true,false,by @somebody & <b>\n',
  };

  it('renders title, labels and body, and its values mention nobody', async () => {
    const { run } = await scenario({ index, files: files(template) });
    const { issues, status } = await run({ template: '.github/report.md', ...QUICK });
    expect(status).toBe('success');
    expect(issues).toMatchObject([
      {
        title: 'BIRDS in April 2012',
        labels: ['report', 'birds'],
        body: `@octocat wrote this. by @\u200bsomebody & <b>\n\n<!-- report-notifier:${PERIOD}|birds -->`,
      },
    ]);
  });

  it.each([
    [
      'an unknown variable',
      template.replace('report.note }}\n', 'report.nota }}\n'),
      5,
      /undefined variable: report\.nota; report has/,
    ],
    ['an unknown key', template.replace('labels:', 'label:'), 3, /unknown key "label"/],
    [
      'a title that is too long',
      template.replace('in {{', `${'x'.repeat(260)} {{`),
      2,
      /the title has 27\d characters, expected at most 256/,
    ],
  ])(
    'with %s ends the run with an error at its file and line before anything is sent',
    async (_, text, line, message) => {
      const { run } = await scenario({ index, files: files(text) });
      const { annotations, status, requests } = await run({ template: '.github/report.md', ...QUICK });
      expect(status).toBe('error');
      expect(annotations).toHaveLength(1);
      expect(annotations[0]).toContain(`error .github/report.md:${line}: `);
      expect(annotations[0]).toMatch(message);
      expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    },
  );
});
