export const id = 211;
export const ids = [211,592];
export const modules = {

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
const CeilingSchema = dist/* object */.Ikc({ count: finite, at: finite, refusals: dist/* optional */.lqM(finite) });
const BucketSchema = dist/* object */.Ikc({
    firstAt: finite,
    taken: finite,
    emptyAt: finite,
    takenSince: finite,
    least: finite,
    most: dist/* optional */.lqM(finite),
    refusals: finite,
    burst: dist/* object */.Ikc({ count: finite, ms: finite }),
});
const LessonsSchema = dist/* object */.Ikc({
    perMinute: dist/* optional */.lqM(CeilingSchema),
    perHour: dist/* optional */.lqM(CeilingSchema),
    perClockHour: dist/* optional */.lqM(CeilingSchema),
    bucket: dist/* optional */.lqM(BucketSchema),
    question: dist/* optional */.lqM(dist/* object */.Ikc({ lastMinute: finite, lastHour: finite, clockHour: dist/* optional */.lqM(finite), at: finite })),
    refusals: finite,
    tries: finite,
    movedAt: dist/* optional */.lqM(finite),
    refusalsCount: dist/* optional */.lqM(dist/* boolean */.zMY()),
    unknownBefore: dist/* optional */.lqM(finite),
    shape: dist/* optional */.lqM(dist/* picklist */.KIO(['rolling', 'clock', 'bucket'])),
    asked: dist/* optional */.lqM(dist/* boolean */.zMY()),
});
const HoldSchema = dist/* object */.Ikc({
    untilAt: finite,
    refusals: finite,
    announced: dist/* boolean */.zMY(),
    message: dist/* optional */.lqM(dist/* string */.YjP()),
});
const PaceSchema = dist/* object */.Ikc({
    sendings: dist/* array */.YOg(SendingSchema),
    lastStartedAt: dist/* optional */.lqM(finite),
    hold: dist/* optional */.lqM(HoldSchema),
    lessons: dist/* optional */.lqM(LessonsSchema),
    aheadMs: dist/* optional */.lqM(finite),
});

// EXTERNAL MODULE: ./build/pace/state.js
var state = __webpack_require__(7687);
// EXTERNAL MODULE: ./build/shared/target-ports.js
var target_ports = __webpack_require__(4542);
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
const FailureReasonSchema = dist/* picklist */.KIO(target_ports/* FAILURE_REASONS */.N);
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
    dist/* object */.Ikc({
        kind: dist/* literal */.euz('pending'),
        ...base,
        reason: dist/* picklist */.KIO(['unknown', 'unlisted', 'unclear']),
        message: dist/* string */.YjP(),
    }),
]);
const serverAt = dist/* optional */.lqM(finite);
const LimitedSchema = dist/* object */.Ikc({
    kind: dist/* literal */.euz('limited'),
    limit: dist/* picklist */.KIO(['primary', 'secondary']),
    retryAt: dist/* optional */.lqM(finite),
    serverAt,
    message: dist/* optional */.lqM(dist/* string */.YjP()),
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
    dist/* object */.Ikc({ type: dist/* literal */.euz('outcome'), at: finite, leftAt, serverAt, outcome: OutcomeSchema }),
    dist/* object */.Ikc({
        type: dist/* literal */.euz('committed'),
        at: finite,
        commit: dist/* optional */.lqM(dist/* string */.YjP()),
        reports: dist/* array */.YOg(dist/* string */.YjP()),
    }),
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
