export const id = 687;
export const ids = [687];
export const modules = {

/***/ 7214:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $d: () => (/* binding */ sizeOf),
/* harmony export */   G$: () => (/* binding */ bucketGave),
/* harmony export */   I3: () => (/* binding */ ratePerHour),
/* harmony export */   Iy: () => (/* binding */ emptyAgain),
/* harmony export */   LI: () => (/* binding */ drawnFrom),
/* harmony export */   Ok: () => (/* binding */ foundEmpty),
/* harmony export */   UE: () => (/* binding */ isRateKnown),
/* harmony export */   rD: () => (/* binding */ bucketRoomAt)
/* harmony export */ });
/* harmony import */ var _shapes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5514);

const TOLERANCE = 1.02;
const NEAR_ENOUGH = 1.3;
const SLOW_PER_HOUR = 60;
const SLOWEST_PER_HOUR = 2;
const LEAST_SIZE = 20;
const SLACK = 0.5;
function foundEmpty(at, burst) {
    return { firstAt: at, taken: 0, emptyAt: at, takenSince: 0, least: 0, refusals: 1, burst };
}
function ratePerHour({ least, most, refusals }) {
    if (most === undefined || refusals < 2)
        return undefined;
    if (refusals === 2 && (most > 60 * _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .LEAST */ .K1.perMinute || most < SLOW_PER_HOUR))
        return undefined;
    return most > NEAR_ENOUGH * least ? most : least + (most - least) / 4;
}
function sizeOf(bucket) {
    const { count, ms } = bucket.burst;
    return Math.max(LEAST_SIZE, count - ((ratePerHour(bucket) ?? 0) * ms) / _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ);
}
function bucketRoomAt(bucket) {
    const perHour = ratePerHour(bucket);
    if (perHour === undefined)
        return undefined;
    return bucket.emptyAt + ((bucket.takenSince + 1 + SLACK) / perHour) * _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ;
}
function bucketGave(bucket, at) {
    const after = drawnFrom(bucket, at);
    const least = Math.max(after.least, perHour(after.taken - 1, at - after.firstAt));
    return after.most !== undefined && least > TOLERANCE * after.most ? undefined : { ...after, least };
}
function drawnFrom(bucket, at) {
    const before = notOverfull(bucket, at);
    return { ...before, taken: before.taken + 1, takenSince: before.takenSince + 1 };
}
function notOverfull(bucket, at) {
    const perHour = ratePerHour(bucket);
    if (perHour === undefined)
        return bucket;
    const fullAt = bucket.emptyAt + ((bucket.takenSince + SLACK + sizeOf(bucket)) / perHour) * _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ;
    const lostMs = Math.max(0, at - fullAt);
    return lostMs === 0 ? bucket : { ...bucket, emptyAt: bucket.emptyAt + lostMs, firstAt: bucket.firstAt + lostMs };
}
function emptyAgain(bucket, at) {
    const { firstAt, emptyAt, taken, takenSince } = notOverfull(bucket, at);
    const least = Math.max(bucket.least, perHour(taken - 1, at - firstAt), perHour(takenSince - 1, at - emptyAt));
    const most = Math.min(bucket.most ?? Number.POSITIVE_INFINITY, perHour(taken + 1, at - firstAt), perHour(takenSince + 1, at - emptyAt));
    if (least > TOLERANCE * most || most < SLOWEST_PER_HOUR)
        return undefined;
    if (takenSince === 0)
        return (ratePerHour(bucket) ?? 0) > SLOW_PER_HOUR ? undefined : { ...bucket, least, most };
    return { ...bucket, firstAt, taken, emptyAt: at, takenSince: 0, least, most, refusals: bucket.refusals + 1 };
}
function isRateKnown(bucket) {
    return bucket !== undefined && ratePerHour(bucket) !== undefined;
}
function perHour(count, ms) {
    return (count / Math.max(1, ms)) * _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ;
}


/***/ }),

/***/ 5945:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ saneLimits),
/* harmony export */   k: () => (/* binding */ believedCount)
/* harmony export */ });
/* harmony import */ var _bucket_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7214);
/* harmony import */ var _shapes_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5514);
/* harmony import */ var _trying_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7879);



const FORGOTTEN_MS = 100 * 24 * _shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .HOUR_MS */ .iQ;
const BELIEVED_MS = 24 * _shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .HOUR_MS */ .iQ;
function saneLimits(lessons, now) {
    const { perMinute, perHour, perClockHour, bucket, movedAt, unknownBefore } = lessons;
    return {
        perMinute: saneCeiling(perMinute, _shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .LEAST */ .K1.perMinute, now),
        perHour: saneCeiling(perHour, _shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .LEAST */ .K1.perHour, now),
        perClockHour: saneCeiling(perClockHour, _shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .LEAST */ .K1.perHour, now),
        bucket: bucket && saneBucket(bucket, now),
        question: saneQuestion(lessons.question, now),
        refusals: bounded(lessons.refusals, _trying_js__WEBPACK_IMPORTED_MODULE_2__/* .REFUSALS_ALLOWED */ .l + 1),
        tries: bounded(lessons.tries, 5),
        movedAt: past(movedAt, now),
        refusalsCount: lessons.refusalsCount,
        unknownBefore: past(unknownBefore, now),
        shape: lessons.shape,
        asked: lessons.asked,
    };
}
function believedCount({ count, at, refusals = 1 }, least, now) {
    const isShown = refusals >= 2 && now - at < BELIEVED_MS;
    return Math.max(isShown ? 1 : least, Math.floor(count));
}
function saneCeiling(ceiling, least, now) {
    if (ceiling === undefined || !isRecent(ceiling.at, FORGOTTEN_MS, now))
        return undefined;
    return { ...ceiling, count: believedCount(ceiling, least, now) };
}
function saneQuestion(question, now) {
    if (question === undefined || !isRecent(question.at, _shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .HOUR_MS */ .iQ, now))
        return undefined;
    const { lastMinute, lastHour, clockHour, at } = question;
    return {
        lastMinute: Math.max(_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .LEAST */ .K1.perMinute, lastMinute),
        lastHour: Math.max(_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .LEAST */ .K1.perHour, lastHour),
        ...(clockHour === undefined ? {} : { clockHour: Math.max(_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .LEAST */ .K1.perHour, clockHour) }),
        at,
    };
}
function saneBucket(bucket, now) {
    const { firstAt, emptyAt, taken, takenSince, least, most, refusals, burst } = bucket;
    const isOrdered = firstAt <= emptyAt && takenSince <= taken && (most === undefined || (0 <= least && least <= most));
    const isCounted = [taken, takenSince, burst.count, burst.ms, refusals].every((count) => count >= 0 && count < 1e9);
    if (!isOrdered || !isCounted || !isRecent(emptyAt, FORGOTTEN_MS, now))
        return undefined;
    const floor = believedCount({ count: 0, at: emptyAt, refusals }, _shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .LEAST */ .K1.perHour, now);
    if (most === undefined)
        return bucket;
    const isEndless = ((0,_bucket_js__WEBPACK_IMPORTED_MODULE_0__/* .bucketRoomAt */ .rD)(bucket) ?? now) > now + (3 * _shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .HOUR_MS */ .iQ) / most;
    return most < floor || isEndless ? undefined : bucket;
}
function isRecent(at, ms, now) {
    return at <= now && at > now - ms;
}
function past(at, now) {
    return at !== undefined && at <= now ? at : undefined;
}
function bounded(value, most) {
    return Math.min(most, Math.max(0, Math.floor(value)));
}


/***/ }),

/***/ 2996:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   VE: () => (/* binding */ becomingQuiet),
/* harmony export */   jf: () => (/* binding */ saneHold),
/* harmony export */   xd: () => (/* binding */ rateLimited)
/* harmony export */ });
/* harmony import */ var _shapes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5514);

const HOLDS_MS = [_shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg, 2 * _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg, 5 * _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg, 15 * _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg, _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ];
const LONGEST_MESSAGE = 700;
const QUICK_REFUSALS = 4;
const REFUSALS_PER_HOUR = 8;
const LONG_WAIT_MS = 5 * _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg;
function rateLimited(pace, at, answer) {
    const { hold } = pace;
    const inARow = hold !== undefined && at < hold.untilAt + _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg ? hold.refusals + 1 : 1;
    const cautionMs = (row) => HOLDS_MS[Math.min(row, HOLDS_MS.length) - 1] ?? 0;
    const announced = answer.retryAt !== undefined;
    const untilAt = answer.retryAt === undefined ? at + cautionMs(inARow) : Math.max(answer.retryAt, at + cautionMs(inARow - 1));
    if (hold !== undefined && hold.untilAt > untilAt)
        return { ...pace, hold: { ...hold, refusals: inARow } };
    const said = answer.message === undefined ? {} : { message: answer.message };
    return { ...pace, hold: { untilAt, refusals: inARow, announced, ...said } };
}
function becomingQuiet(pace, at, isExplained) {
    const { sendings, hold } = pace;
    const refusedAt = sendings.flatMap(([, answeredAt, taken]) => taken || answeredAt <= at - _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ ? [] : answeredAt);
    const often = refusedAt.length - QUICK_REFUSALS;
    const eighth = refusedAt.at(-REFUSALS_PER_HOUR);
    const untilAt = Math.max(often > 0 ? at + Math.min(_shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ, _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg * 2 ** often) : at, eighth === undefined ? at : eighth + _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ, isExplained ? at : at + Math.min(_shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ, 4 * waitedInVainMs(pace, at)));
    return hold === undefined || untilAt <= hold.untilAt ? pace : { ...pace, hold: { ...hold, untilAt } };
}
function waitedInVainMs({ sendings, aheadMs = 0 }, at) {
    const before = sendings.at(-2);
    if (before === undefined || before[2])
        return 0;
    const waitedMs = at - before[1];
    return waitedMs > LONG_WAIT_MS || (0,_shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .countsAt */ .We)({ sendings, aheadMs }, at).lastHour === 0 ? waitedMs : 0;
}
function saneHold({ untilAt, refusals, announced, message }, now) {
    const inARow = Math.min(HOLDS_MS.length, Math.max(1, Math.floor(refusals)));
    const said = message === undefined ? {} : { message: message.slice(0, LONGEST_MESSAGE) };
    return { untilAt: Math.min(untilAt, now + _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ), refusals: inARow, announced, ...said };
}


/***/ }),

/***/ 8006:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GQ: () => (/* binding */ forNewCampaign),
/* harmony export */   MC: () => (/* binding */ NOTHING_LEARNED),
/* harmony export */   gH: () => (/* binding */ LONGER_THAN_A_MINUTE_MS),
/* harmony export */   gO: () => (/* binding */ learnFromAcceptance),
/* harmony export */   nO: () => (/* binding */ learnFromRefusal)
/* harmony export */ });
/* harmony import */ var _bucket_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7214);
/* harmony import */ var _shapes_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5514);


const LONGER_THAN_A_MINUTE_MS = 90_000;
const CHOSEN_PER_HOUR = [50, 60];
const NOTHING_LEARNED = { refusals: 0, tries: 0 };
function learnFromAcceptance(before, history, at) {
    const bucket = before.bucket && (0,_bucket_js__WEBPACK_IMPORTED_MODULE_0__/* .bucketGave */ .G$)(before.bucket, at);
    const noted = { ...before, bucket };
    const lessons = noted.question === undefined ? noted : verdict(noted, noted.question, history, at);
    const sent = (0,_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .countsAt */ .We)(history, at);
    const isBelow = (ceiling, count) => ceiling !== undefined && ceiling.count < count;
    if (isBelow(lessons.perMinute, sent.lastMinute))
        return { ...lessons, perMinute: undefined, ...moved(at) };
    const perHour = isBelow(lessons.perHour, sent.lastHour) ? undefined : lessons.perHour;
    const perClockHour = isBelow(lessons.perClockHour, sent.clockHour) ? undefined : lessons.perClockHour;
    if (perHour === lessons.perHour && perClockHour === lessons.perClockHour)
        return lessons;
    const rest = { ...lessons, perHour, perClockHour };
    if (perHour !== undefined || perClockHour !== undefined)
        return { ...rest, ...decided(shapeOf(rest)) };
    return { ...rest, ...moved(at) };
}
function decided(shape) {
    return { shape, movedAt: undefined };
}
function shapeOf({ perHour, perClockHour }) {
    if ((perHour === undefined) === (perClockHour === undefined))
        return undefined;
    return perHour === undefined ? 'clock' : 'rolling';
}
function verdict(lessons, question, history, at) {
    const { lastMinute, lastHour } = question;
    const busiest = (0,_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .busiestMinute */ .cr)(history.sendings.filter(([, , taken]) => taken));
    const isBucket = lessons.shape === 'bucket' || (0,_bucket_js__WEBPACK_IMPORTED_MODULE_0__/* .isRateKnown */ .UE)(lessons.bucket);
    const canBeHour = !isBucket && lastHour > 0 && (0,_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .countsAt */ .We)(history, at).lastHour <= lastHour;
    const waitedLong = at - question.at > LONGER_THAN_A_MINUTE_MS;
    const minuteFilled = lastMinute / busiest;
    const hourFilled = Math.min(1, lastHour / (lessons.perHour?.count ?? lastHour));
    if (canBeHour && (waitedLong || minuteFilled < hourFilled))
        return hourIs(lessons, { ...question, refusals: 1 }, at);
    const answered = { ...lessons, question: undefined };
    if (lastMinute < _shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .LEAST */ .K1.perMinute || isBucket)
        return answered;
    if (lastMinute >= busiest)
        return minuteIs(lessons, lastMinute, at);
    return { ...answered, ...moved(at), perMinute: { count: Math.max(lastMinute, Math.ceil(busiest / 2)), at } };
}
function learnFromRefusal(lessons, history, refused) {
    const { at, announced } = refused;
    const noted = { ...lessons, refusals: lessons.refusals + 1 };
    const expected = asExpected(noted, history, refused);
    if (expected !== undefined)
        return expected;
    const bucket = noted.bucket && (0,_bucket_js__WEBPACK_IMPORTED_MODULE_0__/* .emptyAgain */ .Iy)(noted.bucket, at);
    if (bucket !== undefined && (0,_bucket_js__WEBPACK_IMPORTED_MODULE_0__/* .isRateKnown */ .UE)(noted.bucket))
        return bucketIs(noted, bucket, at);
    const counts = (0,_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .countsAt */ .We)(history, at);
    const sent = { ...counts, clockHour: clockHourIn(lessons, counts) };
    const excludesMinute = sent.lastMinute === 0 && (!announced || lessons.question !== undefined);
    if (excludesMinute)
        return hourIs({ ...noted, bucket }, { ...sent, refusals: 2 }, at);
    if (isClearlyTheHour(lessons, sent))
        return hourIs(noted, { ...sent, refusals: 1 }, at);
    const { lastMinute, lastHour, clockHour } = sent;
    const begun = noted.shape === 'rolling' ? undefined : (bucket ?? (0,_bucket_js__WEBPACK_IMPORTED_MODULE_0__/* .foundEmpty */ .Ok)(at, burstBefore(history, sent, at)));
    return { ...noted, bucket: begun, question: { lastMinute, lastHour, clockHour, at } };
}
function bucketIs(lessons, bucket, at) {
    const { shape, movedAt } = lessons;
    const isNew = shape === 'rolling' || shape === 'clock';
    const change = isNew ? { movedAt: movedAt ?? at } : decided('bucket');
    return { ...lessons, bucket, question: undefined, tries: lessons.tries + 1, ...change };
}
function clockHourIn({ shape, perClockHour }, { clockHour, clockHourBefore }) {
    const canHaveFallen = shape === 'clock' && clockHour * 3 >= (perClockHour?.count ?? 0);
    return canHaveFallen || clockHourBefore <= clockHour ? clockHour : 0;
}
function burstBefore({ sendings }, { lastHour }, at) {
    const first = sendings.filter(([, , taken]) => taken).at(-lastHour)?.[0] ?? at;
    return { count: lastHour, ms: lastHour === 0 ? 0 : at - first };
}
function isClearlyTheHour(lessons, { lastMinute, lastHour }) {
    const { perMinute, perHour, perClockHour, movedAt, shape } = lessons;
    const isOpen = perHour === undefined && perClockHour === undefined && movedAt === undefined && shape !== 'bucket';
    if (perMinute === undefined || !isOpen)
        return false;
    const hasHeld = lastMinute <= perMinute.count && lastHour >= Math.max(_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .LEAST */ .K1.perHour, 3 * perMinute.count);
    return hasHeld && CHOSEN_PER_HOUR.some((unit) => lastHour % unit === 0);
}
function asExpected(noted, history, { startedAt, at }) {
    const { perMinute, perHour, perClockHour } = noted;
    const counted = { ...history, sendings: (0,_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .countedAttempts */ .jc)(history.sendings, noted) };
    const met = (ceiling) => ({ ...ceiling, at, refusals: (ceiling.refusals ?? 1) + 1 });
    const still = (kind, window) => {
        const ceiling = noted[kind];
        return ceiling !== undefined && (0,_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .isFull */ .uq)({ window, count: ceiling.count }, counted, startedAt)
            ? met(ceiling)
            : undefined;
    };
    const hours = { perHour: still('perHour', 'hour'), perClockHour: still('perClockHour', 'clockHour') };
    const rest = { ...noted, tries: noted.tries + 1, question: undefined };
    if (hours.perHour !== undefined || hours.perClockHour !== undefined) {
        const shape = shapeOf(hours);
        const decides = shape !== undefined && perHour !== undefined && perClockHour !== undefined;
        return { ...rest, ...hours, ...(decides ? { ...decided(shape), asked: true } : {}) };
    }
    if (perMinute !== undefined && (0,_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .isFull */ .uq)({ window: 'minute', count: perMinute.count }, counted, startedAt))
        return { ...rest, perMinute: met(perMinute) };
    return perHour !== undefined && (0,_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .isFull */ .uq)({ window: 'hour', count: perHour.count }, history, startedAt)
        ? { ...noted, refusalsCount: true, question: undefined }
        : undefined;
}
function moved(at) {
    return { refusals: 0, tries: 0, movedAt: at };
}
function hourIs(lessons, { lastHour, clockHour = 0, refusals }, at) {
    const answered = {
        ...lessons,
        question: undefined,
        bucket: (0,_bucket_js__WEBPACK_IMPORTED_MODULE_0__/* .isRateKnown */ .UE)(lessons.bucket) ? undefined : lessons.bucket,
    };
    if (lastHour === 0)
        return answered;
    const { perHour, perClockHour } = lessons;
    const canBeClock = clockHour > 0 && lessons.shape !== 'rolling';
    const canBeHour = lessons.shape !== 'clock' || !canBeClock;
    const known = perHour ?? perClockHour;
    const change = known !== undefined && (canBeHour ? lastHour : clockHour) < known.count ? moved(at) : {};
    return {
        ...answered,
        perHour: canBeHour ? { count: lastHour, at, refusals } : undefined,
        perClockHour: canBeClock ? { count: clockHour, at, refusals } : undefined,
        shape: lessons.shape === 'rolling' || !canBeHour ? lessons.shape : undefined,
        ...change,
    };
}
function minuteIs(lessons, count, at) {
    const change = lessons.perMinute !== undefined && count < lessons.perMinute.count ? moved(at) : {};
    return { ...lessons, question: undefined, perMinute: { count, at, refusals: 1 }, ...change };
}
function forNewCampaign(lessons) {
    return { ...lessons, refusals: 0, tries: 0, movedAt: undefined, asked: undefined };
}


/***/ }),

/***/ 7687:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GR: () => (/* binding */ attemptRefused),
/* harmony export */   GY: () => (/* binding */ attemptUnknown),
/* harmony export */   KY: () => (/* binding */ freshPace),
/* harmony export */   Le: () => (/* binding */ attemptAccepted),
/* harmony export */   NR: () => (/* binding */ paceForNewCampaign),
/* harmony export */   X4: () => (/* binding */ noteServerTime),
/* harmony export */   mw: () => (/* binding */ attemptVoid),
/* harmony export */   rk: () => (/* binding */ sanePace),
/* harmony export */   ze: () => (/* binding */ blindPace),
/* harmony export */   zg: () => (/* binding */ attemptStarted)
/* harmony export */ });
/* unused harmony export historyOf */
/* harmony import */ var _claims_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5945);
/* harmony import */ var _holds_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2996);
/* harmony import */ var _learned_limits_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8006);
/* harmony import */ var _shapes_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5514);




const LATE_MS = 15_000;
const SENDINGS_LIMIT = 3_600;
function freshPace() {
    return { sendings: [] };
}
function blindPace(now) {
    return { sendings: [], lessons: { ..._learned_limits_js__WEBPACK_IMPORTED_MODULE_2__/* .NOTHING_LEARNED */ .MC, unknownBefore: now } };
}
function paceForNewCampaign(pace) {
    return pace.lessons === undefined ? pace : { ...pace, lessons: (0,_learned_limits_js__WEBPACK_IMPORTED_MODULE_2__/* .forNewCampaign */ .GQ)(pace.lessons) };
}
function attemptStarted(pace, at) {
    const first = pace.sendings.findIndex(([, answeredAt]) => answeredAt > at - _shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .HOUR_MS */ .iQ - _shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .MINUTE_MS */ .kg);
    const recent = first < 0 ? [] : pace.sendings.slice(first);
    return { ...pace, sendings: [...recent, [at, at + LATE_MS, true]], lastStartedAt: at };
}
function attemptAccepted(pace, at) {
    const { hold, ...rest } = answered(pace, at, true);
    const held = hold !== undefined && hold.untilAt > at ? { hold } : {};
    if (rest.lessons === undefined)
        return { ...rest, ...held };
    return { ...rest, ...held, lessons: (0,_learned_limits_js__WEBPACK_IMPORTED_MODULE_2__/* .learnFromAcceptance */ .gO)(rest.lessons, historyOf(rest), at) };
}
function attemptUnknown(pace, at) {
    return answered(pace, at + LATE_MS, true);
}
function answered(pace, at, taken) {
    const last = pace.sendings.at(-1);
    return last === undefined ? pace : { ...pace, sendings: [...pace.sendings.slice(0, -1), [last[0], at, taken]] };
}
function attemptVoid(pace) {
    return { ...pace, sendings: pace.sendings.slice(0, -1) };
}
function attemptRefused(pace, at, answer) {
    if (answer.limit === 'primary')
        return (0,_holds_js__WEBPACK_IMPORTED_MODULE_1__/* .rateLimited */ .xd)(attemptVoid(pace), at, answer);
    const refused = { startedAt: pace.lastStartedAt ?? at, at, announced: answer.retryAt !== undefined };
    const told = noteServerTime(pace, at, answer.serverAt);
    const lessons = (0,_learned_limits_js__WEBPACK_IMPORTED_MODULE_2__/* .learnFromRefusal */ .nO)(told.lessons ?? _learned_limits_js__WEBPACK_IMPORTED_MODULE_2__/* .NOTHING_LEARNED */ .MC, historyOf(attemptVoid(told)), refused);
    const held = (0,_holds_js__WEBPACK_IMPORTED_MODULE_1__/* .rateLimited */ .xd)(answered(told, at, false), at, answer);
    const { tries = 0, refusalsCount } = told.lessons ?? _learned_limits_js__WEBPACK_IMPORTED_MODULE_2__/* .NOTHING_LEARNED */ .MC;
    const isExplained = lessons.tries > tries || lessons.refusalsCount !== refusalsCount || lessons.movedAt !== undefined;
    return { ...(answer.retryAt === undefined ? (0,_holds_js__WEBPACK_IMPORTED_MODULE_1__/* .becomingQuiet */ .VE)(held, at, isExplained) : held), lessons };
}
function noteServerTime(pace, at, serverAt) {
    if (serverAt === undefined)
        return pace;
    const aheadMs = (serverAt - at) % _shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .HOUR_MS */ .iQ;
    const lessMs = (pace.aheadMs ?? Number.NEGATIVE_INFINITY) - aheadMs;
    return lessMs >= 0 && lessMs < _shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .CLOCK_SLACK_MS */ .n2 ? pace : { ...pace, aheadMs };
}
function historyOf({ sendings, aheadMs = 0 }) {
    return { sendings, aheadMs };
}
function sanePace(pace, now) {
    const { lastStartedAt, hold, lessons, aheadMs } = pace;
    const isPast = (at) => at <= now + _shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .MINUTE_MS */ .kg;
    const sendings = pace.sendings
        .filter(([from, to]) => from <= to && from > now - _shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .HOUR_MS */ .iQ - _shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .MINUTE_MS */ .kg && isPast(to))
        .map(([from, to, taken]) => [Math.min(from, now), to, taken])
        .sort(([, a], [, b]) => a - b)
        .slice(-SENDINGS_LIMIT);
    return {
        sendings,
        ...(lastStartedAt !== undefined && isPast(lastStartedAt) ? { lastStartedAt: Math.min(lastStartedAt, now) } : {}),
        ...(hold !== undefined && hold.untilAt > now ? { hold: (0,_holds_js__WEBPACK_IMPORTED_MODULE_1__/* .saneHold */ .jf)(hold, now) } : {}),
        ...(lessons === undefined ? {} : { lessons: (0,_claims_js__WEBPACK_IMPORTED_MODULE_0__/* .saneLimits */ .T)(lessons, now) }),
        ...(aheadMs === undefined ? {} : { aheadMs: aheadMs % _shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .HOUR_MS */ .iQ }),
    };
}


/***/ }),

/***/ 7879:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ mayTryMore),
/* harmony export */   l: () => (/* binding */ REFUSALS_ALLOWED)
/* harmony export */ });
/* harmony import */ var _shapes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5514);

const REFUSALS_ALLOWED = 3;
const SOON_MS = 15 * _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg;
function mayTryMore(lessons, met, now, leftMs) {
    if (lessons.question !== undefined)
        return false;
    const cleanMs = now - met.at;
    if (lessons.movedAt !== undefined)
        return cleanMs >= _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ * 2 ** lessons.tries;
    const spare = REFUSALS_ALLOWED + (lessons.asked === true ? 1 : 0) - lessons.refusals;
    if (spare <= 0)
        return false;
    if (met.isLow && cleanMs >= SOON_MS)
        return true;
    return cleanMs >= _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ && (wasHalfBlind(lessons, met.at) || cleanMs * spare >= leftMs());
}
function wasHalfBlind({ unknownBefore }, at) {
    return unknownBefore !== undefined && at < unknownBefore + _shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .HOUR_MS */ .iQ;
}


/***/ })

};
