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
/* harmony import */ var _progress_outcome_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8130);
/* harmony import */ var _progress_run_state_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5787);
/* harmony import */ var _reports_index_read_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9857);
/* harmony import */ var _shared_problem_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1703);
/* harmony import */ var _shared_text_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9853);







const POST_LIMIT_MS = 50_000;
async function post(input) {
    const state = ledgerOf(input.entries);
    if (state === undefined || state.ended)
        return { kind: 'nothing-to-do' };
    const { clock } = input.ports;
    const lines = [whatMainDid(state)];
    const over = new AbortController();
    const work = bringIn(held(input, state), state, lines).finally(() => over.abort());
    const finished = await Promise.race([
        work.then(() => true),
        clock.sleep(POST_LIMIT_MS, over.signal).then(() => false),
    ]);
    if (!finished)
        lines.push('GitHub did not answer in time. The next run finds in the repositories what was sent.');
    return { kind: 'took-over', state, lines };
}
function held(input, state) {
    const { ports, sharesToken } = input;
    if (!sharesToken)
        return input;
    const index = (0,_pace_wait_js__WEBPACK_IMPORTED_MODULE_0__/* .indexThatWaits */ .Wk)(ports.index, {
        clock: ports.clock,
        heldUntilAt: () => (0,_progress_run_state_js__WEBPACK_IMPORTED_MODULE_2__/* .heldUntilAt */ .fk)(state),
        latestAt: 0,
    });
    return { ...input, ports: { ...ports, index } };
}
function ledgerOf([first, ...rest]) {
    if (first?.type !== 'started')
        return undefined;
    const state = (0,_progress_run_state_js__WEBPACK_IMPORTED_MODULE_2__/* .initialState */ .ue)(first);
    for (const entry of rest)
        if (entry.type !== 'started')
            (0,_progress_run_state_js__WEBPACK_IMPORTED_MODULE_2__/* .applyEntry */ .fp)(state, entry);
    return state;
}
function whatMainDid({ campaign, outcomes, uncommitted, openIntent }) {
    const { sent, found } = (0,_progress_outcome_js__WEBPACK_IMPORTED_MODULE_6__/* .countOutcomes */ .XF)(outcomes);
    const open = openIntent === undefined ? '' : ` Whether ${openIntent.report} was opened is not known; the next run looks first.`;
    return `The main step did not finish. Period ${campaign.period}: ${sent} sent, ${found} found, ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_5__/* .count */ .U9)(uncommitted.size, 'flag')} not in the index yet.${open}`;
}
async function bringIn(input, state, lines) {
    await Promise.all([bringInFlags(input, state, lines), bringInMarker(input, state, lines)]);
}
async function bringInFlags(input, state, lines) {
    const books = await takeOver(input, state, lines);
    if (books === undefined)
        return;
    const before = state.lastCommit;
    const problems = await books.commit().catch((error) => [asProblem(error)]);
    for (const { message } of problems)
        lines.push(`Not all flags could be committed: ${message}`);
    const hasLanded = problems.length === 0 || state.lastCommit !== before;
    if (hasLanded && state.lastCommit !== undefined)
        lines.push(`Flags committed: ${state.lastCommit}`);
}
async function bringInMarker({ ports }, state, lines) {
    const key = await (0,_progress_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__/* .saveMarker */ .mF)(state, ports);
    if (key !== undefined)
        lines.push(`Progress marker saved: ${key}`);
}
async function takeOver({ entries, ports, version }, state, lines) {
    const [started] = entries;
    if (started?.type !== 'started')
        return undefined;
    const paths = (0,_reports_index_read_js__WEBPACK_IMPORTED_MODULE_3__/* .pathsOf */ .wG)(started.indexPath, state.campaign.period);
    try {
        const snapshot = await (0,_reports_index_read_js__WEBPACK_IMPORTED_MODULE_3__/* .readSnapshot */ .RA)(paths, ports.index);
        return (0,_progress_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__/* .openBooks */ .FS)({ ports, state, paths, snapshot, version });
    }
    catch (error) {
        lines.push(`The index could not be read: ${asProblem(error).message}`);
        return undefined;
    }
}
function asProblem(error) {
    const problem = error instanceof _shared_problem_js__WEBPACK_IMPORTED_MODULE_4__/* .ProblemsError */ .FQ ? error.problems[0] : undefined;
    return problem ?? { message: error instanceof Error ? error.message : String(error) };
}


/***/ })

};
