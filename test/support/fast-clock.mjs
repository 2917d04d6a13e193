/**
 * A clock on which waiting takes no time. Preloaded (`node --import`) into the processes of the action, so
 * that a wait of an hour passes at once: when nothing else can happen any more, time jumps to the next timer.
 *
 * "Nothing else" is taken strictly, because a jump in the middle of a request would let its time limit pass:
 * no request is in flight, no answer is unpacked, no file is read, no child process runs and no shorter timer is due. A request that
 * the scenario leaves without an answer does not count: it is told through the file `hung`.
 *
 * What is on this clock: `Date.now`, `setTimeout` from 50 ms on, `AbortSignal.timeout`. What is not: timers that
 * keep no process alive (undici looks after its connections with such ones), `performance.now`, `new Date()`.
 *
 * The folder `FAST_CLOCK` is shared with the scenario and with the other processes of the same world:
 * - `offset`: how far this clock is ahead of the machine's, in milliseconds; written at each jump;
 * - `hung`: one line `METHOD path` for each request that will never be answered; written by the scenario.
 */

import { subscribe } from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Gunzip } from 'node:zlib';

/** Shorter waits are waited for. */
const SHORTEST_JUMP_MS = 50;
/** Looks at an idle process before it is believed: one answer can lead to the next request some turns later. */
const LOOKS = 6;
/** Pause between looks while something is going on. */
const BUSY_MS = 2;
/** What may be open in a process that only waits. */
const PASSIVE = new Set(['TCPSocketWrap', 'PipeWrap', 'TTYWrap', 'SignalWrap', 'Immediate', 'Timeout', 'MessagePort']);

const folder = process.env.FAST_CLOCK ?? '';
const offsetFile = join(folder, 'offset');
const hungFile = join(folder, 'hung');
const real = { now: Date.now, setTimeout, clearTimeout };

let offsetMs = Number(read(offsetFile));
/** Timer → when it is due on this clock, and what it does. */
const timers = new Map();
/** Time limits of requests: they pass only while a request hangs, or on the way to another timer. */
const limits = new Map();
/** Requests without a complete answer; `hung`: there will be none. */
const inFlight = new Map();
/** Packed answers of which another thread unpacks a part; Node does not count that among what is open. */
const unpacking = new Set();
/** Lines of `hung` that have been taken note of, or were there before this process. */
let hungSeen = hungLines().length;
let looking = false;
let idleLooks = 0;

Date.now = () => real.now() + offsetMs;

globalThis.setTimeout = Object.assign((callback, ms = 0, ...rest) => {
  if (!(ms >= SHORTEST_JUMP_MS)) return real.setTimeout(callback, ms, ...rest);
  return start(timers, () => callback(...rest), ms);
}, real.setTimeout);

globalThis.clearTimeout = (timer) => {
  timers.delete(timer);
  real.clearTimeout(timer);
};

AbortSignal.timeout = (ms) => {
  const limit = new AbortController();
  const late = () => limit.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  start(limits, late, ms).unref();
  return limit.signal;
};

subscribe('undici:request:create', ({ request }) => began(request, `${request.method} ${request.path}`));
subscribe('undici:request:trailers', ({ request }) => inFlight.delete(request));
subscribe('undici:request:error', ({ request }) => inFlight.delete(request));
subscribe('http.client.request.created', ({ request }) => {
  began(request, `${request.method} ${request.path}`);
  request.once('close', () => inFlight.delete(request));
});

const unpack = Gunzip.prototype._transform;
Gunzip.prototype._transform = function noted(part, encoding, done) {
  unpacking.add(this);
  unpack.call(this, part, encoding, (...result) => {
    unpacking.delete(this);
    done(...result);
  });
};

function began(request, name) {
  inFlight.set(request, { name, hung: false });
}

/** The machine's timer runs as well: when time does not jump, it fires as ever. */
function start(kind, callback, ms) {
  const timer = real.setTimeout(() => {
    kind.delete(timer);
    callback();
  }, ms);
  kind.set(timer, { at: Date.now() + ms, callback });
  look();
  return timer;
}

function look() {
  if (looking) return;
  looking = true;
  idleLooks = 0;
  real.setTimeout(lookOnce, 0).unref();
}

function lookOnce() {
  looking = false;
  const hangs = someHang();
  if (waiting().length === 0 && !hangs) return void (limits.size > 0 && again(BUSY_MS));
  idleLooks = isIdle() ? idleLooks + 1 : 0;
  if (idleLooks < LOOKS) return again(idleLooks === 0 ? BUSY_MS : 0);
  idleLooks = 0;
  jump(hangs);
  again(0);
}

function again(ms) {
  if (looking) return;
  looking = true;
  real.setTimeout(lookOnce, ms).unref();
}

/** Timers that somebody waits for. */
function waiting() {
  return [...timers].filter(([timer]) => timer.hasRef());
}

/** Marks the requests that the scenario has told of, and says whether one is open. */
function someHang() {
  for (const name of hungLines().slice(hungSeen)) {
    const request = [...inFlight.values()].find((one) => one.name === name && !one.hung);
    if (request !== undefined) request.hung = true;
    hungSeen += 1;
  }
  return [...inFlight.values()].some((request) => request.hung);
}

function hungLines() {
  return read(hungFile).split('\n').slice(0, -1);
}

function isIdle() {
  // One that broke off is never done.
  if ([...unpacking].some((answer) => !answer.destroyed)) return false;
  if ([...inFlight.values()].some((request) => !request.hung)) return false;
  const open = process.getActiveResourcesInfo();
  const shorterTimers = open.filter((kind) => kind === 'Timeout').length - waiting().length;
  return shorterTimers <= 0 && open.every((kind) => PASSIVE.has(kind));
}

/** To the earliest timer that somebody waits for; all that are due by then fire, in their order. */
function jump(hangs) {
  const ends = [...waiting(), ...(hangs ? limits : [])].map(([, { at }]) => at);
  if (ends.length === 0) return;
  const to = Math.min(...ends);
  // A process that this one has started may have been ahead.
  offsetMs = Math.max(offsetMs, Number(read(offsetFile)), to - real.now());
  if (folder !== '') writeFileSync(offsetFile, String(offsetMs));
  const due = [...timers, ...limits].filter(([, { at }]) => at <= Date.now());
  for (const [timer, { callback }] of due.sort(([, a], [, b]) => a.at - b.at)) {
    if (!timers.delete(timer) && !limits.delete(timer)) continue;
    real.clearTimeout(timer);
    callback();
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
