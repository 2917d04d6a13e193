/** The completion notice: one issue in the index repository, once a campaign, that mentions the admins. */

import { SETTLE_MS } from '../delivery/existing-issues.ts';
import { BODY_LIMIT } from '../issue/issue.ts';
import { describeOutcome } from '../progress/outcome.ts';
import type { Ledger } from '../progress/run-state.ts';
import type { Outcome, OutcomeOf } from '../progress/schema.ts';
import { withKey } from '../shared/keys.ts';
import type { IssueDraft, ListOutcome, Ports } from '../shared/ports.ts';
import { advised } from '../shared/problem.ts';
import { count, thousands } from '../shared/text.ts';

export interface Notice {
  draft: IssueDraft;
  key: string;
}

const TRIES = 3;

export interface NoticeAbout {
  admins: readonly string[];
  version: string;
  /** Page of this run, whose summary has every report. */
  runUrl: string;
}

/** The notice of a campaign that is over; undefined when nobody is to be told, or there is nothing to tell. */
export function noticeOf({ campaign, outcomes }: Ledger, about: NoticeAbout): Notice | undefined {
  const { totals, failed, testing, period } = campaign;
  const nothing = totals.sent + totals.found + totals.skipped + failed.length === 0;
  if (about.admins.length === 0 || testing || nothing) return undefined;
  const key = `notice|${period}|${campaign.id}`;
  const body = withKey(noticeText({ campaign, outcomes }, about), key);
  return { draft: { title: `Usage reports for period ${period}`, body, labels: [], assignees: [] }, key };
}

type Finished = Pick<Ledger, 'campaign' | 'outcomes'>;

/** The predecessor's text, and the truth of it. */
function noticeText({ campaign, outcomes }: Finished, { admins, version, runUrl }: NoticeAbout): string {
  const { totals, failed, period } = campaign;
  const ended = failed.length === 0 ? 'successfully finished' : `finished with ${count(failed.length, 'failure')}`;
  const done =
    totals.sent + totals.found > 0
      ? 'Reports have been stored in their respective GitHub repositories and issues have been created.'
      : 'No issue has been created.';
  const counts = `${totals.sent} sent, ${totals.found} found (opened before), ${totals.skipped} skipped, ${failed.length} failed`;
  const head = [
    `Hey there! Just a note to let you know the GitHubIssue process for period ${period} stats has ${ended}. ${done}`,
    admins.map((admin) => `@${admin}`).join(' '),
    `In all: ${counts}, in ${count(campaign.runs, 'run')}. Details are in the [summary of the last run](${runUrl}).`,
  ];
  const room = (BODY_LIMIT - 1_000 - head.join('').length) / 2;
  const sent = outcomes.filter((outcome) => outcome.kind === 'sent');
  const before = totals.sent - sent.length;
  const earlier = before > 0 ? [`… and ${count(before, 'dataset')} by earlier runs of the campaign.`] : [];
  const lists = [
    ...list(`Issues submitted for (${totals.sent}) datasets:`, sent.map(datasetLine), room, earlier),
    ...list('Not sent:', notSent(outcomes, failed), room),
  ];
  return [...head, ...lists, `Code version: ${version}`].join('\n\n');
}

function datasetLine({ gbifdatasetid, url }: OutcomeOf<'sent'>): string {
  const address = /^https?:\/\/[^\s<>@`]+$/.test(url) ? url : '';
  return `- ${code(gbifdatasetid)} ${address}`.trimEnd();
}

/** Failures of this run with their reason, those of earlier runs by key. */
function notSent(outcomes: readonly Outcome[], failed: readonly string[]): string[] {
  const here = outcomes.filter((outcome) => outcome.kind === 'failed' || outcome.kind === 'skipped');
  const known = new Set(here.map((outcome) => outcome.report));
  const before = failed.filter((report) => !known.has(report)).map((report) => `${report}: failed in an earlier run`);
  return [...here.map(describeOutcome), ...before].map((line) => `- ${code(line)}`);
}

/** Text from outside as code of one line: it mentions nobody and marks nothing up. */
function code(text: string): string {
  return `\`${text.replace(/[`\s\p{Cc}]+/gu, ' ').trim()}\``;
}

/** As many lines as fit, and how many do not; nothing without lines. */
function list(heading: string, lines: readonly string[], room: number, more: readonly string[] = []): string[] {
  if (lines.length === 0) return more.length === 0 ? [] : [heading, ...more];
  let used = 0;
  const fitting = lines.filter((line) => {
    used += line.length + 1;
    return used < room;
  });
  const rest = lines.length - fitting.length;
  const left = rest > 0 ? [`- … and ${thousands(rest)} more`] : [];
  return [heading, [...fitting, ...left].join('\n'), ...more];
}

type NoticePorts = Pick<Ports, 'index' | 'clock' | 'log' | 'stop'>;

/** What the list of notices is worth: none is older than `sinceAt`, and before `settledAt` one may be missing. */
interface Lists {
  sinceAt: number;
  settledAt: number;
}

/** Opens the notice unless it is there. After an unknown answer the list decides, as for any report. */
export async function openNotice(notice: Notice, { sinceAt, settledAt }: Lists, ports: NoticePorts): Promise<void> {
  const { index, clock, log, stop } = ports;
  await clock.sleep(Math.max(0, settledAt - clock.now()), stop);
  for (let tried = 0; !stop.aborted; tried += 1) {
    const listed = await index.listIssues(undefined, sinceAt);
    const known = find(listed, notice.key);
    if (known !== undefined) return log.info(`completion notice: ${known}`);
    if (listed.kind !== 'listed') return log.warning(notOpened(whyNot(listed)));
    if (tried === TRIES) return log.warning(notOpened('GitHub did not say whether it was'));
    if (stop.aborted) return;
    const posted = await index.createIssue(notice.draft);
    if (posted.kind === 'created') return log.info(`completion notice: ${posted.url}`);
    if (posted.kind !== 'unknown') return log.warning(notOpened(whyNot(posted)));
    await clock.sleep(SETTLE_MS, stop);
  }
}

function find(listed: ListOutcome, key: string): string | undefined {
  return listed.kind === 'listed' ? listed.issues.find(({ keys }) => keys.includes(key))?.url : undefined;
}

function whyNot(answer: { kind: string; message?: string }): string {
  return answer.message ?? answer.kind;
}

function notOpened(why: string): string {
  return advised(`The completion notice was not opened: ${why}`, 'notice-failed');
}
