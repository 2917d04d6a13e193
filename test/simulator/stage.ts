/** A world set up for a seed: repositories, index, cache, other people. */

import { type Branch, openBranch } from './branch.ts';
import { type Cache, openCache } from './cache.ts';
import { openDice } from './dice.ts';
import { drawIndex } from './drawing.ts';
import { openFlag } from './flag.ts';
import { type Forge, openForge, type Repo } from './forge.ts';
import type { IndexSide } from './index-port.ts';
import { openLimits } from './limits.ts';
import { openMoods } from './moods.ts';
import { openPusher, type Pusher } from './pusher.ts';
import type { Scenario } from './scenario.ts';
import type { TargetSide } from './targets.ts';
import { openWorld, type World } from './world.ts';

export interface Stage {
  world: World;
  forge: Forge;
  branch: Branch;
  cache: Cache;
  pusher: Pusher;
  targets: TargetSide;
  index: IndexSide;
  /** Log lines of the action are part of the chronicle. */
  verbose: boolean;
  /** Issues that the action has opened so far. */
  posts(): number;
  /** Of the workflow. */
  nextRunNumber(): RunNumber;
}

export interface RunNumber {
  run: number;
  attempt: number;
}

export interface StageOptions {
  verbose: boolean;
  /** The deliberate fault `force the ref`. */
  forced: boolean;
}

export function setStage(scenario: Scenario, { verbose, forced }: StageOptions): Stage {
  const world = openWorld(scenario);
  const forge = openForge();
  const home = forge.add('network/index', 'open');
  forge.add('network/testing', 'open');
  const { files, kept } = drawIndex(scenario, forge, openDice(scenario.seed, 3));
  const branch = openBranch(world, forge, files);
  const pusher = openPusher({ world, forge, branch, kept });
  let posts = 0;
  let runs = scenario.runsBefore;
  let attempt = 0;
  const created = (key: string, repo: Repo) => {
    posts += 1;
    checkCreated({ world, forge, branch, key, repo });
  };
  return {
    world,
    forge,
    branch,
    cache: openCache(world),
    pusher,
    targets: {
      ...{ world, forge, created, stir: pusher.stir, isRevoked: pusher.isRevoked },
      limits: openLimits(world),
      moods: openMoods(world),
      flag: openFlag(world),
    },
    index: { world, forge, branch, home, stir: pusher.stir, pushNow: pusher.push, forced },
    verbose,
    posts: () => posts,
    nextRunNumber: () => {
      // A run that is run again keeps its number.
      const isAgain = attempt > 0 && scenario.lanes.length === 1 && world.dice.chance(0.1);
      attempt = isAgain ? attempt + 1 : 1;
      if (!isAgain) runs += 1;
      return { run: runs, attempt };
    },
  };
}

interface Created {
  world: World;
  forge: Forge;
  branch: Branch;
  key: string;
  repo: Repo;
}

/** At the moment an issue comes to be: it is the only one with its key, and where the index wants it. */
function checkCreated({ world, forge, branch, key, repo }: Created): void {
  const [period = '', id = '', campaign] = key.split('|');
  const all = forge.withKey(key);
  if (all.length > 1) {
    const where = all.map((issue) => `${issue.repo.name}#${issue.number}`).join(' and ');
    world.violate('one issue a report', `${key} has ${all.length} issues: ${where}`);
  }
  const { named, wasDue } = branch.facts(`${period}|${id}`);
  const isRight = campaign === undefined ? named.has(repo) : repo.name === 'network/testing';
  if (!isRight) world.violate('issue where the index says', `${key} was opened in ${repo.name}`);
  if (!wasDue) world.violate('issue where the index says', `${key} was never due, and was opened in ${repo.name}`);
}
