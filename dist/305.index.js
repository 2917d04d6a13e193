export const id = 305;
export const ids = [305];
export const modules = {

/***/ 7305:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   post: () => (/* binding */ post)
/* harmony export */ });
/* unused harmony export POST_LIMIT_MS */
/* harmony import */ var _pace_wait_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6089);
/* harmony import */ var _progress_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3098);
/* harmony import */ var _progress_outcome_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(8130);
/* harmony import */ var _progress_recorder_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7222);
/* harmony import */ var _progress_run_state_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5787);
/* harmony import */ var _reports_index_patience_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3778);
/* harmony import */ var _reports_index_read_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9857);
/* harmony import */ var _shared_problem_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(1703);
/* harmony import */ var _shared_text_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(9853);









const POST_LIMIT_MS = 50_000;
const PATIENCE_MS = 30_000;
async function post({ entries, ports, version, sharesToken }) {
    const [started, ...rest] = entries;
    if (started?.type !== 'started')
        return { kind: 'nothing-to-do' };
    const state = stateFrom(started, rest);
    if (state.ended)
        return { kind: 'nothing-to-do' };
    const index = sharesToken ? indexThatRefuses(ports, state) : ports.index;
    const takeover = { started, state, ports: { ...ports, index }, version };
    return { kind: 'took-over', state, lines: [describeMain(state), ...(await takeOver(takeover))] };
}
function stateFrom(started, rest) {
    const state = (0,_progress_run_state_js__WEBPACK_IMPORTED_MODULE_3__/* .initialState */ .ue)(started);
    for (const entry of rest)
        if (entry.type !== 'started')
            (0,_progress_run_state_js__WEBPACK_IMPORTED_MODULE_3__/* .applyEntry */ .fp)(state, entry);
    return state;
}
function indexThatRefuses({ index, clock }, state) {
    return (0,_pace_wait_js__WEBPACK_IMPORTED_MODULE_0__/* .indexThatWaits */ .Wk)(index, { clock, heldUntilAt: () => (0,_progress_run_state_js__WEBPACK_IMPORTED_MODULE_3__/* .heldUntilAt */ .fk)(state), latestAt: 0 });
}
function describeMain({ campaign, outcomes, uncommitted, openIntent }) {
    const { sent, found } = (0,_progress_outcome_js__WEBPACK_IMPORTED_MODULE_8__/* .countOutcomes */ .XF)(outcomes);
    const open = openIntent === undefined ? '' : ` Whether ${openIntent.report} was opened is not known; the next run checks.`;
    return `The main step did not finish. Period ${campaign.period}: ${sent} sent, ${found} found, ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_7__/* .count */ .U9)(uncommitted.size, 'flag')} not in the index yet.${open}`;
}
async function takeOver(takeover) {
    const { clock } = takeover.ports;
    const lines = [];
    const tell = (more) => void lines.push(...more);
    const finished = new AbortController();
    const work = Promise.all([commitFlags(takeover).then(tell), writeMarker(takeover).then(tell)]);
    const isFinished = await Promise.race([
        work.then(() => true),
        clock.sleep(POST_LIMIT_MS, finished.signal).then(() => false),
    ]).finally(() => finished.abort());
    if (isFinished)
        return lines;
    return [...lines, 'GitHub did not answer in time. The next run finds in the repositories what was sent.'];
}
async function commitFlags(takeover) {
    const { state } = takeover;
    const before = state.lastCommit;
    let checkpoints;
    try {
        checkpoints = await readIndexAgain(takeover);
    }
    catch (error) {
        return [`The index could not be read: ${messageOf(error)}`];
    }
    const failures = await checkpoints.commit().then((problems) => problems.map(({ message }) => message), (error) => [messageOf(error)]);
    const lines = failures.map((message) => `Not all flags could be committed: ${message}`);
    const hasLanded = failures.length === 0 || state.lastCommit !== before;
    return hasLanded && state.lastCommit !== undefined ? [...lines, `Flags committed: ${state.lastCommit}`] : lines;
}
async function readIndexAgain({ started, state, ports, version }) {
    const paths = (0,_reports_index_read_js__WEBPACK_IMPORTED_MODULE_5__/* .pathsOf */ .wG)(started.indexPath, state.campaign.period);
    const latestAt = ports.clock.now() + PATIENCE_MS;
    const snapshot = await (0,_reports_index_patience_js__WEBPACK_IMPORTED_MODULE_4__/* .outlast */ .fK)(() => (0,_reports_index_read_js__WEBPACK_IMPORTED_MODULE_5__/* .readSnapshot */ .RA)(paths, ports.index), { ...ports, latestAt });
    const recorder = (0,_progress_recorder_js__WEBPACK_IMPORTED_MODULE_2__/* .openRecorder */ .L)({ journal: ports.journal, state });
    return (0,_progress_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__/* .openCheckpoints */ .O0)({ recorder, ports, paths, snapshot, version, latestAt });
}
async function writeMarker({ ports, state }) {
    const key = await (0,_progress_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__/* .saveMarker */ .mF)(state, ports);
    return key === undefined ? [] : [`Progress marker saved: ${key}`];
}
function messageOf(error) {
    if (error instanceof _shared_problem_js__WEBPACK_IMPORTED_MODULE_6__/* .ProblemsError */ .FQ && error.problems[0] !== undefined)
        return error.problems[0].message;
    return error instanceof Error ? error.message : String(error);
}


/***/ })

};
