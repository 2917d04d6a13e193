/** The completion notice: one issue in the index repository, once a campaign, that mentions the admins. */

import { SETTLE_MS } from './deliver.ts';
import { BODY_LIMIT, keyOf, withKey } from './issue.ts';
import type { Ledger, Outcome } from './ledger.ts';
import type { IssueDraft, ListOutcome, Ports } from './ports.ts';
import { count, describeOutcome } from './wording.ts';

export interface Notice {
  draft: IssueDraft;
  key: string;
}

const TRIES = 3;

/** The notice of a campaign that is over; undefined when nobody is to be told, or there is nothing to tell. */
export function noticeOf(
  { campaign, outcomes }: Ledger,
  admins: readonly string[],
  version: string,
): Notice | undefined {
  const { totals, failed, testing, period } = campaign;
  const nothing = totals.sent + totals.found + totals.skipped + failed.length === 0;
  if (admins.length === 0 || testing || nothing) return undefined;
  const key = `notice|${period}|${campaign.id}`;
  const text = noticeText({ campaign, outcomes }, admins, version);
  return {
    draft: { title: `Usage reports for period ${period}`, body: withKey(text, key), labels: [], assignees: [] },
    key,
  };
}

type Finished = Pick<Ledger, 'campaign' | 'outcomes'>;

function noticeText(finished: Finished, admins: readonly string[], version: string): string {
  const { campaign, outcomes } = finished;
  const { totals, failed, period } = campaign;
  const ended = failed.length === 0 ? 'successfully finished' : `finished with ${count(failed.length, 'failure')}`;
  const counts = `${totals.sent} sent, ${totals.found} found (opened before), ${totals.skipped} skipped, ${failed.length} failed`;
  const head = [
    `Hey there! Just a note to let you know the GitHubIssue process for period ${period} stats has ${ended}. Reports have been stored in their respective GitHub repositories and issues have been created.`,
    `${admins.map((admin) => `@${admin}`).join(' ')}`,
    `In all: ${counts}, in ${count(campaign.runs, 'run')}.`,
  ];
  const foot = `Code version: ${version}`;
  const sent = outcomes.filter((outcome) => outcome.kind === 'sent');
  const room = BODY_LIMIT - 1_000 - head.join('').length;
  const lists = [
    list(`Issues submitted for (${sent.length}) datasets:`, sent.map(datasetLine), room / 2),
    earlier(totals.sent - sent.length),
    list('Not sent:', notSent(outcomes, failed), room / 2),
  ];
  return [...head, ...lists.filter((part) => part !== ''), foot].join('\n\n');
}

function datasetLine(outcome: Outcome): string {
  return outcome.kind === 'sent' ? `- \`${outcome.gbifdatasetid}\` ${outcome.url}` : '';
}

function earlier(sentBefore: number): string {
  return sentBefore > 0 ? `… and ${count(sentBefore, 'dataset')} by earlier runs of the campaign.` : '';
}

/** Failures of this run with their reason, those of earlier runs by key. */
function notSent(outcomes: readonly Outcome[], failed: readonly string[]): string[] {
  const here = outcomes.filter((outcome) => outcome.kind === 'failed' || outcome.kind === 'skipped');
  const known = new Set(here.map((outcome) => outcome.report));
  const before = failed.filter((report) => !known.has(report)).map((report) => `${report}: failed in an earlier run`);
  return [...here.map(describeOutcome), ...before].map((line) => `- \`${line.replace(/[`\s]+/g, ' ')}\``);
}

/** As many lines as fit, and how many do not. */
function list(heading: string, lines: readonly string[], room: number): string {
  if (lines.length === 0) return '';
  let used = 0;
  const fitting = lines.filter((line) => {
    used += line.length + 1;
    return used < room;
  });
  const rest = lines.length - fitting.length;
  return [heading, '', ...fitting, ...(rest > 0 ? [`- … and ${rest} more`] : [])].join('\n');
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
  for (let tried = 1; tried <= TRIES && !stop.aborted; tried += 1) {
    const listed = await index.listIssues(undefined, sinceAt);
    const known = find(listed, notice.key);
    if (known !== undefined) return log.info(`completion notice: ${known}`);
    if (listed.kind !== 'listed') return log.warning(`The completion notice was not opened: ${whyNot(listed)}`);
    if (stop.aborted) return;
    const posted = await index.createIssue(notice.draft);
    if (posted.kind === 'created') return log.info(`completion notice: ${posted.url}`);
    if (posted.kind !== 'unknown') return log.warning(`The completion notice was not opened: ${whyNot(posted)}`);
    await clock.sleep(SETTLE_MS, stop);
  }
  log.warning('The completion notice was not opened: GitHub did not say whether it was');
}

function find(listed: ListOutcome, key: string): string | undefined {
  return listed.kind === 'listed' ? listed.issues.find((issue) => keyOf(issue.body) === key)?.url : undefined;
}

function whyNot(answer: { kind: string; message?: string }): string {
  const remedy = 'give the job `permissions: issues: write`, or `index-token` that right';
  return `${answer.message ?? answer.kind}; ${remedy}`;
}
