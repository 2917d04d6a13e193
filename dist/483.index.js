export const id = 483;
export const ids = [483];
export const modules = {

/***/ 3483:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   parseJournal: () => (/* binding */ parseJournal),
/* harmony export */   parseMarker: () => (/* binding */ parseMarker)
/* harmony export */ });
/* unused harmony export MARKER_LIMIT_BYTES */
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);
/* harmony import */ var _pace_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7687);


const finite = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .finite */ .E2x());
const SendingSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .tuple */ .PVZ([finite, finite, valibot__WEBPACK_IMPORTED_MODULE_1__/* .boolean */ .zMY()]);
const CeilingSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ count: finite, at: finite });
const LessonsSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    perMinute: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(CeilingSchema),
    perHour: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(CeilingSchema),
    question: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ lastMinute: finite, lastHour: finite, at: finite })),
    refusals: finite,
    tries: finite,
    movedAt: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(finite),
    refusalsCount: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .boolean */ .zMY()),
    unknownBefore: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(finite),
});
const HoldSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    untilAt: finite,
    refusals: finite,
    announced: valibot__WEBPACK_IMPORTED_MODULE_1__/* .boolean */ .zMY(),
});
const PaceSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    sendings: valibot__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(SendingSchema),
    lastStartedAt: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(finite),
    hold: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(HoldSchema),
    lessons: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(LessonsSchema),
});
const MARKER_LIMIT_BYTES = 1_000_000;
const CampaignSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    id: valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .regex */ .yGV(/^[A-Za-z0-9-]{1,40}$/)),
    period: valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .regex */ .yGV(/^\d{6}$/)),
    testing: valibot__WEBPACK_IMPORTED_MODULE_1__/* .boolean */ .zMY(),
    gbifdatasetid: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
    cursor: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
    failed: valibot__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
    runs: finite,
    totals: valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ sent: finite, found: finite, skipped: finite }),
    lastActiveAt: finite,
});
const MarkerSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    version: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz(1),
    account: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
    pace: PaceSchema,
    campaigns: valibot__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(CampaignSchema),
});
const FailureReasonSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .picklist */ .KIO([
    'not-found',
    'issues-disabled',
    'archived',
    'forbidden',
    'invalid',
    'no-installation',
]);
const base = { report: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), gbifdatasetid: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), repository: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() };
const issue = { number: finite, url: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), issueAt: finite, movedTo: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()) };
const OutcomeSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .variant */ .Oxt('kind', [
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ kind: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('sent'), ...base, ...issue }),
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ kind: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('found'), ...base, ...issue }),
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ kind: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('skipped'), ...base, reason: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('missing-dataset'), line: finite }),
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ kind: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('failed'), ...base, reason: FailureReasonSchema, message: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() }),
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ kind: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('pending'), ...base, reason: valibot__WEBPACK_IMPORTED_MODULE_1__/* .picklist */ .KIO(['unknown', 'unlisted']), message: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() }),
]);
const LimitedSchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    kind: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('limited'),
    limit: valibot__WEBPACK_IMPORTED_MODULE_1__/* .picklist */ .KIO(['primary', 'secondary']),
    retryAt: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(finite),
});
const leftAt = valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(finite);
const EntrySchema = valibot__WEBPACK_IMPORTED_MODULE_1__/* .variant */ .Oxt('type', [
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        type: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('started'),
        at: finite,
        account: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        indexPath: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        marker: MarkerSchema,
        campaign: CampaignSchema,
    }),
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('intent'), at: finite, report: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP() }),
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        type: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('answered'),
        at: finite,
        leftAt,
        report: valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        answer: valibot__WEBPACK_IMPORTED_MODULE_1__/* .variant */ .Oxt('kind', [
            LimitedSchema,
            valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ kind: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('void') }),
            valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ kind: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('unknown') }),
        ]),
    }),
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('held'), at: finite, answer: LimitedSchema }),
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('outcome'), at: finite, leftAt, outcome: OutcomeSchema }),
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        type: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('committed'),
        at: finite,
        commit: valibot__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
        reports: valibot__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
    }),
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('doubted'), at: finite }),
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('over'), at: finite }),
    valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('ended'), at: finite }),
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
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(MarkerSchema, value);
    if (!parsed.success) {
        const issue = parsed.issues[0];
        return { fault: `is not of version 1: ${valibot__WEBPACK_IMPORTED_MODULE_1__/* .getDotPath */ .BuJ(issue) ?? 'root'}: ${issue.message}` };
    }
    const marker = parsed.output;
    return { marker: { ...marker, pace: (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .sanePace */ .rk)(marker.pace, now) } };
}
function parseJournal(text) {
    const entries = [];
    let ignored = 0;
    for (const line of text.split('\n')) {
        if (line === '')
            continue;
        const parsed = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(EntrySchema, fromJson(line));
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
