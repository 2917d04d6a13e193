export const id = 970;
export const ids = [970];
export const modules = {

/***/ 212:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O_: () => (/* binding */ cellsAsTheyStand),
/* harmony export */   df: () => (/* binding */ positionOf),
/* harmony export */   qZ: () => (/* binding */ unquoted),
/* harmony export */   sW: () => (/* binding */ withoutBreak)
/* harmony export */ });
function cellsAsTheyStand(row) {
    const cells = [];
    for (let at = 0;;) {
        const end = row[at] === '"' ? endOfQuoted(row, at) : row.indexOf(',', at);
        if (end === -1 || end === row.length)
            return [...cells, row.slice(at)];
        cells.push(row.slice(at, end));
        at = end + 1;
    }
}
function positionOf(index, text, line) {
    const cells = cellsAsTheyStand(withoutBreak(text));
    const before = cells.slice(0, index).join(',') + (index > 0 && index < cells.length ? ',' : '');
    const lines = before.split('\n');
    return { line: line + lines.length - 1, column: (lines.at(-1) ?? '').length + 1 };
}
function unquoted(cell) {
    return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}
function endOfQuoted(row, at) {
    let quote = row.indexOf('"', at + 1);
    while (quote !== -1 && row[quote + 1] === '"')
        quote = row.indexOf('"', quote + 2);
    return quote + 1;
}
function withoutBreak(row) {
    return row.replace(/\r{0,2}\n$/, '');
}


/***/ }),

/***/ 4816:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D0: () => (/* binding */ decoder),
/* harmony export */   Nb: () => (/* binding */ readCsv),
/* harmony export */   qW: () => (/* binding */ checkText)
/* harmony export */ });
/* harmony import */ var csv_parse__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6070);

async function readCsv(source, faults, onRow) {
    const window = openWindow();
    const parser = new RowParser((row) => onRow(row, window));
    const ended = parser.ended();
    let fault;
    for await (const lines of wholeLines(source)) {
        const text = checkText(lines);
        window.show(text.lines, parser.nextStart);
        parser.write(asBuffer(text.lines));
        fault = text.fault;
        if (fault !== undefined || parser.destroyed)
            break;
    }
    parser.end();
    const csvFault = await ended;
    const at = () => ({ line: parser.nextLine, column: 1 });
    const isCutOff = fault !== undefined && csvFault === NOT_CLOSED;
    if (csvFault !== undefined && !isCutOff)
        faults.add('index-csv', at, `${csvFault} (in the row that begins here)`);
    else if (fault !== undefined)
        faults.add('index-encoding', at, `${fault} (in the row that begins here)`);
}
function openWindow() {
    let pieces = [];
    let start = 0;
    return {
        show: (piece, neededFrom) => {
            while (pieces[0] !== undefined && start + pieces[0].byteLength <= neededFrom) {
                start += pieces[0].byteLength;
                pieces = pieces.slice(1);
            }
            pieces.push(piece);
        },
        text: (row) => new TextDecoder().decode(joined(pieces).subarray(row.start - start, row.end - start)),
    };
}
async function* wholeLines(source) {
    let unfinished = [];
    for await (const chunk of source instanceof Uint8Array ? piecesOf(source) : source) {
        const end = chunk.lastIndexOf(LF) + 1;
        if (end > 0) {
            yield joined([...unfinished, chunk.subarray(0, end)]);
            unfinished = [];
        }
        if (end < chunk.byteLength)
            unfinished.push(chunk.subarray(end));
    }
    if (unfinished.length > 0)
        yield joined(unfinished);
}
const LF = 0x0a;
const PIECE_BYTES = 65_536;
function* piecesOf(bytes) {
    for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES)
        yield bytes.subarray(at, at + PIECE_BYTES);
}
function joined(parts) {
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}
class RowParser extends csv_parse__WEBPACK_IMPORTED_MODULE_0__/* .Parser */ .iX {
    #onRow;
    #linesBefore = 0;
    nextLine = 1;
    nextStart = 0;
    constructor(onRow) {
        super(options);
        this.#onRow = onRow;
        this.resume();
    }
    ended() {
        return new Promise((resolve, reject) => {
            this.on('end', () => resolve(undefined));
            this.on('error', (error) => (error instanceof csv_parse__WEBPACK_IMPORTED_MODULE_0__/* .CsvError */ .J$ ? resolve(seenAndExpected(error)) : reject(error)));
        });
    }
    push(cells) {
        if (cells === null)
            return super.push(null);
        const { bytes, lines } = this.info;
        const row = { cells, line: this.nextLine, start: this.nextStart, end: bytes };
        this.nextLine += lines - this.#linesBefore > 1 ? 1 + lineBreaksIn(cells) : 1;
        this.#linesBefore = lines;
        this.nextStart = bytes;
        if (cells.length > 1 || cells[0] !== '')
            this.#onRow(row);
        return true;
    }
}
function lineBreaksIn(cells) {
    return cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
}
const options = {
    bom: true,
    record_delimiter: ['\r\r\n', '\r\n', '\n'],
    relax_column_count: true,
};
const NOT_CLOSED = 'a quoted cell is not closed by the end of the file, expected a closing "';
function seenAndExpected(error) {
    switch (error.code) {
        case 'CSV_QUOTE_NOT_CLOSED':
            return NOT_CLOSED;
        case 'CSV_INVALID_CLOSING_QUOTE':
            return `${followerIn(error)} follows a closing quote, expected a comma or a line break; a quote in a quoted cell is doubled`;
        case 'INVALID_OPENING_QUOTE':
            return 'a quote within an unquoted cell, expected the whole cell in quotes and the quote doubled';
        default:
            return error.message;
    }
}
function followerIn({ message }) {
    const [, seen = ''] = /got "([;\t\r])"/.exec(message) ?? [];
    return FOLLOWERS.get(seen) ?? 'text';
}
const FOLLOWERS = new Map([
    [';', '";"'],
    ['\t', 'a tab'],
    ['\r', 'a CR without LF'],
]);
function asBuffer(bytes) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
function checkText(lines) {
    if (faultOf(lines) === undefined)
        return { lines, fault: undefined };
    let start = 0;
    let fault;
    while (fault === undefined && start < lines.byteLength) {
        const next = lines.indexOf(LF, start) + 1 || lines.byteLength;
        fault = faultOf(lines.subarray(start, next));
        if (fault === undefined)
            start = next;
    }
    return { lines: lines.subarray(0, start), fault };
}
function faultOf(bytes) {
    try {
        decoder.decode(bytes);
    }
    catch {
        return 'bytes that are not UTF-8, expected UTF-8';
    }
    return bytes.includes(0) ? 'a NUL byte, expected text' : undefined;
}
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });


/***/ }),

/***/ 1752:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  WC: () => (/* binding */ cellOf),
  xz: () => (/* binding */ readTable)
});

// UNUSED EXPORTS: otherLayout

// EXTERNAL MODULE: ./build/shared/text.js
var shared_text = __webpack_require__(9853);
;// CONCATENATED MODULE: ./build/csv/problem-list.js

const FAULTS_SHOWN = 100;
function openFaults(file) {
    const first = new Map();
    let added = 0;
    return {
        add: (code, at, what) => {
            added += 1;
            const ofKind = first.get(code) ?? [];
            first.set(code, ofKind);
            if (ofKind.length === FAULTS_SHOWN)
                return;
            const { line, column } = at();
            const place = { file, line, ...(column === undefined ? {} : { column }) };
            ofKind.push({ code, message: `${file}, line ${line}: ${what}`, place });
        },
        list: () => {
            const shown = [...first.values()].flat().sort(inOrder).slice(0, FAULTS_SHOWN);
            const more = added - shown.length;
            if (more === 0)
                return shown;
            return [...shown, { code: 'index-more', message: `${file}: ${(0,shared_text/* count */.U9)(more, 'more fault')}`, place: { file } }];
        },
    };
}
function inOrder({ place: a }, { place: b }) {
    return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}

// EXTERNAL MODULE: ./build/csv/raw-row.js
var raw_row = __webpack_require__(212);
// EXTERNAL MODULE: ./build/csv/reader.js
var reader = __webpack_require__(4816);
;// CONCATENATED MODULE: ./build/csv/table.js




const SEPARATORS = [
    { separator: ';', said: '";"' },
    { separator: '\t', said: 'tabs' },
];
function otherLayout(row, cells, required) {
    const header = row.trim();
    const end = firstUnquotedCr(header);
    if (end !== undefined) {
        return `the header is ${(0,shared_text/* shown */.SP)(header.slice(0, end))} and ends with CR alone, expected LF or CRLF`;
    }
    const found = namesIn(cells, required);
    const other = SEPARATORS.find(({ separator }) => namesIn(header.split(separator), required) > found);
    if (other === undefined)
        return undefined;
    return `the header is ${(0,shared_text/* shown */.SP)(header)} with ${other.said} between its cells, expected commas`;
}
function namesIn(cells, required) {
    const names = new Set(cells.map((cell) => cell.trim().toLowerCase()));
    return required.filter((name) => names.has(name)).length;
}
function firstUnquotedCr(row) {
    for (const { 0: found, index } of row.matchAll(/"[^"]*"|\r/g))
        if (found === '\r')
            return index;
    return undefined;
}
function cellOf({ cells }, { index }) {
    return index === undefined ? '' : (cells[index] ?? '');
}
async function readTable(source, file, problems, shape, open) {
    const faults = openFaults(file);
    let take;
    await (0,reader/* readCsv */.Nb)(source, faults, (row, window) => {
        if (take === undefined)
            take = readHeader(row, shape, { faults, window }, open);
        else
            take(row);
    });
    if (take === undefined && faults.list().length === 0) {
        const what = `the file is empty, expected a header with ${shape.required.join(', ')}`;
        faults.add('index-column', () => ({ line: 1, column: 1 }), what);
    }
    problems.push(...faults.list());
}
function positionIn(window, row, index) {
    return index === 0 ? { line: row.line, column: 1 } : (0,raw_row/* positionOf */.df)(index, window.text(row), row.line);
}
function readHeader(header, shape, { faults, window }, open) {
    const of = (row, index) => positionIn(window, row, index);
    const layout = otherLayout(window.text(header), header.cells, shape.required);
    if (layout !== undefined) {
        faults.add('index-layout', () => of(header, 0), layout);
        return () => undefined;
    }
    const width = header.cells.length;
    const table = openTable(header.cells);
    const key = table.column(shape.key);
    const firstLines = new Map();
    const isUsable = checkHeader(header.cells, shape, (index, what) => faults.add('index-column', () => of(header, index), what));
    const add = (code, row, { index = 0 }, what) => faults.add(code, () => of(row, index), what);
    const takeRow = isUsable ? open(table, { add }) : undefined;
    return (row) => {
        const wrong = wrongRow(row.cells, width);
        if (wrong !== undefined) {
            faults.add('index-row', () => of(row, wrong.index), wrong.what);
            return;
        }
        const text = takeRow?.(row);
        if (text === undefined)
            return;
        const firstLine = firstLines.get(text);
        if (firstLine === undefined) {
            firstLines.set(text, row.line);
            return;
        }
        const what = `${key.name} is ${(0,shared_text/* shown */.SP)(cellOf(row, key).trim())}, the same as in line ${firstLine}, expected once`;
        faults.add('index-duplicate', () => of(row, key.index ?? 0), what);
    };
}
function wrongRow(cells, width) {
    if (cells.every(isBlank)) {
        return { index: 0, what: `an empty row, expected ${(0,shared_text/* count */.U9)(width, 'cell')} that say something, or no row` };
    }
    if (cells.length === width)
        return undefined;
    return { index: width, what: `${(0,shared_text/* count */.U9)(cells.length, 'cell')}, expected ${width} as in the header` };
}
function isBlank(cell) {
    return cell.trim() === '';
}
function nameOf(header) {
    return header.trim().toLowerCase();
}
function openTable(header) {
    const names = header.map((cell) => cell.trim());
    const indexes = new Map();
    for (const [index, cell] of header.entries())
        if (!indexes.has(nameOf(cell)))
            indexes.set(nameOf(cell), index);
    return {
        column: (name) => ({ name, index: indexes.get(name) }),
        record: ({ cells }) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])),
    };
}
function checkHeader(cells, { required, optional }, fault) {
    const names = cells.map(nameOf);
    const missing = required.filter((name) => !names.includes(name));
    for (const name of missing)
        fault(cells.length, `no column ${name}, expected ${required.join(', ')}`);
    for (const name of [...required, ...optional]) {
        const times = names.filter((other) => other === name).length;
        if (times > 1)
            fault(names.lastIndexOf(name), `${times} columns ${name}, expected one`);
    }
    return missing.length === 0;
}


/***/ }),

/***/ 6265:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $m: () => (/* binding */ whatWasLearned),
/* harmony export */   GI: () => (/* binding */ holdReason),
/* harmony export */   bB: () => (/* binding */ timeLeftMs),
/* harmony export */   yo: () => (/* binding */ nextSlot)
/* harmony export */ });
/* unused harmony exports earliest, playForward */
/* harmony import */ var _shared_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9853);
/* harmony import */ var _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8006);


const HOUR_MARGIN_MS = 1_000;
const STEPS_LIMIT = 10_000;
function earliest(rules, sendings, lastStartedAt) {
    return {
        spacing: lastStartedAt === undefined ? 0 : lastStartedAt + rules.spacingMs,
        minute: answeredAt(sendings, rules.perMinute) + _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg,
        hour: answeredAt(sendings, rules.perHour) + _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ + HOUR_MARGIN_MS,
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
    const mayTry = (ceiling) => pace.lessons !== undefined && ceiling !== undefined && (0,_learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .mayTryMore */ .ge)(pace.lessons, ceiling, now, leftMs);
    const minute = mayTry(learned.perMinute) && leftMs() >= _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ
        ? { ...learned.perMinute, count: learned.perMinute.count + 1 }
        : learned.perMinute;
    const slot = slotUnder(pace, ceilings, { ...learned, perMinute: minute }, now);
    if (learned.perHour === undefined || slot.at - now < _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg || !mayTry(learned.perHour))
        return slot;
    const sooner = slotUnder(pace, ceilings, { ...learned, perHour: undefined }, now);
    return sooner.at < slot.at ? { ...sooner, reason: `${sooner.reason}; one more than was learned is tried` } : slot;
}
function timeLeftMs(pace, ceilings, now, left) {
    const learned = learnedCeilings({ ...pace, lessons: supposed(pace) }, ceilings);
    return playForward(rulesOf(pace, ceilings, learned), (0,_learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .countedSendings */ .mL)(pace.sendings, pace.lessons), pace.lastStartedAt, now, left);
}
function supposed({ lessons, hold }) {
    const question = lessons?.question;
    if (lessons === undefined || question === undefined)
        return lessons;
    const { lastMinute, lastHour, at } = question;
    const isLong = hold !== undefined && hold.untilAt - at > _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .LONGER_THAN_A_MINUTE_MS */ .gH;
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
        spacingMs: perMinute > DOCUMENTED_PER_MINUTE ? _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg / perMinute : Math.max(LEAST_SPACING_MS, _learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg / perMinute),
        perMinute: Math.ceil(perMinute),
        perHour: learned.perHour?.count ?? ceilings.perHour,
        heldUntilAt: hold?.untilAt ?? Number.NEGATIVE_INFINITY,
    };
}
function slotUnder(pace, ceilings, learned, now) {
    const { spacing, minute, hour, hold } = earliest(rulesOf(pace, ceilings, learned), (0,_learned_limits_js__WEBPACK_IMPORTED_MODULE_0__/* .countedSendings */ .mL)(pace.sendings, pace.lessons), pace.lastStartedAt);
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
    return `at most ${learned.count} issues ${window}, as GitHub showed on ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_1__/* .day */ .vd)(learned.at)}`;
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
/* harmony export */   Y: () => (/* binding */ waitForHold),
/* harmony export */   Yg: () => (/* binding */ heldIndex),
/* harmony export */   a0: () => (/* binding */ waitUntil)
/* harmony export */ });
/* harmony import */ var _shared_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1703);
/* harmony import */ var _shared_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9853);
/* harmony import */ var _schedule_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6265);



function heldIndex(index, { clock, stop, heldUntilAt, latestAt, refused }) {
    const free = async () => {
        for (let until = heldUntilAt(); until > clock.now(); until = heldUntilAt()) {
            if (until > latestAt || stop?.aborted)
                (0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)('index-held', `GitHub takes no request of the token before ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_2__/* .utcTime */ .SK)(until)}`);
            await clock.sleep(until - clock.now(), stop);
        }
    };
    return {
        ...index,
        head: async () => {
            await free();
            return index.head();
        },
        read: async (path, commit) => {
            await free();
            return index.read(path, commit);
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
    const { clock, log, stop } = ports;
    const startedAt = clock.now();
    let quiet = true;
    for (;;) {
        if (stop.aborted)
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
            log.info(`waiting ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_2__/* .duration */ .p0)(at - now)}: ${reason}${outlook()}`);
        await clock.sleep(Math.min(at - now, HEARTBEAT_MS), stop);
    }
}
function waitForHold({ hold }, waiting) {
    const slot = hold === undefined ? { at: 0, reason: '' } : { at: hold.untilAt, reason: (0,_schedule_js__WEBPACK_IMPORTED_MODULE_1__/* .holdReason */ .GI)(hold) };
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
/* harmony export */   FS: () => (/* binding */ openBooks),
/* harmony export */   mF: () => (/* binding */ saveMarker)
/* harmony export */ });
/* unused harmony export statusOf */
/* harmony import */ var _shared_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1703);
/* harmony import */ var _shared_text_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9853);
/* harmony import */ var _commit_flags_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7133);
/* harmony import */ var _marker_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8106);
/* harmony import */ var _overlap_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9209);
/* harmony import */ var _run_state_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5787);






function openBooks(input) {
    const { ports, ledger } = input;
    let { snapshot } = input;
    let background;
    let lasting;
    let unwritable;
    const append = async (entry) => {
        if (unwritable !== undefined)
            throw unwritable;
        try {
            await ports.journal.append(entry);
        }
        catch (cause) {
            const message = `The journal does not take an entry: ${cause instanceof Error ? cause.message : String(cause)}`;
            unwritable = new _shared_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .ProblemsError */ .FQ([{ code: 'journal-unwritable', message }], { cause });
            throw unwritable;
        }
    };
    const record = async (entry) => {
        try {
            await append(entry);
        }
        finally {
            (0,_run_state_js__WEBPACK_IMPORTED_MODULE_3__/* .addEntry */ .An)(ledger, entry);
        }
    };
    const commit = async () => {
        if (ledger.campaign.testing)
            return undefined;
        const outcomes = [...ledger.uncommitted.values()];
        const skippedEarlier = ledger.outcomes.filter(({ kind, report }) => kind === 'skipped' && !ledger.uncommitted.has(report));
        const result = await (0,_commit_flags_js__WEBPACK_IMPORTED_MODULE_1__/* .commitFlags */ .Lm)({
            ...input,
            ...ports,
            repository: ports.index,
            period: ledger.campaign.period,
            snapshot,
            asRead: input.snapshot,
            outcomes,
            skippedEarlier,
            status: (pendingLeft) => statusOf(ledger, pendingLeft),
        });
        if (result.kind === 'failed')
            return result.problem;
        snapshot = result.snapshot;
        for (const dataset of result.missing) {
            const what = `${input.paths.reports}: the row of dataset ${dataset} has been removed; no flag is set`;
            ports.log.warning((0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .advised */ .BZ)(what, 'row-removed'));
        }
        const reports = outcomes.map((outcome) => outcome.report);
        const committed = result.kind === 'committed' ? { commit: result.commit } : {};
        await record({ type: 'committed', at: ports.clock.now(), reports, ...committed });
        if (result.kind === 'committed') {
            const what = reports.length > 0 ? `the flags of ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_4__/* .count */ .U9)(reports.length, 'report')}` : "the period's status";
            ports.log.info(`committed ${what}: ${result.commit}`);
        }
        return overlapIn(result, input.presentName);
    };
    const save = () => saveMarker(ledger, ports);
    const commitAndSave = async () => {
        const problem = await commit();
        await save();
        if (problem !== undefined && isLasting(problem))
            lasting = problem;
        else if (problem !== undefined)
            ports.log.warning((0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .advised */ .BZ)(`${problem.message}; tried again later`, 'commit-later'));
    };
    return {
        ledger,
        begin: append,
        record,
        commit,
        save,
        checkpoint: () => {
            background ??= commitAndSave().finally(() => {
                background = undefined;
            });
            background.catch(() => undefined);
        },
        problem: () => lasting,
        settled: async () => background,
    };
}
async function overlapIn({ otherUrls }, presentName = async () => undefined) {
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
async function saveMarker(ledger, { marker, log }) {
    const saved = await marker.save((0,_marker_js__WEBPACK_IMPORTED_MODULE_2__/* .markerBytes */ .Eu)((0,_run_state_js__WEBPACK_IMPORTED_MODULE_3__/* .markerOf */ .we)(ledger)));
    if (saved.kind === 'saved')
        return saved.key;
    log.warning((0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .advised */ .BZ)(`The progress marker was not saved: ${saved.message}`, 'marker-unavailable'));
    return undefined;
}
function isLasting(problem) {
    return (problem.code === 'overlap' ||
        problem.code === 'commit-protected' ||
        problem.code === 'commit-forbidden' ||
        problem.code === 'commit-rejected');
}
function statusOf({ campaign, over }, pendingLeft) {
    if (pendingLeft === 0)
        return 'done';
    if (campaign.gbifdatasetid !== undefined)
        return undefined;
    return over && campaign.failed.length > 0 ? 'failed' : 'in progress';
}


/***/ }),

/***/ 7133:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  kX: () => (/* binding */ checkRoom),
  Lm: () => (/* binding */ commitFlags)
});

// UNUSED EXPORTS: COMMIT_TRIES, flagChanges

// EXTERNAL MODULE: ./build/reports-index/read.js
var read = __webpack_require__(9857);
// EXTERNAL MODULE: ./build/csv/raw-row.js
var raw_row = __webpack_require__(212);
// EXTERNAL MODULE: ./build/csv/reader.js
var reader = __webpack_require__(4816);
;// CONCATENATED MODULE: ./build/csv/edit.js


function editRow(bytes, { line, start, end }, valuesFor) {
    const before = reader/* decoder */.D0.decode(bytes.subarray(start, end));
    const content = (0,raw_row/* withoutBreak */.sW)(before);
    const cells = (0,raw_row/* cellsAsTheyStand */.O_)(content);
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
    return (0,raw_row/* cellsAsTheyStand */.O_)((0,raw_row/* withoutBreak */.sW)(reader/* decoder */.D0.decode(bytes.subarray(start, end)))).map(raw_row/* unquoted */.qZ);
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

// EXTERNAL MODULE: ./build/csv/table.js + 1 modules
var csv_table = __webpack_require__(1752);
// EXTERNAL MODULE: ./build/shared/problem.js
var problem = __webpack_require__(1703);
// EXTERNAL MODULE: ./build/reports-index/parse.js
var parse = __webpack_require__(8650);
// EXTERNAL MODULE: ./build/reports-index/rows.js
var reports_index_rows = __webpack_require__(2264);
;// CONCATENATED MODULE: ./build/reports-index/write.js





async function applyFlags(bytes, file, changes, known) {
    const wanted = new Map(changes.map((change) => [change.gbifdatasetid, change]));
    const isKnown = known !== undefined && changes.every((change) => known.byDataset.has(change.gbifdatasetid));
    const found = isKnown ? known : await findRows(bytes, file, wanted);
    const { table, style, byDataset } = found;
    const edits = [];
    const applied = [];
    const otherUrls = new Map();
    let pendingLeft = found.pending;
    for (const [id, row] of byDataset) {
        const change = wanted.get(id);
        if (change === undefined)
            continue;
        const url = urlIn(bytes, found, id);
        if (url !== '' && 'issue_url' in change.set && url !== change.set.issue_url)
            otherUrls.set(id, url);
        if (row.sent || (row.skipped && 'issue_skipped' in change.set))
            continue;
        if ((0,reports_index_rows/* isPending */.mm)(row))
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
    };
}
function urlIn(bytes, { byDataset, table }, gbifdatasetid) {
    const row = byDataset.get(gbifdatasetid);
    const { index } = table.column('issue_url');
    if (row === undefined || index === undefined)
        return '';
    return (cellsOf(bytes, row)[index] ?? '').trim();
}
async function findRows(bytes, file, wanted) {
    const problems = [];
    const isWanted = (id) => wanted.has(id);
    const rows = await (0,reports_index_rows/* readReportRows */.EM)(bytes, file, problems, { mustBeOne: isWanted, isKept: isWanted });
    if (rows === undefined || problems.length > 0)
        throw new problem/* ProblemsError */.FQ(problems);
    return rows;
}
function flagValues(cells, table, set, style) {
    const values = new Map();
    for (const [name, value] of Object.entries(set)) {
        const { index } = table.column(name);
        if (index === undefined)
            continue;
        const cell = cells[index] ?? '';
        const present = cell.trim();
        const isSaid = name === 'issue_skipped' ? (0,reports_index_rows/* isReason */.Vs)(present) : present !== '';
        if (name === 'issue_sent')
            values.set(index, withSpaces(trueLike(present === '' ? style : present), cell));
        else if (!isSaid)
            values.set(index, withSpaces(String(value), cell));
    }
    return values;
}
function withSpaces(value, cell) {
    const present = cell.trim();
    return present === '' ? cell.replace(/\r*$/, (end) => value + end) : cell.replace(present, () => value);
}
function trueLike(other) {
    if (other === '0' || other === '1')
        return '1';
    if (/^[A-Z]{2}/.test(other))
        return 'TRUE';
    return /^[A-Z]/.test(other) ? 'True' : 'true';
}
async function applyStatus(bytes, file, period, status) {
    const edits = [];
    const problems = [];
    await (0,csv_table/* readTable */.xz)(bytes, file, problems, parse/* PERIODS */.nR, (table) => {
        const { index } = table.column('status');
        const periodColumn = table.column('period');
        return (row) => {
            const isIt = edits.length === 0 && (0,csv_table/* cellOf */.WC)(row, periodColumn).trim() === period;
            if (index === undefined || !isIt)
                return undefined;
            const edit = editRow(bytes, row, (cells) => statusValue(cells[index] ?? '', index, status));
            if (edit !== undefined)
                edits.push(edit);
            return undefined;
        };
    });
    if (problems.length > 0)
        throw new problem/* ProblemsError */.FQ(problems);
    return edits.length === 0 ? undefined : applyEdits(bytes, edits);
}
function statusValue(cell, index, status) {
    return new Map(cell.trim().toLowerCase() === status ? [] : [[index, withSpaces(status, cell)]]);
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
                return { kind: 'failed', problem: contended(work, tried, last) };
            const pauseMs = RETRY_BASE_MS * 2 ** (tried - 1) * (0.5 + work.random());
            if (tried > 0)
                await work.clock.sleep(Math.max(pauseMs, restMs));
            snapshot = await (0,read/* refreshSnapshot */.YD)(snapshot, work.paths, work.repository);
            const next = await nextSnapshot(work, changes, snapshot);
            if (next.files.length === 0)
                return nothingToWrite(snapshot, next.met, unanswered);
            const outcome = await work.repository.commit(snapshot.head, next.files, commitMessage(work));
            if (outcome.kind === 'committed') {
                const head = { ...snapshot.head, commit: outcome.commit };
                return {
                    kind: 'committed',
                    commit: outcome.commit,
                    snapshot: { ...next.snapshot, head },
                    ...next.met,
                };
            }
            if (outcome.kind === 'refused')
                return { kind: 'failed', problem: refusal(work, outcome) };
            unanswered ||= outcome.kind === 'unknown';
            retryAt = outcome.kind === 'unknown' ? (outcome.retryAt ?? 0) : 0;
            last = outcome.kind === 'unknown' ? outcome.message : 'the branch moved';
        }
    }
    catch (error) {
        if (error instanceof problem/* ProblemsError */.FQ && error.problems[0] !== undefined)
            return { kind: 'failed', problem: error.problems[0] };
        throw error;
    }
    return { kind: 'failed', problem: contended(work, COMMIT_TRIES, last) };
}
function nothingToWrite(snapshot, met, unanswered) {
    if (!unanswered)
        return { kind: 'unchanged', snapshot, ...met };
    return { kind: 'committed', commit: snapshot.head.commit, snapshot, ...met };
}
async function nextSnapshot(work, changes, snapshot) {
    const { paths, period } = work;
    const applied = await applyFlags(snapshot.reports, paths.reports, changes, snapshot.rows);
    const status = work.status(applied.pendingLeft);
    const periods = status === undefined ? undefined : await applyStatus(snapshot.periods, paths.periods, period, status);
    const files = [];
    if (applied.applied.length > 0)
        files.push({ path: paths.reports, bytes: applied.bytes });
    if (periods !== undefined)
        files.push({ path: paths.periods, bytes: periods });
    return {
        files,
        snapshot: { head: snapshot.head, reports: applied.bytes, periods: periods ?? snapshot.periods },
        met: { missing: applied.missing, otherUrls: otherUrlsSince(work, applied.otherUrls) },
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
async function checkRoom({ issues, skipped }, { paths, snapshot }, serverUrl) {
    const reports = issues.length + skipped.length;
    if (snapshot.reports.byteLength + reports * ROOM_FOR_FLAGS <= read/* REPORTS_LIMIT_BYTES */.OO)
        return;
    const sent = issues.map(({ gbifdatasetid, target }) => {
        const issue_url = `${serverUrl}/${(0,repository/* fullName */.f)(target)}/issues/999999999`;
        return { gbifdatasetid, set: { issue_sent: true, issue_url, issue_sent_at: new Date(0).toISOString() } };
    });
    const { bytes } = await applyFlags(snapshot.reports, paths.reports, [...sent, ...flagChanges(skipped)], snapshot.rows);
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
function issueAt(url) {
    const [, repository, number] = /([^/\s]+\/[^/\s]+)\/issues\/(\d{1,15})(?:[?#]\S*)?$/.exec(url.trim()) ?? [];
    if (repository === undefined || !/^https?:\/\//.test(url.trim()))
        return undefined;
    return { repository: repository.toLowerCase(), number: Number(number) };
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
    return { code: 'overlap', message: `Another run is at work: report ${report} has two issues: ${own} and ${other}` };
}


/***/ }),

/***/ 5787:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   An: () => (/* binding */ addEntry),
/* harmony export */   Lx: () => (/* binding */ isClosed),
/* harmony export */   au: () => (/* binding */ openLedger),
/* harmony export */   fk: () => (/* binding */ heldUntilAt),
/* harmony export */   we: () => (/* binding */ markerOf)
/* harmony export */ });
/* harmony import */ var _pace_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7687);
/* harmony import */ var _marker_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8106);


function openLedger(entry) {
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
    };
}
function addEntry(ledger, entry) {
    const { marker } = ledger;
    ledger.campaign.lastActiveAt = entry.at;
    switch (entry.type) {
        case 'started':
            throw new Error('A journal has one "started" entry, its first');
        case 'intent':
            marker.pace = (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .sendingStarted */ .Oz)(marker.pace, entry.at);
            ledger.openIntent = { report: entry.report, at: entry.at };
            return;
        case 'answered':
            ledger.openIntent = undefined;
            noteLeft(ledger, entry.leftAt);
            if (entry.answer.kind === 'limited') {
                noteRefusal(ledger, entry.at);
                marker.pace = (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .sendingRefused */ .PI)(marker.pace, entry.at, entry.answer);
            }
            else if (entry.answer.kind === 'void') {
                marker.pace = (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .sendingVoid */ .nw)(marker.pace);
            }
            else {
                marker.pace = (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .sendingUnknown */ .f$)(marker.pace, entry.at);
            }
            return;
        case 'held':
            noteRefusal(ledger, entry.at);
            marker.pace = (0,_pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .heldBack */ .Zg)(marker.pace, entry.at, entry.answer);
            return;
        case 'outcome':
            noteLeft(ledger, entry.leftAt);
            addOutcome(ledger, entry.outcome, entry.at);
            return;
        case 'committed':
            ledger.lastCommit = entry.commit ?? ledger.lastCommit;
            for (const report of entry.reports)
                ledger.uncommitted.delete(report);
            return;
        case 'doubted':
            ledger.campaign.failed = withoutForbidden(ledger);
            return;
        case 'over':
            ledger.over = true;
            return;
        case 'ended':
            ledger.ended = true;
            return;
        default:
            entry;
    }
}
function noteLeft({ marker }, at) {
    if (at !== undefined)
        marker.pace = { ...marker.pace, lastStartedAt: at };
}
function noteRefusal(ledger, at) {
    ledger.refusals += 1;
    ledger.lastHeldAt = at;
}
function addOutcome(ledger, outcome, at) {
    if (ledger.openIntent?.report === outcome.report) {
        ledger.openIntent = undefined;
        const settle = outcome.kind === 'sent' ? _pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .sendingAnswered */ .s6 : _pace_state_js__WEBPACK_IMPORTED_MODULE_0__/* .sendingVoid */ .nw;
        ledger.marker.pace = settle(ledger.marker.pace, at);
    }
    ledger.outcomes.push(outcome);
    ledger.campaign.cursor = outcome.report;
    if (outcome.kind === 'failed')
        ledger.campaign.failed.push(outcome.report);
    if (outcome.kind === 'sent' || outcome.kind === 'found' || outcome.kind === 'skipped') {
        ledger.campaign.totals[outcome.kind] += 1;
        ledger.uncommitted.set(outcome.report, outcome);
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
function markerOf(ledger) {
    return isClosed(ledger)
        ? (0,_marker_js__WEBPACK_IMPORTED_MODULE_1__/* .withoutCampaign */ .zv)(ledger.marker, ledger.campaign)
        : (0,_marker_js__WEBPACK_IMPORTED_MODULE_1__/* .withCampaign */ .B7)(ledger.marker, ledger.campaign);
}


/***/ }),

/***/ 8650:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   jk: () => (/* binding */ parseReports),
/* harmony export */   nR: () => (/* binding */ PERIODS),
/* harmony export */   rP: () => (/* binding */ parseDatasets),
/* harmony export */   sg: () => (/* binding */ parsePeriods)
/* harmony export */ });
/* unused harmony export isPeriod */
/* harmony import */ var _csv_table_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1752);
/* harmony import */ var _shared_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9853);
/* harmony import */ var _rows_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2264);



const PERIODS = {
    key: 'period',
    required: ['period', 'year', 'month'],
    optional: ['status'],
};
const DATASETS = {
    key: 'gbifdatasetid',
    required: ['gbifdatasetid', 'ccode', 'github_orgname', 'github_reponame'],
    optional: [],
};
const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})$/;
const NAME = /^[A-Za-z0-9._-]{1,100}$/;
async function parsePeriods(source, file, problems) {
    const periods = [];
    await (0,_csv_table_js__WEBPACK_IMPORTED_MODULE_0__/* .readTable */ .xz)(source, file, problems, PERIODS, (table, faults) => (row) => {
        const period = readPeriod(row, table, faults);
        periods.push(period);
        return period.period;
    });
    return periods;
}
function isPeriod(text) {
    return /^\d{4}(?:0[1-9]|1[0-2])$/.test(text);
}
function readPeriod(row, table, faults) {
    const text = (name) => (0,_csv_table_js__WEBPACK_IMPORTED_MODULE_0__/* .cellOf */ .WC)(row, table.column(name)).trim();
    const fault = (name, expected) => faults.add('index-value', row, table.column(name), `${name} is ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_2__/* .shown */ .SP)(text(name))}, expected ${expected}`);
    const period = text('period');
    const valid = isPeriod(period);
    if (!valid)
        fault('period', 'YYYYMM with a month from 01 to 12');
    const check = (name, expected) => {
        if (valid && !/^\d+$/.test(text(name)))
            fault(name, 'an integer');
        else if (valid && Number(text(name)) !== expected)
            fault(name, `${expected} for period ${period}`);
        return expected;
    };
    const status = STATUSES.find((known) => known === text('status').toLowerCase());
    if (status === undefined)
        fault('status', 'nothing, "in progress", "done" or "failed"');
    return {
        period,
        year: check('year', Number(period.slice(0, 4))),
        month: check('month', Number(period.slice(4))),
        status: status ?? '',
        line: row.line,
    };
}
const STATUSES = ['', 'in progress', 'done', 'failed'];
async function parseReports(source, file, problems, { also } = {}) {
    const reports = [];
    const counts = { rows: 0, stored: 0, sent: 0, skipped: 0, pending: 0 };
    const rows = await (0,_rows_js__WEBPACK_IMPORTED_MODULE_1__/* .readReportRows */ .EM)(source, file, problems, {
        mustBeOne: () => true,
        isKept: (id, flags, row, table) => {
            countFlags(counts, flags);
            const pending = (0,_rows_js__WEBPACK_IMPORTED_MODULE_1__/* .isPending */ .mm)(flags);
            if (!pending && also?.has(id) !== true)
                return false;
            reports.push({ gbifdatasetid: id, line: row.line, columns: table.record(row), pending });
            return true;
        },
    });
    return { reports, counts, rows };
}
function countFlags(counts, flags) {
    counts.rows += 1;
    if (flags.stored)
        counts.stored += 1;
    if (flags.sent)
        counts.sent += 1;
    if (flags.skipped)
        counts.skipped += 1;
    if ((0,_rows_js__WEBPACK_IMPORTED_MODULE_1__/* .isPending */ .mm)(flags))
        counts.pending += 1;
}
async function parseDatasets(source, file, problems, wanted) {
    const datasets = new Map();
    await (0,_csv_table_js__WEBPACK_IMPORTED_MODULE_0__/* .readTable */ .xz)(source, file, problems, DATASETS, (table, faults) => {
        const datasetId = table.column('gbifdatasetid');
        const ccode = table.column('ccode');
        const organization = table.column('github_orgname');
        const name = table.column('github_reponame');
        return (row) => {
            const id = (0,_rows_js__WEBPACK_IMPORTED_MODULE_1__/* .readDatasetId */ .Ol)(row, datasetId, faults);
            const owner = (0,_csv_table_js__WEBPACK_IMPORTED_MODULE_0__/* .cellOf */ .WC)(row, organization).trim();
            const repository = (0,_csv_table_js__WEBPACK_IMPORTED_MODULE_0__/* .cellOf */ .WC)(row, name).trim();
            if (!OWNER.test(owner)) {
                faults.add('index-value', row, organization, `github_orgname is ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_2__/* .shown */ .SP)(owner)}, expected a GitHub login`);
            }
            if (!NAME.test(repository) || repository === '.' || repository === '..') {
                faults.add('index-value', row, name, `github_reponame is ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_2__/* .shown */ .SP)(repository)}, expected a repository name`);
            }
            if (wanted.has(id)) {
                const columns = table.record(row);
                const { line } = row;
                datasets.set(id, { gbifdatasetid: id, ccode: (0,_csv_table_js__WEBPACK_IMPORTED_MODULE_0__/* .cellOf */ .WC)(row, ccode).trim(), owner, repository, line, columns });
            }
            return id;
        };
    });
    return datasets;
}


/***/ }),

/***/ 9857:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   OO: () => (/* binding */ REPORTS_LIMIT_BYTES),
/* harmony export */   RA: () => (/* binding */ readSnapshot),
/* harmony export */   YD: () => (/* binding */ refreshSnapshot),
/* harmony export */   vY: () => (/* binding */ readIndex),
/* harmony export */   wG: () => (/* binding */ pathsOf),
/* harmony export */   yR: () => (/* binding */ readText)
/* harmony export */ });
/* unused harmony exports FILE_LIMIT_BYTES, limited */
/* harmony import */ var _csv_reader_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4816);
/* harmony import */ var _shared_problem_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1703);
/* harmony import */ var _shared_text_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9853);
/* harmony import */ var _parse_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8650);




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
    const periods = await unlessLost(readWhole(repository, paths.periods, head, FILE_LIMIT_BYTES), faults);
    const listed = periods && (await (0,_parse_js__WEBPACK_IMPORTED_MODULE_2__/* .parsePeriods */ .sg)(periods, paths.periods, faults));
    const period = listed && choosePeriod(listed, request.period, paths, faults);
    const isUnknown = faults.some(({ code }) => code === 'period-unknown');
    const lost = isUnknown ? [] : faults;
    const reports = await unlessLost(readWhole(repository, paths.reports, head, REPORTS_LIMIT_BYTES), lost);
    const parsed = reports && (await (0,_parse_js__WEBPACK_IMPORTED_MODULE_2__/* .parseReports */ .jk)(reports, paths.reports, faults, { also: wantedRows(request) }));
    const wanted = new Set(parsed?.reports.map((report) => report.gbifdatasetid));
    const datasets = await unlessLost(readDatasets(repository, paths.datasets, head, { wanted, faults }), faults);
    if (faults.length > 0 || !(periods && period && reports && parsed && datasets))
        throw new _shared_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .ProblemsError */ .FQ(faults);
    const { rows, counts } = parsed;
    const snapshot = { head, periods, reports, ...(rows === undefined ? {} : { rows }) };
    return { paths, snapshot, period, reports: chosenReports(parsed.reports, request, paths), counts, datasets };
}
async function readDatasets(repository, path, head, { wanted, faults }) {
    return (0,_parse_js__WEBPACK_IMPORTED_MODULE_2__/* .parseDatasets */ .rP)(await open(repository, path, head, FILE_LIMIT_BYTES), path, faults, wanted);
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
const LOST = new Set(['index-file-missing', 'index-file-too-large']);
function choosePeriod(periods, wanted, { periods: file }, faults) {
    const period = periods.find((candidate) => candidate.period === wanted);
    if (period !== undefined || faults.length > 0)
        return period;
    const existing = periods.map((candidate) => candidate.period).join(', ') || 'none';
    const message = `Provided period does not exist in the index: ${wanted} (existing: ${existing})`;
    faults.push({ code: 'period-unknown', message, place: { file } });
    return undefined;
}
function wantedRows({ gbifdatasetid, cursor, period }) {
    const ids = new Set();
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
async function open(repository, path, head, limitBytes) {
    const source = await repository.read(path, head.commit);
    if (source === undefined)
        (0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .fail */ .fJ)('index-file-missing', `${path} does not exist on branch ${head.branch}`, { file: path });
    return limited(source, path, limitBytes);
}
async function* limited(source, path, limitBytes) {
    let bytes = 0;
    for await (const chunk of source) {
        bytes += chunk.byteLength;
        if (bytes > limitBytes) {
            (0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .fail */ .fJ)('index-file-too-large', `${path} is larger than ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_3__/* .thousands */ .oh)(limitBytes)} bytes`, { file: path });
        }
        yield chunk;
    }
}
async function readWhole(repository, path, head, limitBytes) {
    return collect(await open(repository, path, head, limitBytes));
}
async function collect(source) {
    const chunks = [];
    for await (const chunk of source)
        chunks.push(chunk);
    return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}
async function readText(path, { head }, repository) {
    const source = await repository.read(path, head.commit);
    if (source === undefined)
        return undefined;
    const { lines, fault } = (0,_csv_reader_js__WEBPACK_IMPORTED_MODULE_0__/* .checkText */ .qW)(await collect(limited(source, path, TEXT_LIMIT_BYTES)));
    const text = new TextDecoder().decode(lines);
    if (fault === undefined)
        return text;
    const line = text.split('\n').length;
    return (0,_shared_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .fail */ .fJ)('template-invalid', `${path}, line ${line}: ${fault}`, { file: path, line });
}
async function readSnapshot(paths, repository) {
    return snapshotAt(await repository.head(), paths, repository);
}
async function refreshSnapshot(snapshot, paths, repository) {
    const head = await repository.head();
    return head.commit === snapshot.head.commit ? snapshot : snapshotAt(head, paths, repository);
}
async function snapshotAt(head, paths, repository) {
    return {
        head,
        periods: await readWhole(repository, paths.periods, head, FILE_LIMIT_BYTES),
        reports: await readWhole(repository, paths.reports, head, REPORTS_LIMIT_BYTES),
    };
}


/***/ }),

/***/ 2264:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EM: () => (/* binding */ readReportRows),
/* harmony export */   Ol: () => (/* binding */ readDatasetId),
/* harmony export */   Vs: () => (/* binding */ isReason),
/* harmony export */   mm: () => (/* binding */ isPending)
/* harmony export */ });
/* unused harmony export readBoolean */
/* harmony import */ var _csv_table_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1752);
/* harmony import */ var _shared_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9853);


const DATASET_ID = /^[^\s|<>\p{Cc}]+$/u;
const ID_LIMIT = 200;
const PLAIN_ID = /^[a-z0-9-]{1,200}$/;
function readDatasetId(row, column, faults) {
    const cell = (0,_csv_table_js__WEBPACK_IMPORTED_MODULE_0__/* .cellOf */ .WC)(row, column);
    const isSafe = !cell.includes('--');
    if (isSafe && PLAIN_ID.test(cell))
        return cell;
    const id = cell.trim().toLowerCase();
    const length = id.length > ID_LIMIT ? charactersIn(id) : id.length;
    if (length > ID_LIMIT) {
        const what = `${column.name} is ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP)(id)}, ${length} characters long, expected at most ${ID_LIMIT}`;
        faults.add('index-value', row, column, what);
    }
    if (!DATASET_ID.test(id) || !isSafe) {
        const what = `${column.name} is ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP)(id)}, expected an id without spaces, "|", "<", ">" and "--"`;
        faults.add('index-value', row, column, what);
    }
    return id;
}
function charactersIn(text) {
    let length = 0;
    for (const _ of text)
        length += 1;
    return length;
}
const BOOLEANS = new Map([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
    ['', false],
]);
function readBoolean(row, column, faults) {
    const text = (0,_csv_table_js__WEBPACK_IMPORTED_MODULE_0__/* .cellOf */ .WC)(row, column);
    const value = BOOLEANS.get(text) ?? BOOLEANS.get(text.trim().toLowerCase());
    if (value === undefined) {
        const what = `${column.name} is ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP)(text)}, expected true, false, 1, 0 or nothing`;
        faults.add('index-value', row, column, what);
    }
    return value ?? false;
}
function isReason(text) {
    const reason = text.trim();
    return reason !== '' && !/^(?:false|0)$/i.test(reason);
}
const REPORTS = {
    key: 'gbifdatasetid',
    required: ['gbifdatasetid', 'stored', 'issue_sent'],
    optional: ['issue_skipped', 'issue_url', 'issue_sent_at'],
};
async function readReportRows(source, file, problems, { mustBeOne, isKept }) {
    const byDataset = new Map();
    let found;
    await (0,_csv_table_js__WEBPACK_IMPORTED_MODULE_0__/* .readTable */ .xz)(source, file, problems, REPORTS, (table, faults) => {
        const rows = { byDataset, table, style: '', pending: 0 };
        found = rows;
        const datasetId = table.column('gbifdatasetid');
        const flagColumns = openFlagColumns(table);
        return (row) => {
            const { line, start, end } = row;
            const id = readDatasetId(row, datasetId, faults);
            const flags = readFlags(row, flagColumns, faults);
            if (rows.style === '')
                rows.style = (0,_csv_table_js__WEBPACK_IMPORTED_MODULE_0__/* .cellOf */ .WC)(row, flagColumns.sent).trim();
            if (isPending(flags))
                rows.pending += 1;
            if (isKept(id, flags, row, table))
                byDataset.set(id, { line, start, end, ...flags });
            return mustBeOne(id) ? id : undefined;
        };
    });
    return found;
}
function openFlagColumns(table) {
    return {
        stored: table.column('stored'),
        sent: table.column('issue_sent'),
        skipped: table.column('issue_skipped'),
    };
}
function readFlags(row, columns, faults) {
    return {
        stored: readBoolean(row, columns.stored, faults),
        sent: readBoolean(row, columns.sent, faults),
        skipped: isReason((0,_csv_table_js__WEBPACK_IMPORTED_MODULE_0__/* .cellOf */ .WC)(row, columns.skipped)),
    };
}
function isPending({ stored, sent, skipped }) {
    return stored && !sent && !skipped;
}


/***/ })

};
