/** GitHub's spam detection flags our account in the middle of a campaign, and support frees it again when calm comes. */

import type { World } from './world.ts';

export interface Flag {
  isFlagged(): boolean;
  /** An issue was opened by this process. */
  opened(by: string): void;
}

/** A run looks at every fiftieth of its issues (docs/guarantees.md). */
const MOST_UNSEEN = 50;

export function openFlag(world: World): Flag {
  const { flaggedAfter } = world.scenario;
  let opened = 0;
  const unseen = new Map<string, number>();
  const isFlagged = () => flaggedAfter !== undefined && opened >= flaggedAfter && !world.isCalm();
  return {
    isFlagged,
    opened: (by) => {
      if (isFlagged()) {
        const count = (unseen.get(by) ?? 0) + 1;
        unseen.set(by, count);
        world.count('an issue is opened that nobody sees');
        if (count > MOST_UNSEEN)
          world.violate('somebody sees it', `${by} opened ${count} issues after the account was hidden`);
      }
      opened += 1;
      if (opened === flaggedAfter) world.note('github', 'hides the account');
    },
  };
}
