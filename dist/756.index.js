export const id = 756;
export const ids = [756];
export const modules = {

/***/ 6756:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   post: () => (/* binding */ post)
/* harmony export */ });
/* unused harmony export POST_LIMIT_MS */
/* harmony import */ var _bookkeeping_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8732);
/* harmony import */ var _held_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9764);
/* harmony import */ var _index_reading_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1609);
/* harmony import */ var _ledger_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5723);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7806);
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9000);






const POST_LIMIT_MS = 50_000;
async function post(input) {
    const ledger = ledgerOf(input.entries);
    if (ledger === undefined || ledger.ended)
        return { kind: 'nothing-to-do' };
    const { clock } = input.ports;
    const lines = [whatMainDid(ledger)];
    const over = new AbortController();
    const work = bringIn(held(input, ledger), ledger, lines).finally(() => over.abort());
    const finished = await Promise.race([
        work.then(() => true),
        clock.sleep(POST_LIMIT_MS, over.signal).then(() => false),
    ]);
    if (!finished)
        lines.push('GitHub did not answer in time. The next run finds in the repositories what was sent.');
    return { kind: 'took-over', ledger, lines };
}
function held(input, ledger) {
    const { ports, sharesToken } = input;
    if (!sharesToken)
        return input;
    const index = (0,_held_index_js__WEBPACK_IMPORTED_MODULE_1__/* .heldIndex */ .Y)(ports.index, { clock: ports.clock, ledger, latestAt: 0 });
    return { ...input, ports: { ...ports, index } };
}
function ledgerOf([first, ...rest]) {
    if (first?.type !== 'started')
        return undefined;
    const ledger = (0,_ledger_js__WEBPACK_IMPORTED_MODULE_3__/* .openLedger */ .au)(first);
    for (const entry of rest)
        if (entry.type !== 'started')
            (0,_ledger_js__WEBPACK_IMPORTED_MODULE_3__/* .addEntry */ .An)(ledger, entry);
    return ledger;
}
function whatMainDid({ campaign, outcomes, uncommitted, openIntent }) {
    const { sent, found } = (0,_ledger_js__WEBPACK_IMPORTED_MODULE_3__/* .countOutcomes */ .XF)(outcomes);
    const open = openIntent === undefined ? '' : ` Whether ${openIntent.report} was opened is not known; the next run looks first.`;
    return `The main step did not finish. Period ${campaign.period}: ${sent} sent, ${found} found, ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_5__/* .count */ .U9)(uncommitted.size, 'flag')} not in the index yet.${open}`;
}
async function bringIn(input, ledger, lines) {
    await Promise.all([bringInFlags(input, ledger, lines), bringInMarker(input, ledger, lines)]);
}
async function bringInFlags(input, ledger, lines) {
    const books = await takeOver(input, ledger, lines);
    if (books === undefined)
        return;
    const problem = await books.commit().catch(asProblem);
    if (problem !== undefined)
        lines.push(`The flags could not be committed: ${problem.message}`);
    else if (ledger.lastCommit !== undefined)
        lines.push(`Flags committed: ${ledger.lastCommit}`);
}
async function bringInMarker({ ports }, ledger, lines) {
    const key = await (0,_bookkeeping_js__WEBPACK_IMPORTED_MODULE_0__/* .saveMarker */ .mF)(ledger, ports);
    if (key !== undefined)
        lines.push(`Progress marker saved: ${key}`);
}
async function takeOver({ entries, ports, version }, ledger, lines) {
    const [started] = entries;
    if (started?.type !== 'started')
        return undefined;
    const paths = (0,_index_reading_js__WEBPACK_IMPORTED_MODULE_2__/* .pathsOf */ .wG)(started.indexPath, ledger.campaign.period);
    try {
        const snapshot = await (0,_index_reading_js__WEBPACK_IMPORTED_MODULE_2__/* .readSnapshot */ .RA)(paths, ports.index);
        return (0,_bookkeeping_js__WEBPACK_IMPORTED_MODULE_0__/* .openBooks */ .FS)({ ports, ledger, paths, snapshot, version });
    }
    catch (error) {
        lines.push(`The index could not be read: ${asProblem(error).message}`);
        return undefined;
    }
}
function asProblem(error) {
    const problem = error instanceof _problems_js__WEBPACK_IMPORTED_MODULE_4__/* .ProblemsError */ .FQ ? error.problems[0] : undefined;
    return problem ?? { message: error instanceof Error ? error.message : String(error) };
}


/***/ })

};
