import { expect, test } from 'vitest';
import { torture } from './campaign.ts';

/** `npm run torture` runs 200 and more; these are for every test run. */
const CAMPAIGNS = 20;

test(`${CAMPAIGNS} campaigns of dist/ survive kills, cancels and cut connections`, { timeout: 900_000 }, async () => {
  const seeds = Array.from({ length: CAMPAIGNS }, (_, index) => index + 1);
  const worker = async (): Promise<void> => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const { violations, events } = await torture(seed);
      expect(violations, `seed ${seed}:\n${events.join('\n')}`).toEqual([]);
    }
  };
  await Promise.all([worker(), worker()]);
});
