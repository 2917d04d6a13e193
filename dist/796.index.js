export const id = 796;
export const ids = [796];
export const modules = {

/***/ 6503:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   NQ: () => (/* binding */ titleFrom),
/* harmony export */   TH: () => (/* binding */ TITLE_LIMIT),
/* harmony export */   Th: () => (/* binding */ BODY_LIMIT),
/* harmony export */   hP: () => (/* binding */ linksOf),
/* harmony export */   hg: () => (/* binding */ characters),
/* harmony export */   wZ: () => (/* binding */ renderBuiltIn)
/* harmony export */ });
/* harmony import */ var _mentions_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8309);

const TITLE_LIMIT = 256;
const BODY_LIMIT = 65_536;
function linksOf(reportsUrl, serverUrl, period, dataset) {
    const all = `${reportsUrl.replaceAll('@', '%40')}/reports/${encodeURIComponent(dataset.gbifdatasetid)}/`;
    return {
        link: `${all}${period}/`,
        link_gh: `${serverUrl}/${dataset.owner}/${dataset.repository}/tree/master/reports`,
        link_all: all,
    };
}
function characters(text) {
    let length = text.length;
    for (const _ of text.matchAll(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g))
        length -= 1;
    return length;
}
function titleFrom(text) {
    return text.replace(/\s+/g, ' ').trim();
}
function renderBuiltIn(labels) {
    return ({ period, dataset, links }) => ({
        title: titleFrom((0,_mentions_js__WEBPACK_IMPORTED_MODULE_0__/* .withoutMentions */ .Cw)(`Monthly VertNet data use report for ${period.year}-${period.month}, resource ${dataset.ccode}`)),
        body: (0,_mentions_js__WEBPACK_IMPORTED_MODULE_0__/* .withoutMentions */ .Cw)(builtInBody(links)),
        labels: [...labels],
        assignees: [],
    });
}
function builtInBody({ link, link_gh, link_all }) {
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

/***/ 4796:
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
// EXTERNAL MODULE: ./build/pace/schedule.js
var schedule = __webpack_require__(6265);
// EXTERNAL MODULE: ./build/pace/wait.js
var wait = __webpack_require__(6089);
// EXTERNAL MODULE: ./build/progress/marker.js
var progress_marker = __webpack_require__(8106);
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
    const unheard = (message) => {
        nextLookAt = clock.now() + LOOK_AGAIN_MS;
        const text = `${message}; until it can, changes of the index are not heard`;
        if (!isWarned)
            log.warning((0,shared_problem/* withRemedy */.v9)(text, 'index-unheard'));
        isWarned = true;
        if (clock.now() - heardAt < UNHEARD_LIMIT_MS)
            return { kind: 'looked' };
        return { kind: 'cancelled', problems: [{ code: 'index-unreadable', message }] };
    };
    const look = async () => {
        const askedAt = clock.now();
        try {
            const seen = await ports.index.look();
            if (seen.kind === 'unreadable')
                return unheard(seen.message);
            if (seen.kind === 'limited') {
                nextLookAt = seen.retryAt ?? clock.now() + LIMITED_REST_MS;
                return { kind: 'looked' };
            }
            known = await examine(input, afterOwnCommits(known, input.ownCommits), seen.head);
        }
        catch (error) {
            if (!(error instanceof shared_problem/* ProblemsError */.FQ))
                throw error;
            const passing = error.problems.find(({ code }) => PASSING.has(code));
            return passing === undefined ? { kind: 'cancelled', problems: error.problems } : unheard(passing.message);
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
const PASSING = new Set(['index-unreadable', 'index-damaged', 'index-held']);
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
    const [planned, present] = [before.datasets.get(gbifdatasetid), dataset].map((known) => known && (0,shared_repository/* fullName */.f)({ owner: known.owner, name: known.repository }));
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
        return { ...rendered, body: (0,keys/* withKey */.iC)(rendered.body, hidden) };
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
        draft,
    };
}
function problemsOf({ title, body }, { ccode, reportPlace, datasetPlace }) {
    const problems = [];
    const inTitle = (0,issue/* characters */.hg)(title);
    if (inTitle > issue/* TITLE_LIMIT */.TH) {
        const what = `with ccode ${(0,shared_text/* shown */.SP)(ccode)} the issue's title has ${inTitle} characters, expected at most ${issue/* TITLE_LIMIT */.TH}`;
        problems.push(problemAt('title-too-long', datasetPlace, what));
    }
    const inBody = (0,issue/* characters */.hg)(body);
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
    return `${serverUrl}/${(0,shared_repository/* fullName */.f)(repository)}/actions/runs/${encodeURIComponent(runId)}`;
}
function workflowUrl({ serverUrl, repository, workflowRef }) {
    const file = /\/([^/@]+)@/.exec(workflowRef)?.[1];
    return file === undefined
        ? undefined
        : `${serverUrl}/${(0,shared_repository/* fullName */.f)(repository)}/actions/workflows/${encodeURIComponent(file)}`;
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
            return outcomes.some(({ kind }) => kind === 'pending')
                ? 'GitHub did not say whether they were opened'
                : 'the index changed meanwhile';
        default:
            return end;
    }
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

// EXTERNAL MODULE: ./build/pace/learned-limits.js
var learned_limits = __webpack_require__(8006);
;// CONCATENATED MODULE: ./build/run/target-checks.js





const CONCURRENCY = 10;
const SPACING_MS = 75;
const DEFAULT_COOLDOWN_MS = learned_limits/* MINUTE_MS */.kg;
const LONGEST_COOLDOWN_MS = 2 * learned_limits/* MINUTE_MS */.kg;
const COOLDOWNS_LIMIT = 3;
const PROGRESS_STEP = 250;
async function checkTargets(issues, ports) {
    const targets = targetsOf(issues);
    const checks = targets.map(() => undefined);
    ports.log.info(`checking ${(0,shared_text/* count */.U9)(targets.length, 'target')}, about ${(0,shared_text/* duration */.p0)(targets.length * SPACING_MS)}`);
    const gate = openGate(ports);
    let next = 0;
    let done = 0;
    const worker = async () => {
        for (let at = next++; at < targets.length; at = next++) {
            const target = targets[at];
            if (target === undefined)
                return;
            const check = toTargetCheck(target, await inspect(target.repository, ports, gate));
            checks[at] = check;
            target_checks_announce(check, target, ports);
            done += 1;
            if (done % PROGRESS_STEP === 0)
                ports.log.info(`${done} of ${targets.length} targets checked`);
        }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    return checks.filter((check) => check !== undefined);
}
function targetsOf(issues) {
    const targets = new Map();
    for (const issue of issues) {
        const name = (0,shared_repository/* fullName */.f)(issue.target).toLowerCase();
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
        if (state.kind === 'unauthorized')
            gate.close();
        if (state.kind === 'exists' && isMoved(state.repository, target))
            gate.charge();
        if (state.kind !== 'limited')
            return state;
        gate.refused(state.retryAt);
    }
}
function isMoved(present, asked) {
    return (0,shared_repository/* fullName */.f)(present).toLowerCase() !== (0,shared_repository/* fullName */.f)(asked).toLowerCase();
}
function toTargetCheck(target, state) {
    const repository = (0,shared_repository/* fullName */.f)(target.repository);
    if (state === undefined || state.kind === 'limited') {
        return { kind: 'unchecked', repository, what: 'not checked: GitHub limits the requests for now' };
    }
    switch (state.kind) {
        case 'exists':
            return toExistingCheck(target, state);
        case 'refused':
            return { kind: 'fails', repository, what: `${state.reason} (${state.message})`, code: (0,progress_outcome/* codeOf */.$N)(state.reason) };
        case 'unauthorized':
            return { kind: 'fails', repository, what: state.message, code: 'token-rejected' };
        case 'unavailable':
            return { kind: 'unchecked', repository, what: `not checked: ${state.message}` };
        default:
            return state;
    }
}
function toExistingCheck({ repository, issues }, state) {
    const name = (0,shared_repository/* fullName */.f)(repository);
    if (state.archived)
        return { kind: 'fails', repository: name, what: 'it is archived', code: 'target-archived' };
    if (!state.issuesEnabled) {
        return { kind: 'fails', repository: name, what: 'issues are disabled', code: 'target-issues-disabled' };
    }
    if (state.mayOpenIssues === false) {
        const what = `the token lacks the scope ${state.private ? 'repo' : 'public_repo'}`;
        return { kind: 'fails', repository: name, what, code: 'target-forbidden' };
    }
    const remarks = [];
    if (isMoved(state.repository, repository)) {
        remarks.push(`moved to ${(0,shared_repository/* fullName */.f)(state.repository)}: correct datasets.csv; the issue would be opened there`);
    }
    const dropped = state.mayPush ? [] : attributesOf(issues);
    if (dropped.length > 0) {
        remarks.push(`GitHub would drop ${dropped.join(', ')}: the token's account has no push access`);
    }
    if (remarks.length === 0)
        return { kind: 'fine', repository: name };
    return { kind: 'remark', repository: name, what: remarks.join('; ') };
}
function attributesOf(issues) {
    const drafts = issues.map(({ draft }) => draft());
    const labels = drafts.flatMap((draft) => draft.labels.map((label) => `label "${label}"`));
    const assignees = drafts.flatMap((draft) => draft.assignees.map((login) => `assignee ${login}`));
    return [...new Set([...labels, ...assignees])];
}
function target_checks_announce(check, { issues }, { log }) {
    const { repository } = check;
    if (check.kind === 'fails') {
        log.error(`${repository} would fail: ${check.what}. ${(0,shared_problem/* remedyOf */.SM)(check.code)}`, issues[0]?.datasetPlace);
    }
    if (check.kind === 'remark' || check.kind === 'unchecked')
        log.info(`${repository}: ${check.what}`);
}

;// CONCATENATED MODULE: ./build/run/dry-run.js







async function dryRun(input) {
    const { plan, index, ports } = input;
    const { log } = ports;
    const account = accountFrom(await ports.targets.sender());
    const titles = toTitles(plan);
    const firstBody = plan.issues[0]?.draft().body;
    await log.group('Issues that a real run would open', async () => showIssues(plan, titles, firstBody, log));
    const checks = await log.group('Targets', () => checkTargets(plan.issues, ports));
    const intentions = describeRealRun(input, account);
    await log.group('What a real run would do', async () => {
        for (const line of intentions)
            log.info(line);
    });
    return {
        ...(0,output_result/* blankResult */.m)(countFailing(checks) > 0 ? 'failed' : 'success', dry_run_messageFrom(input, checks)),
        period: index.period.period,
        outcomes: plan.skipped,
        pending: plan.issues.length,
        failedBefore: plan.failedBefore.length,
        cancelled: ports.cancelled.aborted,
        dryRun: { checks, firstBody, titles, intentions },
    };
}
function accountFrom(sender) {
    switch (sender.kind) {
        case 'account':
            return sender.login;
        case 'unauthorized':
            return (0,shared_problem/* fail */.fJ)('token-rejected', `GitHub does not accept the token: ${sender.message}`);
        case 'refused':
            return (0,shared_problem/* fail */.fJ)('account-unknown', `GitHub does not tell which account the token belongs to: ${sender.message}`);
        case 'limited':
        case 'unavailable':
            return undefined;
        default:
            return sender;
    }
}
function toTitles({ issues }) {
    return issues.map(({ report, target, draft }) => ({ report, repository: (0,shared_repository/* fullName */.f)(target), title: draft().title }));
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
function countFailing(checks) {
    return checks.filter(({ kind }) => kind === 'fails').length;
}
function dry_run_messageFrom({ plan, index, config, estimateMs }, checks) {
    const unchecked = checks.filter(({ kind }) => kind === 'unchecked').length;
    const parts = [`${(0,shared_text/* count */.U9)(plan.issues.length, 'issue')} would be opened in about ${(0,shared_text/* duration */.p0)(estimateMs)}`];
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
function describeRealRun({ plan, index, config, estimateMs }, account) {
    const login = account ?? 'the account of the token';
    const { head } = index.snapshot;
    const repository = (0,shared_repository/* fullName */.f)(config.index.repository);
    const lines = [`Open ${(0,shared_text/* count */.U9)(plan.issues.length, 'issue')} as ${login}, in about ${(0,shared_text/* duration */.p0)(estimateMs)}`];
    lines.push(...describeLimits(plan.issues.length, config, estimateMs));
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
    const keyFor = (target) => (0,shared_repository/* fullName */.f)(target).toLowerCase();
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

// EXTERNAL MODULE: ./build/progress/run-state.js
var run_state = __webpack_require__(5787);
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
    return answer.message ?? answer.kind;
}
function notOpened(why) {
    return (0,shared_problem/* withRemedy */.v9)(`The completion notice was not opened: ${why}`, 'notice-failed');
}

;// CONCATENATED MODULE: ./build/run/relaunch.js


async function relaunch(campaign, { workflow, log, cancelled }) {
    const inputs = toInputs(campaign);
    const first = await workflow.dispatch(inputs);
    if (first.kind !== 'unexpected-inputs' || cancelled.aborted)
        return toRelaunch(first);
    if (campaign.testing) {
        const { 'testing-repository': given, ...rest } = inputs;
        return toRelaunch(given === undefined ? first : await workflow.dispatch(rest));
    }
    const message = `The workflow does not accept the campaign's parameters (${first.message}) and is started without them`;
    log.warning((0,shared_problem/* withRemedy */.v9)(message, 'relaunch-without-inputs'));
    return toRelaunch(await workflow.dispatch({}));
}
function toInputs({ period, testing, gbifdatasetid, testingRepository }) {
    const inputs = { period };
    if (gbifdatasetid !== undefined)
        inputs.gbifdatasetid = gbifdatasetid;
    if (testing)
        inputs.testing = 'true';
    if (testing && testingRepository !== undefined)
        inputs['testing-repository'] = (0,shared_repository/* fullName */.f)(testingRepository);
    return inputs;
}
function toRelaunch(outcome) {
    if (outcome.kind === 'dispatched')
        return { kind: 'started', runUrl: outcome.runUrl };
    const message = `The workflow could not be started again: ${outcome.message}`;
    return { kind: 'refused', problem: { code: 'relaunch-refused', message } };
}

;// CONCATENATED MODULE: ./build/run/finish.js









async function finish(run, end) {
    if (await isCancelledWhileWaiting(run))
        return cancelledResult(run);
    await run.checkpoints.settled();
    await recordEnd(run, end);
    const problems = await commitFlags(run, end);
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
    const isForbidden = end.kind === 'stopped' && end.problems.some(({ code }) => code === 'all-forbidden');
    if (isForbidden)
        await recorder.record({ type: 'doubted', at: ports.clock.now() });
}
function isOver({ recorder: { state }, watch }, end) {
    const isLeft = withdrawnFrom(state, watch).some(({ isPending }) => isPending);
    return end.kind === 'finished' && !isLeft && !state.outcomes.some(({ kind }) => kind === 'pending');
}
async function commitFlags({ checkpoints, ports }, end) {
    const problems = end.kind === 'stopped' ? [...end.problems] : [];
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
    const next = await relaunch({ ...chosen.campaign, testingRepository: config.testingRepository }, ports);
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
    const { parseMarker } = await Promise.all(/* import() */[__webpack_require__.e(934), __webpack_require__.e(592)]).then(__webpack_require__.bind(__webpack_require__, 592));
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
            log.error((0,shared_problem/* withRemedy */.v9)((0,progress_outcome/* describeOutcome */.SS)(outcome), 'target-unknown'), issue?.reportPlace);
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

// EXTERNAL MODULE: ./build/progress/commit-flags.js + 2 modules
var commit_flags = __webpack_require__(7133);
// EXTERNAL MODULE: ./build/reports-index/transfer.js
var transfer = __webpack_require__(9366);
;// CONCATENATED MODULE: ./build/run/prepare.js







async function loadIndex({ config, ports, head: givenHead, chosen: { campaign }, }) {
    const head = givenHead ?? { askedAt: ports.clock.now(), ...(await (0,transfer/* headOf */.Uo)(ports.index)) };
    const { period, gbifdatasetid, cursor } = campaign;
    const request = { folder: config.index.path, period, gbifdatasetid, cursor };
    const index = await ports.log.group('Reports index', async () => {
        const read = await (0,reports_index_read/* readIndex */.vY)(request, head, ports.index);
        announceIndex(read, ports.log);
        return read;
    });
    return { index, readAt: head.askedAt };
}
async function planCampaign({ config, chosen, ports }, index) {
    const render = await chooseRender(index, { config, ports });
    const plan = planReports({ ...index, config, chosen, render });
    announcePlan(plan, chosen, index, ports.log);
    if (!config.testing)
        await (0,commit_flags/* assertFlagsFit */.ty)(plan, index, config.run.serverUrl);
    return plan;
}
async function chooseRender({ snapshot }, { config, ports }) {
    const { template, labels } = config;
    if (template === undefined)
        return (0,issue/* renderBuiltIn */.wZ)(labels);
    const text = await (0,reports_index_read/* readText */.yR)(template, snapshot, ports.index);
    const place = { file: template };
    if (text === undefined)
        (0,shared_problem/* fail */.fJ)('template-missing', `${template} does not exist on branch ${snapshot.head.branch}`, place);
    const { compileTemplate } = await Promise.all(/* import() */[__webpack_require__.e(200), __webpack_require__.e(885)]).then(__webpack_require__.bind(__webpack_require__, 3885));
    return compileTemplate(text, template, labels);
}

// EXTERNAL MODULE: ./build/progress/overlap.js
var overlap = __webpack_require__(9209);
;// CONCATENATED MODULE: ./build/delivery/deliver-report.js








const UNKNOWN_LIMIT = 3;
const CANCEL_GRACE_MS = 3_000;
const MOVES_LIMIT = 3;
function outlook(delivery, left) {
    return `, about ${(0,shared_text/* duration */.p0)(leftMs(delivery, left))} left`;
}
function leftMs({ state, ceilings, ports }, left) {
    return (0,schedule/* timeLeftMs */.bB)(state.marker.pace, ceilings, ports.clock.now(), left);
}
function isHeld({ state, ports }) {
    const hold = state.marker.pace.hold;
    return hold !== undefined && hold.untilAt > ports.clock.now();
}
async function hold({ state, ports, record }, answer) {
    const isOld = state.lastHeldAt !== undefined && answer.askedAt <= state.lastHeldAt;
    if (isOld && (answer.retryAt ?? 0) <= (0,run_state/* heldUntilAt */.fk)(state))
        return;
    await record({ type: 'held', at: ports.clock.now(), answer });
    ports.log.info(refusalText('a list', answer));
}
const SETTLING = 'an earlier run may have sent something that GitHub does not list yet';
async function deliverReport(passage) {
    for (;;) {
        const looked = await look(passage);
        if (looked === 'dealt-with')
            return undefined;
        if (looked !== 'go-on')
            return looked;
        const posted = await post(passage);
        if (posted === 'dealt-with')
            return undefined;
        if (posted !== 'go-on')
            return posted;
    }
}
async function look(passage) {
    const { issue, left, listings, delivery } = passage;
    for (;;) {
        const early = await (0,wait/* waitUntil */.a0)(delivery, () => whenToLook(passage), () => outlook(delivery, left));
        if (early !== undefined)
            return early;
        const listing = await withinGrace(delivery, listings.of(issue.target));
        if (listing === undefined)
            return { kind: 'cancelled' };
        if (listing.kind !== 'limited')
            return interpretListing(passage, listing);
        listings.forget(issue.target);
    }
}
function whenToLook({ unknownAt, delivery }) {
    const hold = delivery.state.marker.pace.hold;
    const settledAt = unknownAt === undefined ? 0 : unknownAt + SETTLE_MS;
    if (hold !== undefined && hold.untilAt > settledAt)
        return { at: hold.untilAt, reason: (0,schedule/* holdReason */.GI)(hold) };
    return { at: settledAt, reason: 'GitHub did not answer; its list will show whether the issue was opened' };
}
async function interpretListing(passage, listing) {
    const { issue, listings } = passage;
    switch (listing.kind) {
        case 'listed': {
            const known = listing.keys.get(issue.key);
            if (known !== undefined) {
                passage.overlap = whenTwice(passage, known, listing.serverAheadMs);
                return conclude(passage, foundOutcome(passage, known[0], listing.movedTo));
            }
            if (listing.movedTo !== undefined)
                passage.target = { repository: listing.movedTo, location: undefined };
            return 'go-on';
        }
        case 'refused':
            return conclude(passage, {
                kind: 'failed',
                ...identity(issue),
                reason: listing.reason,
                message: listing.message,
            });
        case 'unavailable':
            listings.forget(issue.target);
            return conclude(passage, { kind: 'pending', ...identity(issue), reason: 'unlisted', message: listing.message });
        case 'unauthorized':
            return rejected(listing.message);
        default:
            return listing;
    }
}
async function post(passage) {
    const { issue, left, delivery } = passage;
    const { state, ceilings } = delivery;
    const { clock, log, targets } = delivery.ports;
    for (;;) {
        const slot = () => (0,schedule/* nextSlot */.yo)(state.marker.pace, ceilings, clock.now(), left);
        const rest = () => outlook(delivery, left);
        const early = await (0,wait/* waitUntil */.a0)(delivery, () => ahead(slot(), delivery.deadlineAt), rest);
        if (early !== undefined)
            return early;
        const heardAhead = await hear(passage, slot().at);
        if (heardAhead !== 'again' && heardAhead !== 'go-on')
            return heardAhead;
        const late = await (0,wait/* waitUntil */.a0)(delivery, slot, rest);
        if (late !== undefined)
            return late;
        const heard = await hear(passage, clock.now());
        if (heard === 'again')
            continue;
        if (heard !== 'go-on')
            return heard;
        await delivery.record({ type: 'intent', at: clock.now(), report: issue.report });
        passage.leftAt = clock.now();
        const answer = await withinGrace(delivery, targets.createIssue(passage.target, issue.draft()));
        if (answer === undefined)
            return { kind: 'cancelled' };
        const { lessons } = state.marker.pace;
        const step = await settle(passage, answer);
        for (const line of (0,schedule/* whatWasLearned */.$m)(lessons, state.marker.pace.lessons))
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
        return { kind: 'cancelled' };
    switch (heard.kind) {
        case 'fresh':
            return watch.withdrawals().has(issue.report) ? 'dealt-with' : 'go-on';
        case 'looked':
            return watch.withdrawals().has(issue.report) ? 'dealt-with' : 'again';
        case 'wait':
            return (await (0,wait/* waitUntil */.a0)(delivery, () => ({ at: heard.until, reason: INDEX_HELD }))) ?? 'again';
        case 'cancelled':
            return { kind: 'stopped', problems: heard.problems };
        default:
            return heard;
    }
}
const INDEX_HELD = 'GitHub holds back the token of the index, which may have been changed meanwhile';
async function settle(passage, answer) {
    const { issue, delivery } = passage;
    const at = delivery.ports.clock.now();
    const answered = (result) => delivery.record({ type: 'answered', at, leftAt: passage.leftAt, report: issue.report, answer: result });
    switch (answer.kind) {
        case 'created':
            return conclude(passage, sentOutcome(issue, answer, at));
        case 'limited':
            await answered(answer);
            delivery.ports.log.info(refusalText(`the issue of ${issue.report}`, answer));
            return 'post-again';
        case 'refused':
            return conclude(passage, { kind: 'failed', ...identity(issue), reason: answer.reason, message: answer.message });
        case 'unauthorized':
            await answered({ kind: 'void' });
            return rejected(answer.message);
        case 'moved':
            await answered({ kind: 'void' });
            passage.moves += 1;
            passage.target = { repository: passage.target.repository, location: answer.location };
            if (passage.moves <= MOVES_LIMIT)
                return 'post-again';
            return conclude(passage, {
                kind: 'failed',
                ...identity(issue),
                reason: 'not-found',
                message: 'moves in circles',
            });
        case 'unknown':
            await answered({ kind: 'unknown' });
            return lookAgain(passage, answer.message, at);
        default:
            return answer;
    }
}
async function lookAgain(passage, message, at) {
    const { issue, listings, delivery } = passage;
    passage.unknowns += 1;
    passage.unknownAt = at;
    listings.forget(issue.target);
    const what = `${issue.report}: no clear answer from ${(0,shared_repository/* fullName */.f)(issue.target)} (${message}); the issue may or may not be open`;
    delivery.ports.log.warning((0,shared_problem/* withRemedy */.v9)(what, 'answer-unclear'));
    if (passage.unknowns < UNKNOWN_LIMIT)
        return 'go-on';
    return conclude(passage, { kind: 'pending', ...identity(issue), reason: 'unknown', message });
}
function refusalText(what, { limit, retryAt }) {
    const named = retryAt === undefined ? 'and named no time' : `until ${(0,shared_text/* utcTime */.SK)(retryAt)}`;
    return `GitHub refused ${what} because of its ${limit} limit ${named}`;
}
async function conclude({ delivery, leftAt }, outcome) {
    await delivery.record({ type: 'outcome', at: delivery.ports.clock.now(), leftAt, outcome });
    return 'dealt-with';
}
function rejected(message) {
    return {
        kind: 'stopped',
        problems: [{ code: 'token-rejected', message: `GitHub does not accept the token: ${message}` }],
    };
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
function identity(issue) {
    return { report: issue.report, gbifdatasetid: issue.gbifdatasetid, repository: (0,shared_repository/* fullName */.f)(issue.target) };
}
function sentOutcome(issue, answer, at) {
    const { number, url } = answer;
    return { kind: 'sent', ...identity(issue), number, url, issueAt: at, ...movedName(issue, answer.repository) };
}
function foundOutcome(passage, known, movedTo) {
    const kind = passage.unknowns > 0 ? 'sent' : 'found';
    const { number, url, createdAt } = known;
    return { kind, ...identity(passage.issue), number, url, issueAt: createdAt, ...movedName(passage.issue, movedTo) };
}
function movedName(issue, present) {
    if (present === undefined || (0,shared_repository/* fullName */.f)(present).toLowerCase() === (0,shared_repository/* fullName */.f)(issue.target).toLowerCase())
        return {};
    return { movedTo: (0,shared_repository/* fullName */.f)(present) };
}
function whenTwice({ issue, unknowns, delivery }, known, serverAheadMs) {
    const [{ url }, other] = known;
    if (other === undefined)
        return undefined;
    const { startedAt, ports } = delivery;
    const problem = (0,overlap/* overlapProblem */.fe)(issue.report, [url, other.url]);
    if ((0,overlap/* isOverlap */.s5)({ known, startedAt, serverAheadMs, ownAtMost: unknowns }))
        return problem;
    const message = `Report ${issue.report} has two issues: ${url} and ${other.url}`;
    ports.log.warning((0,shared_problem/* withRemedy */.v9)(message, 'duplicate-issue'), issue.reportPlace);
    return undefined;
}

;// CONCATENATED MODULE: ./build/delivery/deliver.js




const FORBIDDEN_LIMIT = 10;
const OUTLOOK_MS = 60_000;
const OUTLOOK_LEAST_MS = 5_000;
async function deliver(issues, delivery) {
    if (issues.length === 0)
        return { kind: 'finished' };
    const { ports, state } = delivery;
    const early = await (0,wait/* waitUntil */.a0)(delivery, () => ({ at: delivery.settledAt, reason: SETTLING }));
    if (early !== undefined)
        return early;
    const listings = openExistingIssues({
        ...ports,
        sinceAt: delivery.sinceAt,
        refused: (answer) => hold(delivery, answer),
    });
    const most = delivery.maxIssues ?? Number.POSITIVE_INFINITY;
    let opened = 0;
    let withdrawn = 0;
    let outlookAt = ports.clock.now();
    for (const [position, issue] of issues.entries()) {
        const problems = delivery.problems();
        if (problems.length > 0)
            return { kind: 'stopped', problems };
        if (opened >= most)
            return { kind: 'max-issues' };
        const withdrawals = delivery.watch.withdrawals();
        if (withdrawals.has(issue.report)) {
            withdrawn += 1;
            continue;
        }
        const left = Math.min(issues.length - position - (withdrawals.size - withdrawn), most - opened);
        if (ports.clock.now() >= outlookAt) {
            ports.log.info(`${(0,shared_text/* count */.U9)(left, 'issue')} to go${outlook(delivery, left)}`);
            outlookAt = ports.clock.now() + Math.min(OUTLOOK_MS, Math.max(OUTLOOK_LEAST_MS, leftMs(delivery, left) / 8));
        }
        if (!isHeld(delivery))
            listings.ahead(issues.slice(position, position + 1 + LISTED_AHEAD).map(({ target }) => target));
        const target = { repository: issue.target, location: undefined };
        const passage = {
            issue,
            left,
            listings,
            delivery,
            target,
            leftAt: undefined,
            unknownAt: undefined,
            unknowns: 0,
            moves: 0,
            overlap: undefined,
        };
        const end = await deliverReport(passage);
        if (end !== undefined)
            return end;
        const outcome = state.outcomes.at(-1);
        if (outcome?.report !== issue.report) {
            withdrawn += 1;
            continue;
        }
        delivery.onOutcome(outcome, issue, position);
        if (outcome.kind === 'sent' || (outcome.kind === 'pending' && outcome.reason === 'unknown'))
            opened += 1;
        if (passage.overlap !== undefined)
            return { kind: 'stopped', problems: [passage.overlap] };
        if (allForbidden(state.outcomes))
            return { kind: 'stopped', problems: [ALL_FORBIDDEN] };
    }
    return { kind: 'finished' };
}
const ALL_FORBIDDEN = {
    code: 'all-forbidden',
    message: `${FORBIDDEN_LIMIT} repositories in a row forbade issues, and none took one`,
};
function allForbidden(outcomes) {
    const last = outcomes.slice(-FORBIDDEN_LIMIT);
    return (last.length === FORBIDDEN_LIMIT &&
        last.every((outcome) => outcome.kind === 'failed' && outcome.reason === 'forbidden') &&
        !outcomes.some((outcome) => outcome.kind === 'sent'));
}

;// CONCATENATED MODULE: ./build/run/send.js




const CHECKPOINT_LEAST_MS = 5_000;
async function send(started) {
    const { config, ports, plan, index, recorder, checkpoints, watch, startedAt, settledAt, waits } = started;
    const { issues } = plan;
    let sinceCheckpoint = 0;
    let nextCheckpointAt = 0;
    return deliver(issues, {
        ports,
        state: recorder.state,
        record: recorder.record,
        ceilings: config.ceilings,
        ...waits,
        startedAt,
        settledAt,
        sinceAt: listedSince(index.period.period, startedAt),
        maxIssues: config.maxIssues,
        problems: checkpoints.problems,
        watch,
        onOutcome: (outcome, issue, position) => {
            ports.log.info(`[${position + 1}/${issues.length}] ${(0,progress_outcome/* describeOutcome */.SS)(outcome)}`);
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

// EXTERNAL MODULE: ./build/progress/checkpoint.js
var checkpoint = __webpack_require__(3098);
// EXTERNAL MODULE: ./build/progress/recorder.js
var progress_recorder = __webpack_require__(7222);
;// CONCATENATED MODULE: ./build/run/start.js










async function resolveSender({ marker, waits, ports, }) {
    const { targets, clock } = ports;
    let { pace } = marker;
    for (;;) {
        const early = await (0,wait/* waitForHold */.Y)(pace, { ...waits, ports });
        if (early !== undefined)
            return { ...early, pace };
        const sender = await targets.sender();
        if (sender.kind === 'account')
            return { ...sender, pace };
        if (sender.kind === 'unauthorized')
            (0,shared_problem/* fail */.fJ)('token-rejected', `GitHub does not accept the token: ${sender.message}`);
        if (sender.kind !== 'limited')
            (0,shared_problem/* fail */.fJ)('account-unknown', `GitHub does not tell which account the token belongs to: ${sender.message}`);
        pace = (0,state/* heldBack */.Zg)(pace, clock.now(), sender);
    }
}
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
    const hasSkipColumn = index.snapshot.rows?.table.column('issue_skipped').index !== undefined;
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
    const repository = (0,shared_repository/* parseRepository */.S)(name);
    const state = repository === undefined ? undefined : await targets.inspect(repository);
    return state?.kind === 'exists' ? (0,shared_repository/* fullName */.f)(state.repository).toLowerCase() : undefined;
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
    if (planned.config.dryRun)
        return dryRun({ ...planned, estimateMs: estimateMs(planned) });
    const sender = await resolveSender(planned);
    if (sender.kind !== 'account')
        return comeBackLater(sender, planned);
    const started = await startRun(sender, planned);
    return sendAndFinish(started);
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
    return { ...input, ...loaded, startedAt, waits: (0,wait/* openWaits */.DZ)(startedAt + config.timeLimitMs), chosen };
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
        const end = await send(started);
        return end.kind === 'cancelled' ? cancelledResult(started) : await finish(started, end);
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
