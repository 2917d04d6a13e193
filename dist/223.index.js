export const id = 223;
export const ids = [223];
export const modules = {

/***/ 3915:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Cx: () => (/* binding */ describeNewLimits),
  GI: () => (/* binding */ holdReason),
  yo: () => (/* binding */ nextSlot),
  bB: () => (/* binding */ timeLeftMs)
});

// EXTERNAL MODULE: ./build/shared/text.js
var shared_text = __webpack_require__(9853);
// EXTERNAL MODULE: ./build/pace/bucket.js
var pace_bucket = __webpack_require__(7214);
// EXTERNAL MODULE: ./build/pace/claims.js
var claims = __webpack_require__(5945);
// EXTERNAL MODULE: ./build/pace/shapes.js
var shapes = __webpack_require__(5514);
;// CONCATENATED MODULE: ./build/pace/estimate.js


const HOUR_MARGIN_MS = 1_000;
const STEPS_LIMIT = 10_000;
function earliest(rules, sendings, lastStartedAt) {
    const hourAgo = answeredAt(sendings, rules.perClockHour);
    return {
        spacing: lastStartedAt === undefined ? 0 : lastStartedAt + rules.spacingMs,
        minute: answeredAt(sendings, rules.perMinute) + shapes/* MINUTE_MS */.kg,
        hour: answeredAt(sendings, rules.perHour) + shapes/* HOUR_MS */.iQ + HOUR_MARGIN_MS,
        clockHour: hourAgo === LONG_AGO ? LONG_AGO : (0,shapes/* clockHourOf */.qf)(hourAgo, rules.aheadMs) + shapes/* HOUR_MS */.iQ + HOUR_MARGIN_MS,
        bucket: (rules.bucket && (0,pace_bucket/* bucketRoomAt */.rD)(rules.bucket)) ?? LONG_AGO,
        hold: rules.heldUntilAt,
    };
}
const LONG_AGO = Number.NEGATIVE_INFINITY;
function answeredAt(sendings, back) {
    return Number.isFinite(back) ? (sendings.at(-back)?.[1] ?? LONG_AGO) : LONG_AGO;
}
function playForward(rules, sendings, lastStartedAt, now, left) {
    if (left <= 0)
        return 0;
    const latencyMs = meanLatency(sendings);
    const played = [...sendings];
    const perHour = Math.min(rules.perHour, rules.perClockHour);
    const steps = Math.min(left, STEPS_LIMIT, Math.max(2 * perHour, 2 * rules.perMinute));
    let { bucket } = rules;
    let startedAt = lastStartedAt;
    for (let step = 0; step < steps; step += 1) {
        startedAt = Math.max(now, ...Object.values(earliest({ ...rules, bucket }, played, startedAt)));
        played.push([startedAt, startedAt + latencyMs, true]);
        bucket = bucket && (0,pace_bucket/* drawnFrom */.LI)(bucket, startedAt);
    }
    return (played.at(-1)?.[1] ?? now) - now + repeated(played, { ...rules, perHour }, left - steps);
}
function repeated(played, { perHour, perMinute, spacingMs, bucket }, rest) {
    const filled = bucket && (0,pace_bucket/* ratePerHour */.I3)(bucket);
    if (filled !== undefined && filled < perHour)
        return (rest / filled) * shapes/* HOUR_MS */.iQ;
    const round = played.length > 2 * perHour ? perHour : perMinute;
    const last = played.at(-1)?.[0] ?? 0;
    const before = played.at(-1 - round)?.[0] ?? last - round * spacingMs;
    const remainder = rest % round;
    const part = (played.at(-1 - round + remainder)?.[0] ?? before) - before;
    return Math.floor(rest / round) * (last - before) + part;
}
function meanLatency(sendings) {
    const recent = sendings.slice(-20);
    const sum = recent.reduce((total, [startedAt, answered]) => total + answered - startedAt, 0);
    return recent.length === 0 ? 0 : sum / recent.length;
}

// EXTERNAL MODULE: ./build/pace/learned-limits.js
var learned_limits = __webpack_require__(8006);
// EXTERNAL MODULE: ./build/pace/trying.js
var pace_trying = __webpack_require__(7879);
;// CONCATENATED MODULE: ./build/pace/schedule.js







const LEAST_SPACING_MS = 1_000;
const DOCUMENTED_PER_MINUTE = 80;
const WORTH_ASKING = 0.02;
const WORTH_ASKING_MS = { clock: 5 * shapes/* MINUTE_MS */.kg, rolling: shapes/* MINUTE_MS */.kg };
function nextSlot(pace, ceilings, now, left) {
    const learned = learnedCeilings(pace, ceilings, now);
    const leftMs = () => timeLeftMs(pace, ceilings, now, left);
    const mayTry = (met, isLow = false) => pace.lessons !== undefined && (0,pace_trying/* mayTryMore */.g)(pace.lessons, { at: met.at, isLow }, now, leftMs);
    const under = (some) => slotUnder(pace, ceilings, { ...learned, ...some }, now);
    const trying = (some) => {
        const { at, reason } = under(some);
        return { at, reason: `${reason}; one more than was learned is tried` };
    };
    const { perMinute, perHour, perClockHour, bucket } = learned;
    const slot = perMinute !== undefined && mayTry(perMinute) && leftMs() >= shapes/* HOUR_MS */.iQ
        ? under({ perMinute: { ...perMinute, count: perMinute.count + 1 } })
        : under({});
    if (slot.at <= now)
        return slot;
    if (bucket !== undefined && mayTry({ at: bucket.emptyAt }))
        return sooner(slot, trying({ bucket: undefined }));
    if (slot.at - now < shapes/* MINUTE_MS */.kg)
        return slot;
    const hour = perHour ?? perClockHour;
    if (hour !== undefined && mayTry(hour, hour.count < shapes/* LEAST */.K1.perHour))
        return sooner(slot, trying({ perHour: undefined, perClockHour: undefined }));
    return perHour === undefined || perClockHour === undefined ? slot : ofRivals(slot, under, leftMs);
}
function ofRivals(slot, under, leftMs) {
    const [clock, rolling] = [under({ perHour: undefined }), under({ perClockHour: undefined })];
    const isWorthIt = slot.at - rolling.at >= WORTH_ASKING_MS.rolling ||
        slot.at - clock.at >= Math.max(WORTH_ASKING_MS.clock, WORTH_ASKING * leftMs());
    const { at, reason } = sooner(rolling, clock);
    return isWorthIt ? { at, reason: `${reason}; whether that is the limit will show` } : slot;
}
function sooner(slot, other) {
    return other.at < slot.at ? other : slot;
}
function timeLeftMs(pace, ceilings, now, left) {
    const learned = learnedCeilings({ ...pace, lessons: supposed(pace) }, ceilings, now);
    return playForward(rulesOf(pace, ceilings, learned), (0,shapes/* countedAttempts */.jc)(pace.sendings, pace.lessons), pace.lastStartedAt, now, left);
}
function supposed({ lessons, hold }) {
    if (lessons === undefined)
        return lessons;
    const { question, perHour } = lessons;
    const likely = perHour === undefined ? lessons : { ...lessons, perClockHour: undefined };
    if (question === undefined)
        return likely;
    const { lastMinute, lastHour, at } = question;
    const isLong = hold !== undefined && hold.untilAt - at > learned_limits/* LONGER_THAN_A_MINUTE_MS */.gH;
    if (isLong || lastMinute === 0)
        return { ...likely, perHour: { count: Math.max(1, lastHour), at } };
    return { ...likely, perMinute: { count: lastMinute, at } };
}
function learnedCeilings({ lessons }, ceilings, now) {
    const below = (ceiling, input, least) => {
        if (ceiling === undefined)
            return undefined;
        const count = (0,claims/* believedCount */.k)(ceiling, least, now);
        return count < input ? { ...ceiling, count } : undefined;
    };
    return {
        perMinute: below(lessons?.perMinute, ceilings.perMinute, shapes/* LEAST */.K1.perMinute),
        perHour: below(lessons?.perHour, ceilings.perHour, shapes/* LEAST */.K1.perHour),
        perClockHour: below(lessons?.perClockHour, ceilings.perHour, shapes/* LEAST */.K1.perHour),
        bucket: (0,pace_bucket/* isRateKnown */.UE)(lessons?.bucket) ? lessons.bucket : undefined,
    };
}
function rulesOf({ hold, aheadMs = 0 }, ceilings, learned) {
    const perMinute = learned.perMinute?.count ?? ceilings.perMinute;
    return {
        spacingMs: perMinute > DOCUMENTED_PER_MINUTE ? shapes/* MINUTE_MS */.kg / perMinute : Math.max(LEAST_SPACING_MS, shapes/* MINUTE_MS */.kg / perMinute),
        perMinute: Math.ceil(perMinute),
        perHour: learned.perHour?.count ?? ceilings.perHour,
        perClockHour: learned.perClockHour?.count ?? Number.POSITIVE_INFINITY,
        aheadMs,
        bucket: learned.bucket,
        heldUntilAt: hold?.untilAt ?? Number.NEGATIVE_INFINITY,
    };
}
function slotUnder(pace, ceilings, learned, now) {
    const { spacing, minute, hour, clockHour, bucket, hold } = earliest(rulesOf(pace, ceilings, learned), (0,shapes/* countedAttempts */.jc)(pace.sendings, pace.lessons), pace.lastStartedAt);
    const slots = [
        { at: now, reason: 'nothing to wait for' },
        { at: Math.max(spacing, minute), reason: ceilingReason('a minute', ceilings.perMinute, learned.perMinute) },
        { at: hour, reason: ceilingReason('an hour', ceilings.perHour, learned.perHour) },
        { at: clockHour, reason: ceilingReason(CLOCK_HOUR, ceilings.perHour, learned.perClockHour) },
    ];
    if (learned.bucket !== undefined)
        slots.push({
            at: bucket,
            reason: `${everySo(learned.bucket)}, as GitHub showed on ${(0,shared_text/* day */.vd)(learned.bucket.emptyAt)}`,
        });
    if (pace.hold !== undefined)
        slots.push({ at: hold, reason: holdReason(pace.hold) });
    return slots.reduce((latest, slot) => (slot.at > latest.at ? slot : latest));
}
const CLOCK_HOUR = 'from one full hour to the next';
function everySo(bucket) {
    return `an issue every ${(0,shared_text/* duration */.p0)(shapes/* HOUR_MS */.iQ / ((0,pace_bucket/* ratePerHour */.I3)(bucket) ?? 1))}`;
}
function ceilingReason(window, input, learned) {
    if (learned === undefined)
        return `at most ${(0,shared_text/* count */.U9)(input, 'issue')} ${window}`;
    return `at most ${(0,shared_text/* count */.U9)(learned.count, 'issue')} ${window}, as GitHub showed on ${(0,shared_text/* day */.vd)(learned.at)}`;
}
function holdReason({ announced, message }) {
    const reason = announced ? 'GitHub asked to wait' : 'GitHub refused without saying for how long';
    return message === undefined ? reason : `${reason} (${message})`;
}
function describeNewLimits(before, after) {
    if (after === undefined || after === before)
        return [];
    const lines = [
        ceilingLine({ window: 'a minute', isOneOfTwo: false }, before?.perMinute, after.perMinute),
        ceilingLine({ window: 'an hour', isOneOfTwo: after.perClockHour !== undefined }, before?.perHour, after.perHour),
        ceilingLine({ window: CLOCK_HOUR, isOneOfTwo: after.perHour !== undefined }, before?.perClockHour, after.perClockHour),
        bucketLine(before?.bucket, after.bucket),
    ];
    const { question } = after;
    if (question !== undefined && question !== before?.question) {
        const accepted = `${(0,shared_text/* count */.U9)(question.lastMinute, 'issue')} in a minute and ${question.lastHour} in an hour`;
        lines.push(`Before that it accepted ${accepted}; the next attempt will show which limit this is`);
    }
    return lines.filter((line) => line !== undefined);
}
function ceilingLine({ window, isOneOfTwo }, before, after) {
    if (after === before)
        return undefined;
    if (after === undefined)
        return isOneOfTwo
            ? `The limit is not one of ${before?.count} issues ${window}`
            : `GitHub took more than ${before?.count} issues ${window}: that is no longer the limit`;
    const still = after.count === before?.count ? ' still' : '';
    const maybe = isOneOfTwo ? ', or so it may be: the limit is of one of two kinds' : '';
    return `GitHub takes${still} at most ${after.count} issues ${window} from this account${maybe}`;
}
function bucketLine(before, after) {
    if (after === undefined || (0,pace_bucket/* ratePerHour */.I3)(after) === undefined || after.refusals === before?.refusals)
        return undefined;
    return `GitHub takes about ${Math.round((0,pace_bucket/* sizeOf */.$d)(after))} issues at once and then ${everySo(after)} from this account`;
}


/***/ }),

/***/ 6089:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DZ: () => (/* binding */ openWaits),
/* harmony export */   Wk: () => (/* binding */ indexThatWaits),
/* harmony export */   Y: () => (/* binding */ waitForHold),
/* harmony export */   a0: () => (/* binding */ waitUntil)
/* harmony export */ });
/* harmony import */ var _shared_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1703);
/* harmony import */ var _shared_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9853);
/* harmony import */ var _schedule_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3915);



function indexThatWaits(index, { clock, cancelled, heldUntilAt, latestAt, refused }) {
    const free = async () => {
        for (let until = heldUntilAt(); until > clock.now(); until = heldUntilAt()) {
            if (until > latestAt || cancelled?.aborted)
                (0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)('index-held', `GitHub takes no request of the token before ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_1__/* .utcTime */ .SK)(until)}`);
            await clock.sleep(until - clock.now(), cancelled);
        }
    };
    return {
        ...index,
        look: async () => {
            await free();
            const seen = await index.look();
            if (seen.kind === 'limited')
                await refused?.(seen);
            return seen;
        },
        file: async (path, commit) => {
            await free();
            const file = await index.file(path, commit);
            if (file === undefined)
                return undefined;
            return {
                ...file,
                open: async () => {
                    await free();
                    return file.open();
                },
            };
        },
        commit: async (head, changes, message) => {
            await free();
            const outcome = await index.commit(head, changes, message);
            if (outcome.kind === 'unknown' && outcome.retryAt !== undefined)
                await refused?.({ kind: 'limited', limit: 'secondary', retryAt: outcome.retryAt });
            return outcome;
        },
        listIssues: async (creator, sinceAt) => {
            await free();
            return index.listIssues(creator, sinceAt);
        },
        createIssue: async (draft) => {
            await free();
            return index.createIssue(draft);
        },
    };
}
const HEARTBEAT_MS = 50_000;
const QUIET_WAIT_MS = 20_000;
async function waitUntil({ ports, deadlineAt, onWaited }, slot, outlook = () => '') {
    const { clock, log, cancelled } = ports;
    const startedAt = clock.now();
    let quiet = true;
    for (;;) {
        if (cancelled.aborted)
            return { kind: 'cancelled' };
        const now = clock.now();
        const { at, reason } = slot();
        const isTooLate = Math.max(at, now) >= deadlineAt;
        if (isTooLate || at <= now)
            onWaited(now - startedAt);
        if (isTooLate)
            return { kind: 'time-limit', nextAt: at };
        if (at <= now)
            return undefined;
        quiet &&= at - now <= QUIET_WAIT_MS;
        if (!quiet)
            log.info(`waiting ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0)(at - now)}: ${reason}${outlook()}`);
        await clock.sleep(Math.min(at - now, HEARTBEAT_MS), cancelled);
    }
}
function waitForHold({ hold }, waiting) {
    const slot = hold === undefined ? { at: 0, reason: '' } : { at: hold.untilAt, reason: (0,_schedule_js__WEBPACK_IMPORTED_MODULE_2__/* .holdReason */ .GI)(hold) };
    return waitUntil(waiting, () => slot);
}
function openWaits(deadlineAt) {
    const waits = {
        deadlineAt,
        waitedMs: 0,
        onWaited: (waitedMs) => {
            waits.waitedMs += waitedMs;
        },
    };
    return waits;
}


/***/ }),

/***/ 3098:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O0: () => (/* binding */ openCheckpoints),
/* harmony export */   mF: () => (/* binding */ saveMarker)
/* harmony export */ });
/* unused harmony export statusOf */
/* harmony import */ var _reports_index_patience_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3778);
/* harmony import */ var _shared_problem_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1703);
/* harmony import */ var _shared_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9853);
/* harmony import */ var _commit_flags_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8723);
/* harmony import */ var _marker_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8106);
/* harmony import */ var _overlap_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9209);
/* harmony import */ var _run_state_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5787);







function openCheckpoints(input) {
    const { ports } = input;
    const { state } = input.recorder;
    const ownCommits = new Map();
    let { snapshot } = input;
    let running;
    let lasting = [];
    const commit = async () => {
        const problems = await commitOnce();
        lasting = problems.some(isLasting) ? problems : [];
        return problems;
    };
    const commitOnce = async () => {
        if (state.campaign.testing)
            return [];
        const work = toFlagCommit(input, snapshot);
        const result = await (0,_commit_flags_js__WEBPACK_IMPORTED_MODULE_3__/* .commitFlags */ .Lm)(work);
        if (result.kind === 'failed')
            return result.problems;
        snapshot = result.snapshot;
        if (result.kind === 'committed' && result.onto !== undefined)
            ownCommits.set(result.onto, result.commit);
        await recordCommit(input, work.outcomes, result);
        const overlap = await findOverlap(result, input.presentName);
        return overlap === undefined ? result.faults : [overlap, ...result.faults];
    };
    const commitAndSave = async () => {
        const problems = await commit();
        await saveMarker(state, ports);
        const [first] = problems;
        const isTriedAgain = !problems.some(isLasting) && !input.cancelled?.aborted;
        if (first !== undefined && isTriedAgain)
            ports.log.warning((0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .withRemedy */ .v9)(`${first.message}; the run will try again`, 'commit-later'));
    };
    return {
        commit,
        save: () => saveMarker(state, ports),
        start: () => {
            running ??= commitAndSave().finally(() => {
                running = undefined;
            });
            running.catch(() => undefined);
        },
        settled: async () => running,
        problems: () => lasting,
        adopt: (fresh) => {
            snapshot = fresh;
        },
        ownCommits,
    };
}
function toFlagCommit({ recorder: { state }, ports, paths, version, latestAt, cancelled, snapshot: asRead }, snapshot) {
    const { campaign, uncommitted, outcomes, dueAgain } = state;
    return {
        repository: ports.index,
        clock: ports.clock,
        random: ports.random,
        log: ports.log,
        latestAt,
        ...(cancelled === undefined ? {} : { cancelled }),
        paths,
        period: campaign.period,
        version,
        snapshot,
        asRead,
        outcomes: [...uncommitted.values()],
        skippedEarlier: outcomes.filter(({ kind, report }) => kind === 'skipped' && !uncommitted.has(report)),
        dueAgain,
        status: (pendingLeft) => statusOf(state, pendingLeft),
    };
}
async function recordCommit({ recorder, ports: { clock, log }, paths }, outcomes, result) {
    const { missing, faults } = result;
    const isRemoved = faults.length === 0;
    for (const dataset of isRemoved ? missing : []) {
        const what = `${paths.reports}: the row of dataset ${dataset} has been removed; no flag is set`;
        log.warning((0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .withRemedy */ .v9)(what, 'row-removed'));
    }
    const written = outcomes.filter(({ gbifdatasetid }) => isRemoved || !missing.includes(gbifdatasetid));
    const reports = written.map(({ report }) => report);
    const committed = result.kind === 'committed' ? { commit: result.commit } : {};
    await recorder.record({ type: 'committed', at: clock.now(), reports, ...committed });
    if (result.kind !== 'committed')
        return;
    const what = reports.length > 0 ? `the flags of ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9)(reports.length, 'report')}` : "the period's status";
    log.info(`committed ${what}: ${result.commit}`);
}
async function findOverlap({ otherUrls }, presentName = async () => undefined) {
    for (const { outcome, url } of otherUrls) {
        const seen = (0,_overlap_js__WEBPACK_IMPORTED_MODULE_6__/* .compare */ .UD)(url, outcome);
        if (seen === 'same')
            continue;
        if (seen === 'other')
            return (0,_overlap_js__WEBPACK_IMPORTED_MODULE_6__/* .overlapProblem */ .fe)(outcome.report, [outcome.url, url]);
        const [theirs, ours] = await Promise.all([
            presentName((0,_overlap_js__WEBPACK_IMPORTED_MODULE_6__/* .issueAt */ .NC)(url)?.repository ?? ''),
            presentName(outcome.repository),
        ]);
        const areTwo = theirs !== undefined && ours !== undefined && theirs !== ours;
        if (areTwo)
            return (0,_overlap_js__WEBPACK_IMPORTED_MODULE_6__/* .overlapProblem */ .fe)(outcome.report, [outcome.url, url]);
    }
    return undefined;
}
async function saveMarker(state, { marker, log }) {
    const saved = await marker.save((0,_marker_js__WEBPACK_IMPORTED_MODULE_4__/* .markerBytes */ .Eu)((0,_run_state_js__WEBPACK_IMPORTED_MODULE_5__/* .markerOf */ .we)(state)));
    if (saved.kind === 'saved')
        return saved.key;
    log.warning((0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .withRemedy */ .v9)(`The progress marker was not saved: ${saved.message}`, 'marker-unavailable'));
    return undefined;
}
function isLasting(problem) {
    return !(0,_reports_index_patience_js__WEBPACK_IMPORTED_MODULE_0__/* .mayPass */ .bg)(problem) || problem.code === 'token-rejected';
}
function statusOf({ campaign, over, outcomes }, pendingLeft) {
    if (pendingLeft === 0)
        return { status: 'done', isFirst: outcomes.some(({ kind }) => kind === 'sent' || kind === 'found') };
    if (campaign.gbifdatasetid !== undefined)
        return undefined;
    return { status: over && campaign.failed.length > 0 ? 'failed' : 'in progress', isFirst: true };
}


/***/ }),

/***/ 8723:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Lm: () => (/* binding */ commitFlags),
/* harmony export */   ty: () => (/* binding */ assertFlagsFit)
/* harmony export */ });
/* unused harmony export flagChanges */
/* harmony import */ var _reports_index_patience_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3778);
/* harmony import */ var _reports_index_read_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9857);
/* harmony import */ var _reports_index_write_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5881);
/* harmony import */ var _shared_problem_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1703);
/* harmony import */ var _shared_repository_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6650);
/* harmony import */ var _shared_text_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9853);
/* harmony import */ var _outcome_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8130);







const REFUSALS_ON_A_HEAD = 5;
async function commitFlags(work) {
    const changes = flagChanges([...work.outcomes, ...(work.skippedEarlier ?? [])]);
    const latestAt = work.latestAt ?? work.clock.now() + _reports_index_patience_js__WEBPACK_IMPORTED_MODULE_0__/* .OUTAGE_MS */ .p3;
    const pause = (0,_reports_index_patience_js__WEBPACK_IMPORTED_MODULE_0__/* .openPauses */ .Iu)({ ...work, latestAt });
    let { snapshot } = work;
    let unanswered = false;
    let refusedOnHead = 0;
    for (let tries = 1;; tries += 1) {
        const attempt = await tryCommit(work, changes, { snapshot, unanswered });
        if (attempt.kind !== 'again')
            return attempt;
        const { problem, isUnclear, isReading } = attempt;
        if (attempt.snapshot.head.commit !== snapshot.head.commit)
            refusedOnHead = 0;
        ({ snapshot } = attempt);
        unanswered ||= attempt.unanswered;
        refusedOnHead += isUnclear ? 1 : 0;
        const isWorthAnother = !isUnclear || refusedOnHead < REFUSALS_ON_A_HEAD;
        const goesOn = isWorthAnother && (await pause(problem, isUnclear ? _reports_index_patience_js__WEBPACK_IMPORTED_MODULE_0__/* .OUTAGE_MS */ .p3 : undefined));
        if (!goesOn)
            return { kind: 'failed', problems: [isReading ? problem : givenUp(work, tries, problem)] };
    }
}
async function tryCommit(work, changes, before) {
    let { snapshot } = before;
    try {
        snapshot = await (0,_reports_index_read_js__WEBPACK_IMPORTED_MODULE_1__/* .refreshSnapshot */ .YD)(snapshot, work.paths, work.repository);
        const { files, ...written } = await nextSnapshot(work, changes, snapshot);
        if (files.length === 0)
            return nothingToWrite({ ...written, snapshot }, before.unanswered);
        const outcome = await work.repository.commit(snapshot.head, files, commitMessage(work));
        if (outcome.kind !== 'committed')
            return notCommitted(outcome, work, snapshot);
        const { commit } = outcome;
        const head = { ...snapshot.head, commit };
        const next = { ...written.snapshot, head };
        return { ...written, kind: 'committed', commit, onto: snapshot.head.commit, snapshot: next };
    }
    catch (error) {
        if (!(error instanceof _shared_problem_js__WEBPACK_IMPORTED_MODULE_3__/* .ProblemsError */ .FQ))
            throw error;
        const problem = (0,_reports_index_patience_js__WEBPACK_IMPORTED_MODULE_0__/* .passingProblem */ .J7)(error);
        if (problem === undefined)
            return { kind: 'failed', problems: error.problems };
        const isUnclear = problem.code === 'index-unreadable';
        return { kind: 'again', problem, isUnclear, unanswered: false, isReading: true, snapshot };
    }
}
function notCommitted(outcome, { snapshot: { head } }, snapshot) {
    const again = { kind: 'again', isUnclear: false, unanswered: false, isReading: false, snapshot };
    switch (outcome.kind) {
        case 'refused': {
            const message = `Branch ${head.branch} did not take the flag commit: ${outcome.message}`;
            return { kind: 'failed', problems: [{ code: outcome.code, message }] };
        }
        case 'moved':
            return { ...again, problem: { code: 'commit-contended', message: 'the branch moved' } };
        case 'unclear':
            return { ...again, problem: { code: outcome.code, message: outcome.message }, isUnclear: true };
        case 'unknown': {
            const { code = 'commit-contended', message, retryAt } = outcome;
            const problem = { code: retryAt === undefined ? code : 'index-limited', message };
            return { ...again, problem: retryAt === undefined ? problem : { ...problem, retryAt }, unanswered: true };
        }
        default:
            return outcome;
    }
}
function nothingToWrite(written, unanswered) {
    if (!unanswered)
        return { ...written, kind: 'unchanged' };
    return { ...written, kind: 'committed', commit: written.snapshot.head.commit, onto: undefined };
}
async function nextSnapshot(work, changes, snapshot) {
    const { paths, dueAgain = new Set() } = work;
    const applied = await (0,_reports_index_write_js__WEBPACK_IMPORTED_MODULE_2__/* .applyFlags */ .IM)(snapshot.reports, paths.reports, changes, { known: snapshot.rows, dueAgain });
    const { periods, faults } = await nextPeriods(work, applied, snapshot.periods);
    const files = [];
    if (applied.applied.length > 0)
        files.push({ path: paths.reports, bytes: applied.bytes });
    if (periods !== undefined)
        files.push({ path: paths.periods, bytes: periods });
    return {
        files,
        snapshot: { head: snapshot.head, reports: applied.bytes, periods: periods ?? snapshot.periods },
        missing: applied.missing,
        otherUrls: otherUrlsSince(work, applied.otherUrls),
        faults,
    };
}
function otherUrlsSince({ asRead, outcomes }, seen) {
    const { rows, reports } = asRead;
    if (rows === undefined)
        return [];
    return outcomes.flatMap((outcome) => {
        const { kind, gbifdatasetid } = outcome;
        const url = seen.get(gbifdatasetid);
        if (url === undefined || (kind !== 'sent' && kind !== 'found'))
            return [];
        return url === (0,_reports_index_write_js__WEBPACK_IMPORTED_MODULE_2__/* .urlIn */ .Ht)(reports, rows, gbifdatasetid) ? [] : [{ outcome, url }];
    });
}
async function nextPeriods({ paths, period, status: statusFor }, { faults, pendingLeft }, bytes) {
    const status = faults.length > 0 ? undefined : statusFor(pendingLeft);
    try {
        return { periods: status && (await (0,_reports_index_write_js__WEBPACK_IMPORTED_MODULE_2__/* .applyStatus */ .Th)(bytes, paths.periods, period, status)), faults };
    }
    catch (error) {
        if (!(error instanceof _shared_problem_js__WEBPACK_IMPORTED_MODULE_3__/* .ProblemsError */ .FQ))
            throw error;
        return { periods: undefined, faults: error.problems };
    }
}
function flagChanges(outcomes) {
    return outcomes.flatMap((outcome) => {
        const { gbifdatasetid } = outcome;
        if (outcome.kind === 'skipped')
            return [{ gbifdatasetid, set: { issue_skipped: outcome.reason } }];
        if (outcome.kind !== 'sent' && outcome.kind !== 'found')
            return [];
        const issue_sent_at = new Date(outcome.issueAt).toISOString();
        return [{ gbifdatasetid, set: { issue_sent: true, issue_url: outcome.url, issue_sent_at } }];
    });
}
const ROOM_FOR_FLAGS = 500;
async function assertFlagsFit({ issues, skipped }, { paths, snapshot }, serverUrl) {
    const reports = issues.length + skipped.length;
    if (snapshot.reports.byteLength + reports * ROOM_FOR_FLAGS <= _reports_index_read_js__WEBPACK_IMPORTED_MODULE_1__/* .REPORTS_LIMIT_BYTES */ .OO)
        return;
    const sent = issues.map(({ gbifdatasetid, target }) => {
        const issue_url = `${serverUrl}/${(0,_shared_repository_js__WEBPACK_IMPORTED_MODULE_5__/* .fullName */ .fq)(target)}/issues/999999999`;
        return { gbifdatasetid, set: { issue_sent: true, issue_url, issue_sent_at: new Date(0).toISOString() } };
    });
    const { bytes } = await (0,_reports_index_write_js__WEBPACK_IMPORTED_MODULE_2__/* .applyFlags */ .IM)(snapshot.reports, paths.reports, [...sent, ...flagChanges(skipped)], {
        known: snapshot.rows,
    });
    if (bytes.byteLength <= _reports_index_read_js__WEBPACK_IMPORTED_MODULE_1__/* .REPORTS_LIMIT_BYTES */ .OO)
        return;
    const [would, takes] = [bytes.byteLength, _reports_index_read_js__WEBPACK_IMPORTED_MODULE_1__/* .REPORTS_LIMIT_BYTES */ .OO].map(_shared_text_js__WEBPACK_IMPORTED_MODULE_4__/* .thousands */ .oh);
    const message = `${paths.reports} would have ${would} bytes with the flags of ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_4__/* .count */ .U9)(reports, 'report')}, GitHub takes ${takes}`;
    (0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_3__/* .fail */ .fJ)('index-file-too-large', message, { file: paths.reports });
}
function commitMessage({ outcomes, period, version }) {
    const counts = (0,_outcome_js__WEBPACK_IMPORTED_MODULE_6__/* .countOutcomes */ .XF)(outcomes);
    const parts = ['sent', 'found', 'skipped'].filter((kind) => counts[kind] > 0);
    const what = parts.map((kind) => `${counts[kind]} ${kind}`).join(', ');
    const subject = what === '' ? `Update the status of period ${period}` : `Record reports of period ${period}: ${what}`;
    return `${subject}\n\nWritten by Report Notifier ${version}.\n`;
}
function givenUp({ snapshot }, tries, { code, message }) {
    const words = `Branch ${snapshot.head.branch} did not take the flag commit in ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_4__/* .count */ .U9)(tries, 'try', 'tries')}`;
    return { code, message: `${words}; the last time ${message}` };
}


/***/ }),

/***/ 8106:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B7: () => (/* binding */ withCampaign),
/* harmony export */   Eu: () => (/* binding */ markerBytes),
/* harmony export */   wH: () => (/* binding */ emptyMarker),
/* harmony export */   x3: () => (/* binding */ paceOf),
/* harmony export */   zv: () => (/* binding */ withoutCampaign)
/* harmony export */ });
/* harmony import */ var _pace_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7687);

function emptyMarker() {
    return { version: 1, pace: (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .freshPace */ .KY)(), campaigns: [] };
}
const FAILED_LIMIT = 500_000;
function markerBytes(marker) {
    const most = FAILED_LIMIT / Math.max(1, marker.campaigns.length);
    const campaigns = marker.campaigns.map((campaign) => ({ ...campaign, failed: lastWithin(campaign.failed, most) }));
    return new TextEncoder().encode(`${JSON.stringify({ ...marker, campaigns })}\n`);
}
function lastWithin(keys, characters) {
    let left = characters;
    const first = keys.findLastIndex((key) => {
        left -= key.length;
        return left < 0;
    });
    return keys.slice(first + 1);
}
function paceOf(marker, account) {
    return marker.account === undefined || marker.account === account ? marker.pace : (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .freshPace */ .KY)();
}
function withCampaign(marker, campaign) {
    return { ...withoutCampaign(marker, campaign), campaigns: [...othersOf(marker, campaign), campaign] };
}
function withoutCampaign(marker, campaign) {
    return { ...marker, campaigns: othersOf(marker, campaign) };
}
function othersOf(marker, campaign) {
    return marker.campaigns.filter((other) => other.id !== campaign.id);
}


/***/ }),

/***/ 9209:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   NC: () => (/* binding */ issueAt),
/* harmony export */   UD: () => (/* binding */ compare),
/* harmony export */   fe: () => (/* binding */ overlapProblem),
/* harmony export */   s5: () => (/* binding */ isOverlap)
/* harmony export */ });
const ISSUE = /^<?https?:\/\/\S*?([^/\s]+\/[^/\s]+)\/issues\/(\d{1,15})\/?(?:[?#]\S*)?>?$/i;
function issueAt(url) {
    const [, repository, number] = ISSUE.exec(url.trim()) ?? [];
    return repository === undefined ? undefined : { repository: repository.toLowerCase(), number: Number(number) };
}
function compare(url, outcome) {
    const seen = issueAt(url);
    if (seen === undefined)
        return 'same';
    if (seen.number !== outcome.number)
        return 'other';
    const names = [outcome.repository, outcome.movedTo, issueAt(outcome.url)?.repository];
    return names.some((name) => name?.toLowerCase() === seen.repository) ? 'same' : 'other-name';
}
function isOverlap({ known, startedAt, serverAheadMs = 0, ownAtMost }) {
    const since = startedAt + Math.max(0, serverAheadMs);
    const fresh = ownAtMost > 0 ? known : known.filter(({ createdAt }) => createdAt > since);
    return fresh.length > ownAtMost;
}
function overlapProblem(report, [own, other]) {
    return {
        code: 'overlap',
        message: `Another run is sending the same reports: ${report} has two issues: ${own} and ${other}`,
    };
}


/***/ }),

/***/ 7222:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ openRecorder)
/* harmony export */ });
/* harmony import */ var _shared_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1703);
/* harmony import */ var _run_state_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5787);


function openRecorder({ journal, state }) {
    let unwritable;
    const append = async (entry) => {
        if (unwritable !== undefined)
            throw unwritable;
        try {
            await journal.append(entry);
        }
        catch (cause) {
            const message = `The journal cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`;
            unwritable = new _shared_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .ProblemsError */ .FQ([{ code: 'journal-unwritable', message }], { cause });
            throw unwritable;
        }
    };
    const record = async (entry) => {
        try {
            await append(entry);
        }
        finally {
            (0,_run_state_js__WEBPACK_IMPORTED_MODULE_1__/* .applyEntry */ .fp)(state, entry);
        }
    };
    return { state, begin: append, record };
}


/***/ }),

/***/ 5787:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Lx: () => (/* binding */ isClosed),
/* harmony export */   fk: () => (/* binding */ heldUntilAt),
/* harmony export */   fp: () => (/* binding */ applyEntry),
/* harmony export */   ue: () => (/* binding */ initialState),
/* harmony export */   we: () => (/* binding */ markerOf)
/* harmony export */ });
/* harmony import */ var _pace_holds_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2996);
/* harmony import */ var _pace_state_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7687);
/* harmony import */ var _marker_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8106);



function initialState(entry) {
    const { campaign: before } = entry;
    const campaign = {
        ...before,
        failed: [...before.failed],
        totals: { ...before.totals },
        runs: before.runs + 1,
        lastActiveAt: entry.at,
    };
    return {
        marker: { ...entry.marker, account: entry.account },
        campaign,
        outcomes: [],
        uncommitted: new Map(),
        openIntent: undefined,
        lastCommit: undefined,
        refusals: 0,
        lastHeldAt: undefined,
        ended: false,
        over: false,
        dueAgain: new Set(entry.dueAgain),
    };
}
function applyEntry(state, entry) {
    const { marker } = state;
    state.campaign.lastActiveAt = entry.at;
    switch (entry.type) {
        case 'started':
            throw new Error('A journal has one "started" entry, its first');
        case 'intent':
            marker.pace = (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_1__/* .attemptStarted */ .zg)(marker.pace, entry.at);
            state.openIntent = { report: entry.report, at: entry.at };
            return;
        case 'answered':
            applyAnswer(state, entry);
            return;
        case 'held':
            noteRefusal(state, entry.at);
            marker.pace = (0,_pace_holds_js__WEBPACK_IMPORTED_MODULE_0__/* .rateLimited */ .xd)(marker.pace, entry.at, entry.answer);
            return;
        case 'outcome':
            noteDeparture(state, entry.leftAt);
            marker.pace = (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_1__/* .noteServerTime */ .X4)(marker.pace, entry.at, entry.serverAt);
            addOutcome(state, entry.outcome, entry.at);
            return;
        case 'committed':
            state.lastCommit = entry.commit ?? state.lastCommit;
            for (const report of entry.reports)
                state.uncommitted.delete(report);
            return;
        case 'over':
            state.over = true;
            return;
        case 'ended':
            state.ended = true;
            return;
        default:
            entry;
    }
}
function applyAnswer(state, { answer, at, leftAt }) {
    const { marker } = state;
    state.openIntent = undefined;
    noteDeparture(state, leftAt);
    switch (answer.kind) {
        case 'limited':
            noteRefusal(state, at);
            marker.pace = (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_1__/* .attemptRefused */ .GR)(marker.pace, at, answer);
            return;
        case 'void':
            marker.pace = (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_1__/* .attemptVoid */ .mw)(marker.pace);
            return;
        case 'unknown':
            marker.pace = (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_1__/* .attemptUnknown */ .GY)(marker.pace, at);
            return;
        default:
            answer;
    }
}
function noteDeparture({ marker }, at) {
    if (at !== undefined)
        marker.pace = { ...marker.pace, lastStartedAt: at };
}
function noteRefusal(state, at) {
    state.refusals += 1;
    state.lastHeldAt = at;
}
function addOutcome(state, outcome, at) {
    if (state.openIntent?.report === outcome.report) {
        state.openIntent = undefined;
        const settle = outcome.kind === 'sent' ? _pace_state_js__WEBPACK_IMPORTED_MODULE_1__/* .attemptAccepted */ .Le : _pace_state_js__WEBPACK_IMPORTED_MODULE_1__/* .attemptVoid */ .mw;
        state.marker.pace = settle(state.marker.pace, at);
    }
    state.outcomes.push(outcome);
    state.campaign.cursor = outcome.report;
    if (outcome.kind === 'failed')
        state.campaign.failed.push(outcome.report);
    if (outcome.kind === 'sent' || outcome.kind === 'found' || outcome.kind === 'skipped') {
        state.campaign.totals[outcome.kind] += 1;
        state.uncommitted.set(outcome.report, outcome);
    }
}
function isClosed({ over, campaign, uncommitted }) {
    return over && (campaign.testing || uncommitted.size === 0);
}
function heldUntilAt({ marker }) {
    return marker.pace.hold?.untilAt ?? 0;
}
function markerOf(state) {
    return isClosed(state) ? (0,_marker_js__WEBPACK_IMPORTED_MODULE_2__/* .withoutCampaign */ .zv)(state.marker, state.campaign) : (0,_marker_js__WEBPACK_IMPORTED_MODULE_2__/* .withCampaign */ .B7)(state.marker, state.campaign);
}


/***/ }),

/***/ 9857:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bj: () => (/* binding */ shasOf),
/* harmony export */   OO: () => (/* binding */ REPORTS_LIMIT_BYTES),
/* harmony export */   RA: () => (/* binding */ readSnapshot),
/* harmony export */   YD: () => (/* binding */ refreshSnapshot),
/* harmony export */   vY: () => (/* binding */ readIndex),
/* harmony export */   wG: () => (/* binding */ pathsOf),
/* harmony export */   yR: () => (/* binding */ readText)
/* harmony export */ });
/* unused harmony export FILE_LIMIT_BYTES */
/* harmony import */ var _csv_utf8_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7564);
/* harmony import */ var _shared_problem_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1703);
/* harmony import */ var _parse_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8650);
/* harmony import */ var _transfer_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9366);




const REPORTS_LIMIT_BYTES = 40 * 1024 * 1024;
const FILE_LIMIT_BYTES = 100_000_000;
const TEXT_LIMIT_BYTES = 1_000_000;
function pathsOf(folder, period) {
    const prefix = folder === '' ? '' : `${folder}/`;
    return {
        periods: `${prefix}periods.csv`,
        datasets: `${prefix}datasets.csv`,
        reports: `${prefix}reports/${period}.csv`,
    };
}
async function readIndex(request, head, repository) {
    const paths = pathsOf(request.folder, request.period);
    const files = { repository, head };
    const periods = await unlessMissing(readPeriods(paths.periods, files));
    const period = choosePeriod(periods, request.period, paths.periods);
    const reports = await unlessMissing(readReports(paths.reports, files, wantedRows(request)));
    const isExpected = reports.value !== undefined || period.problems.length === 0;
    const wanted = new Set(reports.value?.reports.map((report) => report.gbifdatasetid));
    const stored = reports.value?.stored ?? new Set();
    const datasets = await unlessMissing(readDatasets(paths.datasets, files, { wanted, stored }));
    const ofReports = isExpected ? reports.problems : [];
    const problems = [...periods.problems, ...period.problems, ...ofReports, ...datasets.problems];
    if (problems.length > 0 || !(periods.value && period.value && reports.value && datasets.value))
        throw new _shared_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .ProblemsError */ .FQ(problems);
    const { rows, counts } = reports.value;
    const bytes = { periods: periods.value.bytes, reports: reports.value.bytes };
    const snapshot = { head, ...bytes, ...(rows === undefined ? {} : { rows }) };
    return {
        paths,
        snapshot,
        shas: await shasOf(paths, head, repository),
        periods: periods.value.periods,
        period: period.value,
        reports: chosenReports(reports.value.reports, request, paths),
        counts,
        ...datasets.value,
    };
}
async function readPeriods(path, files) {
    const bytes = await (0,_transfer_js__WEBPACK_IMPORTED_MODULE_3__/* .readWhole */ .oD)(path, files, FILE_LIMIT_BYTES);
    const { value, problems } = await (0,_parse_js__WEBPACK_IMPORTED_MODULE_2__/* .parsePeriods */ .sg)(bytes, path);
    return { value: { bytes, periods: value }, problems };
}
async function readReports(path, files, also) {
    const bytes = await (0,_transfer_js__WEBPACK_IMPORTED_MODULE_3__/* .readWhole */ .oD)(path, files, REPORTS_LIMIT_BYTES);
    const { value, problems } = await (0,_parse_js__WEBPACK_IMPORTED_MODULE_2__/* .parseReports */ .jk)(bytes, path, { also });
    return { value: { bytes, ...value }, problems };
}
function readDatasets(path, files, ids) {
    return (0,_transfer_js__WEBPACK_IMPORTED_MODULE_3__/* .readFile */ .TA)(path, files, FILE_LIMIT_BYTES, (source) => (0,_parse_js__WEBPACK_IMPORTED_MODULE_2__/* .parseDatasets */ .rP)(source, path, ids));
}
async function unlessMissing(reading) {
    try {
        return await reading;
    }
    catch (error) {
        const isOfOneFile = error instanceof _shared_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .ProblemsError */ .FQ && error.problems.every(({ code }) => OF_ONE_FILE.has(code));
        if (!isOfOneFile)
            throw error;
        return { value: undefined, problems: error.problems };
    }
}
const OF_ONE_FILE = new Set([
    'index-file-missing',
    'index-file-not-plain',
    'index-file-too-large',
]);
function choosePeriod({ value, problems }, wanted, file) {
    const periods = value?.periods ?? [];
    const period = periods.find((candidate) => candidate.period === wanted);
    if (period !== undefined || problems.length > 0)
        return { value: period, problems: [] };
    const existing = periods.map((candidate) => candidate.period).join(', ') || 'none';
    const message = `Provided period does not exist in the index: ${wanted} (existing: ${existing})`;
    return { value: undefined, problems: [{ code: 'period-unknown', message, place: { file } }] };
}
function wantedRows({ gbifdatasetid, cursor, period, also = [] }) {
    const ids = new Set(also);
    if (gbifdatasetid !== undefined)
        ids.add(gbifdatasetid);
    if (cursor?.startsWith(`${period}|`))
        ids.add(cursor.slice(period.length + 1));
    return ids;
}
function chosenReports(reports, { gbifdatasetid, period }, paths) {
    if (gbifdatasetid === undefined)
        return reports;
    const chosen = reports.filter((report) => report.gbifdatasetid === gbifdatasetid);
    if (chosen.length > 0)
        return chosen;
    (0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .fail */ .fJ)('dataset-unknown', `Provided dataset ${gbifdatasetid} has no report in period ${period}`, {
        file: paths.reports,
    });
}
async function readText(path, { head }, repository) {
    const file = await repository.file(path, head.commit);
    if (file === undefined)
        return undefined;
    if (file.at !== undefined || file.kind === 'folder' || file.kind === 'submodule')
        (0,_transfer_js__WEBPACK_IMPORTED_MODULE_3__/* .notPlain */ .Q)(path, file, head);
    const { lines, problem } = (0,_csv_utf8_js__WEBPACK_IMPORTED_MODULE_0__/* .checkText */ .q)(await (0,_transfer_js__WEBPACK_IMPORTED_MODULE_3__/* .received */ .ed)(path, file, TEXT_LIMIT_BYTES, _transfer_js__WEBPACK_IMPORTED_MODULE_3__/* .collect */ .Fo));
    const text = new TextDecoder().decode(lines);
    if (problem === undefined)
        return text;
    const line = text.split('\n').length;
    return (0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .fail */ .fJ)('template-invalid', `${path}, line ${line}: ${problem}`, { file: path, line });
}
async function shasOf(paths, { commit }, repository) {
    const shas = [];
    for (const path of [paths.periods, paths.reports, paths.datasets])
        shas.push((await repository.file(path, commit))?.sha ?? '');
    return shas;
}
async function readSnapshot(paths, repository) {
    return snapshotAt(await (0,_transfer_js__WEBPACK_IMPORTED_MODULE_3__/* .headOf */ .Uo)(repository), paths, repository);
}
async function refreshSnapshot(snapshot, paths, repository) {
    const head = await (0,_transfer_js__WEBPACK_IMPORTED_MODULE_3__/* .headOf */ .Uo)(repository);
    return head.commit === snapshot.head.commit ? snapshot : snapshotAt(head, paths, repository);
}
async function snapshotAt(head, paths, repository) {
    const files = { repository, head };
    return {
        head,
        periods: await (0,_transfer_js__WEBPACK_IMPORTED_MODULE_3__/* .readWhole */ .oD)(paths.periods, files, FILE_LIMIT_BYTES),
        reports: await (0,_transfer_js__WEBPACK_IMPORTED_MODULE_3__/* .readWhole */ .oD)(paths.reports, files, REPORTS_LIMIT_BYTES),
    };
}


/***/ }),

/***/ 5881:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  of: () => (/* binding */ OF_ONE_ROW),
  IM: () => (/* binding */ applyFlags),
  Th: () => (/* binding */ applyStatus),
  Ht: () => (/* binding */ urlIn)
});

// EXTERNAL MODULE: ./build/csv/raw-row.js
var raw_row = __webpack_require__(212);
// EXTERNAL MODULE: ./build/csv/utf8.js
var utf8 = __webpack_require__(7564);
;// CONCATENATED MODULE: ./build/csv/edit.js


function editRow(bytes, { line, start, end }, valuesFor) {
    const before = utf8/* decoder */.D.decode(bytes.subarray(start, end));
    const content = (0,raw_row/* withoutBreak */.sW)(before);
    const cells = (0,raw_row/* rawCells */.Uc)(content);
    const values = valuesFor(cells.map(raw_row/* unquoted */.qZ));
    if (values.size === 0)
        return undefined;
    for (const [index, value] of values) {
        const cell = cells[index];
        if (cell === undefined) {
            throw new RangeError(`The row on line ${line} has ${cells.length} cells, expected more than ${index}`);
        }
        cells[index] = mustBeQuoted(value, cell) ? `"${value.replaceAll('"', '""')}"` : value;
    }
    return { start, end, text: cells.join(',') + before.slice(content.length) };
}
function cellsOf(bytes, { start, end }) {
    return (0,raw_row/* rawCells */.Uc)((0,raw_row/* withoutBreak */.sW)(utf8/* decoder */.D.decode(bytes.subarray(start, end)))).map(raw_row/* unquoted */.qZ);
}
function mustBeQuoted(value, before) {
    if (before.startsWith('"') || /[",\n]/.test(value))
        return true;
    return value.includes('\r') && !(value.endsWith('\r') ? before.endsWith('\r') : before.includes('\r'));
}
function applyEdits(bytes, edits) {
    const texts = edits.map(({ text }) => Buffer.from(text));
    const grown = edits.reduce((sum, { start, end }, index) => sum + (texts[index]?.byteLength ?? 0) - (end - start), 0);
    const result = new Uint8Array(bytes.byteLength + grown);
    let from = 0;
    let to = 0;
    for (const [index, { start, end }] of edits.entries()) {
        result.set(bytes.subarray(from, start), to);
        to += start - from;
        const text = texts[index] ?? Buffer.alloc(0);
        result.set(text, to);
        to += text.byteLength;
        from = end;
    }
    result.set(bytes.subarray(from), to);
    return result;
}

// EXTERNAL MODULE: ./build/csv/header.js
var header = __webpack_require__(8366);
// EXTERNAL MODULE: ./build/csv/table.js + 12 modules
var csv_table = __webpack_require__(2936);
// EXTERNAL MODULE: ./build/shared/invisible.js
var invisible = __webpack_require__(6819);
// EXTERNAL MODULE: ./build/shared/problem.js
var problem = __webpack_require__(1703);
// EXTERNAL MODULE: ./build/reports-index/cells.js
var reports_index_cells = __webpack_require__(7628);
// EXTERNAL MODULE: ./build/reports-index/parse.js
var parse = __webpack_require__(8650);
// EXTERNAL MODULE: ./build/reports-index/rows.js
var rows = __webpack_require__(2264);
;// CONCATENATED MODULE: ./build/reports-index/write.js








async function applyFlags(bytes, file, changes, { known, dueAgain = new Set() } = {}) {
    const wanted = new Map(changes.map((change) => [change.gbifdatasetid, change]));
    const isKnown = known !== undefined && changes.every((change) => known.byDataset.has(change.gbifdatasetid));
    const isNeeded = (id) => wanted.has(id) || dueAgain.has(id);
    const found = isKnown ? { ...known, faults: [] } : await findRows(bytes, file, isNeeded);
    const { header, style, byDataset, faults } = found;
    const edits = [];
    const applied = [];
    const otherUrls = new Map();
    let pendingLeft = found.pending;
    for (const [id, row] of byDataset) {
        const isDueAgain = dueAgain.has(id) && isSkippedByUs(row);
        if (isDueAgain)
            pendingLeft += 1;
        const change = wanted.get(id);
        if (change === undefined)
            continue;
        const url = urlIn(bytes, found, id);
        if (url !== '' && 'issue_url' in change.set && url !== change.set.issue_url)
            otherUrls.set(id, url);
        if (!isWanted(row, change))
            continue;
        if (isDueAgain || (0,rows/* isPending */.mm)(row))
            pendingLeft -= 1;
        const edit = editRow(bytes, row, (cells) => flagValues(cells, header, change.set, style));
        if (edit === undefined)
            continue;
        edits.push(edit);
        applied.push(id);
    }
    return {
        bytes: edits.length === 0 ? bytes : applyEdits(bytes, edits),
        applied,
        missing: [...wanted.keys()].filter((id) => !byDataset.has(id)),
        otherUrls,
        pendingLeft,
        faults,
    };
}
function urlIn(bytes, { byDataset, header }, gbifdatasetid) {
    const row = byDataset.get(gbifdatasetid);
    const { index } = header.column('issue_url');
    if (row === undefined || index === undefined)
        return '';
    return (cellsOf(bytes, row)[index] ?? '').trim();
}
async function findRows(bytes, file, isNeeded) {
    const reader = new rows/* ReportsReader */.Bz(bytes, file);
    const times = new Map();
    for await (const rows of reader.rows()) {
        for (const report of rows) {
            const { gbifdatasetid: id, row } = report;
            if (!isNeeded(id))
                continue;
            times.set(id, (times.get(id) ?? 0) + 1);
            reader.table.checkUnique(row, id);
            reader.keep(report);
        }
    }
    const kept = reader.kept();
    const faults = reader.table.problems();
    if (kept === undefined || faults.some(({ code }) => !OF_ONE_ROW.has(code)))
        throw new problem/* ProblemsError */.FQ(faults);
    return { ...kept, byDataset: new Map([...kept.byDataset].filter(([id]) => times.get(id) === 1)), faults };
}
const OF_ONE_ROW = new Set([
    'index-value',
    'index-row',
    'index-duplicate',
    'index-more',
]);
function isSkippedByUs({ stored, sent, reason }) {
    return stored && !sent && (0,rows/* ownReason */.Nx)(reason) !== undefined;
}
function isWanted({ sent, reason }, { set }) {
    if (sent || 'issue_sent' in set)
        return !sent;
    return reason === '' || ((0,rows/* ownReason */.Nx)(reason) ?? set.issue_skipped) !== set.issue_skipped;
}
function flagValues(cells, header, set, style) {
    const values = new Map();
    const put = (name, valueFor) => {
        const { index } = header.column(name);
        const cell = index === undefined ? undefined : cells[index];
        if (index === undefined || cell === undefined)
            return;
        const value = valueFor((0,invisible/* trimmed */.dE)(cell));
        if (value !== undefined)
            values.set(index, withSpaces(value, cell));
    };
    const isUnsaid = (present) => (0,reports_index_cells/* readReason */.pk)(present) === '';
    const isOurs = (present) => (0,rows/* ownReason */.Nx)(present) !== undefined;
    if ('issue_skipped' in set) {
        put('issue_skipped', (present) => (isUnsaid(present) || isOurs(present) ? set.issue_skipped : undefined));
        return values;
    }
    put('issue_sent', (present) => (0,reports_index_cells/* yesLike */.Z5)((0,reports_index_cells/* isFlag */.RV)(present) ? present : style || present));
    put('issue_url', (present) => (isUnsaid(present) ? set.issue_url : undefined));
    put('issue_sent_at', (present) => (isUnsaid(present) ? set.issue_sent_at : undefined));
    put('issue_skipped', (present) => (isOurs(present) ? '' : undefined));
    return values;
}
function withSpaces(value, cell) {
    const present = (0,invisible/* trimmed */.dE)(cell);
    return present === '' ? cell.replace(/\r*$/, (end) => value + end) : cell.replace(present, () => value);
}
async function applyStatus(bytes, file, period, change) {
    const table = new csv_table/* TableReader */.k(bytes, file, parse/* PERIODS */.nR);
    let edit;
    for await (const rows of table.rows()) {
        const { index } = table.header.column('status');
        const periodColumn = table.header.column('period');
        if (index === undefined)
            continue;
        for (const row of rows) {
            if (edit !== undefined || (0,parse/* periodOf */.jH)((0,header/* cellOf */.WC)(row, periodColumn)) !== period)
                continue;
            edit = editRow(bytes, row, (cells) => statusValue(cells[index] ?? '', index, change));
        }
    }
    const problems = table.problems();
    if (problems.length > 0)
        throw new problem/* ProblemsError */.FQ(problems);
    return edit === undefined ? undefined : applyEdits(bytes, [edit]);
}
function statusValue(cell, index, { status, isFirst }) {
    const present = (0,invisible/* trimmed */.dE)(cell).toLowerCase();
    const isLeft = present === status || (!isFirst && (0,reports_index_cells/* saysNothing */._X)(present));
    return new Map(isLeft ? [] : [[index, withSpaces(status, cell)]]);
}


/***/ })

};
