export const id = 968;
export const ids = [968];
export const modules = {

/***/ 1968:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   parseJournal: () => (/* binding */ parseJournal),
/* harmony export */   parseMarker: () => (/* binding */ parseMarker)
/* harmony export */ });
/* unused harmony export MARKER_LIMIT_BYTES */
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7934);
/* harmony import */ var _pace_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8069);
/* harmony import */ var _progress_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2633);



const finite = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .finite */ .E2x());
const SendingSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .tuple */ .PVZ([finite, finite, valibot__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY()]);
const CeilingSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ count: finite, at: finite });
const LessonsSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    perMinute: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(CeilingSchema),
    perHour: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(CeilingSchema),
    question: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ lastMinute: finite, lastHour: finite, at: finite })),
    refusals: finite,
    tries: finite,
    movedAt: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(finite),
    refusalsCount: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY()),
    unknownBefore: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(finite),
});
const HoldSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    untilAt: finite,
    refusals: finite,
    announced: valibot__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY(),
});
const PaceSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    sendings: valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(SendingSchema),
    lastStartedAt: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(finite),
    hold: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(HoldSchema),
    lessons: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(LessonsSchema),
});
const MARKER_LIMIT_BYTES = 1_000_000;
const CampaignSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    id: valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .regex */ .yGV(/^[A-Za-z0-9-]{1,40}$/)),
    period: valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .regex */ .yGV(/^\d{6}$/)),
    testing: valibot__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY(),
    gbifdatasetid: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    cursor: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    failed: valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    runs: finite,
    totals: valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ sent: finite, found: finite, skipped: finite }),
    lastActiveAt: finite,
});
const MarkerSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    version: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz(1),
    account: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    pace: PaceSchema,
    campaigns: valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(CampaignSchema),
});
const FailureReasonSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .picklist */ .KIO([
    'not-found',
    'issues-disabled',
    'archived',
    'forbidden',
    'invalid',
    'no-installation',
]);
const base = { report: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), gbifdatasetid: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), repository: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() };
const issue = { number: finite, url: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), issueAt: finite, movedTo: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()) };
const OutcomeSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .variant */ .Oxt('kind', [
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ kind: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('sent'), ...base, ...issue }),
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ kind: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('found'), ...base, ...issue }),
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ kind: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('skipped'), ...base, reason: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('missing-dataset'), line: finite }),
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ kind: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('failed'), ...base, reason: FailureReasonSchema, message: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() }),
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ kind: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('pending'), ...base, reason: valibot__WEBPACK_IMPORTED_MODULE_2__/* .picklist */ .KIO(['unknown', 'unlisted']), message: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() }),
]);
const LimitedSchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    kind: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('limited'),
    limit: valibot__WEBPACK_IMPORTED_MODULE_2__/* .picklist */ .KIO(['primary', 'secondary']),
    retryAt: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(finite),
});
const leftAt = valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(finite);
const EntrySchema = valibot__WEBPACK_IMPORTED_MODULE_2__/* .variant */ .Oxt('type', [
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
        type: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('started'),
        at: finite,
        account: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
        indexPath: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
        marker: MarkerSchema,
        campaign: CampaignSchema,
    }),
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('intent'), at: finite, report: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() }),
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
        type: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('answered'),
        at: finite,
        leftAt,
        report: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
        answer: valibot__WEBPACK_IMPORTED_MODULE_2__/* .variant */ .Oxt('kind', [
            LimitedSchema,
            valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ kind: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('void') }),
            valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ kind: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('unknown') }),
        ]),
    }),
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('held'), at: finite, answer: LimitedSchema }),
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('outcome'), at: finite, leftAt, outcome: OutcomeSchema }),
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
        type: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('committed'),
        at: finite,
        commit: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
        reports: valibot__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()),
    }),
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('doubted'), at: finite }),
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('over'), at: finite }),
    valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ type: valibot__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('ended'), at: finite }),
]);
function parseMarker(bytes, now) {
    if (bytes.byteLength > MARKER_LIMIT_BYTES) {
        return { marker: (0,_progress_js__WEBPACK_IMPORTED_MODULE_1__/* .emptyMarker */ .wH)(), fault: `has ${bytes.byteLength} bytes, expected at most ${MARKER_LIMIT_BYTES}` };
    }
    let value;
    try {
        value = JSON.parse(new TextDecoder().decode(bytes));
    }
    catch {
        return { marker: (0,_progress_js__WEBPACK_IMPORTED_MODULE_1__/* .emptyMarker */ .wH)(), fault: 'is not JSON' };
    }
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(MarkerSchema, value);
    if (!parsed.success) {
        const issue = parsed.issues[0];
        return { marker: (0,_progress_js__WEBPACK_IMPORTED_MODULE_1__/* .emptyMarker */ .wH)(), fault: `is not of version 1: ${valibot__WEBPACK_IMPORTED_MODULE_2__/* .getDotPath */ .BuJ(issue) ?? 'root'}: ${issue.message}` };
    }
    const marker = parsed.output;
    return { marker: { ...marker, pace: (0,_pace_js__WEBPACK_IMPORTED_MODULE_0__/* .sanePace */ .rk)(marker.pace, now) }, fault: undefined };
}
function parseJournal(text) {
    const entries = [];
    let ignored = 0;
    for (const line of text.split('\n')) {
        if (line === '')
            continue;
        const parsed = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(EntrySchema, fromJson(line));
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
