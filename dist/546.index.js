export const id = 546;
export const ids = [546];
export const modules = {

/***/ 6503:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   NQ: () => (/* binding */ titleFrom),
/* harmony export */   TH: () => (/* binding */ TITLE_LIMIT),
/* harmony export */   Th: () => (/* binding */ BODY_LIMIT),
/* harmony export */   hP: () => (/* binding */ linksOf)
/* harmony export */ });
const TITLE_LIMIT = 256;
const BODY_LIMIT = 65_536;
function linksOf(reportsUrl, serverUrl, period, dataset) {
    const all = `${reportsUrl.replaceAll('@', '%40')}/reports/${encodeURIComponent(dataset.gbifdatasetid)}/`;
    return {
        link: `${all}${period}/`,
        link_gh: `${serverUrl}/${dataset.owner}/${dataset.repository}/tree/HEAD/reports`,
        link_all: all,
    };
}
function titleFrom(text) {
    return text.replace(/\s+/g, ' ').trim();
}


/***/ }),

/***/ 8309:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cw: () => (/* binding */ withoutMentions),
/* harmony export */   U3: () => (/* binding */ ownText),
/* harmony export */   nn: () => (/* binding */ othersText),
/* harmony export */   xl: () => (/* binding */ finished)
/* harmony export */ });
const ZERO_WIDTH_SPACE = '\u200b';
const AT = String.raw `@|&#0*64(?:;|(?![\d;]))|&#[xX]0*40(?:;|(?![\da-fA-F;]))|&commat;`;
const IN_ADDRESS = String.raw `(?<=(?:^|[\s()<>[|,;:"'])(?:[A-Za-z0-9][\w.+-]{0,62})?[A-Za-z0-9])@(?=(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63})`;
const MENTIONING = new RegExp(`(?!${IN_ADDRESS})(?:${AT})(?!${ZERO_WIDTH_SPACE})`, 'g');
function withoutMentions(text) {
    return text.replace(MENTIONING, `$&${ZERO_WIDTH_SPACE}`);
}
const OWN_AT = '\ufdd0';
function ownText(text) {
    return text.replaceAll('@', OWN_AT);
}
function othersText(text) {
    return text.replaceAll(OWN_AT, '@');
}
function finished(text) {
    return othersText(withoutMentions(text));
}


/***/ }),

/***/ 5546:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./build/shared/problem.js
var shared_problem = __webpack_require__(1703);
;// CONCATENATED MODULE: ./build/campaign/choose.js

function chooseCampaign(choice, eventName, marker, now, id) {
    const { testing, gbifdatasetid } = choice;
    const unfinished = choice.period === undefined ? lastCampaign(marker, choice) : undefined;
    if (unfinished !== undefined)
        return { campaign: unfinished, resumed: true };
    const period = choice.period ?? (eventName === 'schedule' ? previousMonth(now) : undefined);
    if (period === undefined)
        (0,shared_problem/* fail */.fJ)('period-missing', 'Period parameter was not provided.');
    const parameters = gbifdatasetid === undefined ? { period, testing } : { period, testing, gbifdatasetid };
    const same = findCampaign(marker, parameters);
    return same === undefined
        ? { campaign: newCampaign(parameters, id), resumed: false }
        : { campaign: same, resumed: true };
}
function previousMonth(now) {
    const date = new Date(now);
    const previous = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1));
    return previous.toISOString().slice(0, 7).replace('-', '');
}
function findCampaign(marker, parameters) {
    return lastActive(marker.campaigns.filter((campaign) => campaign.period === parameters.period &&
        campaign.testing === parameters.testing &&
        campaign.gbifdatasetid === parameters.gbifdatasetid));
}
function lastCampaign(marker, { testing, gbifdatasetid }) {
    const isMeant = (campaign) => gbifdatasetid === undefined || campaign.gbifdatasetid === gbifdatasetid;
    return lastActive(marker.campaigns.filter((campaign) => campaign.testing === testing && isMeant(campaign)));
}
function lastActive(campaigns) {
    return campaigns.reduce((last, campaign) => (last === undefined || campaign.lastActiveAt > last.lastActiveAt ? campaign : last), undefined);
}
function newCampaign(parameters, id) {
    return { ...parameters, id, failed: [], runs: 0, totals: { sent: 0, found: 0, skipped: 0 }, lastActiveAt: 0 };
}

// EXTERNAL MODULE: ./build/output/result.js
var output_result = __webpack_require__(6871);
// EXTERNAL MODULE: ./build/pace/schedule.js + 1 modules
var schedule = __webpack_require__(3915);
// EXTERNAL MODULE: ./build/pace/wait.js
var wait = __webpack_require__(6089);
// EXTERNAL MODULE: ./build/progress/marker.js
var progress_marker = __webpack_require__(8106);
// EXTERNAL MODULE: ./build/reports-index/patience.js
var patience = __webpack_require__(3778);
// EXTERNAL MODULE: ./build/reports-index/read.js
var reports_index_read = __webpack_require__(9857);
// EXTERNAL MODULE: ./build/reports-index/skips.js
var skips = __webpack_require__(5277);
// EXTERNAL MODULE: ./build/shared/repository.js
var shared_repository = __webpack_require__(6650);
// EXTERNAL MODULE: ./build/shared/text.js
var shared_text = __webpack_require__(9853);
;// CONCATENATED MODULE: ./build/campaign/index-watch.js






const LOOK_EVERY_MS = 60_000;
const LOOK_AGAIN_MS = 10_000;
const LIMITED_REST_MS = 60_000;
const UNHEARD_LIMIT_MS = 5 * 60_000;
const CHANGES_LOGGED = 20;
function openIndexWatch(input) {
    const { index, ports } = input;
    const { clock, log } = ports;
    let known = { commit: index.snapshot.head.commit, shas: index.shas, withdrawals: new Map() };
    let heardAt = input.readAt;
    let nextLookAt = 0;
    let isWarned = false;
    const unheard = ({ code, message, retryAt }) => {
        nextLookAt = Math.max(clock.now() + LOOK_AGAIN_MS, retryAt ?? 0);
        const text = `${message}; until it can, changes of the index are not heard`;
        if (!isWarned)
            log.warning((0,shared_problem/* withRemedy */.v9)(text, 'index-unheard'));
        isWarned = true;
        if (clock.now() - heardAt < UNHEARD_LIMIT_MS)
            return { kind: 'looked' };
        return { kind: 'cancelled', problems: [{ code, message }] };
    };
    const look = async () => {
        const askedAt = clock.now();
        try {
            const seen = await ports.index.look();
            if (seen.kind === 'unreadable')
                return unheard({ code: 'index-unreadable', ...seen });
            if (seen.kind === 'limited') {
                nextLookAt = seen.retryAt ?? clock.now() + LIMITED_REST_MS;
                return { kind: 'looked' };
            }
            known = await examine(input, afterOwnCommits(known, input.ownCommits), seen.head);
        }
        catch (error) {
            if (!(error instanceof shared_problem/* ProblemsError */.FQ))
                throw error;
            const passing = error.problems.find(patience/* mayPass */.bg);
            return passing === undefined ? { kind: 'cancelled', problems: error.problems } : unheard(passing);
        }
        [heardAt, nextLookAt, isWarned] = [askedAt, 0, false];
        return { kind: 'looked' };
    };
    return {
        hear: async (at) => {
            const now = clock.now();
            if (at - heardAt < LOOK_EVERY_MS)
                return { kind: 'fresh' };
            if (now >= nextLookAt)
                return look();
            return now - heardAt < UNHEARD_LIMIT_MS ? { kind: 'fresh' } : { kind: 'wait', until: nextLookAt };
        },
        withdrawals: () => known.withdrawals,
    };
}
function afterOwnCommits(known, ownCommits) {
    const commit = ownCommits.get(known.commit);
    return commit === undefined ? known : afterOwnCommits({ ...known, commit }, ownCommits);
}
async function examine(input, known, head) {
    const { index, ports, adopt } = input;
    if (head.commit === known.commit)
        return known;
    const shas = await (0,reports_index_read/* shasOf */.Bj)(index.paths, head, ports.index);
    if (shas.join() === known.shas.join())
        return { ...known, commit: head.commit };
    const fresh = await readAgain(input, head);
    adopt(fresh.snapshot);
    const withdrawals = withdrawalsIn(input, fresh);
    announce(known.withdrawals, withdrawals, head, ports.log);
    return { commit: head.commit, shas, withdrawals };
}
function withdrawnFrom({ outcomes }, watch) {
    const dealtWith = new Set(outcomes.map(({ report }) => report));
    return [...watch.withdrawals().values()].filter(({ report }) => !dealtWith.has(report));
}
function readAgain({ folder, index, plan, ports }, head) {
    const also = plan.issues.map(({ gbifdatasetid }) => gbifdatasetid);
    const request = { folder, period: index.period.period, gbifdatasetid: undefined, cursor: undefined, also };
    return (0,reports_index_read/* readIndex */.vY)(request, head, ports.index);
}
function withdrawalsIn({ plan, index, state }, fresh) {
    const dealtWith = new Set(state.outcomes.map(({ report }) => report));
    const present = new Map(fresh.reports.map((report) => [report.gbifdatasetid, report]));
    const withdrawals = new Map();
    for (const issue of plan.issues) {
        if (dealtWith.has(issue.report))
            continue;
        const change = changeOf(issue, present.get(issue.gbifdatasetid), { before: index, after: fresh });
        if (change !== undefined)
            withdrawals.set(issue.report, { report: issue.report, ...change });
    }
    return withdrawals;
}
function changeOf({ gbifdatasetid }, report, { before, after }) {
    if (report === undefined)
        return { why: 'its row has been removed', isPending: false };
    const dataset = after.datasets.get(gbifdatasetid);
    if (!(0,skips/* isDue */.nZ)(report, dataset))
        return { why: 'it is no longer pending', isPending: false };
    const [planned, present] = [before.datasets.get(gbifdatasetid), dataset].map((known) => known && (0,shared_repository/* fullName */.fq)({ owner: known.owner, name: known.repository }));
    if (present === planned)
        return undefined;
    const where = present === undefined ? 'is no longer in datasets.csv' : `is now in ${present}`;
    return { why: `its dataset ${where}; the next run sees to it`, isPending: true };
}
function announce(before, after, head, log) {
    const fresh = [...after.values()].filter(({ report }) => !before.has(report));
    log.info(`The index was changed (${head.commit.slice(0, 12)}): ${(0,shared_text/* count */.U9)(fresh.length, 'report')} taken out of the plan`);
    for (const { report, why } of fresh.slice(0, CHANGES_LOGGED))
        log.info(`${report} is not sent: ${why}`);
    if (fresh.length > CHANGES_LOGGED)
        log.info(`\u2026 and ${fresh.length - CHANGES_LOGGED} more`);
}

// EXTERNAL MODULE: ./build/issue/issue.js
var issue = __webpack_require__(6503);
// EXTERNAL MODULE: ./build/issue/mentions.js
var mentions = __webpack_require__(8309);
// EXTERNAL MODULE: ./build/progress/outcome.js
var progress_outcome = __webpack_require__(8130);
// EXTERNAL MODULE: ./build/shared/keys.js
var keys = __webpack_require__(6338);
;// CONCATENATED MODULE: ./build/campaign/plan.js







function hasNothingToSend({ issues, failedBefore }) {
    return issues.length + failedBefore.length === 0;
}
function planReports(input) {
    const { campaign } = input.chosen;
    const plan = { issues: [], skipped: [], failedBefore: [], dueAgain: [] };
    const problems = [];
    const pending = input.reports.filter((report) => (0,skips/* isDue */.nZ)(report, input.datasets.get(report.gbifdatasetid)));
    const failed = failuresToHonour(input.chosen, pending);
    for (const report of afterCursorFirst(pending, lineOfCursor(input.reports, campaign))) {
        const key = (0,progress_outcome/* reportKey */.y1)(campaign.period, report.gbifdatasetid);
        const dataset = input.datasets.get(report.gbifdatasetid);
        const reason = (0,skips/* reasonToSkip */.bk)(dataset);
        if (dataset === undefined || reason !== undefined) {
            plan.skipped.push(skippedOutcome(key, report, reason ?? 'missing-dataset'));
            continue;
        }
        if (report.skippedAs !== undefined)
            plan.dueAgain.push(report.gbifdatasetid);
        if (failed.has(key))
            plan.failedBefore.push(key);
        else
            plan.issues.push(planIssue(input, report, dataset, key, problems));
    }
    if (problems.length > 0)
        throw new shared_problem/* ProblemsError */.FQ(problems);
    return plan;
}
function failuresToHonour({ campaign, resumed }, pending) {
    const failed = new Set(resumed ? campaign.failed : []);
    const left = pending.some((report) => !failed.has((0,progress_outcome/* reportKey */.y1)(campaign.period, report.gbifdatasetid)));
    return left ? failed : new Set();
}
function afterCursorFirst(reports, cursorLine) {
    return [
        ...reports.filter((report) => report.line > cursorLine),
        ...reports.filter((report) => report.line <= cursorLine),
    ];
}
function lineOfCursor(reports, { cursor, period }) {
    const report = reports.find(({ gbifdatasetid }) => (0,progress_outcome/* reportKey */.y1)(period, gbifdatasetid) === cursor);
    return report?.line ?? 0;
}
function skippedOutcome(key, { gbifdatasetid, line }, reason) {
    return { kind: 'skipped', report: key, gbifdatasetid, repository: '', reason, line };
}
function planIssue(input, report, dataset, key, problems) {
    const { config, period } = input;
    const { campaign } = input.chosen;
    const ownRepository = { owner: dataset.owner, name: dataset.repository };
    const target = (config.testing ? config.testingRepository : undefined) ?? ownRepository;
    const links = (0,issue/* linksOf */.hP)(config.reportsUrl, config.run.serverUrl, period.period, dataset);
    const hidden = (0,keys/* hiddenKey */._s)(key, config.testing ? campaign.id : undefined);
    const draft = () => {
        const rendered = input.render({ period, report, dataset, target, links });
        const issue = config.testing ? callingNobody(rendered) : rendered;
        return { ...issue, body: (0,keys/* withKey */.iC)(issue.body, hidden) };
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
function callingNobody(draft) {
    return { ...draft, title: (0,mentions/* withoutMentions */.Cw)(draft.title), body: (0,mentions/* withoutMentions */.Cw)(draft.body), assignees: [] };
}
function problemsOf({ title, body }, { ccode, reportPlace, datasetPlace }) {
    const problems = [];
    const inTitle = (0,shared_text/* characters */.hg)(title);
    if (inTitle > issue/* TITLE_LIMIT */.TH) {
        const what = `with ccode ${(0,shared_text/* shown */.SP)(ccode)} the issue's title has ${inTitle} characters, expected at most ${issue/* TITLE_LIMIT */.TH}`;
        problems.push(problemAt('title-too-long', datasetPlace, what));
    }
    const inBody = (0,shared_text/* characters */.hg)(body);
    if (inBody > issue/* BODY_LIMIT */.Th) {
        const what = `the issue's body has ${inBody} characters, expected at most ${issue/* BODY_LIMIT */.Th}`;
        problems.push(problemAt('issue-too-long', reportPlace, what));
    }
    return problems;
}
function problemAt(code, place, what) {
    return { code, message: `${place.file}, line ${place.line}: ${what}`, place };
}

;// CONCATENATED MODULE: ./build/run/web-urls.js

function runUrl({ serverUrl, repository, runId }) {
    return `${serverUrl}/${(0,shared_repository/* fullName */.fq)(repository)}/actions/runs/${encodeURIComponent(runId)}`;
}
function workflowUrl({ serverUrl, repository, workflowRef }) {
    const file = /\/([^/@]+)@/.exec(workflowRef)?.[1];
    return file === undefined
        ? undefined
        : `${serverUrl}/${(0,shared_repository/* fullName */.fq)(repository)}/actions/workflows/${encodeURIComponent(file)}`;
}
function rowUrls({ plan, index, outcomes }, { webUrl }) {
    const { commit } = index.snapshot.head;
    const urls = new Map();
    for (const report of plan.failedBefore) {
        const dataset = index.datasets.get(report.slice(report.indexOf('|') + 1));
        if (dataset !== undefined)
            urls.set(report, webUrl(index.paths.datasets, commit, dataset.line));
    }
    const planned = new Map(plan.issues.map((issue) => [issue.report, issue]));
    for (const outcome of outcomes) {
        const place = placeOf(outcome, planned.get(outcome.report), index.paths.reports);
        if (place !== undefined)
            urls.set(outcome.report, webUrl(place.file, commit, place.line));
    }
    return urls;
}
function placeOf(outcome, issue, reportsPath) {
    switch (outcome.kind) {
        case 'skipped':
            return { file: reportsPath, line: outcome.line };
        case 'failed':
            return issue?.datasetPlace;
        case 'pending':
            return issue?.reportPlace;
        case 'sent':
        case 'found':
            return undefined;
        default:
            return outcome;
    }
}

;// CONCATENATED MODULE: ./build/run/next-step.js


function nextStep(result, runEnd, config) {
    const url = workflowUrl(config.run);
    if (runEnd.relaunch?.kind === 'started')
        return relaunched(runEnd.relaunch.runUrl, url);
    if (result.cancelled)
        return { text: 'The run was cancelled. Start the workflow again to continue where it stopped.', url };
    if (result.status === 'error')
        return { text: 'Fix the problems above and start the workflow again. Nothing will be sent twice.', url };
    if (result.status === 'in progress' || result.pending > 0)
        return { text: startAgain(runEnd, config.relaunch, result.pace?.sent ?? 0), url };
    const failed = result.campaign?.failed.length ?? 0;
    if (failed === 0)
        return { text: 'Nothing: the campaign is complete.', url: undefined };
    const text = `${(0,shared_text/* count */.U9)(failed, 'report')} failed. Fix the causes, then start the workflow again for this period.`;
    return { text, url };
}
function relaunched(runUrl, runsUrl) {
    const text = 'The workflow was started again and continues with the remaining reports.';
    return runUrl === undefined ? { text, url: runsUrl } : { text, url: runUrl, linkText: 'See the new run' };
}
function startAgain({ end, isRateLimited = false }, relaunch, sent) {
    if (end.kind !== 'time-limit')
        return 'Start the workflow again to continue. It first looks for the issues whose outcome is unknown.';
    return `Start the workflow again at ${(0,shared_text/* utcTime */.SK)(end.nextAt)} or later; ${whyNotRelaunched(relaunch, isRateLimited, sent)}.`;
}
function whyNotRelaunched(relaunch, isRateLimited, sent) {
    if (!relaunch)
        return '`relaunch` is off';
    if (isRateLimited)
        return 'it does not start itself again because GitHub rate-limits the token for that';
    if (sent === 0)
        return 'it does not start itself again because this run sent nothing';
    return 'it does not start itself again because the wait is longer than a run may take';
}

;// CONCATENATED MODULE: ./build/run/build-result.js








function nothingSentResult(end, { config, chosen, plan }) {
    const { period } = chosen.campaign;
    const pending = plan === undefined ? 0 : plan.issues.length + plan.skipped.length;
    const left = plan === undefined ? 'the index was not read' : `${(0,shared_text/* count */.U9)(pending, 'report')} left for later`;
    const message = `Period ${period}: nothing was sent, ${left} (${whyLeft(end, { outcomes: [] })}).`;
    const cancelled = end.kind === 'cancelled';
    const result = { ...(0,output_result/* blankResult */.m)('in progress', message), period, pending, cancelled };
    return { ...result, next: nextStep(result, { end, relaunch: undefined }, config) };
}
function resultOf(run, ending) {
    const { plan, index, config } = run;
    const { state } = run.recorder;
    const { end, problems } = ending;
    const { campaign, outcomes } = state;
    const counts = (0,progress_outcome/* countOutcomes */.XF)(outcomes);
    const withdrawn = withdrawnFrom(state, run.watch);
    const settled = outcomes.length - counts.pending + withdrawn.filter(({ isPending }) => !isPending).length;
    const pending = plan.issues.length + plan.skipped.length - settled;
    const status = statusFrom({ problems, pending, unclear: counts.pending, failed: campaign.failed.length });
    const elapsedMs = ending.at - run.startedAt;
    const result = {
        ...(0,output_result/* blankResult */.m)(status, ''),
        period: campaign.period,
        campaign,
        outcomes,
        pending,
        failedBefore: plan.failedBefore.length,
        withdrawn,
        commit: state.lastCommit,
        problems,
        relaunched: ending.relaunch?.kind === 'started',
        cancelled: end.kind === 'cancelled',
        pace: { sent: counts.sent, elapsedMs, waitedMs: ending.waitedMs, refusals: state.refusals },
        rowUrls: rowUrls({ plan, index, outcomes }, run.ports.index),
    };
    const message = hadNothingToDo(result)
        ? nothingToSend(campaign, index.snapshot.rows, (0,skips/* whyNothing */.wM)(index, plan.skipped))
        : `${messageFrom(result, end)}${whyNothingElse(run)}`;
    return { ...result, message, next: nextStep(result, ending, config) };
}
function statusFrom(facts) {
    if (facts.problems.length > 0)
        return 'error';
    if (facts.unclear > 0)
        return 'failed';
    if (facts.pending > 0)
        return 'in progress';
    return facts.failed > 0 ? 'failed' : 'success';
}
function hadNothingToDo({ outcomes, pending, failedBefore, withdrawn }) {
    return outcomes.length === 0 && pending === 0 && failedBefore === 0 && withdrawn.length === 0;
}
function whyNothingElse({ plan, chosen, index }) {
    if (!hasNothingToSend(plan) || chosen.campaign.gbifdatasetid !== undefined)
        return '';
    return (0,shared_text/* asSentence */.KG)(`no report is pending: ${(0,skips/* whyNothing */.wM)(index, plan.skipped)}`);
}
function messageFrom(result, end) {
    const { sent, found, skipped, failed } = (0,progress_outcome/* countOutcomes */.XF)(result.outcomes);
    const failures = failed + result.failedBefore;
    const parts = [`${sent} sent`];
    if (found > 0)
        parts.push(`${found} found`);
    if (skipped > 0)
        parts.push(`${skipped} skipped${sent + found > 0 ? '' : skipReasons(result.outcomes)}`);
    if (failures > 0)
        parts.push(`${failures} failed`);
    if (result.withdrawn.length > 0)
        parts.push(`${result.withdrawn.length} taken out because the index changed`);
    const message = `Period ${result.period}: ${parts.join(', ')}`;
    if (result.pending === 0)
        return `${message}.`;
    return `${message}, ${(0,shared_text/* count */.U9)(result.pending, 'report')} left for later (${whyLeft(end, result)}).`;
}
function skipReasons(outcomes) {
    return ` (${(0,skips/* describeReasons */.nl)((0,skips/* reasonsOf */.zM)(outcomes.filter((outcome) => outcome.kind === 'skipped')))})`;
}
function whyLeft(end, { outcomes }) {
    switch (end.kind) {
        case 'time-limit':
            return `time limit; the next issue could go at ${(0,shared_text/* utcTime */.SK)(end.nextAt)}`;
        case 'max-issues':
            return 'max-issues';
        case 'cancelled':
            return 'cancelled';
        case 'stopped':
            return 'the run had to stop';
        case 'finished':
            return whyPending(outcomes);
        default:
            return end;
    }
}
function whyPending(outcomes) {
    const left = outcomes.filter((outcome) => outcome.kind === 'pending');
    if (left.length === 0)
        return 'the index changed meanwhile';
    const isRefused = left.every(({ reason }) => reason === 'unclear');
    return isRefused ? 'GitHub refused them for an unknown reason' : 'GitHub did not say whether they were opened';
}
function nothingToSend({ period, gbifdatasetid }, rows, why) {
    if (gbifdatasetid === undefined)
        return `Period ${period}: no report is pending, nothing was sent.${(0,shared_text/* asSentence */.KG)(why)}`;
    const flags = rows?.byDataset.get(gbifdatasetid);
    return `Period ${period}: the report of dataset ${gbifdatasetid} ${whyNotPending(flags)}, nothing was sent.`;
}
function whyNotPending(flags) {
    if (flags?.sent)
        return 'has been sent already';
    if (flags !== undefined && flags.reason !== '')
        return `is marked as skipped (${(0,shared_text/* shown */.SP)(flags.reason)})`;
    return flags?.stored === false ? 'is not stored yet' : 'is not pending';
}

// EXTERNAL MODULE: ./build/progress/run-state.js
var run_state = __webpack_require__(5787);
;// CONCATENATED MODULE: ./build/delivery/delivery.js



const CANCEL_GRACE_MS = 3_000;
function stopped(...problems) {
    return { kind: 'stopped', problems };
}
function outlook(delivery, left) {
    return `, about ${(0,shared_text/* duration */.p0)(leftMs(delivery, left))} left`;
}
function leftMs({ state, ceilings, ports }, left) {
    return (0,schedule/* timeLeftMs */.bB)(state.marker.pace, ceilings, ports.clock.now(), left);
}
function isHeld({ state, ports }) {
    return (0,run_state/* heldUntilAt */.fk)(state) > ports.clock.now();
}
async function hold({ state, ports, record }, { askedAt, ...answer }, what = 'a list') {
    const isOld = state.lastHeldAt !== undefined && askedAt <= state.lastHeldAt;
    if (isOld && (answer.retryAt ?? 0) <= (0,run_state/* heldUntilAt */.fk)(state))
        return;
    await record({ type: 'held', at: ports.clock.now(), answer });
    ports.log.info(refusalText(what, answer));
}
function refusalText(what, { limit, retryAt, message }) {
    const named = retryAt === undefined ? 'and named no time' : `until ${(0,shared_text/* utcTime */.SK)(retryAt)}`;
    return `GitHub refused ${what} because of its ${limit} limit ${named}${message === undefined ? '' : `: ${message}`}`;
}
function withinGrace({ ports }, work) {
    const { clock, cancelled } = ports;
    return new Promise((resolve, reject) => {
        const giveUp = () => void clock.sleep(CANCEL_GRACE_MS).then(() => resolve(undefined));
        cancelled.addEventListener('abort', giveUp, { once: true });
        work.then(resolve, reject).finally(() => cancelled.removeEventListener('abort', giveUp));
        if (cancelled.aborted)
            giveUp();
    });
}

// EXTERNAL MODULE: ./build/progress/overlap.js
var overlap = __webpack_require__(9209);
;// CONCATENATED MODULE: ./build/delivery/outcomes.js



function sentOutcome(issue, { number, url, repository }, at) {
    return { kind: 'sent', ...identity(issue), number, url, issueAt: at, ...movedName(issue, repository) };
}
function foundOutcome(kind, issue, { number, url, createdAt }, movedTo) {
    return { kind, ...identity(issue), number, url, issueAt: createdAt, ...movedName(issue, movedTo) };
}
function failedOutcome(issue, { reason, message }) {
    return { kind: 'failed', ...identity(issue), reason, message };
}
function pendingOutcome(issue, reason, message) {
    return { kind: 'pending', ...identity(issue), reason, message };
}
function identity(issue) {
    return { report: issue.report, gbifdatasetid: issue.gbifdatasetid, repository: (0,shared_repository/* fullName */.fq)(issue.target) };
}
function movedName(issue, present) {
    if (present === undefined || (0,shared_repository/* fullName */.fq)(present).toLowerCase() === (0,shared_repository/* fullName */.fq)(issue.target).toLowerCase())
        return {};
    return { movedTo: (0,shared_repository/* fullName */.fq)(present) };
}
function warnIfTwice(issue, listed, log) {
    const [{ url }, other] = listed.known;
    if (other === undefined)
        return undefined;
    if ((0,overlap/* isOverlap */.s5)(listed))
        return (0,overlap/* overlapProblem */.fe)(issue.report, [url, other.url]);
    const message = `Report ${issue.report} has two issues: ${url} and ${other.url}`;
    log.warning((0,shared_problem/* withRemedy */.v9)(message, 'duplicate-issue'), issue.reportPlace);
    return undefined;
}

;// CONCATENATED MODULE: ./build/delivery/attempt.js




function newAttempt(known) {
    return {
        ...known,
        target: { repository: known.issue.target, location: undefined },
        leftAt: undefined,
        unknownAt: undefined,
        unknowns: 0,
        moves: 0,
        rejections: 0,
        withoutAssignees: false,
    };
}
async function refusedResult(attempt, refused) {
    const { issue, delivery } = attempt;
    const { payer, reason, message } = refused;
    const outcome = failedOutcome(issue, refused);
    const { repository, location } = attempt.target;
    const hasMoved = location !== undefined || repository.owner.toLowerCase() !== issue.target.owner.toLowerCase();
    if (delivery.testing && payer !== 'content')
        return ended(stopped(testingProblem((0,shared_repository/* fullName */.fq)(issue.target), `${reason}: ${message}`)));
    if (payer === 'token') {
        const problem = { code: (0,progress_outcome/* codeOf */.$N)(reason), message: `GitHub does not accept the token: ${message}` };
        return { kind: 'doubtful', outcome, problem, isUnclear: false };
    }
    return { ...(await conclude(attempt, outcome)), rule: payer === 'owner' && !hasMoved ? refused : undefined };
}
function testingProblem(repository, why) {
    const message = `Input "testing-repository" is "${repository}", which does not take the issue (${why}), expected a repository where the token may open issues`;
    return { code: 'input-invalid', message };
}
function doubtful(outcome, { code, message }) {
    return { kind: 'doubtful', outcome, problem: { code, message: `GitHub refused: ${message}` }, isUnclear: true };
}
async function conclude({ delivery, leftAt }, outcome, serverAt) {
    await delivery.record({ type: 'outcome', at: delivery.ports.clock.now(), leftAt, serverAt, outcome });
    return { kind: 'dealt-with', outcome };
}
function ended(end) {
    return { kind: 'end', end };
}

;// CONCATENATED MODULE: ./build/run/link-checks.js

const CONCURRENCY = 4;
const LINKS_LIMIT = 200;
const UNREACHED_LIMIT = 8;
async function checkLinks(issues, ports) {
    const links = issues.filter(({ link, draft }) => link !== '' && draft().body.includes(link)).map(toLink);
    const sample = sampleOf(links);
    const answers = await askAll(sample, ports);
    const silent = silentHosts(sample, answers);
    const unanswered = sample.flatMap((link, at) => {
        const answer = answers[at];
        if (answer === undefined || silent.has(link.host) || isFine(answer))
            return [];
        return [{ report: link.issue.report, link: link.url, place: link_checks_placeOf(link.issue), what: describe(answer) }];
    });
    return { unanswered, lines: linesOf({ links, answers, silent, unanswered: unanswered.length }) };
}
function toLink(issue) {
    const { link } = issue;
    return { issue, url: link, host: URL.canParse(link) ? new URL(link).host : link };
}
function sampleOf(links) {
    if (links.length <= LINKS_LIMIT)
        return [...links];
    const step = (links.length - 1) / (LINKS_LIMIT - 1);
    return Array.from({ length: LINKS_LIMIT }, (_, n) => links[Math.round(n * step)]).filter((link) => link !== undefined);
}
async function askAll(links, { webPages, cancelled }) {
    const answers = links.map(() => undefined);
    const failures = new Map();
    const reached = new Set();
    const isGivenUp = (host) => !reached.has(host) && (failures.get(host) ?? 0) >= UNREACHED_LIMIT;
    let next = 0;
    const worker = async () => {
        for (let at = next++; at < links.length && !cancelled.aborted; at = next++) {
            const link = links[at];
            if (link === undefined || isGivenUp(link.host))
                continue;
            const answer = await webPages.ask(link.url);
            answers[at] = answer;
            if (answer.kind === 'answered')
                reached.add(link.host);
            else
                failures.set(link.host, (failures.get(link.host) ?? 0) + 1);
        }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    return answers;
}
function silentHosts(links, answers) {
    const silent = new Map();
    const reached = new Set();
    for (const [at, { host }] of links.entries()) {
        const answer = answers[at];
        if (answer?.kind === 'answered')
            reached.add(host);
        if (answer?.kind === 'unreached')
            silent.set(host, answer.message);
    }
    for (const host of reached)
        silent.delete(host);
    return silent;
}
function isFine(answer) {
    return answer.kind === 'answered' && (answer.status < 400 || answer.status === 429);
}
function describe(answer) {
    return answer.kind === 'answered' ? `the page answers ${answer.status}` : `no answer: ${answer.message}`;
}
function link_checks_placeOf({ reportPlace }) {
    return `${reportPlace.file}:${reportPlace.line ?? ''}`;
}
function linesOf(facts) {
    const { links, answers, silent, unanswered } = facts;
    const hosts = [...silent].map(([host, why]) => {
        const reports = links.filter((link) => link.host === host).length;
        return `The host ${host} is not reached at all (${why}): the links of ${(0,shared_text/* count */.U9)(reports, 'report')} lead nowhere`;
    });
    const asked = answers.filter((answer) => answer !== undefined).length;
    if (!answers.some((answer) => answer?.kind === 'answered'))
        return hosts;
    const sample = asked < links.length ? ` (a sample of ${(0,shared_text/* thousands */.oh)(links.length)})` : '';
    const many = `${(0,shared_text/* count */.U9)(asked, 'report link')} asked${sample}`;
    return [`${many}: ${unanswered === 0 ? 'all answer' : `${(0,shared_text/* thousands */.oh)(unanswered)} do not answer`}`, ...hosts];
}

// EXTERNAL MODULE: ./build/pace/holds.js
var holds = __webpack_require__(2996);
;// CONCATENATED MODULE: ./build/run/sender.js



const OUTAGE_PAUSES_MS = [5_000, 15_000, 40_000, 60_000, 60_000, 60_000];
async function resolveSender(known, waiting) {
    const { targets, clock } = waiting.ports;
    const pauses = OUTAGE_PAUSES_MS.values();
    let pace = known;
    for (;;) {
        const early = await (0,wait/* waitForHold */.Y)(pace, waiting);
        if (early !== undefined)
            return { ...early, pace };
        const sender = await targets.sender();
        switch (sender.kind) {
            case 'account':
                return { ...sender, pace };
            case 'limited':
                pace = (0,holds/* rateLimited */.xd)(pace, clock.now(), sender);
                break;
            case 'unauthorized':
            case 'denied':
            case 'refused':
                return failForSender(sender);
            case 'unclear':
            case 'unavailable': {
                const retryAt = clock.now() + (pauses.next().value ?? Number.POSITIVE_INFINITY);
                if (retryAt >= waiting.deadlineAt || sender.code === 'certificate-untrusted')
                    failForOutage(sender);
                const end = await (0,wait/* waitUntil */.a0)(waiting, () => ({ at: retryAt, reason: `no account yet (${sender.message})` }));
                if (end !== undefined)
                    return { ...end, pace };
                break;
            }
            default:
                return sender;
        }
    }
}
function failForSender(sender) {
    if (sender.kind === 'denied')
        throw new shared_problem/* ProblemsError */.FQ([sender.problem]);
    if (sender.kind === 'unauthorized')
        (0,shared_problem/* fail */.fJ)('token-rejected', `GitHub does not accept the token: ${sender.message}`);
    (0,shared_problem/* fail */.fJ)('account-unknown', `GitHub does not tell which account the token belongs to: ${sender.message}`);
}
function failForOutage({ code, message }) {
    if (code === undefined || code === 'target-unclear')
        (0,shared_problem/* fail */.fJ)('account-unknown', `GitHub does not tell which account the token belongs to: ${message}`);
    const isBetween = code === 'certificate-untrusted' || code === 'answered-by-another';
    (0,shared_problem/* fail */.fJ)(code, `${isBetween ? 'The answer did not come from GitHub' : 'GitHub does not answer'}: ${message}`);
}

// EXTERNAL MODULE: ./build/pace/shapes.js
var shapes = __webpack_require__(5514);
;// CONCATENATED MODULE: ./build/run/target-remarks.js



function targetFindings(inspected) {
    const existing = inspected.filter(isUsable);
    const common = existing.length < 2 ? [] : droppedMostly(existing);
    const checks = inspected.map((one) => toTargetCheck(one, common));
    const unwatched = existing
        .filter(({ state }) => state.watchers === 0)
        .map(({ target }) => (0,shared_repository/* fullName */.fq)(target.repository));
    const lines = [watcherLine(existing, unwatched.length), severalLine(inspected), ...common.map(droppedLine)];
    return { checks, lines: lines.filter((line) => line !== ''), unwatched };
}
function isUsable(one) {
    return one.state?.kind === 'exists' && failureOf(one.state) === undefined;
}
function toTargetCheck(one, common) {
    const { target, state } = one;
    const known = { repository: (0,shared_repository/* fullName */.fq)(target.repository), place: target_remarks_placeOf(target) };
    if (state === undefined || state.kind === 'limited')
        return { kind: 'unchecked', ...known, what: 'not checked: GitHub limits the requests for now' };
    switch (state.kind) {
        case 'exists': {
            const failure = failureOf(state);
            if (failure !== undefined)
                return { kind: 'fails', ...known, ...failure };
            const remarks = remarksOf({ ...one, state }, common);
            return remarks.length === 0 ? { kind: 'fine', ...known } : { kind: 'remark', ...known, what: remarks.join('; ') };
        }
        case 'refused':
            return { kind: 'fails', ...known, what: `${state.reason} (${state.message})`, code: (0,progress_outcome/* codeOf */.$N)(state.reason) };
        case 'unauthorized':
            return { kind: 'fails', ...known, what: state.message, code: 'token-rejected' };
        case 'denied':
            return { kind: 'fails', ...known, what: state.problem.message, code: state.problem.code };
        case 'unclear':
        case 'unavailable':
            return { kind: 'unchecked', ...known, what: `not checked: ${state.message}` };
        default:
            return state;
    }
}
function target_remarks_placeOf({ issues }) {
    const [first] = issues;
    if (first === undefined)
        return '';
    const lines = new Set(issues.flatMap(({ datasetPlace }) => datasetPlace.line ?? []));
    return `${first.datasetPlace.file}:${[...lines].join(', ')}`;
}
function failureOf(state) {
    if (state.archived)
        return { what: 'it is archived', code: 'target-archived' };
    if (!state.issuesEnabled)
        return { what: 'issues are disabled', code: 'target-issues-disabled' };
    if (state.mayOpenIssues !== false)
        return undefined;
    return { what: `the token lacks the scope ${state.private ? 'repo' : 'public_repo'}`, code: 'target-missing-scope' };
}
function remarksOf({ target, state, notAssignable }, common) {
    const { repository, issues } = target;
    const remarks = [];
    if (isMoved(state.repository, repository))
        remarks.push(`moved to ${(0,shared_repository/* fullName */.fq)(state.repository)}: correct datasets.csv; the issue would be opened there`);
    if (issues.length > 1)
        remarks.push(`would get ${(0,shared_text/* count */.U9)(issues.length, 'issue')}`);
    if (state.watchers === 0)
        remarks.push('nobody watches it, so nobody gets an e-mail');
    const attributes = attributesOf(issues);
    const isCommon = (attribute) => common.some((dropped) => dropped.attribute === attribute);
    const dropped = state.mayPush ? [] : attributes.filter((attribute) => !isCommon(attribute));
    if (dropped.length > 0)
        remarks.push(`GitHub would drop ${dropped.join(', ')}: the token's account has no push access`);
    const kept = state.mayPush ? attributes.filter(isCommon) : [];
    if (kept.length > 0)
        remarks.push(`would keep ${kept.join(', ')}`);
    if (notAssignable.length > 0)
        remarks.push(`${notAssignable.join(', ')} cannot be assigned to its issues`);
    return remarks;
}
function isMoved(present, asked) {
    return (0,shared_repository/* fullName */.fq)(present).toLowerCase() !== (0,shared_repository/* fullName */.fq)(asked).toLowerCase();
}
function attributesOf(issues) {
    const drafts = issues.map(({ draft }) => draft());
    const labels = drafts.flatMap((draft) => draft.labels.map((label) => `label "${label}"`));
    const assignees = drafts.flatMap((draft) => draft.assignees.map((login) => `assignee ${login}`));
    return [...new Set([...labels, ...assignees])];
}
function droppedMostly(existing) {
    const counts = new Map();
    for (const { target, state } of existing) {
        for (const attribute of attributesOf(target.issues)) {
            const { times, of } = counts.get(attribute) ?? { times: 0, of: 0 };
            counts.set(attribute, { attribute, times: times + (state.mayPush ? 0 : 1), of: of + 1 });
        }
    }
    return [...counts.values()].filter(({ times, of }) => times > 1 && times > of / 2);
}
function droppedLine({ attribute, times, of }) {
    const [, kind, name] = /^(label|assignee) "?(.*?)"?$/s.exec(attribute) ?? [];
    const remedy = kind === 'label' ? 'set `labels:` empty' : "take it out of the template's `assignees`";
    return `The ${kind} \`${name}\` would be dropped in ${(0,shared_text/* thousands */.oh)(times)} of ${(0,shared_text/* count */.U9)(of, 'repository', 'repositories')} (no write access): ${remedy}, or ask owners`;
}
function watcherLine(existing, unwatched) {
    const known = existing.flatMap(({ state }) => state.watchers ?? []);
    if (known.length === 0)
        return '';
    const sum = known.reduce((total, watchers) => total + watchers, 0);
    const repositories = (0,shared_text/* count */.U9)(known.length, 'repository', 'repositories');
    const none = unwatched === 0 ? '' : `; nobody watches ${(0,shared_text/* thousands */.oh)(unwatched)} of them`;
    return `${(0,shared_text/* count */.U9)(sum, 'watcher')} in ${repositories} would get an e-mail, counted in each repository${none}`;
}
function severalLine(inspected) {
    const several = inspected.filter(({ target }) => target.issues.length > 1);
    const [most] = several.toSorted((a, b) => b.target.issues.length - a.target.issues.length);
    if (most === undefined)
        return '';
    const { repository, issues } = most.target;
    const would = `${(0,shared_text/* count */.U9)(several.length, 'repository', 'repositories')} would get more than one issue`;
    return `${would}, the most ${(0,shared_repository/* fullName */.fq)(repository)} with ${(0,shared_text/* thousands */.oh)(issues.length)}`;
}

;// CONCATENATED MODULE: ./build/run/target-checks.js





const target_checks_CONCURRENCY = 10;
const SPACING_MS = 75;
const DEFAULT_COOLDOWN_MS = shapes/* MINUTE_MS */.kg;
const LONGEST_COOLDOWN_MS = 2 * shapes/* MINUTE_MS */.kg;
const COOLDOWNS_LIMIT = 3;
const ASSIGNEES_LIMIT = 200;
const PROGRESS_STEP = 250;
async function checkTargets(issues, ports, testing = false) {
    const targets = targetsOf(issues);
    const inspected = targets.map((target) => ({ target, state: undefined, notAssignable: [] }));
    ports.log.info(`checking ${(0,shared_text/* count */.U9)(targets.length, 'target')}, about ${(0,shared_text/* duration */.p0)(targets.length * SPACING_MS)}`);
    const gate = openGate(ports);
    const left = { assignees: ASSIGNEES_LIMIT };
    let next = 0;
    let done = 0;
    const worker = async () => {
        for (let at = next++; at < targets.length; at = next++) {
            const target = targets[at];
            if (target === undefined)
                return;
            const state = await inspect(target.repository, ports, gate);
            inspected[at] = { target, state, notAssignable: await notAssignableOf(target, state, { ports, gate, left }) };
            done += 1;
            if (done % PROGRESS_STEP === 0)
                ports.log.info(`${done} of ${targets.length} targets checked`);
        }
    };
    await Promise.all(Array.from({ length: target_checks_CONCURRENCY }, worker));
    const findings = targetFindings(inspected);
    if (testing)
        return findings;
    for (const [at, check] of findings.checks.entries())
        target_checks_announce(check, targets[at]?.issues[0]?.datasetPlace, ports);
    return findings;
}
async function notAssignableOf({ issues }, state, { ports, gate, left }) {
    if (state?.kind !== 'exists' || !state.mayPush)
        return [];
    const refused = [];
    for (const login of new Set(issues.flatMap(({ draft }) => draft().assignees))) {
        if (left.assignees <= 0 || !(await gate.pass()))
            break;
        left.assignees -= 1;
        if ((await ports.targets.isAssignable(state.repository, login)) === false)
            refused.push(login);
    }
    return refused;
}
function targetsOf(issues) {
    const targets = new Map();
    for (const issue of issues) {
        const name = (0,shared_repository/* fullName */.fq)(issue.target).toLowerCase();
        const target = targets.get(name);
        if (target === undefined)
            targets.set(name, { repository: issue.target, issues: [issue] });
        else
            target.issues.push(issue);
    }
    return [...targets.values()];
}
function openGate({ clock, cancelled }) {
    let nextAt = clock.now();
    let cooldownUntilAt = 0;
    let cooldowns = 0;
    let closed = false;
    return {
        pass: async () => {
            for (;;) {
                if (closed || cancelled.aborted)
                    return false;
                const at = Math.max(nextAt, clock.now());
                nextAt = at + SPACING_MS;
                if (at > clock.now())
                    await clock.sleep(at - clock.now(), cancelled);
                if (cooldownUntilAt <= clock.now() && !closed && !cancelled.aborted)
                    return true;
            }
        },
        charge: () => {
            nextAt += SPACING_MS;
        },
        refused: (retryAt) => {
            const untilAt = retryAt ?? clock.now() + DEFAULT_COOLDOWN_MS;
            if (closed || untilAt <= cooldownUntilAt)
                return;
            if (cooldownUntilAt <= clock.now())
                cooldowns += 1;
            closed ||= cooldowns > COOLDOWNS_LIMIT || untilAt - clock.now() > LONGEST_COOLDOWN_MS;
            cooldownUntilAt = untilAt;
            if (!closed)
                nextAt = Math.max(nextAt, untilAt);
        },
        close: () => {
            closed = true;
        },
    };
}
async function inspect(target, { targets }, gate) {
    for (;;) {
        if (!(await gate.pass()))
            return undefined;
        const state = await targets.inspect(target);
        if (state.kind === 'unauthorized' || state.kind === 'denied')
            gate.close();
        if (state.kind === 'exists' && isMoved(state.repository, target))
            gate.charge();
        if (state.kind !== 'limited')
            return state;
        gate.refused(state.retryAt);
    }
}
function target_checks_announce(check, place, { log }) {
    const { repository } = check;
    if (check.kind === 'fails')
        log.error(`${repository} would fail: ${check.what}. ${(0,shared_problem/* remedyOf */.SM)(check.code)}`, place);
    if (check.kind === 'remark' || check.kind === 'unchecked')
        log.info(`${check.place ?? ''} ${repository}: ${check.what}`.trim());
}

;// CONCATENATED MODULE: ./build/run/dry-run.js










async function dryRun(input) {
    const { plan, index, ports } = input;
    const { log } = ports;
    const account = accountFrom(await ports.targets.sender());
    const titles = toTitles(plan);
    const firstBody = plan.issues[0]?.draft().body;
    await log.group('Issues that a real run would open', async () => showIssues(plan, titles, firstBody, log));
    const targets = await log.group('Targets', () => checkTargets(plan.issues, ports, input.config.testing));
    const { checks } = targets;
    const [check] = checks;
    if (input.config.testing && check?.kind === 'fails')
        throw new shared_problem/* ProblemsError */.FQ([testingProblem(check.repository, check.what)]);
    const links = await log.group('Report links', () => checkLinks(plan.issues, ports));
    dry_run_announce(targets, links, input);
    const toOpen = countToOpen(plan, checks);
    const intentions = describeRealRun(input, toOpen, account);
    await log.group('What a real run would do', async () => {
        for (const line of intentions)
            log.info(line);
    });
    return {
        ...(0,output_result/* blankResult */.m)(countFailing(checks) > 0 ? 'failed' : 'success', dry_run_messageFrom(input, toOpen, checks)),
        period: index.period.period,
        outcomes: plan.skipped,
        pending: plan.issues.length,
        failedBefore: plan.failedBefore.length,
        cancelled: ports.cancelled.aborted,
        dryRun: {
            ...{ checks, firstBody, titles, intentions },
            findings: [...targets.lines, ...links.lines],
            links: links.unanswered,
        },
    };
}
function accountFrom(sender) {
    switch (sender.kind) {
        case 'account':
            return sender.login;
        case 'unauthorized':
        case 'denied':
        case 'refused':
            return failForSender(sender);
        case 'limited':
        case 'unclear':
        case 'unavailable':
            return undefined;
        default:
            return sender;
    }
}
function toTitles({ issues }) {
    return issues.map(({ report, target, draft }) => ({ report, repository: (0,shared_repository/* fullName */.fq)(target), title: draft().title }));
}
function showIssues(plan, titles, firstBody, log) {
    for (const { report, repository, title } of titles)
        log.info(`${report} \u2192 ${repository}: ${title}`);
    for (const { report, reason } of plan.skipped)
        log.info(`skipped ${report}: ${reason}`);
    if (firstBody === undefined)
        return;
    log.info('The first body in full:');
    for (const line of firstBody.split('\n'))
        log.info(`  ${line}`);
}
function dry_run_announce(targets, links, { plan, ports: { log } }) {
    for (const line of [...targets.lines, ...links.lines])
        log.info(line);
    for (const { place, report, link, what } of links.unanswered)
        log.info(`${place} ${report}: ${link}: ${what}`);
    const [unwatched] = targets.unwatched;
    const place = plan.issues.find(({ target }) => (0,shared_repository/* fullName */.fq)(target) === unwatched)?.datasetPlace;
    if (unwatched !== undefined) {
        const more = targets.unwatched.length === 1
            ? ''
            : ` and ${(0,shared_text/* count */.U9)(targets.unwatched.length - 1, 'more repository', 'more repositories')}`;
        log.warning((0,shared_problem/* withRemedy */.v9)(`Nobody watches ${unwatched}${more}, so nobody gets an e-mail there`, 'target-unwatched'), place);
    }
    const [first] = links.unanswered;
    const silent = links.lines.find((line) => line.includes('is not reached at all'));
    if (first !== undefined || silent !== undefined) {
        const what = silent ?? `${(0,shared_text/* count */.U9)(links.unanswered.length, 'report link')} do not answer, the first ${first?.link}`;
        const row = plan.issues.find(({ report }) => report === first?.report)?.reportPlace;
        log.warning((0,shared_problem/* withRemedy */.v9)(what, 'links-unanswered'), row);
    }
}
function countToOpen({ issues }, checks) {
    const failing = new Set(checks.flatMap(({ kind, repository }) => (kind === 'fails' ? repository.toLowerCase() : [])));
    return issues.filter(({ target }) => !failing.has((0,shared_repository/* fullName */.fq)(target).toLowerCase())).length;
}
function countFailing(checks) {
    return checks.filter(({ kind }) => kind === 'fails').length;
}
function dry_run_messageFrom({ plan, index, config, estimateMs }, toOpen, checks) {
    const unchecked = checks.filter(({ kind }) => kind === 'unchecked').length;
    const parts = [`${(0,shared_text/* count */.U9)(toOpen, 'issue')} would be opened in about ${(0,shared_text/* duration */.p0)(estimateMs)}`];
    if (plan.skipped.length > 0)
        parts.push(`${plan.skipped.length} skipped`);
    if (countFailing(checks) > 0)
        parts.push(`${(0,shared_text/* count */.U9)(countFailing(checks), 'target')} would fail`);
    if (unchecked > 0)
        parts.push(`${(0,shared_text/* count */.U9)(unchecked, 'target')} could not be checked`);
    const isWhole = config.gbifdatasetid === undefined;
    const nothing = isWhole && hasNothingToSend(plan) ? (0,shared_text/* asSentence */.KG)((0,skips/* whyNothing */.wM)(index, plan.skipped)) : '';
    return `Dry run for period ${index.period.period}: ${parts.join(', ')}.${nothing} Nothing was written.`;
}
function describeRealRun({ plan, index, config, estimateMs }, toOpen, account) {
    const login = account ?? 'the account of the token';
    const { head } = index.snapshot;
    const repository = (0,shared_repository/* fullName */.fq)(config.index.repository);
    const lines = [`Open ${(0,shared_text/* count */.U9)(toOpen, 'issue')} as ${login}, in about ${(0,shared_text/* duration */.p0)(estimateMs)}`];
    lines.push(...describeLimits(toOpen, config, estimateMs));
    for (const [reason, times] of (0,skips/* reasonsOf */.zM)(plan.skipped))
        lines.push(`Skip ${(0,shared_text/* count */.U9)(times, 'report')} whose dataset ${skips/* saidOfDataset */.Dw[reason]}`);
    if (plan.failedBefore.length > 0)
        lines.push(`Leave out ${(0,shared_text/* count */.U9)(plan.failedBefore.length, 'report')} that failed in an earlier run of the campaign`);
    lines.push(config.testing
        ? 'Commit nothing, because it is a testing campaign'
        : `Commit the flags to branch ${head.branch} of ${repository} after every ${(0,shared_text/* count */.U9)(config.checkpoint, 'issue')}, and at the end`);
    lines.push(config.testing || config.admins.length === 0
        ? 'Open no completion notice'
        : `Open a completion notice in ${repository} for ${config.admins.join(', ')}`);
    return lines;
}
function describeLimits(issues, { maxIssues, timeLimitMs, relaunch }, estimateMs) {
    if (maxIssues !== undefined && issues > maxIssues)
        return [`Stop after ${(0,shared_text/* count */.U9)(maxIssues, 'issue')} (\`max-issues\`), and leave the rest for the next run`];
    if (estimateMs <= timeLimitMs)
        return [];
    const after = `Stop after ${(0,shared_text/* duration */.p0)(timeLimitMs)} (\`time-limit\`)`;
    const runs = timeLimitMs > 0 ? `, about ${(0,shared_text/* count */.U9)(Math.ceil(estimateMs / timeLimitMs), 'run')} in all` : '';
    return [`${after} and ${relaunch ? `start itself again${runs}` : 'leave the rest for the next run'}`];
}

;// CONCATENATED MODULE: ./build/delivery/existing-issues.js

function listedSince(period, now) {
    const startAt = Date.UTC(Number(period.slice(0, 4)), Number(period.slice(4)) - 1, 1);
    return Math.min(startAt, now) - YEAR_MS;
}
const YEAR_MS = 366 * 24 * 3_600_000;
const SETTLE_MS = 35_000;
const LISTED_AHEAD = 5;
function openExistingIssues({ targets, clock, sinceAt, refused }) {
    const started = new Map();
    const keyFor = (target) => (0,shared_repository/* fullName */.fq)(target).toLowerCase();
    const list = async (target) => {
        const askedAt = clock.now();
        const creator = await targets.creator(target.owner);
        const outcome = creator.kind === 'account' ? await targets.listIssues(target, creator.login, sinceAt) : creator;
        if (outcome.kind === 'limited') {
            await refused({ ...outcome, askedAt });
            return { ...outcome, askedAt };
        }
        if (outcome.kind !== 'listed')
            return outcome;
        const { kind, movedTo, serverAheadMs } = outcome;
        return { kind, keys: byKey(outcome.issues), movedTo, serverAheadMs };
    };
    const of = (target) => {
        const known = started.get(keyFor(target)) ?? list(target);
        started.set(keyFor(target), known);
        return known;
    };
    return {
        of,
        ahead: (coming) => {
            for (const target of coming)
                of(target).catch(() => undefined);
        },
        forget: (target) => {
            started.delete(keyFor(target));
        },
    };
}
function byKey(issues) {
    const known = new Map();
    for (const { keys, number, url, createdAt } of issues.toSorted((a, b) => a.number - b.number)) {
        for (const key of new Set(keys)) {
            const before = known.get(key);
            if (before === undefined)
                known.set(key, [{ number, url, createdAt }]);
            else
                before.push({ number, url, createdAt });
        }
    }
    return known;
}

;// CONCATENATED MODULE: ./build/run/completion-notice.js






const TRIES = 3;
function noticeOf({ campaign, outcomes }, about) {
    const { totals, failed, testing, period } = campaign;
    const isEmpty = totals.sent + totals.found + totals.skipped + failed.length === 0;
    if (about.admins.length === 0 || testing || isEmpty)
        return undefined;
    const key = `notice|${period}|${campaign.id}`;
    const body = (0,keys/* withKey */.iC)(noticeText({ campaign, outcomes }, about), key);
    return { draft: { title: `Usage reports for period ${period}`, body, labels: [], assignees: [] }, key };
}
function noticeText({ campaign, outcomes }, { admins, version, runUrl }) {
    const { totals, failed, period } = campaign;
    const ended = failed.length === 0 ? 'successfully finished' : `finished with ${(0,shared_text/* count */.U9)(failed.length, 'failure')}`;
    const done = totals.sent + totals.found > 0
        ? 'Reports have been stored in their respective GitHub repositories and issues have been created.'
        : 'No issue has been created.';
    const counts = `${totals.sent} sent, ${totals.found} found (opened before), ${totals.skipped} skipped, ${failed.length} failed`;
    const head = [
        `Hey there! Just a note to let you know the GitHubIssue process for period ${period} stats has ${ended}. ${done}`,
        admins.map((admin) => `@${admin}`).join(' '),
        `In all: ${counts}, in ${(0,shared_text/* count */.U9)(campaign.runs, 'run')}. Details are in the [summary of the last run](${runUrl}).`,
    ];
    const room = (issue/* BODY_LIMIT */.Th - 1_000 - head.join('').length) / 2;
    const sent = outcomes.filter((outcome) => outcome.kind === 'sent');
    const before = totals.sent - sent.length;
    const earlier = before > 0 ? [`\u2026 and ${(0,shared_text/* count */.U9)(before, 'dataset')} by earlier runs of the campaign.`] : [];
    const lists = [
        ...list(`Issues submitted for (${totals.sent}) datasets:`, sent.map(datasetLine), room, earlier),
        ...list('Not sent:', notSent(outcomes, failed), room),
    ];
    return [...head, ...lists, `Code version: ${version}`].join('\n\n');
}
function datasetLine({ gbifdatasetid, url }) {
    const address = /^https?:\/\/[^\s<>@`]+$/.test(url) ? url : '';
    return `- ${code(gbifdatasetid)} ${address}`.trimEnd();
}
function notSent(outcomes, failed) {
    const here = outcomes.filter((outcome) => outcome.kind === 'failed' || outcome.kind === 'skipped');
    const known = new Set(here.map((outcome) => outcome.report));
    const before = failed.filter((report) => !known.has(report)).map((report) => `${report}: failed in an earlier run`);
    return [...here.map(progress_outcome/* describeOutcome */.SS), ...before].map((line) => `- ${code(line)}`);
}
function code(text) {
    return `\`${text.replace(/[`\s\p{Cc}]+/gu, ' ').trim()}\``;
}
function list(heading, lines, room, more = []) {
    if (lines.length === 0)
        return more.length === 0 ? [] : [heading, ...more];
    let used = 0;
    const fitting = lines.filter((line) => {
        used += line.length + 1;
        return used < room;
    });
    const rest = lines.length - fitting.length;
    const left = rest > 0 ? [`- \u2026 and ${(0,shared_text/* thousands */.oh)(rest)} more`] : [];
    return [heading, [...fitting, ...left].join('\n'), ...more];
}
async function openNotice(notice, { sinceAt, settledAt }, ports) {
    const { index, clock, log, cancelled } = ports;
    await clock.sleep(Math.max(0, settledAt - clock.now()), cancelled);
    for (let tried = 0; !cancelled.aborted; tried += 1) {
        const listed = await index.listIssues(undefined, sinceAt);
        const existing = findNotice(listed, notice.key);
        if (existing !== undefined)
            return log.info(`completion notice: ${existing}`);
        if (listed.kind !== 'listed')
            return log.warning(notOpened(whyNot(listed)));
        if (tried === TRIES)
            return log.warning(notOpened('GitHub did not confirm it'));
        if (cancelled.aborted)
            return;
        const posted = await index.createIssue(notice.draft);
        if (posted.kind === 'created')
            return log.info(`completion notice: ${posted.url}`);
        if (posted.kind !== 'unknown')
            return log.warning(notOpened(whyNot(posted)));
        await clock.sleep(SETTLE_MS, cancelled);
    }
}
function findNotice(listed, key) {
    return listed.kind === 'listed' ? listed.issues.find(({ keys }) => keys.includes(key))?.url : undefined;
}
function whyNot(answer) {
    return ('problem' in answer ? answer.problem.message : answer.message) ?? answer.kind;
}
function notOpened(why) {
    return (0,shared_problem/* withRemedy */.v9)(`The completion notice was not opened: ${why}`, 'notice-failed');
}

;// CONCATENATED MODULE: ./build/run/relaunch.js



const PATIENCE_MS = 6 * 60_000;
const PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
async function relaunch(campaign, ports) {
    const { workflow, cancelled } = ports;
    let inputs = toInputs(campaign, workflow.typed);
    for (;;) {
        if (cancelled.aborted)
            return refused('relaunch-unanswered', 'The run was cancelled');
        const outcome = await dispatch(inputs, ports);
        if (outcome.kind === 'dispatched')
            return { kind: 'started', runUrl: outcome.runUrl };
        if (outcome.kind !== 'unexpected-inputs')
            return refused(codeOf(outcome), outcome.message);
        const fewer = without(inputs, outcome.names, campaign);
        if (fewer === undefined)
            return refused('relaunch-impossible', outcome.message);
        if (isParameterLost(inputs, fewer)) {
            const message = `The workflow does not accept the campaign's parameters (${outcome.message}) and is started without them`;
            ports.log.warning((0,shared_problem/* withRemedy */.v9)(message, 'relaunch-without-inputs'));
        }
        inputs = fewer;
    }
}
async function dispatch(inputs, { workflow, clock, random, log, cancelled }) {
    const latestAt = clock.now() + PATIENCE_MS;
    for (let tried = 1;; tried += 1) {
        const outcome = await workflow.dispatch(inputs);
        if (outcome.kind !== 'unanswered')
            return outcome;
        const pauseMs = Math.min(PAUSE_MS * 2 ** (tried - 1), LONGEST_PAUSE_MS) * (0.5 + random());
        const restMs = Math.max(pauseMs, (outcome.retryAt ?? 0) - clock.now());
        if (clock.now() + restMs > latestAt) {
            return { ...outcome, message: `${outcome.message} (${(0,shared_text/* count */.U9)(tried, 'try', 'tries')})` };
        }
        log.info(`waiting ${(0,shared_text/* duration */.p0)(restMs)} to start the workflow again: ${outcome.message}`);
        await clock.sleep(restMs, cancelled);
        if (cancelled.aborted)
            return outcome;
    }
}
function toInputs({ period, testing, gbifdatasetid, testingRepository, force }, typed) {
    const others = Object.entries(typed).filter(([name]) => !/^dry[-_ ]?run$/i.test(name));
    const inputs = { ...Object.fromEntries(others), period };
    if (gbifdatasetid !== undefined || 'gbifdatasetid' in typed)
        inputs.gbifdatasetid = gbifdatasetid ?? '';
    if (force)
        inputs.force = 'true';
    if (testing || 'testing' in typed)
        inputs.testing = String(testing);
    if (testing && testingRepository !== undefined)
        inputs['testing-repository'] = (0,shared_repository/* fullName */.fq)(testingRepository);
    if (force)
        inputs.force = 'true';
    return inputs;
}
const PARAMETERS = ['testing-repository', 'force', 'gbifdatasetid', 'period'];
function without(inputs, named, { testing }) {
    const known = named.filter((name) => name in inputs);
    const dropped = new Set(known.length > 0 ? known : PARAMETERS.filter((name) => name in inputs).slice(0, 1));
    const isNeeded = testing && ['testing', 'gbifdatasetid', 'period'].some((name) => dropped.has(name));
    if (dropped.size === 0 || isNeeded)
        return undefined;
    if (dropped.has('gbifdatasetid'))
        dropped.add('period');
    return Object.fromEntries(Object.entries(inputs).filter(([name]) => !dropped.has(name)));
}
function isParameterLost(before, after) {
    return ['period', 'gbifdatasetid'].some((name) => name in before && !(name in after));
}
function codeOf(outcome) {
    return outcome.kind === 'unanswered' ? 'relaunch-unanswered' : outcome.code;
}
function refused(code, message) {
    return { kind: 'refused', problem: { code, message: `The workflow could not be started again: ${message}` } };
}

;// CONCATENATED MODULE: ./build/run/finish.js









async function finish(run, end) {
    if (await isCancelledWhileWaiting(run))
        return cancelledResult(run);
    await run.checkpoints.settled();
    await recordEnd(run, end);
    const problems = await commitFlags(run, end);
    if (problems.length > 0 && run.ports.cancelled.aborted)
        return cancelledResult(run);
    await notifyAdmins(run);
    await saveMarker(run);
    const next = await startNextRun(run, end, problems);
    if (next.kind === 'cancelled')
        return cancelledResult(run);
    await run.recorder.record({ type: 'ended', at: run.ports.clock.now() });
    return endedResult(run, { end, ...toEnding(next, problems) });
}
function cancelledResult(run) {
    return endedResult(run, { end: { kind: 'cancelled' }, problems: [] });
}
function endedResult(run, ending) {
    const { ports, waits } = run;
    return resultOf(run, { relaunch: undefined, ...ending, at: ports.clock.now(), waitedMs: waits.waitedMs });
}
async function isCancelledWhileWaiting({ config, recorder, waits, ports }) {
    if (!config.sharesToken)
        return false;
    const early = await (0,wait/* waitForHold */.Y)(recorder.state.marker.pace, { ...waits, ports });
    return early?.kind === 'cancelled';
}
async function recordEnd(run, end) {
    const { recorder, ports } = run;
    if (isOver(run, end))
        await recorder.record({ type: 'over', at: ports.clock.now() });
}
function isOver({ recorder: { state }, watch }, end) {
    const isLeft = withdrawnFrom(state, watch).some(({ isPending }) => isPending);
    return end.kind === 'finished' && !isLeft && !state.outcomes.some(({ kind }) => kind === 'pending');
}
async function commitFlags({ checkpoints, ports }, end) {
    const known = checkpoints.problems();
    const problems = end.kind === 'stopped' && end.problems !== known ? [...end.problems] : [];
    for (const problem of await checkpoints.commit()) {
        if (problem.code === 'index-held')
            ports.log.warning((0,shared_problem/* withRemedy */.v9)(problem.message, 'index-held'));
        else if (!problems.some(({ message }) => message === problem.message))
            problems.push(problem);
    }
    return problems;
}
async function notifyAdmins({ recorder, config, ports, startedAt, settledAt, version }) {
    const { state } = recorder;
    if (!(0,run_state/* isClosed */.Lx)(state))
        return;
    const notice = noticeOf(state, { admins: config.admins, version, runUrl: runUrl(config.run) });
    if (notice === undefined)
        return;
    const sinceAt = listedSince(state.campaign.period, startedAt);
    await openNotice(notice, { sinceAt, settledAt }, ports);
}
async function saveMarker({ checkpoints, ports: { log } }) {
    await log.group('Progress marker', async () => {
        const key = await checkpoints.save();
        if (key !== undefined)
            log.info(`Saved under ${key}`);
    });
}
async function startNextRun(run, end, problems) {
    const { chosen, config, ports, recorder } = run;
    const isRateLimited = config.sharesWorkflowToken && (0,run_state/* heldUntilAt */.fk)(recorder.state) > ports.clock.now();
    const isWanted = problems.length === 0 && !isRateLimited && isWorthAnother(run, end);
    if (!isWanted)
        return { kind: 'not-started', isRateLimited };
    if (ports.cancelled.aborted)
        return { kind: 'cancelled' };
    const { testingRepository, force } = config;
    const next = await relaunch({ ...chosen.campaign, testingRepository, force }, ports);
    return next.kind === 'refused' && ports.cancelled.aborted ? { kind: 'cancelled' } : next;
}
function isWorthAnother({ recorder, config, ports }, end) {
    const isReachable = end.kind === 'time-limit' && end.nextAt < ports.clock.now() + config.timeLimitMs;
    return config.relaunch && isReachable && recorder.state.outcomes.some(({ kind }) => kind === 'sent');
}
function toEnding(next, problems) {
    switch (next.kind) {
        case 'not-started':
            return { problems, relaunch: undefined, isRateLimited: next.isRateLimited };
        case 'started':
            return { problems, relaunch: next };
        case 'refused':
            return { problems: [...problems, next.problem], relaunch: next };
        default:
            return next;
    }
}

// EXTERNAL MODULE: ./build/pace/state.js
var state = __webpack_require__(7687);
;// CONCATENATED MODULE: ./build/run/load-marker.js




async function loadMarker(input, startedAt) {
    const { marker, clock, log } = input.ports;
    const loaded = await marker.load();
    if (loaded.kind === 'absent' && isFirst(input))
        return { marker: (0,progress_marker/* emptyMarker */.wH)(), settledAt: startedAt };
    const settledAt = startedAt + SETTLE_MS;
    const withoutMarker = { marker: { ...(0,progress_marker/* emptyMarker */.wH)(), pace: (0,state/* blindPace */.ze)(clock.now()) }, settledAt };
    if (loaded.kind === 'unusable')
        warnOfUnusable(loaded.key, loaded.fault, log);
    if (loaded.kind === 'unavailable')
        log.warning((0,shared_problem/* withRemedy */.v9)(`The progress marker could not be read: ${loaded.message}`, 'marker-unavailable'));
    if (loaded.kind !== 'loaded')
        return withoutMarker;
    const { parseMarker } = await Promise.all(/* import() */[__webpack_require__.e(934), __webpack_require__.e(211)]).then(__webpack_require__.bind(__webpack_require__, 592));
    const parsed = parseMarker(loaded.bytes, clock.now());
    if ('fault' in parsed) {
        warnOfUnusable(loaded.key, parsed.fault, log);
        return withoutMarker;
    }
    if (parsed.isHoldCut && !input.config.dryRun)
        await marker.save((0,progress_marker/* markerBytes */.Eu)(parsed.marker));
    return { marker: parsed.marker, settledAt };
}
function isFirst({ config, earlierStep = false }) {
    const { runNumber, attempt } = config.run;
    return runNumber === 1 && attempt === 1 && !earlierStep;
}
function warnOfUnusable(key, fault, log) {
    log.warning((0,shared_problem/* withRemedy */.v9)(`The progress marker ${key} is not used: it ${fault}`, 'marker-unusable'));
}

;// CONCATENATED MODULE: ./build/campaign/plausibility.js



const GROWTH_FROM = 50;
const GROWTH_LIMIT = 3;
const UNKNOWN_FROM = 20;
const NAMED = 20;
function datasetsToTell({ reports, datasets }) {
    return reports.flatMap((report) => {
        const dataset = datasets.get(report.gbifdatasetid);
        const isSent = dataset !== undefined && (0,skips/* isDue */.nZ)(report, dataset) && (0,skips/* reasonToSkip */.bk)(dataset) === undefined;
        return isSent ? [dataset] : [];
    });
}
function canHaveGrown(toTell) {
    return toTell.length > GROWTH_FROM;
}
function findImplausible(figures) {
    return [...grown(figures), ...crowded(figures), ...unknown(figures)];
}
function grown({ index: { paths, period }, toTell, earlier }) {
    if (earlier === undefined || !canHaveGrown(toTell))
        return [];
    const most = GROWTH_LIMIT * earlier.rows;
    if (toTell.length <= most)
        return [];
    const rows = (0,shared_text/* count */.U9)(earlier.rows, 'row');
    const what = `period ${period.period} has ${(0,shared_text/* thousands */.oh)(toTell.length)} reports to send, expected at most ${(0,shared_text/* thousands */.oh)(most)}: ${GROWTH_LIMIT} times the ${rows} of period ${earlier.period}`;
    return [finding(what, { file: paths.reports })];
}
function crowded({ index: { paths, period }, toTell, maxPerRepository }) {
    if (maxPerRepository === undefined)
        return [];
    const byRepository = Map.groupBy(toTell, (dataset) => nameOf(dataset).toLowerCase());
    const tooMany = [...byRepository.values()]
        .filter((datasets) => datasets.length > maxPerRepository)
        .sort((a, b) => b.length - a.length);
    const file = paths.datasets;
    const limit = `expected at most ${(0,shared_text/* thousands */.oh)(maxPerRepository)} (max-per-repository)`;
    const named = tooMany.slice(0, NAMED).flatMap((datasets) => {
        const [first] = datasets.toSorted((a, b) => a.line - b.line);
        if (first === undefined)
            return [];
        const what = `${nameOf(first)} would get ${(0,shared_text/* count */.U9)(datasets.length, 'report')} of period ${period.period}, ${limit}`;
        return [finding(what, { file, line: first.line })];
    });
    const more = tooMany.length - named.length;
    if (more === 0)
        return named;
    const rest = `${(0,shared_text/* count */.U9)(more, 'more repository', 'more repositories')} would get more than ${(0,shared_text/* count */.U9)(maxPerRepository, 'report')} of period ${period.period}, ${limit}`;
    return [...named, finding(rest, { file })];
}
function nameOf({ owner, repository }) {
    return (0,shared_repository/* fullName */.fq)({ owner, name: repository });
}
function unknown({ index }) {
    const { paths, period, counts, unknown: strangers } = index;
    if (counts.stored < UNKNOWN_FROM || strangers.size * 2 <= counts.stored)
        return [];
    const first = [...strangers]
        .slice(0, 3)
        .map((id) => (0,shared_text/* shown */.SP)(id).slice(1, -1))
        .join(', ');
    const of = `${(0,shared_text/* thousands */.oh)(strangers.size)} of ${(0,shared_text/* count */.U9)(counts.stored, 'stored report')} of period ${period.period}`;
    const what = `${of} have no row in ${paths.datasets}, expected at most half (first: ${first})`;
    return [finding(what, { file: paths.reports })];
}
function finding(what, place) {
    const line = place.line === undefined ? '' : `, line ${place.line}`;
    return { code: 'implausible', message: `${place.file}${line}: ${what}`, place };
}

// EXTERNAL MODULE: ./build/reports-index/rows.js
var rows = __webpack_require__(2264);
// EXTERNAL MODULE: ./build/reports-index/transfer.js
var transfer = __webpack_require__(9366);
// EXTERNAL MODULE: ./build/reports-index/write.js + 1 modules
var write = __webpack_require__(5881);
;// CONCATENATED MODULE: ./build/reports-index/earlier.js





async function newestEarlier({ periods, period, snapshot }, folder, repository) {
    const names = periods.map((one) => one.period).filter((name) => name < period.period);
    for (const name of names.toSorted().reverse()) {
        const path = (0,reports_index_read/* pathsOf */.wG)(folder, name).reports;
        const file = await repository.file(path, snapshot.head.commit);
        if (file === undefined)
            continue;
        const files = { repository, head: snapshot.head };
        const { rows, stored } = await (0,transfer/* readFile */.TA)(path, files, reports_index_read/* REPORTS_LIMIT_BYTES */.OO, (source) => countRows(source, path));
        if (stored > 0)
            return { period: name, rows };
    }
    return undefined;
}
async function countRows(source, path) {
    const reader = new rows/* ReportsReader */.Bz(source, path);
    const counts = { rows: 0, stored: 0 };
    for await (const rows of reader.rows()) {
        counts.rows += rows.length;
        counts.stored += rows.filter(({ flags }) => flags.stored).length;
    }
    const problem = reader.table.problems().find(({ code }) => !write/* OF_ONE_ROW */.of.has(code));
    if (problem !== undefined)
        throw new shared_problem/* ProblemsError */.FQ([problem]);
    return counts;
}

;// CONCATENATED MODULE: ./build/run/plausibility.js




async function checkPlausibility(index, looking) {
    const { config, ports } = looking;
    const { maxPerRepository } = config;
    const toTell = datasetsToTell(index);
    const earlier = canHaveGrown(toTell) ? await readEarlier(index, looking) : undefined;
    const problems = findImplausible({ index, toTell, earlier, maxPerRepository });
    if (problems.length === 0)
        return { problems, warnings: [] };
    if (config.force) {
        for (const { code, message, place } of problems)
            ports.log.warning((0,shared_problem/* withRemedy */.v9)(message, code), place);
        return { problems: [], warnings: problems };
    }
    if (!config.dryRun)
        throw new shared_problem/* ProblemsError */.FQ(problems);
    return { problems, warnings: [] };
}
async function readEarlier(index, { config, ports }) {
    try {
        return await newestEarlier(index, config.index.path, ports.index);
    }
    catch (error) {
        if (!(error instanceof shared_problem/* ProblemsError */.FQ))
            throw error;
        ports.log.info(`The period before cannot be compared with: ${error.problems[0]?.message}`);
        return undefined;
    }
}
function withFindings(result, { problems, warnings }) {
    if (problems.length === 0)
        return { ...result, warnings };
    const why = `${(0,shared_text/* count */.U9)(problems.length, 'finding')} about its plausibility`;
    const message = `${result.message} A real run would send nothing: ${why}.`;
    const { dryRun } = result;
    const intention = `Stop before the first issue, because of ${why}; with \`force: true\` instead:`;
    const found = dryRun && { ...dryRun, intentions: [intention, ...dryRun.intentions] };
    return { ...result, status: 'failed', message, problems, warnings, dryRun: found };
}

// EXTERNAL MODULE: ./build/reports-index/cells.js
var cells = __webpack_require__(7628);
// EXTERNAL MODULE: ./build/shared/invisible.js
var invisible = __webpack_require__(6819);
;// CONCATENATED MODULE: ./build/issue/built-in.js





function renderBuiltIn(labels, text = 'of VertNet') {
    const write = text === 'neutral' ? neutralText : vertNetText;
    return (context) => {
        const { title, body } = write(context);
        return { title: (0,mentions/* withoutMentions */.Cw)(title), body: (0,mentions/* withoutMentions */.Cw)(body), labels: [...labels], assignees: [] };
    };
}
const MONTHS = [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
];
function neutralText({ period, dataset, report, links }) {
    const month = `${MONTHS[period.month - 1]} ${period.year}`;
    const [name = ''] = [titleOf(dataset.columns), dataset.ccode, report.gbifdatasetid].filter((text) => text !== '');
    const body = `The usage report for ${month} is ready:

${links.link}

All reports of this dataset:

${links.link_all}
`;
    return { title: fitting(`Usage report for ${month}: ${name}`), body };
}
function titleOf(columns) {
    const [, cell = ''] = Object.entries(columns).find(([name]) => name.toLowerCase() === 'title') ?? [];
    const title = (0,invisible/* trimmed */.dE)(cell);
    return (0,cells/* saysNothing */._X)(title) ? '' : title;
}
function fitting(title) {
    const line = (0,issue/* titleFrom */.NQ)(title);
    const room = issue/* TITLE_LIMIT */.TH - ((0,shared_text/* characters */.hg)((0,mentions/* withoutMentions */.Cw)(line)) - (0,shared_text/* characters */.hg)(line));
    return (0,shared_text/* characters */.hg)(line) <= room ? line : `${[...line].slice(0, room - 1).join('')}\u2026`;
}
function vertNetText({ period, dataset, links }) {
    const title = `Monthly VertNet data use report for ${period.year}-${period.month}, resource ${dataset.ccode}`;
    return { title: (0,issue/* titleFrom */.NQ)((0,mentions/* withoutMentions */.Cw)(title)), body: vertNetBody(links) };
}
function vertNetBody({ link, link_gh, link_all }) {
    return `Your monthly VertNet data use report is ready!

You can see the HTML rendered version of this report at:

${link}

Raw text and JSON-formatted versions of the report are also available for
download from this link.

A copy of the text version has also been uploaded to your GitHub
repository under the "reports" folder at:

${link_gh}

A full list of all available reports can be accessed from:

${link_all}

You can find more information on the reporting system, along with an
explanation of each metric, at:

http://www.vertnet.org/resources/usagereportingguide.html

Please post any comments or questions to:
http://www.vertnet.org/feedback/contact.html

Thank you for being a part of VertNet.
`;
}

;// CONCATENATED MODULE: ./build/output/log-messages.js





function announceIndex({ paths, snapshot, period, counts, datasets }, log) {
    log.info(`Branch ${snapshot.head.branch} at ${snapshot.head.commit}`);
    log.info(`${paths.periods}: period ${period.period} is ${period.status || 'without a status'}`);
    log.info(`${paths.reports}: ${(0,shared_text/* count */.U9)(counts.rows, 'report')}, ${counts.pending} pending`);
    log.info(`${paths.datasets}: ${(0,shared_text/* count */.U9)(datasets.size, 'dataset')} of pending reports`);
}
function announcePlan(plan, { campaign, resumed }, index, log) {
    const { counts, snapshot } = index;
    const only = campaign.gbifdatasetid === undefined ? '' : `, dataset ${campaign.gbifdatasetid} only`;
    log.info(`${resumed ? 'Resuming' : 'Starting'} the ${campaign.testing ? 'testing ' : ''}campaign for period ${campaign.period}${only}`);
    log.info(`Index at ${snapshot.head.commit.slice(0, 12)} on ${snapshot.head.branch}: ${(0,shared_text/* count */.U9)(counts.rows, 'report')}, ${counts.stored} stored, ${counts.sent} sent, ${counts.skipped} skipped, ${counts.pending} pending`);
    const before = plan.failedBefore.length > 0
        ? `, ${plan.failedBefore.length} failed in an earlier run and will not be retried`
        : '';
    const again = plan.dueAgain.length > 0 ? `, ${plan.dueAgain.length} of them skipped before` : '';
    log.info(`To do: ${(0,shared_text/* count */.U9)(plan.issues.length, 'issue')} to open${again}, ${plan.skipped.length} to skip${before}`);
    if (hasNothingToSend(plan) && only === '' && index.period.status === '')
        warnOfNothing(plan, index, log);
}
function warnOfNothing({ skipped }, index, log) {
    const { paths, period } = index;
    const what = `${paths.reports}: no report of period ${period.period} is pending: ${(0,skips/* whyNothing */.wM)(index, skipped)}`;
    log.warning((0,shared_problem/* withRemedy */.v9)(what, 'nothing-to-send'), { file: paths.reports });
}
function announceOutcome(outcome, issue, paths, log) {
    switch (outcome.kind) {
        case 'skipped':
            if (outcome.reason !== 'missing-dataset') {
                log.info((0,progress_outcome/* describeOutcome */.SS)(outcome));
                return;
            }
            log.error((0,shared_problem/* withRemedy */.v9)(`${outcome.report}: the dataset is not in ${paths.datasets}`, 'missing-dataset'), {
                file: paths.reports,
                line: outcome.line,
            });
            return;
        case 'failed':
            log.error((0,shared_problem/* withRemedy */.v9)((0,progress_outcome/* describeOutcome */.SS)(outcome), (0,progress_outcome/* codeOf */.$N)(outcome.reason)), issue?.datasetPlace);
            return;
        case 'pending':
            log.error((0,shared_problem/* withRemedy */.v9)((0,progress_outcome/* describeOutcome */.SS)(outcome), (0,progress_outcome/* codeOfPending */.Q3)(outcome.reason)), issue?.reportPlace);
            return;
        case 'sent':
        case 'found':
            if (outcome.movedTo === undefined)
                return;
            log.warning((0,shared_problem/* withRemedy */.v9)(movedMessage(outcome.repository, outcome.movedTo), 'target-moved'), issue?.datasetPlace);
            return;
        default:
            outcome;
    }
}
function movedMessage(repository, movedTo) {
    return `${repository} is now ${movedTo}: correct github_orgname and github_reponame of this dataset`;
}

// EXTERNAL MODULE: ./build/progress/commit-flags.js
var commit_flags = __webpack_require__(8723);
;// CONCATENATED MODULE: ./build/run/prepare.js








async function loadIndex({ config, ports, head: givenHead, waits, chosen: { campaign }, }) {
    const waiter = { ...ports, latestAt: waits.deadlineAt };
    const readHead = async () => ({ askedAt: ports.clock.now(), ...(await (0,transfer/* headOf */.Uo)(ports.index)) });
    const head = givenHead ?? (await (0,patience/* outlast */.fK)(readHead, waiter));
    const { period, gbifdatasetid, cursor } = campaign;
    const request = { folder: config.index.path, period, gbifdatasetid, cursor };
    const index = await ports.log.group('Reports index', async () => {
        const read = await (0,patience/* outlast */.fK)(() => (0,reports_index_read/* readIndex */.vY)(request, head, ports.index), waiter);
        announceIndex(read, ports.log);
        return read;
    });
    return { index, readAt: head.askedAt };
}
async function planCampaign({ config, chosen, ports, waits }, index) {
    const render = await chooseRender(index, { config, ports, waits });
    const plan = planReports({ ...index, config, chosen, render });
    announcePlan(plan, chosen, index, ports.log);
    if (!config.testing)
        await (0,commit_flags/* assertFlagsFit */.ty)(plan, index, config.run.serverUrl);
    return plan;
}
async function chooseRender({ snapshot }, { config, ports, waits }) {
    const { template, labels } = config;
    if (template === undefined)
        return renderBuiltIn(labels, config.builtInText);
    const read = () => (0,reports_index_read/* readText */.yR)(template, snapshot, ports.index);
    const text = await (0,patience/* outlast */.fK)(read, { ...ports, latestAt: waits.deadlineAt });
    const place = { file: template };
    if (text === undefined)
        (0,shared_problem/* fail */.fJ)('template-missing', `${template} does not exist on branch ${snapshot.head.branch}`, place);
    const { compileTemplate } = await Promise.all(/* import() */[__webpack_require__.e(200), __webpack_require__.e(885)]).then(__webpack_require__.bind(__webpack_require__, 3885));
    return compileTemplate(text, template, labels);
}

;// CONCATENATED MODULE: ./build/delivery/check-token.js



const REJECTIONS_LIMIT = 3;
async function checkRejection(attempt, message) {
    attempt.rejections += 1;
    if (attempt.rejections >= REJECTIONS_LIMIT)
        return tokenRejected(message);
    return checkToken(attempt.delivery);
}
async function checkToken(delivery) {
    const { targets, clock } = delivery.ports;
    const early = await (0,wait/* waitUntil */.a0)(delivery, () => {
        const { hold } = delivery.state.marker.pace;
        return hold === undefined ? { at: 0, reason: '' } : { at: hold.untilAt, reason: (0,schedule/* holdReason */.GI)(hold) };
    });
    if (early !== undefined)
        return early;
    const askedAt = clock.now();
    const account = await withinGrace(delivery, targets.checkToken());
    switch (account?.kind) {
        case undefined:
            return { kind: 'cancelled' };
        case 'unauthorized':
            return tokenRejected(account.message);
        case 'denied':
            return stopped(account.problem);
        case 'limited':
            await hold(delivery, { ...account, askedAt }, 'a question for the account');
            return undefined;
        case 'account':
        case 'refused':
        case 'unclear':
        case 'unavailable':
            return undefined;
        default:
            return account;
    }
}
function tokenRejected(message) {
    return stopped({ code: 'token-rejected', message: `GitHub does not accept the token: ${message}` });
}

;// CONCATENATED MODULE: ./build/delivery/settle-answer.js






const UNKNOWN_LIMIT = 3;
const MOVES_LIMIT = 3;
async function settleAnswer(attempt, answer) {
    const { issue, delivery } = attempt;
    const { clock, log } = delivery.ports;
    const at = clock.now();
    if (answer.kind === 'created')
        return conclude(attempt, sentOutcome(issue, answer, at), answer.serverAt);
    await recordAnswer(attempt, answer, at);
    switch (answer.kind) {
        case 'limited':
            log.info(refusalText(`the issue of ${issue.report}`, answer));
            return 'post-again';
        case 'refused':
            return refusedResult(attempt, answer);
        case 'unclear':
            return doubtful(pendingOutcome(issue, 'unclear', answer.message), answer);
        case 'denied':
            return ended(stopped(answer.problem));
        case 'unauthorized': {
            const rejected = await checkRejection(attempt, answer.message);
            return rejected === undefined ? 'post-again' : ended(rejected);
        }
        case 'assignees-refused':
            return postWithoutAssignees(attempt, answer.message);
        case 'moved':
            attempt.moves += 1;
            attempt.target = { repository: attempt.target.repository, location: answer.location };
            if (attempt.moves <= MOVES_LIMIT)
                return 'post-again';
            return conclude(attempt, failedOutcome(issue, { reason: 'not-found', message: 'moves in circles' }));
        case 'unknown':
            return lookAgain(attempt, answer, at);
        default:
            return answer;
    }
}
function recordAnswer({ issue, delivery, leftAt }, answer, at) {
    const isCounted = answer.kind === 'limited' || answer.kind === 'unknown';
    const known = isCounted
        ? answer.kind === 'limited'
            ? answer
            : { kind: 'unknown' }
        : { kind: 'void' };
    return delivery.record({ type: 'answered', at, leftAt, report: issue.report, answer: known });
}
function postWithoutAssignees(attempt, message) {
    const { issue, delivery } = attempt;
    attempt.withoutAssignees = true;
    const what = `${issue.report}: GitHub does not take its assignees: ${message}`;
    delivery.ports.log.warning((0,shared_problem/* withRemedy */.v9)(what, 'assignee-refused'));
    return 'post-again';
}
async function lookAgain(attempt, { message, code }, at) {
    const { issue, listings, delivery } = attempt;
    attempt.unknowns += 1;
    attempt.unknownAt = at;
    listings.forget(issue.target);
    const what = `${issue.report}: no clear answer from ${(0,shared_repository/* fullName */.fq)(issue.target)} (${message}); the issue may or may not be open`;
    delivery.ports.log.warning((0,shared_problem/* withRemedy */.v9)(what, 'answer-unclear'));
    if (attempt.unknowns < UNKNOWN_LIMIT)
        return 'go-on';
    const outcome = pendingOutcome(issue, 'unknown', message);
    return code === undefined ? conclude(attempt, outcome) : doubtful(outcome, { code, message });
}

;// CONCATENATED MODULE: ./build/delivery/deliver-report.js








async function deliverReport(attempt) {
    for (;;) {
        const looked = await look(attempt);
        if (looked !== 'go-on')
            return looked;
        const posted = await post(attempt);
        if (posted !== 'go-on')
            return posted;
    }
}
async function look(attempt) {
    const { issue, left, listings, delivery } = attempt;
    for (;;) {
        const early = await (0,wait/* waitUntil */.a0)(delivery, () => whenToLook(attempt), () => outlook(delivery, left));
        if (early !== undefined)
            return ended(early);
        const listing = await withinGrace(delivery, listings.of(issue.target));
        if (listing === undefined)
            return ended({ kind: 'cancelled' });
        if (listing.kind === 'listed')
            return interpretList(attempt, listing);
        listings.forget(issue.target);
        if (listing.kind === 'limited')
            continue;
        if (listing.kind !== 'unauthorized')
            return interpretRefusedList(attempt, listing);
        const rejected = await checkRejection(attempt, listing.message);
        if (rejected !== undefined)
            return ended(rejected);
    }
}
function whenToLook({ unknownAt, delivery }) {
    const { hold } = delivery.state.marker.pace;
    const settledAt = unknownAt === undefined ? 0 : unknownAt + SETTLE_MS;
    if (hold !== undefined && hold.untilAt > settledAt)
        return { at: hold.untilAt, reason: (0,schedule/* holdReason */.GI)(hold) };
    return { at: settledAt, reason: 'GitHub did not answer; its list will show whether the issue was opened' };
}
async function interpretList(attempt, listing) {
    const { issue, delivery, unknowns } = attempt;
    const { movedTo, serverAheadMs } = listing;
    const known = listing.keys.get(issue.key);
    if (known !== undefined) {
        const { startedAt, ports } = delivery;
        const overlap = warnIfTwice(issue, { known, serverAheadMs, startedAt, ownAtMost: unknowns }, ports.log);
        const kind = unknowns > 0 ? 'sent' : 'found';
        return { ...(await conclude(attempt, foundOutcome(kind, issue, known[0], movedTo))), overlap };
    }
    if (movedTo !== undefined)
        attempt.target = { repository: movedTo, location: undefined };
    return 'go-on';
}
async function interpretRefusedList(attempt, listing) {
    const { issue } = attempt;
    switch (listing.kind) {
        case 'refused':
            return refusedResult(attempt, listing);
        case 'denied':
            return ended(stopped(listing.problem));
        case 'unclear':
            return doubtful(pendingOutcome(issue, 'unlisted', listing.message), listing);
        case 'unavailable':
            return conclude(attempt, pendingOutcome(issue, 'unlisted', listing.message));
        default:
            return listing;
    }
}
async function post(attempt) {
    const { issue, left, delivery } = attempt;
    const { state, ceilings } = delivery;
    const { clock, log, targets } = delivery.ports;
    for (;;) {
        const slot = () => (0,schedule/* nextSlot */.yo)(state.marker.pace, ceilings, clock.now(), left);
        const rest = () => outlook(delivery, left);
        const early = await (0,wait/* waitUntil */.a0)(delivery, () => ahead(slot(), delivery.deadlineAt), rest);
        if (early !== undefined)
            return ended(early);
        const heardAhead = await hear(attempt, slot().at);
        if (heardAhead !== 'again' && heardAhead !== 'go-on')
            return heardAhead;
        const late = await (0,wait/* waitUntil */.a0)(delivery, slot, rest);
        if (late !== undefined)
            return ended(late);
        const heard = await hear(attempt, clock.now());
        if (heard === 'again')
            continue;
        if (heard !== 'go-on')
            return heard;
        await delivery.record({ type: 'intent', at: clock.now(), report: issue.report });
        attempt.leftAt = clock.now();
        const draft = attempt.withoutAssignees ? { ...issue.draft(), assignees: [] } : issue.draft();
        const answer = await withinGrace(delivery, targets.createIssue(attempt.target, draft));
        if (answer === undefined)
            return ended({ kind: 'cancelled' });
        const { lessons } = state.marker.pace;
        const step = await settleAnswer(attempt, answer);
        for (const line of (0,schedule/* describeNewLimits */.Cx)(lessons, state.marker.pace.lessons))
            log.info(line);
        if (step !== 'post-again')
            return step;
    }
}
function ahead(slot, deadlineAt) {
    return slot.at >= deadlineAt ? slot : { ...slot, at: slot.at - LOOKED_AHEAD_MS };
}
const LOOKED_AHEAD_MS = 5_000;
async function hear({ issue, delivery }, at) {
    const { watch } = delivery;
    const heard = await withinGrace(delivery, watch.hear(at));
    if (heard === undefined)
        return ended({ kind: 'cancelled' });
    switch (heard.kind) {
        case 'fresh':
            return watch.withdrawals().has(issue.report) ? { kind: 'withdrawn' } : 'go-on';
        case 'looked':
            return watch.withdrawals().has(issue.report) ? { kind: 'withdrawn' } : 'again';
        case 'wait': {
            const end = await (0,wait/* waitUntil */.a0)(delivery, () => ({ at: heard.until, reason: INDEX_HELD }));
            return end === undefined ? 'again' : ended(end);
        }
        case 'cancelled':
            return ended(stopped(...heard.problems));
        default:
            return heard;
    }
}
const INDEX_HELD = 'GitHub holds back the token of the index, which may have been changed meanwhile';

;// CONCATENATED MODULE: ./build/delivery/refusals.js
const OWNERS_LIMIT = 3;
const OWNER_REQUESTS = 2;
function openRefusals() {
    const rules = new Map();
    let doubts = [];
    let hasHeld = false;
    return {
        ruleOf: (owner) => {
            const rule = rules.get(owner.toLowerCase());
            return rule !== undefined && rule.times >= OWNER_REQUESTS ? rule : undefined;
        },
        addRule: (owner, { reason, message }) => {
            const times = (rules.get(owner.toLowerCase())?.times ?? 0) + 1;
            rules.set(owner.toLowerCase(), { reason, message, times });
        },
        addDoubt: (doubt) => {
            doubts = [...doubts.filter(({ issue }) => issue.report !== doubt.issue.report), doubt];
        },
        dropRule: (owner) => {
            rules.delete(owner.toLowerCase());
        },
        clearDoubts: () => {
            const settled = doubts;
            doubts = [];
            hasHeld = false;
            return settled;
        },
        doubts: () => doubts,
        verdict: () => {
            const owners = new Set(doubts.map(({ issue }) => issue.target.owner.toLowerCase()));
            const last = doubts.at(-1);
            if (last === undefined || owners.size < OWNERS_LIMIT)
                return 'go-on';
            const unclear = doubts.findLast(({ isUnclear }) => isUnclear);
            return hasHeld || unclear === undefined ? (unclear ?? last).problem : 'hold';
        },
        noteHold: () => {
            hasHeld = true;
        },
    };
}

;// CONCATENATED MODULE: ./build/delivery/visibility.js

const SAMPLE_EVERY = 50;
const LOOKS_AT_MS = [0, 30_000, 120_000];
const PRIVATE_LIMIT = 3;
const visibility_NAMED = 20;
function isSenderHidden({ profile, hidden }) {
    return hidden.length > 1 || (hidden.length === 1 && profile === 'hidden');
}
function hiddenProblem({ profile, hidden }, login, unseen) {
    const names = unseen.slice(0, visibility_NAMED).map(({ movedTo, repository, number }) => `${movedTo ?? repository}#${number}`);
    const more = unseen.length > visibility_NAMED ? ` and ${unseen.length - visibility_NAMED} more` : '';
    const seen = profile === 'hidden' ? [...hidden, 'its profile'] : hidden;
    const list = `${(0,shared_text/* count */.U9)(unseen.length, 'issue')} (${names.join(', ')}${more})`;
    return {
        code: 'sender-hidden',
        message: `GitHub hides ${login} from everybody else: without a token it answers 404 to ${seen.join(' and ')}. Opened, probably mailed to nobody: ${list}`,
    };
}

;// CONCATENATED MODULE: ./build/delivery/visibility-check.js




function openVisibilityCheck(delivery, owner) {
    const { publicView, log } = delivery.ports;
    const check = {
        delivery,
        view: withDebugLines(publicView, log.debug),
        owner,
        login: 'the account of the token',
        findings: { profile: 'unclear', hidden: [] },
        unseen: [],
        opened: 0,
        sample: undefined,
        isDue: true,
        privates: new Set(),
        privatesInARow: 0,
    };
    const asked = askProfile(check);
    asked.catch(() => undefined);
    const lookAsked = async (isEnd) => {
        if (check.opened === 0)
            return undefined;
        return (await inTime(delivery, asked)) ?? lookWhileDue(check, isEnd);
    };
    return {
        opened: (outcome) => takeNote(check, outcome),
        beforeNext: () => lookAsked(false),
        atEnd: async () => {
            const end = await lookAsked(true);
            return end?.kind === 'time-limit' ? undefined : end;
        },
    };
}
async function askProfile(check) {
    const creator = await check.delivery.ports.targets.creator(check.owner);
    if (creator.kind !== 'account')
        return;
    check.login = creator.login;
    check.findings.profile = (await check.view.profile(creator.login)).kind;
}
function takeNote(check, outcome) {
    check.unseen.push(outcome);
    if (check.opened % SAMPLE_EVERY === 0) {
        check.isDue = true;
        check.privatesInARow = 0;
    }
    check.opened += 1;
    if (check.isDue && check.sample === undefined)
        choose(check, outcome);
}
function choose(check, outcome) {
    const repository = (0,shared_repository/* parseRepository */.SU)(outcome.movedTo ?? outcome.repository);
    if (repository === undefined || check.privates.has(visibility_check_nameOf(repository)))
        return;
    check.isDue = false;
    const firstAt = check.delivery.ports.clock.now();
    check.sample = { repository, outcome, firstAt, looks: 0, isInPublic: false };
}
async function lookWhileDue(check, isEnd) {
    const { delivery, findings } = check;
    for (;;) {
        if (isSenderHidden(findings))
            return { kind: 'stopped', problems: [hiddenProblem(findings, check.login, check.unseen)] };
        const { sample } = check;
        if (sample === undefined)
            return undefined;
        const nextAt = sample.firstAt + (LOOKS_AT_MS[sample.looks] ?? 0);
        if (nextAt > delivery.ports.clock.now()) {
            if (!isEnd && findings.profile !== 'hidden')
                return undefined;
            const early = await (0,wait/* waitUntil */.a0)(delivery, () => ({ at: nextAt, reason: HIDDEN_SO_FAR }));
            if (early !== undefined)
                return early;
        }
        const cancelled = await inTime(delivery, visibility_check_look(check, sample));
        if (cancelled !== undefined)
            return cancelled;
    }
}
async function visibility_check_look(check, sample) {
    const { view, findings } = check;
    const { repository, outcome } = sample;
    sample.looks += 1;
    const sight = await view.issue(repository, outcome.number, sample.looks);
    const isLast = sample.looks === LOOKS_AT_MS.length;
    if (sight.kind === 'shown' || isLast)
        check.sample = undefined;
    if (sight.kind === 'shown')
        check.unseen = check.unseen.slice(check.unseen.indexOf(outcome) + 1);
    if (sight.kind !== 'hidden')
        return;
    const place = sample.isInPublic ? 'shown' : (await view.repository(repository)).kind;
    if (place === 'hidden')
        return passOver(check, repository);
    sample.isInPublic = place === 'shown';
    if (findings.profile !== 'hidden')
        await askProfile(check);
    if (!isLast || !sample.isInPublic)
        return;
    findings.hidden.push(outcome.url);
    check.isDue = true;
    const newest = check.unseen.at(-1);
    if (newest !== undefined && newest !== outcome)
        choose(check, newest);
}
function passOver(check, repository) {
    check.privates.add(visibility_check_nameOf(repository));
    check.privatesInARow += 1;
    check.isDue = check.privatesInARow < PRIVATE_LIMIT;
    check.sample = undefined;
}
async function inTime(delivery, work) {
    const done = await withinGrace(delivery, work.then(() => true));
    return done === undefined ? { kind: 'cancelled' } : undefined;
}
const HIDDEN_SO_FAR = 'without a token GitHub does not show the last issue yet';
function visibility_check_nameOf(repository) {
    return (0,shared_repository/* fullName */.fq)(repository).toLowerCase();
}
function withDebugLines(view, debug) {
    const told = async (what, asking) => {
        const sight = await asking;
        if (sight.kind === 'unclear')
            debug(`Without a token GitHub does not tell about ${what}: ${sight.message}`);
        return sight;
    };
    return {
        profile: (login) => told(`the profile of ${login}`, view.profile(login)),
        repository: (repository) => told((0,shared_repository/* fullName */.fq)(repository), view.repository(repository)),
        issue: (repository, number, look) => told(`${(0,shared_repository/* fullName */.fq)(repository)}#${number}`, view.issue(repository, number, look)),
    };
}

;// CONCATENATED MODULE: ./build/delivery/deliver.js










const OUTLOOK_MS = 60_000;
const OUTLOOK_LEAST_MS = 5_000;
const SETTLING = 'an earlier run may have sent something that GitHub does not list yet';
async function deliver(issues, delivery) {
    const [first] = issues;
    if (first === undefined)
        return { kind: 'finished' };
    const { ports, sinceAt } = delivery;
    const early = await (0,wait/* waitUntil */.a0)(delivery, () => ({ at: delivery.settledAt, reason: SETTLING }));
    if (early !== undefined)
        return early;
    const sending = {
        issues,
        delivery,
        listings: openExistingIssues({ ...ports, sinceAt, refused: (answer) => hold(delivery, answer) }),
        refusals: openRefusals(),
        visibility: openVisibilityCheck(delivery, first.target.owner),
        most: delivery.maxIssues ?? Number.POSITIVE_INFINITY,
        opened: 0,
        withdrawn: 0,
        outlookAt: ports.clock.now(),
    };
    for (const [position, issue] of issues.entries()) {
        const problems = delivery.problems();
        if (problems.length > 0)
            return { kind: 'stopped', problems };
        if (sending.opened >= sending.most)
            return (await sending.visibility.atEnd()) ?? { kind: 'max-issues' };
        const end = (await sending.visibility.beforeNext()) ?? (await takeTurn(sending, issue, position));
        if (end !== undefined)
            return end;
    }
    await recordDoubts(sending, sending.refusals.doubts());
    return (await sending.visibility.atEnd()) ?? { kind: 'finished' };
}
async function takeTurn(sending, issue, position) {
    const { delivery, refusals, listings } = sending;
    if (delivery.watch.withdrawals().has(issue.report)) {
        sending.withdrawn += 1;
        return undefined;
    }
    const rule = refusals.ruleOf(issue.target.owner);
    if (rule !== undefined) {
        await recordOutcome(sending, { issue, position, outcome: failedOutcome(issue, rule) });
        return undefined;
    }
    const left = leftAt(sending, position);
    announceRest(sending, left);
    listAhead(sending, position);
    const attempt = newAttempt({ issue, left, listings, delivery });
    for (;;) {
        const result = await deliverReport(attempt);
        if (result.kind !== 'doubtful')
            return concludeTurn(sending, issue, position, result);
        refusals.addDoubt({ issue, position, ...result });
        const verdict = refusals.verdict();
        if (verdict === 'go-on') {
            noteOpened(sending, result.outcome);
            return undefined;
        }
        const end = await checkToken(delivery);
        if (end !== undefined)
            return end;
        if (verdict !== 'hold')
            return stopped(verdict);
        await holdForDoubt(sending, result.problem.message);
    }
}
async function concludeTurn(sending, issue, position, result) {
    const { delivery, refusals } = sending;
    switch (result.kind) {
        case 'end':
            return result.end;
        case 'withdrawn':
            sending.withdrawn += 1;
            return undefined;
        case 'dealt-with': {
            const { outcome, rule, overlap } = result;
            delivery.onOutcome(outcome, issue, position);
            noteOpened(sending, outcome);
            if (rule !== undefined)
                refusals.addRule(issue.target.owner, rule);
            if (outcome.kind === 'sent') {
                sending.visibility.opened(outcome);
                refusals.dropRule(issue.target.owner);
            }
            if (outcome.kind === 'sent' || outcome.kind === 'found')
                await recordDoubts(sending, refusals.clearDoubts());
            return overlap === undefined ? undefined : stopped(overlap);
        }
        default:
            return result;
    }
}
function leftAt({ issues, delivery, withdrawn, most, opened }, position) {
    return Math.min(issues.length - position - (delivery.watch.withdrawals().size - withdrawn), most - opened);
}
function announceRest(sending, left) {
    const { delivery, outlookAt } = sending;
    const { clock, log } = delivery.ports;
    if (clock.now() < outlookAt)
        return;
    log.info(`${(0,shared_text/* count */.U9)(left, 'issue')} to go${outlook(delivery, left)}`);
    sending.outlookAt = clock.now() + Math.min(OUTLOOK_MS, Math.max(OUTLOOK_LEAST_MS, leftMs(delivery, left) / 8));
}
function listAhead({ issues, delivery, listings, refusals }, position) {
    if (isHeld(delivery))
        return;
    const coming = issues.slice(position, position + 1 + LISTED_AHEAD).map(({ target }) => target);
    listings.ahead(coming.filter(({ owner }) => refusals.ruleOf(owner) === undefined));
}
function noteOpened(sending, outcome) {
    const mayBeOpen = outcome.kind === 'sent' || (outcome.kind === 'pending' && outcome.reason === 'unknown');
    if (mayBeOpen)
        sending.opened += 1;
}
async function holdForDoubt({ delivery, refusals }, message) {
    const { clock, log } = delivery.ports;
    refusals.noteHold();
    await delivery.record({ type: 'held', at: clock.now(), answer: { kind: 'limited', limit: 'secondary', message } });
    log.info(`Several owners in a row refused in words that the action does not know; it waits in case it is a limit`);
}
async function recordDoubts(sending, doubts) {
    for (const doubt of doubts)
        await recordOutcome(sending, doubt);
}
async function recordOutcome({ delivery }, { issue, position, outcome }) {
    await delivery.record({ type: 'outcome', at: delivery.ports.clock.now(), outcome });
    delivery.onOutcome(outcome, issue, position);
}

;// CONCATENATED MODULE: ./build/run/send.js




const CHECKPOINT_LEAST_MS = 5_000;
async function send(started) {
    const { config, ports, plan, index, recorder, checkpoints, watch, startedAt, settledAt, waits } = started;
    const before = recorder.state.outcomes.filter(({ kind }) => kind !== 'skipped');
    const dealtWith = new Set(before.map(({ report }) => report));
    const issues = plan.issues.filter(({ report }) => !dealtWith.has(report));
    let sinceCheckpoint = 0;
    let nextCheckpointAt = 0;
    return deliver(issues, {
        ports,
        state: recorder.state,
        record: recorder.record,
        ceilings: config.ceilings,
        testing: config.testing,
        ...waits,
        startedAt,
        settledAt,
        sinceAt: listedSince(index.period.period, startedAt),
        maxIssues: config.maxIssues && config.maxIssues - before.filter(isOpened).length,
        problems: checkpoints.problems,
        watch,
        onOutcome: (outcome, issue, position) => {
            ports.log.info(`[${before.length + position + 1}/${plan.issues.length}] ${(0,progress_outcome/* describeOutcome */.SS)(outcome)}`);
            announceOutcome(outcome, issue, index.paths, ports.log);
            sinceCheckpoint += outcome.kind === 'sent' ? 1 : 0;
            if (sinceCheckpoint < config.checkpoint || ports.clock.now() < nextCheckpointAt)
                return;
            sinceCheckpoint = 0;
            nextCheckpointAt = ports.clock.now() + CHECKPOINT_LEAST_MS;
            checkpoints.start();
        },
    });
}
function isOpened(outcome) {
    return outcome.kind === 'sent' || (outcome.kind === 'pending' && outcome.reason === 'unknown');
}
async function confirmedEnd(end, { checkpoints, ports }) {
    const isCheckpoints = end.kind === 'stopped' && end.problems === checkpoints.problems();
    if (!isCheckpoints || ports.cancelled.aborted)
        return end;
    await checkpoints.settled();
    const problems = await checkpoints.commit();
    return problems.length === 0 ? undefined : { ...end, problems: checkpoints.problems() };
}

// EXTERNAL MODULE: ./build/progress/checkpoint.js
var checkpoint = __webpack_require__(3098);
// EXTERNAL MODULE: ./build/progress/recorder.js
var progress_recorder = __webpack_require__(7222);
;// CONCATENATED MODULE: ./build/run/start.js









const COMMIT_GRACE_MS = 8 * 60_000;
async function startRun(account, planned) {
    const { index, plan, readAt, config, version } = planned;
    const { paths, snapshot } = index;
    const entry = startedEntry(account, planned);
    const state = (0,run_state/* initialState */.ue)(entry);
    const recorder = (0,progress_recorder/* openRecorder */.L)({ journal: planned.ports.journal, state });
    const ports = withIndexThatWaits(planned, recorder);
    const checkpoints = (0,checkpoint/* openCheckpoints */.O0)({
        recorder,
        ports,
        paths,
        snapshot,
        version,
        latestAt: planned.waits.deadlineAt + COMMIT_GRACE_MS,
        cancelled: ports.cancelled,
        presentName: (name) => presentName(name, ports),
    });
    const { adopt, ownCommits } = checkpoints;
    const watch = openIndexWatch({ ports, folder: config.index.path, plan, index, state, readAt, adopt, ownCommits });
    await recorder.begin(entry);
    for (const outcome of plan.skipped) {
        await recorder.record({ type: 'outcome', at: ports.clock.now(), outcome });
        announceOutcome(outcome, undefined, paths, ports.log);
    }
    return { ...planned, ports, recorder, checkpoints, watch };
}
function startedEntry(account, { chosen, marker, startedAt, plan, index, config }) {
    const { campaign, resumed } = chosen;
    const pace = (0,progress_marker/* paceOf */.x3)({ ...marker, pace: account.pace }, account.login);
    const hasSkipColumn = index.snapshot.rows?.header.column('issue_skipped').index !== undefined;
    const totals = hasSkipColumn ? campaign.totals : { ...campaign.totals, skipped: 0 };
    return {
        type: 'started',
        at: startedAt,
        account: account.login,
        indexPath: config.index.path,
        marker: { ...marker, pace: resumed ? pace : (0,state/* paceForNewCampaign */.NR)(pace) },
        campaign: { ...campaign, failed: plan.failedBefore, totals },
        ...(plan.dueAgain.length === 0 ? {} : { dueAgain: plan.dueAgain }),
    };
}
async function presentName(name, { targets }) {
    const repository = (0,shared_repository/* parseRepository */.SU)(name);
    const state = repository === undefined ? undefined : await targets.inspect(repository);
    return state?.kind === 'exists' ? (0,shared_repository/* fullName */.fq)(state.repository).toLowerCase() : undefined;
}
function withIndexThatWaits({ config, ports, waits }, { state, record }) {
    if (!config.sharesToken)
        return ports;
    const { clock, cancelled } = ports;
    const index = (0,wait/* indexThatWaits */.Wk)(ports.index, {
        clock,
        cancelled,
        heldUntilAt: () => (0,run_state/* heldUntilAt */.fk)(state),
        latestAt: waits.deadlineAt,
        refused: (answer) => record({ type: 'held', at: clock.now(), answer }),
    });
    return { ...ports, index };
}

;// CONCATENATED MODULE: ./build/run/run.js















async function run(input) {
    return problemsAsResult(input.config.period, async () => {
        const begun = await begin(input);
        return problemsAsResult(begun.chosen.campaign.period, () => runCampaign(begun));
    });
}
async function runCampaign(begun) {
    const early = await waitForSharedToken(begun);
    if (early !== undefined)
        return nothingSentResult(early, begun);
    const { index, readAt } = await loadIndex(begun);
    const plan = await planCampaign(begun, index);
    const planned = { ...begun, index, readAt, plan };
    const findings = await checkPlausibility(index, planned);
    if (planned.config.dryRun)
        return withFindings(await dryRun({ ...planned, estimateMs: estimateMs(planned) }), findings);
    const sender = await resolveSender(planned.marker.pace, { ...planned.waits, ports: planned.ports });
    if (sender.kind !== 'account')
        return comeBackLater(sender, planned);
    const started = await startRun(sender, planned);
    return { ...(await sendAndFinish(started)), warnings: findings.warnings };
}
async function problemsAsResult(period, stages) {
    try {
        return await stages();
    }
    catch (error) {
        if (error instanceof shared_problem/* ProblemsError */.FQ)
            return (0,output_result/* errorResult */.W)(error.problems, period);
        throw error;
    }
}
async function begin(input) {
    const { config, ports } = input;
    const startedAt = ports.clock.now();
    const loaded = await loadMarker(input, startedAt);
    const chosen = chooseCampaign(config, config.run.eventName, loaded.marker, startedAt, campaignId(ports));
    return {
        ...input,
        ...loaded,
        startedAt,
        waits: (0,wait/* openWaits */.DZ)((input.begunAt ?? startedAt) + config.timeLimitMs),
        chosen,
    };
}
function campaignId({ clock, random }) {
    return `${Math.floor(clock.now()).toString(36)}-${Math.floor(random() * 36 ** 6).toString(36)}`;
}
async function waitForSharedToken({ config, marker, waits, ports }) {
    return config.sharesToken ? (0,wait/* waitForHold */.Y)(marker.pace, { ...waits, ports }) : undefined;
}
function estimateMs({ marker, config, startedAt, plan }) {
    return (0,schedule/* timeLeftMs */.bB)(marker.pace, config.ceilings, startedAt, plan.issues.length);
}
async function comeBackLater(sender, planned) {
    const { marker, ports } = planned;
    if (sender.pace !== marker.pace)
        await ports.marker.save((0,progress_marker/* markerBytes */.Eu)({ ...marker, pace: sender.pace }));
    return nothingSentResult(sender, planned);
}
async function sendAndFinish(started) {
    try {
        for (;;) {
            const end = await confirmedEnd(await send(started), started);
            if (end?.kind === 'cancelled')
                return cancelledResult(started);
            if (end !== undefined)
                return await finish(started, end);
        }
    }
    catch (error) {
        if (!(error instanceof shared_problem/* ProblemsError */.FQ))
            throw error;
        const { problems } = error;
        return endedResult(started, { end: { kind: 'stopped', problems }, problems });
    }
}


/***/ })

};
