/** GitHub as somebody without a token sees it: late now and then, silent now and then, and blind to a flagged account. */

import type { PublicView, Sight } from '../../src/shared/public-ports.ts';
import { ACCOUNT, type Issue } from './forge.ts';
import type { Process } from './process.ts';
import { fullName, type TargetSide } from './targets.ts';
import { wayMs } from './wire.ts';

/** A new issue may be missing from a replica for so long. */
const LATE_MS = 60_000;

export function openPublicView(side: TargetSide, process: Process): PublicView {
  const { world, forge, flag } = side;
  const ask = (what: string, isThere: () => boolean): Promise<Sight> =>
    process.request(`${what} without a token`, 'request', (reply) => {
      if (world.dice.chance(world.rates().unclearSight)) {
        world.count('a look without a token says nothing');
        return reply.in(world.dice.whole(100, 10_000), { kind: 'unclear', message: '403 rate limit exceeded' });
      }
      world.after(wayMs(world), () => reply.in(wayMs(world), { kind: isThere() ? 'shown' : 'hidden' }));
    });
  const isLate = ({ createdAt }: Issue) =>
    world.now() - createdAt < LATE_MS && world.dice.chance(world.rates().lateSight);
  return {
    profile: (login) => ask(`GET profile of ${login}`, () => login === ACCOUNT && !flag.isFlagged()),
    repository: (repository) =>
      ask(
        `GET ${fullName(repository)}`,
        () => (forge.find(fullName(repository))?.condition ?? 'missing') !== 'missing',
      ),
    issue: (repository, number) =>
      ask(`GET ${fullName(repository)}#${number}`, () => {
        const repo = forge.find(fullName(repository));
        const issue = repo?.issues[number - 1];
        return repo?.condition !== 'missing' && issue !== undefined && !flag.isFlagged() && !isLate(issue);
      }),
  };
}
