export const id = 223;
export const ids = [223];
export const modules = {

/***/ 6265:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $m: () => (/* binding */ whatWasLearned),
/* harmony export */   GI: () => (/* binding */ holdReason),
/* harmony export */   bB: () => (/* binding */ timeLeftMs),
/* harmony export */   yo: () => (/* binding */ nextSlot)
/* harmony export */ });
/* unused harmony exports earliest, playForward */
/* harmony import */ var _shared_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9853);
/* harmony import */ var _learned_limits_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8006);


const HOUR_MARGIN_MS = 1_000;
const STEPS_LIMIT = 10_000;
function earliest(rules, sendings, lastStartedAt) {
    return {
        spacing: lastStartedAt === undefined ? 0 : lastStartedAt + rules.spacingMs,
        minute: answeredAt(sendings, rules.perMinute) + _learned_limits_js__WEBPACK_IMPORTED_MODULE_1__/* .MINUTE_MS */ .kg,
        hour: answeredAt(sendings, rules.perHour) + _learned_limits_js__WEBPACK_IMPORTED_MODULE_1__/* .HOUR_MS */ .iQ + HOUR_MARGIN_MS,
        hold: rules.heldUntilAt,
    };
}
function answeredAt(sendings, back) {
    return sendings.at(-back)?.[1] ?? Number.NEGATIVE_INFINITY;
}
function playForward(rules, sendings, lastStartedAt, now, left) {
    if (left <= 0)
        return 0;
    const latencyMs = meanLatency(sendings);
    const played = [...sendings];
    const steps = Math.min(left, STEPS_LIMIT, Math.max(2 * rules.perHour, 2 * rules.perMinute));
    let startedAt = lastStartedAt;
    for (let step = 0; step < steps; step += 1) {
        startedAt = Math.max(now, ...Object.values(earliest(rules, played, startedAt)));
        played.push([startedAt, startedAt + latencyMs, true]);
    }
    return (played.at(-1)?.[1] ?? now) - now + repeated(played, rules, left - steps);
}
function repeated(played, { perHour, perMinute, spacingMs }, rest) {
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
const LEAST_SPACING_MS = 1_000;
const DOCUMENTED_PER_MINUTE = 80;
function nextSlot(pace, ceilings, now, left) {
    const learned = learnedCeilings(pace, ceilings);
    const leftMs = () => timeLeftMs(pace, ceilings, now, left);
    const mayTry = (ceiling) => pace.lessons !== undefined && ceiling !== undefined && (0,_learned_limits_js__WEBPACK_IMPORTED_MODULE_1__/* .mayTryMore */ .ge)(pace.lessons, ceiling, now, leftMs);
    const minute = mayTry(learned.perMinute) && leftMs() >= _learned_limits_js__WEBPACK_IMPORTED_MODULE_1__/* .HOUR_MS */ .iQ
        ? { ...learned.perMinute, count: learned.perMinute.count + 1 }
        : learned.perMinute;
    const slot = slotUnder(pace, ceilings, { ...learned, perMinute: minute }, now);
    if (learned.perHour === undefined || slot.at - now < _learned_limits_js__WEBPACK_IMPORTED_MODULE_1__/* .MINUTE_MS */ .kg || !mayTry(learned.perHour))
        return slot;
    const sooner = slotUnder(pace, ceilings, { ...learned, perHour: undefined }, now);
    return sooner.at < slot.at ? { ...sooner, reason: `${sooner.reason}; one more than was learned is tried` } : slot;
}
function timeLeftMs(pace, ceilings, now, left) {
    const learned = learnedCeilings({ ...pace, lessons: supposed(pace) }, ceilings);
    return playForward(rulesOf(pace, ceilings, learned), (0,_learned_limits_js__WEBPACK_IMPORTED_MODULE_1__/* .countedSendings */ .mL)(pace.sendings, pace.lessons), pace.lastStartedAt, now, left);
}
function supposed({ lessons, hold }) {
    const question = lessons?.question;
    if (lessons === undefined || question === undefined)
        return lessons;
    const { lastMinute, lastHour, at } = question;
    const isLong = hold !== undefined && hold.untilAt - at > _learned_limits_js__WEBPACK_IMPORTED_MODULE_1__/* .LONGER_THAN_A_MINUTE_MS */ .gH;
    if (isLong || lastMinute === 0)
        return { ...lessons, perHour: { count: Math.max(1, lastHour), at } };
    return { ...lessons, perMinute: { count: lastMinute, at } };
}
function learnedCeilings({ lessons }, ceilings) {
    const below = (ceiling, input) => ceiling !== undefined && ceiling.count < input ? ceiling : undefined;
    return {
        perMinute: below(lessons?.perMinute, ceilings.perMinute),
        perHour: below(lessons?.perHour, ceilings.perHour),
    };
}
function rulesOf({ hold }, ceilings, learned) {
    const perMinute = learned.perMinute?.count ?? ceilings.perMinute;
    return {
        spacingMs: perMinute > DOCUMENTED_PER_MINUTE ? _learned_limits_js__WEBPACK_IMPORTED_MODULE_1__/* .MINUTE_MS */ .kg / perMinute : Math.max(LEAST_SPACING_MS, _learned_limits_js__WEBPACK_IMPORTED_MODULE_1__/* .MINUTE_MS */ .kg / perMinute),
        perMinute: Math.ceil(perMinute),
        perHour: learned.perHour?.count ?? ceilings.perHour,
        heldUntilAt: hold?.untilAt ?? Number.NEGATIVE_INFINITY,
    };
}
function slotUnder(pace, ceilings, learned, now) {
    const { spacing, minute, hour, hold } = earliest(rulesOf(pace, ceilings, learned), (0,_learned_limits_js__WEBPACK_IMPORTED_MODULE_1__/* .countedSendings */ .mL)(pace.sendings, pace.lessons), pace.lastStartedAt);
    const slots = [
        { at: now, reason: 'nothing to wait for' },
        { at: Math.max(spacing, minute), reason: ceilingReason('a minute', ceilings.perMinute, learned.perMinute) },
        { at: hour, reason: ceilingReason('an hour', ceilings.perHour, learned.perHour) },
    ];
    if (pace.hold !== undefined)
        slots.push({ at: hold, reason: holdReason(pace.hold) });
    return slots.reduce((latest, slot) => (slot.at > latest.at ? slot : latest));
}
function ceilingReason(window, input, learned) {
    if (learned === undefined)
        return `at most ${input} issues ${window}`;
    return `at most ${learned.count} issues ${window}, as GitHub showed on ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_0__/* .day */ .vd)(learned.at)}`;
}
function holdReason(hold) {
    return hold.announced ? 'GitHub asked to wait' : 'GitHub refused without saying for how long';
}
function whatWasLearned(before, after) {
    if (after === undefined || after === before)
        return [];
    const lines = [
        ceilingLine('a minute', before?.perMinute, after.perMinute),
        ceilingLine('an hour', before?.perHour, after.perHour),
    ];
    const { question } = after;
    if (question !== undefined && question !== before?.question) {
        const sent = `${question.lastMinute} issues in the last minute and ${question.lastHour} in the last hour`;
        lines.push(`It had taken ${sent}; the next answer shows which of the two was too much`);
    }
    return lines.filter((line) => line !== undefined);
}
function ceilingLine(window, before, after) {
    if (after === before)
        return undefined;
    if (after === undefined)
        return `GitHub took more than ${before?.count} issues ${window}: that is no longer the limit`;
    const still = after.count === before?.count ? ' still' : '';
    return `GitHub takes${still} at most ${after.count} issues ${window} from this account`;
}


/***/ }),

/***/ 7687:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   KY: () => (/* binding */ freshPace),
/* harmony export */   NR: () => (/* binding */ paceForNewCampaign),
/* harmony export */   Oz: () => (/* binding */ sendingStarted),
/* harmony export */   PI: () => (/* binding */ sendingRefused),
/* harmony export */   Zg: () => (/* binding */ heldBack),
/* harmony export */   f$: () => (/* binding */ sendingUnknown),
/* harmony export */   nw: () => (/* binding */ sendingVoid),
/* harmony export */   rk: () => (/* binding */ sanePace),
/* harmony export */   s6: () => (/* binding */ sendingAnswered),
/* harmony export */   ze: () => (/* binding */ blindPace)
/* harmony export */ });
/* harmony import */ var _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8006);

const HOLDS_MS = [_learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg, 5 * _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg, 15 * _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg, _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ];
const LATE_MS = 15_000;
const SENDINGS_LIMIT = 3_600;
function freshPace() {
    return { sendings: [] };
}
function blindPace(now) {
    return { sendings: [], lessons: { ..._learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .NOTHING_LEARNED */ .MC, unknownBefore: now } };
}
function paceForNewCampaign(pace) {
    return pace.lessons === undefined ? pace : { ...pace, lessons: (0,_learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .forNewCampaign */ .GQ)(pace.lessons) };
}
function sendingStarted(pace, at) {
    const first = pace.sendings.findIndex(([, answeredAt]) => answeredAt > at - _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ - _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg);
    const recent = first < 0 ? [] : pace.sendings.slice(first);
    return { ...pace, sendings: [...recent, [at, at + LATE_MS, true]], lastStartedAt: at };
}
function sendingAnswered(pace, at) {
    const { hold, ...rest } = answered(pace, at, true);
    const held = hold !== undefined && hold.untilAt > at ? { hold } : {};
    if (rest.lessons === undefined)
        return { ...rest, ...held };
    return { ...rest, ...held, lessons: (0,_learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .learnFromAcceptance */ .gO)(rest.lessons, rest.sendings, at) };
}
function sendingUnknown(pace, at) {
    return answered(pace, at + LATE_MS, true);
}
function answered(pace, at, taken) {
    const last = pace.sendings.at(-1);
    return last === undefined ? pace : { ...pace, sendings: [...pace.sendings.slice(0, -1), [last[0], at, taken]] };
}
function sendingVoid(pace) {
    return { ...pace, sendings: pace.sendings.slice(0, -1) };
}
function sendingRefused(pace, at, answer) {
    if (answer.limit === 'primary')
        return heldBack(sendingVoid(pace), at, answer);
    const refused = { startedAt: pace.lastStartedAt ?? at, at, announced: answer.retryAt !== undefined };
    const lessons = (0,_learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .learnFromRefusal */ .nO)(pace.lessons ?? _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .NOTHING_LEARNED */ .MC, sendingVoid(pace).sendings, refused);
    return { ...heldBack(answered(pace, at, false), at, answer), lessons };
}
function heldBack(pace, at, answer) {
    const { hold } = pace;
    const inARow = hold !== undefined && at < hold.untilAt + _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg ? hold.refusals + 1 : 1;
    const cautionMs = (row) => HOLDS_MS[Math.min(row, HOLDS_MS.length) - 1] ?? 0;
    const announced = answer.retryAt !== undefined;
    const untilAt = answer.retryAt === undefined ? at + cautionMs(inARow) : Math.max(answer.retryAt, at + cautionMs(inARow - 1));
    if (hold !== undefined && hold.untilAt > untilAt)
        return { ...pace, hold: { ...hold, refusals: inARow } };
    return { ...pace, hold: { untilAt, refusals: inARow, announced } };
}
function sanePace(pace, now) {
    const { lastStartedAt, hold, lessons } = pace;
    const isPast = (at) => at <= now + _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg;
    const sendings = pace.sendings
        .filter(([from, to]) => from <= to && from > now - _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ - _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg && isPast(to))
        .map(([from, to, taken]) => [Math.min(from, now), to, taken])
        .sort(([, a], [, b]) => a - b)
        .slice(-SENDINGS_LIMIT);
    return {
        sendings,
        ...(lastStartedAt !== undefined && isPast(lastStartedAt) ? { lastStartedAt: Math.min(lastStartedAt, now) } : {}),
        ...(hold !== undefined && hold.untilAt > now ? { hold: saneHold(hold, now) } : {}),
        ...(lessons === undefined ? {} : { lessons: (0,_learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .saneLessons */ .f3)(lessons, now) }),
    };
}
function saneHold({ untilAt, refusals, announced }, now) {
    const inARow = Math.min(HOLDS_MS.length, Math.max(1, Math.floor(refusals)));
    return { untilAt: Math.min(untilAt, now + _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ), refusals: inARow, announced };
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
/* harmony import */ var _schedule_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6265);



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
/* harmony import */ var _shared_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1703);
/* harmony import */ var _shared_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9853);
/* harmony import */ var _commit_flags_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7133);
/* harmony import */ var _marker_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8106);
/* harmony import */ var _overlap_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9209);
/* harmony import */ var _run_state_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5787);






function openCheckpoints(input) {
    const { ports } = input;
    const { state } = input.recorder;
    const ownCommits = new Map();
    let { snapshot } = input;
    let running;
    let lasting = [];
    const commit = async () => {
        if (state.campaign.testing)
            return [];
        const work = toFlagCommit(input, snapshot);
        const result = await (0,_commit_flags_js__WEBPACK_IMPORTED_MODULE_2__/* .commitFlags */ .Lm)(work);
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
        if (first === undefined)
            return;
        if (problems.some(isLasting))
            lasting = problems;
        else
            ports.log.warning((0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .withRemedy */ .v9)(`${first.message}; the run will try again`, 'commit-later'));
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
function toFlagCommit({ recorder: { state }, ports, paths, version, snapshot: asRead }, snapshot) {
    const { campaign, uncommitted, outcomes, dueAgain } = state;
    return {
        repository: ports.index,
        clock: ports.clock,
        random: ports.random,
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
        log.warning((0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .withRemedy */ .v9)(what, 'row-removed'));
    }
    const written = outcomes.filter(({ gbifdatasetid }) => isRemoved || !missing.includes(gbifdatasetid));
    const reports = written.map(({ report }) => report);
    const committed = result.kind === 'committed' ? { commit: result.commit } : {};
    await recorder.record({ type: 'committed', at: clock.now(), reports, ...committed });
    if (result.kind !== 'committed')
        return;
    const what = reports.length > 0 ? `the flags of ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9)(reports.length, 'report')}` : "the period's status";
    log.info(`committed ${what}: ${result.commit}`);
}
async function findOverlap({ otherUrls }, presentName = async () => undefined) {
    for (const { outcome, url } of otherUrls) {
        const seen = (0,_overlap_js__WEBPACK_IMPORTED_MODULE_5__/* .compare */ .UD)(url, outcome);
        if (seen === 'same')
            continue;
        if (seen === 'other')
            return (0,_overlap_js__WEBPACK_IMPORTED_MODULE_5__/* .overlapProblem */ .fe)(outcome.report, [outcome.url, url]);
        const [theirs, ours] = await Promise.all([
            presentName((0,_overlap_js__WEBPACK_IMPORTED_MODULE_5__/* .issueAt */ .NC)(url)?.repository ?? ''),
            presentName(outcome.repository),
        ]);
        const areTwo = theirs !== undefined && ours !== undefined && theirs !== ours;
        if (areTwo)
            return (0,_overlap_js__WEBPACK_IMPORTED_MODULE_5__/* .overlapProblem */ .fe)(outcome.report, [outcome.url, url]);
    }
    return undefined;
}
async function saveMarker(state, { marker, log }) {
    const saved = await marker.save((0,_marker_js__WEBPACK_IMPORTED_MODULE_3__/* .markerBytes */ .Eu)((0,_run_state_js__WEBPACK_IMPORTED_MODULE_4__/* .markerOf */ .we)(state)));
    if (saved.kind === 'saved')
        return saved.key;
    log.warning((0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .withRemedy */ .v9)(`The progress marker was not saved: ${saved.message}`, 'marker-unavailable'));
    return undefined;
}
function isLasting({ code }) {
    return !PASSING.has(code);
}
const PASSING = new Set([
    'commit-contended',
    'index-held',
    'index-unreadable',
    'index-damaged',
]);
function statusOf({ campaign, over, outcomes }, pendingLeft) {
    if (pendingLeft === 0)
        return { status: 'done', isFirst: outcomes.some(({ kind }) => kind === 'sent' || kind === 'found') };
    if (campaign.gbifdatasetid !== undefined)
        return undefined;
    return { status: over && campaign.failed.length > 0 ? 'failed' : 'in progress', isFirst: true };
}


/***/ }),

/***/ 7133:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ty: () => (/* binding */ assertFlagsFit),
  Lm: () => (/* binding */ commitFlags)
});

// UNUSED EXPORTS: COMMIT_TRIES, flagChanges

// EXTERNAL MODULE: ./build/reports-index/read.js
var read = __webpack_require__(9857);
// EXTERNAL MODULE: ./build/csv/raw-row.js
var raw_row = __webpack_require__(212);
// EXTERNAL MODULE: ./build/csv/reader.js + 10 modules
var reader = __webpack_require__(5400);
;// CONCATENATED MODULE: ./build/csv/edit.js


function editRow(bytes, { line, start, end }, valuesFor) {
    const before = reader/* decoder */.D0.decode(bytes.subarray(start, end));
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
    return (0,raw_row/* rawCells */.Uc)((0,raw_row/* withoutBreak */.sW)(reader/* decoder */.D0.decode(bytes.subarray(start, end)))).map(raw_row/* unquoted */.qZ);
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

// EXTERNAL MODULE: ./build/csv/table.js + 2 modules
var csv_table = __webpack_require__(2078);
// EXTERNAL MODULE: ./build/shared/invisible.js
var invisible = __webpack_require__(6819);
// EXTERNAL MODULE: ./build/shared/problem.js
var problem = __webpack_require__(1703);
// EXTERNAL MODULE: ./build/reports-index/cells.js
var reports_index_cells = __webpack_require__(7628);
// EXTERNAL MODULE: ./build/reports-index/parse.js
var parse = __webpack_require__(8650);
// EXTERNAL MODULE: ./build/reports-index/rows.js
var reports_index_rows = __webpack_require__(2264);
;// CONCATENATED MODULE: ./build/reports-index/write.js







async function applyFlags(bytes, file, changes, { known, dueAgain = new Set() } = {}) {
    const wanted = new Map(changes.map((change) => [change.gbifdatasetid, change]));
    const isKnown = known !== undefined && changes.every((change) => known.byDataset.has(change.gbifdatasetid));
    const isNeeded = (id) => wanted.has(id) || dueAgain.has(id);
    const found = isKnown ? { ...known, faults: [] } : await findRows(bytes, file, isNeeded);
    const { table, style, byDataset, faults } = found;
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
        if (isDueAgain || (0,reports_index_rows/* isPending */.mm)(row))
            pendingLeft -= 1;
        const edit = editRow(bytes, row, (cells) => flagValues(cells, table, change.set, style));
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
function urlIn(bytes, { byDataset, table }, gbifdatasetid) {
    const row = byDataset.get(gbifdatasetid);
    const { index } = table.column('issue_url');
    if (row === undefined || index === undefined)
        return '';
    return (cellsOf(bytes, row)[index] ?? '').trim();
}
async function findRows(bytes, file, isNeeded) {
    const faults = [];
    const times = new Map();
    const rows = await (0,reports_index_rows/* readReportRows */.EM)(bytes, file, faults, {
        mustBeOne: isNeeded,
        isKept: (id) => {
            if (isNeeded(id))
                times.set(id, (times.get(id) ?? 0) + 1);
            return isNeeded(id);
        },
    });
    if (rows === undefined || faults.some(({ code }) => !OF_ONE_ROW.has(code)))
        throw new problem/* ProblemsError */.FQ(faults);
    return { ...rows, byDataset: new Map([...rows.byDataset].filter(([id]) => times.get(id) === 1)), faults };
}
const OF_ONE_ROW = new Set(['index-value', 'index-row', 'index-duplicate', 'index-more']);
function isSkippedByUs({ stored, sent, reason }) {
    return stored && !sent && (0,reports_index_rows/* ownReason */.Nx)(reason) !== undefined;
}
function isWanted({ sent, reason }, { set }) {
    if (sent || 'issue_sent' in set)
        return !sent;
    return reason === '' || ((0,reports_index_rows/* ownReason */.Nx)(reason) ?? set.issue_skipped) !== set.issue_skipped;
}
function flagValues(cells, table, set, style) {
    const values = new Map();
    const put = (name, valueFor) => {
        const { index } = table.column(name);
        const cell = index === undefined ? undefined : cells[index];
        if (index === undefined || cell === undefined)
            return;
        const value = valueFor((0,invisible/* trimmed */.dE)(cell));
        if (value !== undefined)
            values.set(index, withSpaces(value, cell));
    };
    const isUnsaid = (present) => (0,reports_index_cells/* readReason */.pk)(present) === '';
    const isOurs = (present) => (0,reports_index_rows/* ownReason */.Nx)(present) !== undefined;
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
    const edits = [];
    const problems = [];
    await (0,csv_table/* readTable */.x)(bytes, file, problems, parse/* PERIODS */.nR, (table) => {
        const { index } = table.column('status');
        const periodColumn = table.column('period');
        return (row) => {
            const isIt = edits.length === 0 && (0,parse/* periodOf */.jH)((0,csv_table/* cellOf */.W)(row, periodColumn)) === period;
            if (index === undefined || !isIt)
                return undefined;
            const edit = editRow(bytes, row, (cells) => statusValue(cells[index] ?? '', index, change));
            if (edit !== undefined)
                edits.push(edit);
            return undefined;
        };
    });
    if (problems.length > 0)
        throw new problem/* ProblemsError */.FQ(problems);
    return edits.length === 0 ? undefined : applyEdits(bytes, edits);
}
function statusValue(cell, index, { status, isFirst }) {
    const present = (0,invisible/* trimmed */.dE)(cell).toLowerCase();
    const isLeft = present === status || (!isFirst && (0,reports_index_cells/* saysNothing */._X)(present));
    return new Map(isLeft ? [] : [[index, withSpaces(status, cell)]]);
}

// EXTERNAL MODULE: ./build/shared/repository.js
var repository = __webpack_require__(6650);
// EXTERNAL MODULE: ./build/shared/text.js
var shared_text = __webpack_require__(9853);
// EXTERNAL MODULE: ./build/progress/outcome.js
var outcome = __webpack_require__(8130);
;// CONCATENATED MODULE: ./build/progress/commit-flags.js






const COMMIT_TRIES = 5;
const RETRY_BASE_MS = 1_000;
const REST_LIMIT_MS = 120_000;
async function commitFlags(work) {
    const changes = flagChanges([...work.outcomes, ...(work.skippedEarlier ?? [])]);
    let snapshot = work.snapshot;
    let last = '';
    let retryAt = 0;
    let unanswered = false;
    try {
        for (let tried = 0; tried < COMMIT_TRIES; tried += 1) {
            const restMs = retryAt - work.clock.now();
            if (restMs > REST_LIMIT_MS)
                return { kind: 'failed', problems: [contended(work, tried, last)] };
            const pauseMs = RETRY_BASE_MS * 2 ** (tried - 1) * (0.5 + work.random());
            if (tried > 0)
                await work.clock.sleep(Math.max(pauseMs, restMs));
            snapshot = await (0,read/* refreshSnapshot */.YD)(snapshot, work.paths, work.repository);
            const { files, ...written } = await nextSnapshot(work, changes, snapshot);
            if (files.length === 0)
                return nothingToWrite({ ...written, snapshot }, unanswered);
            const outcome = await work.repository.commit(snapshot.head, files, commitMessage(work));
            if (outcome.kind === 'committed') {
                const { commit } = outcome;
                const head = { ...snapshot.head, commit };
                return {
                    ...written,
                    kind: 'committed',
                    commit,
                    onto: snapshot.head.commit,
                    snapshot: { ...written.snapshot, head },
                };
            }
            if (outcome.kind === 'refused')
                return { kind: 'failed', problems: [refusal(work, outcome)] };
            unanswered ||= outcome.kind === 'unknown';
            retryAt = outcome.kind === 'unknown' ? (outcome.retryAt ?? 0) : 0;
            last = outcome.kind === 'unknown' ? outcome.message : 'the branch moved';
        }
    }
    catch (error) {
        if (error instanceof problem/* ProblemsError */.FQ)
            return { kind: 'failed', problems: error.problems };
        throw error;
    }
    return { kind: 'failed', problems: [contended(work, COMMIT_TRIES, last)] };
}
function nothingToWrite(written, unanswered) {
    if (!unanswered)
        return { ...written, kind: 'unchanged' };
    return { ...written, kind: 'committed', commit: written.snapshot.head.commit, onto: undefined };
}
async function nextSnapshot(work, changes, snapshot) {
    const { paths, dueAgain = new Set() } = work;
    const applied = await applyFlags(snapshot.reports, paths.reports, changes, { known: snapshot.rows, dueAgain });
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
        return url === urlIn(reports, rows, gbifdatasetid) ? [] : [{ outcome, url }];
    });
}
async function nextPeriods({ paths, period, status: statusFor }, { faults, pendingLeft }, bytes) {
    const status = faults.length > 0 ? undefined : statusFor(pendingLeft);
    try {
        return { periods: status && (await applyStatus(bytes, paths.periods, period, status)), faults };
    }
    catch (error) {
        if (!(error instanceof problem/* ProblemsError */.FQ))
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
    if (snapshot.reports.byteLength + reports * ROOM_FOR_FLAGS <= read/* REPORTS_LIMIT_BYTES */.OO)
        return;
    const sent = issues.map(({ gbifdatasetid, target }) => {
        const issue_url = `${serverUrl}/${(0,repository/* fullName */.f)(target)}/issues/999999999`;
        return { gbifdatasetid, set: { issue_sent: true, issue_url, issue_sent_at: new Date(0).toISOString() } };
    });
    const { bytes } = await applyFlags(snapshot.reports, paths.reports, [...sent, ...flagChanges(skipped)], {
        known: snapshot.rows,
    });
    if (bytes.byteLength <= read/* REPORTS_LIMIT_BYTES */.OO)
        return;
    const [would, takes] = [bytes.byteLength, read/* REPORTS_LIMIT_BYTES */.OO].map(shared_text/* thousands */.oh);
    const message = `${paths.reports} would have ${would} bytes with the flags of ${(0,shared_text/* count */.U9)(reports, 'report')}, GitHub takes ${takes}`;
    (0,problem/* fail */.fJ)('index-file-too-large', message, { file: paths.reports });
}
function commitMessage({ outcomes, period, version }) {
    const counts = (0,outcome/* countOutcomes */.XF)(outcomes);
    const parts = ['sent', 'found', 'skipped'].filter((kind) => counts[kind] > 0);
    const what = parts.map((kind) => `${counts[kind]} ${kind}`).join(', ');
    const subject = what === '' ? `Update the status of period ${period}` : `Record reports of period ${period}: ${what}`;
    return `${subject}\n\nWritten by Report Notifier ${version}.\n`;
}
function refusal({ snapshot }, outcome) {
    return {
        code: outcome.code,
        message: `Branch ${snapshot.head.branch} did not take the flag commit: ${outcome.message}`,
    };
}
function contended({ snapshot }, tries, last) {
    const message = `Branch ${snapshot.head.branch} did not take the flag commit in ${(0,shared_text/* count */.U9)(tries, 'try', 'tries')}; the last time ${last}`;
    return { code: 'commit-contended', message };
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
/* harmony import */ var _pace_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7687);
/* harmony import */ var _marker_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8106);


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
            marker.pace = (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .sendingStarted */ .Oz)(marker.pace, entry.at);
            state.openIntent = { report: entry.report, at: entry.at };
            return;
        case 'answered':
            applyAnswer(state, entry);
            return;
        case 'held':
            noteRefusal(state, entry.at);
            marker.pace = (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .heldBack */ .Zg)(marker.pace, entry.at, entry.answer);
            return;
        case 'outcome':
            noteDeparture(state, entry.leftAt);
            addOutcome(state, entry.outcome, entry.at);
            return;
        case 'committed':
            state.lastCommit = entry.commit ?? state.lastCommit;
            for (const report of entry.reports)
                state.uncommitted.delete(report);
            return;
        case 'doubted':
            state.campaign.failed = withoutForbidden(state);
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
            marker.pace = (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .sendingRefused */ .PI)(marker.pace, at, answer);
            return;
        case 'void':
            marker.pace = (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .sendingVoid */ .nw)(marker.pace);
            return;
        case 'unknown':
            marker.pace = (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .sendingUnknown */ .f$)(marker.pace, at);
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
        const settle = outcome.kind === 'sent' ? _pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .sendingAnswered */ .s6 : _pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .sendingVoid */ .nw;
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
function withoutForbidden({ campaign, outcomes }) {
    const forbidden = new Set(outcomes.flatMap((outcome) => (outcome.kind === 'failed' && outcome.reason === 'forbidden' ? outcome.report : [])));
    return campaign.failed.filter((report) => !forbidden.has(report));
}
function isClosed({ over, campaign, uncommitted }) {
    return over && (campaign.testing || uncommitted.size === 0);
}
function heldUntilAt({ marker }) {
    return marker.pace.hold?.untilAt ?? 0;
}
function markerOf(state) {
    return isClosed(state) ? (0,_marker_js__WEBPACK_IMPORTED_MODULE_1__/* .withoutCampaign */ .zv)(state.marker, state.campaign) : (0,_marker_js__WEBPACK_IMPORTED_MODULE_1__/* .withCampaign */ .B7)(state.marker, state.campaign);
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
/* harmony import */ var _csv_reader_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5400);
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
    const faults = [];
    const files = { repository, head };
    const periods = await unlessLost((0,_transfer_js__WEBPACK_IMPORTED_MODULE_3__/* .readWhole */ .oD)(paths.periods, files, FILE_LIMIT_BYTES), faults);
    const listed = periods && (await (0,_parse_js__WEBPACK_IMPORTED_MODULE_2__/* .parsePeriods */ .sg)(periods, paths.periods, faults));
    const period = listed && choosePeriod(listed, request.period, paths, faults);
    const isUnknown = faults.some(({ code }) => code === 'period-unknown');
    const lost = isUnknown ? [] : faults;
    const reports = await unlessLost((0,_transfer_js__WEBPACK_IMPORTED_MODULE_3__/* .readWhole */ .oD)(paths.reports, files, REPORTS_LIMIT_BYTES), lost);
    const parsed = reports && (await (0,_parse_js__WEBPACK_IMPORTED_MODULE_2__/* .parseReports */ .jk)(reports, paths.reports, faults, { also: wantedRows(request) }));
    const wanted = new Set(parsed?.reports.map((report) => report.gbifdatasetid));
    const datasets = await unlessLost(readDatasets(paths.datasets, files, { wanted, faults }), faults);
    if (faults.length > 0 || !(periods && period && reports && parsed && datasets))
        throw new _shared_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .ProblemsError */ .FQ(faults);
    const { rows, counts } = parsed;
    const snapshot = { head, periods, reports, ...(rows === undefined ? {} : { rows }) };
    const shas = await shasOf(paths, head, repository);
    return { paths, snapshot, shas, period, reports: chosenReports(parsed.reports, request, paths), counts, datasets };
}
async function readDatasets(path, files, { wanted, faults }) {
    const read = await (0,_transfer_js__WEBPACK_IMPORTED_MODULE_3__/* .readFile */ .TA)(path, files, FILE_LIMIT_BYTES, async (source) => {
        const found = [];
        return { datasets: await (0,_parse_js__WEBPACK_IMPORTED_MODULE_2__/* .parseDatasets */ .rP)(source, path, found, wanted), found };
    });
    faults.push(...read.found);
    return read.datasets;
}
async function unlessLost(reading, faults) {
    try {
        return await reading;
    }
    catch (error) {
        const isLost = error instanceof _shared_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .ProblemsError */ .FQ && error.problems.every(({ code }) => LOST.has(code));
        if (!isLost)
            throw error;
        faults.push(...error.problems);
        return undefined;
    }
}
const LOST = new Set([
    'index-file-missing',
    'index-file-not-plain',
    'index-file-too-large',
]);
function choosePeriod(periods, wanted, { periods: file }, faults) {
    const period = periods.find((candidate) => candidate.period === wanted);
    if (period !== undefined || faults.length > 0)
        return period;
    const existing = periods.map((candidate) => candidate.period).join(', ') || 'none';
    const message = `Provided period does not exist in the index: ${wanted} (existing: ${existing})`;
    faults.push({ code: 'period-unknown', message, place: { file } });
    return undefined;
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
    const { lines, fault } = (0,_csv_reader_js__WEBPACK_IMPORTED_MODULE_0__/* .checkText */ .qW)(await (0,_transfer_js__WEBPACK_IMPORTED_MODULE_3__/* .received */ .ed)(path, file, TEXT_LIMIT_BYTES, _transfer_js__WEBPACK_IMPORTED_MODULE_3__/* .collect */ .Fo));
    const text = new TextDecoder().decode(lines);
    if (fault === undefined)
        return text;
    const line = text.split('\n').length;
    return (0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .fail */ .fJ)('template-invalid', `${path}, line ${line}: ${fault}`, { file: path, line });
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


/***/ })

};
