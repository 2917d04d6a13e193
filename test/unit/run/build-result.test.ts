import { describe, expect, it } from 'vitest';
import { nothingToSend } from '../../../src/run/build-result.ts';

describe('the message of a run without pending reports', () => {
  const flags = { stored: true, sent: false, reason: '' };
  const place = { line: 2, start: 0, end: 0 };

  it.each([
    [undefined, flags, 'no report is pending'],
    ['birds', { ...flags, sent: true }, 'the report of dataset birds has been sent already'],
    ['birds', { ...flags, reason: 'embargo' }, 'the report of dataset birds is marked as skipped ("embargo")'],
    ['birds', { ...flags, stored: false }, 'the report of dataset birds is not stored yet'],
    ['mammals', flags, 'the report of dataset mammals is not pending'],
  ])('says why: dataset %j with the flags %j', (gbifdatasetid, found, why) => {
    const campaign = { period: '201204', ...(gbifdatasetid === undefined ? {} : { gbifdatasetid }) };
    const rows = { byDataset: new Map([['birds', { ...place, ...found }]]) };
    expect(nothingToSend(campaign, rows, '')).toBe(`Period 201204: ${why}, nothing was sent.`);
  });
});
