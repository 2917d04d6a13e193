/** Opens the adapters for a config. */

import { createHash, randomUUID } from 'node:crypto';
import * as core from '@actions/core';
import { targetsByApp } from './adapters/github/app-targets.ts';
import { type GitHub, openGitHub } from './adapters/github/client.ts';
import { proxyFor } from './adapters/github/http.ts';
import { openIndexRepository } from './adapters/github/index-repository.ts';
import { targetsByToken } from './adapters/github/token-targets.ts';
import { openWorkflow } from './adapters/github/workflow.ts';
import { openCache } from './adapters/runner/cache.ts';
import { systemClock } from './adapters/runner/clock.ts';
import { openJournal } from './adapters/runner/journal.ts';
import type { Config } from './config/config.ts';
import { MINUTE_MS } from './pace/shapes.ts';
import type { Clock, Ports, Targets } from './shared/ports.ts';
import { fullName } from './shared/repository.ts';

export function openPorts(config: Config, journalPath: string, step: 'main' | 'post'): Omit<Ports, 'log' | 'stop'> {
  const { run: context, tokens, userAgent, index } = config;
  const clock = systemClock;
  const { apiUrl } = context;
  const proxy = proxyFor(apiUrl);
  const open = (token: string) => openGitHub({ apiUrl, token, userAgent, proxy, clock, random: Math.random });
  const indexGitHub = open(tokens.index);
  const { serverUrl } = context;
  return {
    targets: openTargets(config, open, clock),
    index: openIndexRepository(indexGitHub, {
      repository: index.repository,
      branch: index.branch,
      serverUrl,
      now: clock.now,
    }),
    workflow: openWorkflow(open(tokens.workflow), context.repository, context.workflowRef),
    marker: openCache({
      prefix: `report-notifier-${locationHash(config)}-`,
      // Steps and jobs of one run have its number in common.
      run: `${context.runId}-${context.attempt}-${step}-${randomUUID().slice(0, 8)}`,
    }),
    journal: openJournal(journalPath),
    clock,
    random: Math.random,
  };
}

function openTargets({ tokens, ceilings }: Config, open: (token: string) => GitHub, clock: Clock): Targets {
  const sender = tokens.targets;
  if (sender.kind === 'token') return targetsByToken(open(sender.token), clock.now);
  const { id, privateKey } = sender;
  // Who lets issues go faster than one a second is on a server that takes tokens as fast.
  const spacingMs = Math.min(1_000, MINUTE_MS / ceilings.perMinute);
  return targetsByApp({ id, privateKey, open, mask: core.setSecret, spacingMs, clock, random: Math.random });
}

/** Tells the markers of different indexes apart. */
function locationHash({ index }: Config): string {
  const location = [fullName(index.repository).toLowerCase(), index.branch ?? '', index.path].join('\n');
  return createHash('sha256').update(location).digest('hex').slice(0, 16);
}
