/** Plans a run: the reports to send, and those to skip with the reasons. Pure. */

import type { Config } from '../config/config.ts';
import { BODY_LIMIT, linksOf, type Render, TITLE_LIMIT } from '../issue/issue.ts';
import { withoutMentions } from '../issue/mentions.ts';
import { reportKey } from '../progress/outcome.ts';
import type { Campaign, OutcomeOf } from '../progress/schema.ts';
import type { Dataset, Period, Report } from '../reports-index/parse.ts';
import type { IndexPaths } from '../reports-index/read.ts';
import type { OwnReason } from '../reports-index/rows.ts';
import { isDue, reasonToSkip } from '../reports-index/skips.ts';
import { hiddenKey, withKey } from '../shared/keys.ts';
import { type Place, type Problem, ProblemsError } from '../shared/problem.ts';
import type { Repository } from '../shared/repository.ts';
import type { IssueDraft } from '../shared/target-ports.ts';
import { characters, shown } from '../shared/text.ts';
import type { ChosenCampaign } from './choose.ts';

/** One issue to open. */
export interface PlannedIssue {
  /** `YYYYMM|gbifdatasetid` */
  report: string;
  gbifdatasetid: string;
  target: Repository;
  /** The report's row in its file, and the dataset's in datasets.csv, for annotations. */
  reportPlace: Place;
  datasetPlace: Place;
  /** The content of the issue's hidden key. */
  key: string;
  /** Address of the report's page. */
  link: string;
  /**
   * Renders the issue. Planning has rendered it once, so it does not throw. The plan keeps no texts, because there may
   * be 400,000 issues.
   */
  draft: () => IssueDraft;
}

export interface Plan {
  /** In the order of sending. */
  issues: PlannedIssue[];
  skipped: OutcomeOf<'skipped'>[];
  /** Pending reports that failed in an earlier run of this campaign. */
  failedBefore: string[];
  /** Datasets of reports to send whose rows still have the action's reason for skipping them, which no longer holds. */
  dueAgain: string[];
}

/** Whether even a run without a time limit would send nothing. */
export function hasNothingToSend({ issues, failedBefore }: Pick<Plan, 'issues' | 'failedBefore'>): boolean {
  return issues.length + failedBefore.length === 0;
}

export interface PlanInput {
  config: Pick<Config, 'testing' | 'testingRepository' | 'reportsUrl'> & { run: Pick<Config['run'], 'serverUrl'> };
  chosen: ChosenCampaign;
  period: Period;
  /** Paths in the index repository, for messages. */
  paths: IndexPaths;
  reports: readonly Report[];
  datasets: ReadonlyMap<string, Dataset>;
  render: Render;
}

/** Plans a campaign's run. Throws `ProblemsError` when an issue cannot be rendered. */
export function planReports(input: PlanInput): Plan {
  const { campaign } = input.chosen;
  const plan: Plan = { issues: [], skipped: [], failedBefore: [], dueAgain: [] };
  const problems: Problem[] = [];
  const pending = input.reports.filter((report) => isDue(report, input.datasets.get(report.gbifdatasetid)));
  const failed = failuresToHonour(input.chosen, pending);
  for (const report of afterCursorFirst(pending, lineOfCursor(input.reports, campaign))) {
    const key = reportKey(campaign.period, report.gbifdatasetid);
    const dataset = input.datasets.get(report.gbifdatasetid);
    const reason = reasonToSkip(dataset);
    if (dataset === undefined || reason !== undefined) {
      plan.skipped.push(skippedOutcome(key, report, reason ?? 'missing-dataset'));
      continue;
    }
    if (report.skippedAs !== undefined) plan.dueAgain.push(report.gbifdatasetid);
    if (failed.has(key)) plan.failedBefore.push(key);
    else plan.issues.push(planIssue(input, report, dataset, key, problems));
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return plan;
}

/**
 * The failed reports that a resumed campaign does not try again. If no other report is left, the campaign was over or
 * the marker is wrong, and all are tried again.
 */
function failuresToHonour({ campaign, resumed }: ChosenCampaign, pending: readonly Report[]): ReadonlySet<string> {
  const failed = new Set(resumed ? campaign.failed : []);
  const left = pending.some((report) => !failed.has(reportKey(campaign.period, report.gbifdatasetid)));
  return left ? failed : new Set();
}

/** Reports after the cursor first, then those before it, which an earlier run left. */
function afterCursorFirst(reports: readonly Report[], cursorLine: number): Report[] {
  return [
    ...reports.filter((report) => report.line > cursorLine),
    ...reports.filter((report) => report.line <= cursorLine),
  ];
}

/** The line of the cursor's report, which is usually no longer pending; 0 when the report is gone. */
function lineOfCursor(reports: readonly Report[], { cursor, period }: Campaign): number {
  const report = reports.find(({ gbifdatasetid }) => reportKey(period, gbifdatasetid) === cursor);
  return report?.line ?? 0;
}

function skippedOutcome(key: string, { gbifdatasetid, line }: Report, reason: OwnReason): OutcomeOf<'skipped'> {
  return { kind: 'skipped', report: key, gbifdatasetid, repository: '', reason, line };
}

function planIssue(input: PlanInput, report: Report, dataset: Dataset, key: string, problems: Problem[]): PlannedIssue {
  const { config, period } = input;
  const { campaign } = input.chosen;
  const ownRepository = { owner: dataset.owner, name: dataset.repository };
  const target = (config.testing ? config.testingRepository : undefined) ?? ownRepository;
  const links = linksOf(config.reportsUrl, config.run.serverUrl, period.period, dataset);
  const hidden = hiddenKey(key, config.testing ? campaign.id : undefined);
  const draft = (): IssueDraft => {
    const rendered = input.render({ period, report, dataset, target, links });
    const issue = config.testing ? callingNobody(rendered) : rendered;
    return { ...issue, body: withKey(issue.body, hidden) };
  };
  const reportPlace = { file: input.paths.reports, line: report.line };
  const datasetPlace = { file: input.paths.datasets, line: dataset.line };
  problems.push(...problemsOf(draft(), { ccode: dataset.ccode, reportPlace, datasetPlace }));
  return {
    report: key,
    gbifdatasetid: report.gbifdatasetid,
    target,
    reportPlace,
    datasetPlace,
    key: hidden,
    link: links.link,
    draft,
  };
}

/** A test must not mail anybody but those who watch its repository, even if the template mentions people. */
function callingNobody(draft: IssueDraft): IssueDraft {
  return { ...draft, title: withoutMentions(draft.title), body: withoutMentions(draft.body), assignees: [] };
}

interface DraftSource {
  ccode: string;
  reportPlace: Place;
  datasetPlace: Place;
}

/**
 * The reasons why GitHub would refuse a draft. A template has already checked its own texts and named its own lines. In
 * the built-in title only the ccode can be too long.
 */
function problemsOf({ title, body }: IssueDraft, { ccode, reportPlace, datasetPlace }: DraftSource): Problem[] {
  const problems: Problem[] = [];
  const inTitle = characters(title);
  if (inTitle > TITLE_LIMIT) {
    const what = `with ccode ${shown(ccode)} the issue's title has ${inTitle} characters, expected at most ${TITLE_LIMIT}`;
    problems.push(problemAt('title-too-long', datasetPlace, what));
  }
  const inBody = characters(body);
  if (inBody > BODY_LIMIT) {
    const what = `the issue's body has ${inBody} characters, expected at most ${BODY_LIMIT}`;
    problems.push(problemAt('issue-too-long', reportPlace, what));
  }
  return problems;
}

function problemAt(code: Problem['code'], place: Place, what: string): Problem {
  return { code, message: `${place.file}, line ${place.line}: ${what}`, place };
}
