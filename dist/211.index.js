export const id = 211;
export const ids = [211,592];
export const modules = {

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

/***/ 592:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  parseJournal: () => (/* binding */ parseJournal),
  parseMarker: () => (/* binding */ parseMarker)
});

// UNUSED EXPORTS: MARKER_LIMIT_BYTES

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
;// CONCATENATED MODULE: ./build/pace/schema.js

const finite = dist/* pipe */.FsL(dist/* number */.aig(), dist/* finite */.E2x());
const SendingSchema = dist/* tuple */.PVZ([finite, finite, dist/* boolean */.zMY()]);
const CeilingSchema = dist/* object */.Ikc({ count: finite, at: finite });
const LessonsSchema = dist/* object */.Ikc({
    perMinute: dist/* optional */.lqM(CeilingSchema),
    perHour: dist/* optional */.lqM(CeilingSchema),
    question: dist/* optional */.lqM(dist/* object */.Ikc({ lastMinute: finite, lastHour: finite, at: finite })),
    refusals: finite,
    tries: finite,
    movedAt: dist/* optional */.lqM(finite),
    refusalsCount: dist/* optional */.lqM(dist/* boolean */.zMY()),
    unknownBefore: dist/* optional */.lqM(finite),
});
const HoldSchema = dist/* object */.Ikc({
    untilAt: finite,
    refusals: finite,
    announced: dist/* boolean */.zMY(),
});
const PaceSchema = dist/* object */.Ikc({
    sendings: dist/* array */.YOg(SendingSchema),
    lastStartedAt: dist/* optional */.lqM(finite),
    hold: dist/* optional */.lqM(HoldSchema),
    lessons: dist/* optional */.lqM(LessonsSchema),
});

// EXTERNAL MODULE: ./build/pace/state.js
var state = __webpack_require__(7687);
;// CONCATENATED MODULE: ./build/progress/schema.js



const count = dist/* pipe */.FsL(dist/* number */.aig(), dist/* integer */.ndf(), dist/* minValue */.Wwf(0), dist/* maxValue */.cGV(1_000_000_000));
const MARKER_LIMIT_BYTES = 1_000_000;
const CampaignSchema = dist/* object */.Ikc({
    id: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[A-Za-z0-9-]{1,40}$/)),
    period: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^\d{6}$/)),
    testing: dist/* boolean */.zMY(),
    gbifdatasetid: dist/* optional */.lqM(dist/* string */.YjP()),
    cursor: dist/* optional */.lqM(dist/* string */.YjP()),
    failed: dist/* array */.YOg(dist/* string */.YjP()),
    runs: count,
    totals: dist/* object */.Ikc({ sent: count, found: count, skipped: count }),
    lastActiveAt: finite,
});
const MarkerSchema = dist/* object */.Ikc({
    version: dist/* literal */.euz(1),
    account: dist/* optional */.lqM(dist/* string */.YjP()),
    pace: PaceSchema,
    campaigns: dist/* array */.YOg(CampaignSchema),
});
const FailureReasonSchema = dist/* picklist */.KIO([
    'not-found',
    'issues-disabled',
    'archived',
    'forbidden',
    'invalid',
    'no-installation',
]);
const base = { report: dist/* string */.YjP(), gbifdatasetid: dist/* string */.YjP(), repository: dist/* string */.YjP() };
const issue = { number: finite, url: dist/* string */.YjP(), issueAt: finite, movedTo: dist/* optional */.lqM(dist/* string */.YjP()) };
const OutcomeSchema = dist/* variant */.Oxt('kind', [
    dist/* object */.Ikc({ kind: dist/* literal */.euz('sent'), ...base, ...issue }),
    dist/* object */.Ikc({ kind: dist/* literal */.euz('found'), ...base, ...issue }),
    dist/* object */.Ikc({
        kind: dist/* literal */.euz('skipped'),
        ...base,
        reason: dist/* picklist */.KIO(['missing-dataset', 'no-repository', 'opted-out']),
        line: finite,
    }),
    dist/* object */.Ikc({ kind: dist/* literal */.euz('failed'), ...base, reason: FailureReasonSchema, message: dist/* string */.YjP() }),
    dist/* object */.Ikc({ kind: dist/* literal */.euz('pending'), ...base, reason: dist/* picklist */.KIO(['unknown', 'unlisted']), message: dist/* string */.YjP() }),
]);
const LimitedSchema = dist/* object */.Ikc({
    kind: dist/* literal */.euz('limited'),
    limit: dist/* picklist */.KIO(['primary', 'secondary']),
    retryAt: dist/* optional */.lqM(finite),
});
const leftAt = dist/* optional */.lqM(finite);
const EntrySchema = dist/* variant */.Oxt('type', [
    dist/* object */.Ikc({
        type: dist/* literal */.euz('started'),
        at: finite,
        account: dist/* string */.YjP(),
        indexPath: dist/* string */.YjP(),
        marker: MarkerSchema,
        campaign: CampaignSchema,
        dueAgain: dist/* optional */.lqM(dist/* array */.YOg(dist/* string */.YjP())),
    }),
    dist/* object */.Ikc({ type: dist/* literal */.euz('intent'), at: finite, report: dist/* string */.YjP() }),
    dist/* object */.Ikc({
        type: dist/* literal */.euz('answered'),
        at: finite,
        leftAt,
        report: dist/* string */.YjP(),
        answer: dist/* variant */.Oxt('kind', [
            LimitedSchema,
            dist/* object */.Ikc({ kind: dist/* literal */.euz('void') }),
            dist/* object */.Ikc({ kind: dist/* literal */.euz('unknown') }),
        ]),
    }),
    dist/* object */.Ikc({ type: dist/* literal */.euz('held'), at: finite, answer: LimitedSchema }),
    dist/* object */.Ikc({ type: dist/* literal */.euz('outcome'), at: finite, leftAt, outcome: OutcomeSchema }),
    dist/* object */.Ikc({
        type: dist/* literal */.euz('committed'),
        at: finite,
        commit: dist/* optional */.lqM(dist/* string */.YjP()),
        reports: dist/* array */.YOg(dist/* string */.YjP()),
    }),
    dist/* object */.Ikc({ type: dist/* literal */.euz('doubted'), at: finite }),
    dist/* object */.Ikc({ type: dist/* literal */.euz('over'), at: finite }),
    dist/* object */.Ikc({ type: dist/* literal */.euz('ended'), at: finite }),
]);
function parseMarker(bytes, now) {
    if (bytes.byteLength > MARKER_LIMIT_BYTES) {
        return { fault: `has ${bytes.byteLength} bytes, expected at most ${MARKER_LIMIT_BYTES}` };
    }
    let value;
    try {
        value = JSON.parse(new TextDecoder().decode(bytes));
    }
    catch {
        return { fault: 'is not JSON' };
    }
    const parsed = dist/* safeParse */.xLC(MarkerSchema, value);
    if (!parsed.success) {
        const issue = parsed.issues[0];
        return { fault: `is not of version 1: ${dist/* getDotPath */.BuJ(issue) ?? 'root'}: ${issue.message}` };
    }
    const marker = parsed.output;
    const pace = (0,state/* sanePace */.rk)(marker.pace, now);
    const isHoldCut = pace.hold !== undefined && pace.hold.untilAt !== marker.pace.hold?.untilAt;
    return { marker: { ...marker, pace }, isHoldCut };
}
function parseJournal(lines) {
    const entries = [];
    let ignored = 0;
    for (const line of lines) {
        const parsed = dist/* safeParse */.xLC(EntrySchema, line === undefined ? undefined : fromJson(line));
        const fits = parsed.success && (parsed.output.type === 'started') === (entries.length === 0);
        if (fits)
            entries.push(parsed.output);
        else
            ignored += 1;
    }
    return { entries, ignored };
}
function fromJson(line) {
    try {
        return JSON.parse(line);
    }
    catch {
        return undefined;
    }
}


/***/ })

};
