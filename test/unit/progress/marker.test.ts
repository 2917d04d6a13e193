import { describe, expect, it } from 'vitest';
import { findCampaign } from '../../../src/campaign/choose.ts';
import { emptyMarker, markerBytes, paceOf, withCampaign, withoutCampaign } from '../../../src/progress/marker.ts';
import { type Campaign, MARKER_LIMIT_BYTES, type Marker, parseMarker } from '../../../src/progress/schema.ts';
import { usableMarker } from '../../support/marker.ts';

const NOW = Date.UTC(2012, 4, 3);

function campaign(more: Partial<Campaign> = {}): Campaign {
  const totals = { sent: 1, found: 0, skipped: 0 };
  return { id: 'id-1', period: '201204', testing: false, failed: [], runs: 1, totals, lastActiveAt: 1, ...more };
}

/** A POST that GitHub answered and accepted at once. */
const sending = (at: number): [number, number, boolean] => [at, at, true];
const marker = (...campaigns: Campaign[]): Marker => ({ ...emptyMarker(), account: 'bot', campaigns });
const encoded = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const parse = (value: unknown) => parseMarker(encoded(value), NOW);

describe('the progress marker', () => {
  it('is read as it was saved', () => {
    const saved = {
      ...marker(campaign({ cursor: '201204|a', failed: ['201204|b'] })),
      pace: { sendings: [sending(NOW - 5)] },
    };
    expect(parseMarker(markerBytes(saved), NOW)).toEqual({ marker: saved, isHoldCut: false });
  });

  it('stays readable with any number of failures', () => {
    const failed = Array.from(
      { length: 60_000 },
      (_, n) => `201204|00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    );
    const bytes = markerBytes(marker(campaign({ failed })));
    expect(bytes.byteLength).toBeLessThan(MARKER_LIMIT_BYTES);
    expect(usableMarker(bytes, NOW).campaigns).toHaveLength(1);
  });

  it('stays readable with the longest ids and several campaigns', () => {
    const failed = Array.from({ length: 9_000 }, (_, n) => `201204|${String(n).padStart(200, 'x')}`);
    const campaigns = ['a', 'b', 'c'].map((id) => campaign({ id, failed }));
    const read = usableMarker(markerBytes(marker(...campaigns)), NOW);
    expect(read.campaigns[2]?.failed.length).toBeGreaterThan(500);
    expect(read.campaigns[2]?.failed.at(-1)).toBe(failed.at(-1));
  });

  it.each<[string, unknown, RegExp]>([
    ['text that is not JSON', '{"version":1', /is not JSON/],
    ['nothing', '', /is not JSON/],
    ['null', null, /not of version 1/],
    ['a list', [], /not of version 1/],
    ['another version', { ...marker(), version: 2 }, /version/],
    ['no campaigns', { version: 1, pace: { sendings: [] } }, /campaigns/],
    ['a campaign without a period', marker({ ...campaign(), period: '2012' }), /campaigns\.0\.period/],
    ['an id that could end a comment', marker(campaign({ id: '-->' })), /campaigns\.0\.id/],
    ...[-1, 0.5, 1e15, 2 ** 53, '1', null].flatMap(
      (wrong) =>
        [
          [`${wrong} as the number of runs`, marker({ ...campaign(), runs: wrong as number }), /campaigns\.0\.runs/],
          ...['sent', 'found', 'skipped'].map((name) => [
            `${wrong} as the total ${name}`,
            marker(campaign({ totals: { sent: 0, found: 0, skipped: 0, [name]: wrong } })),
            new RegExp(`campaigns\\.0\\.totals\\.${name}`),
          ]),
        ] as [string, unknown, RegExp][],
    ),
    ['a text as a number', { ...marker(), pace: { sendings: ['1'] } }, /pace\.sendings\.0/],
    [
      'a number that JSON cannot represent',
      '{"version":1,"pace":{"sendings":[],"lastStartedAt":1e999},"campaigns":[]}',
      /pace\.lastStartedAt/,
    ],
    ['too many bytes', 'x'.repeat(MARKER_LIMIT_BYTES + 1), /expected at most/],
    ['__proto__', '{"__proto__":{"version":1}}', /not of version 1/],
  ])('is refused when it holds %s', (_, value, fault) => {
    expect(parse(value)).toEqual({ fault: expect.stringMatching(fault) });
  });

  it('cannot make a run wait for more than an hour', () => {
    const far = NOW + 10 * 3_600_000;
    const hold = { untilAt: far, refusals: 99, announced: true };
    const pace = { sendings: [sending(far), sending(5), sending(NOW - 1)], lastStartedAt: far, hold };
    const bytes = encoded({ ...marker(), pace });
    const safe = usableMarker(bytes, NOW);
    expect(safe.pace.sendings).toEqual([sending(NOW - 1)]);
    expect(safe.pace.lastStartedAt).toBeUndefined();
    expect(safe.pace.hold?.untilAt).toBe(NOW + 3_600_000);
    expect(parseMarker(bytes, NOW)).toMatchObject({ isHoldCut: true });
  });

  it('gives its pace only to its own account', () => {
    const of = { ...marker(), pace: { sendings: [sending(NOW)] } };
    expect(paceOf(of, 'bot').sendings).toHaveLength(1);
    expect(paceOf(of, 'another').sendings).toHaveLength(0);
    expect(paceOf({ ...emptyMarker(), pace: { sendings: [sending(NOW)] } }, 'bot').sendings).toHaveLength(1);
  });

  it('keeps a testing campaign apart from the real one', () => {
    const testing = campaign({ id: 'id-2', testing: true });
    const both = withCampaign(marker(campaign()), testing);
    expect(both.campaigns).toHaveLength(2);
    expect(withCampaign(both, { ...testing, runs: 9 }).campaigns.map(({ runs }) => runs)).toEqual([1, 9]);
    expect(withoutCampaign(both, testing).campaigns).toEqual([campaign()]);
    expect(findCampaign(both, { period: '201204', testing: true })?.id).toBe('id-2');
    expect(findCampaign(both, { period: '201204', testing: false, gbifdatasetid: 'a' })).toBeUndefined();
  });
});
