/** Opens the adapters that a config asks for. */

import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as core from '@actions/core';
import { targetsByApp } from './adapters/github/app-targets.ts';
import { type GitHub, openGitHub } from './adapters/github/client.ts';
import { proxyFor } from './adapters/github/http.ts';
import { openIndexRepository } from './adapters/github/index-repository.ts';
import { openPublicView } from './adapters/github/public-view.ts';
import { targetsByToken } from './adapters/github/token-targets.ts';
import { openWorkflow } from './adapters/github/workflow.ts';
import { openCache } from './adapters/runner/cache.ts';
import { systemClock } from './adapters/runner/clock.ts';
import { openJournal } from './adapters/runner/journal.ts';
import { openWebPages } from './adapters/runner/web-pages.ts';
import type { Config } from './config/config.ts';
import { MINUTE_MS } from './pace/shapes.ts';
import type { Clock, Ports } from './shared/ports.ts';
import { fullName } from './shared/repository.ts';
import type { Targets } from './shared/target-ports.ts';

export function openPorts(
  config: Config,
  journalPath: string,
  step: 'main' | 'post',
): Omit<Ports, 'log' | 'cancelled'> {
  const { run: context, tokens, userAgent, index } = config;
  const clock = systemClock;
  const { apiUrl } = context;
  const proxy = proxyFor(apiUrl);
  const open = (token: string) => openGitHub({ apiUrl, token, userAgent, proxy, clock, random: Math.random });
  const indexGitHub = open(tokens.index);
  const { serverUrl } = context;
  return {
    targets: openTargets(config, open, clock),
    publicView: openPublicView({ apiUrl, userAgent }),
    webPages: openWebPages(userAgent),
    index: openIndexRepository(indexGitHub, {
      repository: index.repository,
      branch: index.branch,
      serverUrl,
      now: clock.now,
    }),
    workflow: openWorkflow({
      github: open(tokens.workflow),
      repository: context.repository,
      workflowRef: context.workflowRef,
      event: readEvent(process.env.GITHUB_EVENT_PATH),
      now: clock.now,
    }),
    marker: openCache({
      env: process.env,
      userAgent,
      prefix: `report-notifier-${locationHash(config)}-`,
      // All steps and jobs of one run share its id, so the key needs a random part.
      run: `${context.runId}-${context.attempt}-${step}-${randomUUID().slice(0, 8)}`,
      program: process.argv[1] ?? '',
      folder: dirname(journalPath),
      mask: core.setSecret,
      clock,
    }),
    journal: openJournal(journalPath),
    clock,
    random: Math.random,
  };
}

/** The event that started the run; undefined where the runner has left none that can be read. */
function readEvent(path: string | undefined): unknown {
  try {
    return path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function openTargets({ tokens, ceilings }: Config, open: (token: string) => GitHub, clock: Clock): Targets {
  const sender = tokens.targets;
  if (sender.kind === 'token') return targetsByToken(open(sender.token), clock.now);
  const { id, privateKey } = sender;
  // If issues may be opened faster than one a second, tokens may be created that fast as well.
  const spacingMs = Math.min(1_000, MINUTE_MS / ceilings.perMinute);
  return targetsByApp({ id, privateKey, open, mask: core.setSecret, spacingMs, clock, random: Math.random });
}

/** Part of the cache key, so that each reports index has a marker of its own. */
function locationHash({ index }: Config): string {
  const location = [fullName(index.repository).toLowerCase(), index.branch ?? '', index.path].join('\n');
  return createHash('sha256').update(location).digest('hex').slice(0, 16);
}
