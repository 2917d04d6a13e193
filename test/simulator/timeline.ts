/**
 * Simulated time: a queue of events. Between two events everything that the program can do without the
 * world is done: promise jobs and `nextTick`s run out, because Node drains both between two immediates.
 */

/** An event that has not happened yet. */
export interface Coming {
  cancel(): void;
}

export interface Timeline {
  /** Milliseconds since the Unix epoch, whole. */
  now(): number;
  after(ms: number, action: () => void): Coming;
  /** Lets events happen until the story is over, one after the other. Rejects when it cannot go on. */
  drive<T>(story: Promise<T>): Promise<T>;
  /** Ends the drive with this error. */
  abort(error: Error): void;
}

interface Event extends Coming {
  at: number;
  order: number;
  action: (() => void) | undefined;
}

/** Immediates a turn of Node's loop; more than one because a turn costs a system call. */
const BATCH = 32;
/** A story of this many events goes in circles. */
const EVENTS_LIMIT = 300_000;
/** Turns without an event after which nothing more can come. */
const IDLE_LIMIT = 20;

export function openTimeline(startAt: number): Timeline {
  const queue = openQueue();
  let now = startAt;
  let order = 0;
  let aborted: Error | undefined;

  const happen = (): boolean => {
    for (let event = queue.take(); event !== undefined; event = queue.take()) {
      if (event.action === undefined) continue;
      now = event.at;
      event.action();
      return true;
    }
    return false;
  };

  return {
    now: () => now,
    abort: (error) => {
      aborted ??= error;
    },
    after: (ms, action) => {
      order += 1;
      const event: Event = {
        at: now + Math.max(0, Math.ceil(ms)),
        order,
        action,
        cancel: () => {
          event.action = undefined;
        },
      };
      queue.put(event);
      return event;
    },
    drive: (story) => driveStory(story, happen, () => aborted),
  };
}

function driveStory<T>(story: Promise<T>, happen: () => boolean, aborted: () => Error | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    let over = false;
    let events = 0;
    let idle = 0;
    const stop = (end: () => void) => {
      over = true;
      end();
    };
    story.then(
      (value) => stop(() => resolve(value)),
      (error: unknown) => stop(() => reject(error)),
    );
    const step = () => {
      const error = aborted();
      if (over) return;
      if (error !== undefined) return stop(() => reject(error));
      if (happen()) idle = 0;
      events += 1;
      if (events > EVENTS_LIMIT) stop(() => reject(new Error(`no end after ${EVENTS_LIMIT} events`)));
    };
    const turn = () => {
      if (over) return;
      idle += 1;
      if (idle > IDLE_LIMIT) return stop(() => reject(new Error('nothing more can happen, yet it is not over')));
      for (let index = 0; index < BATCH; index += 1) setImmediate(step);
      setImmediate(turn);
    };
    turn();
  });
}

/** A binary heap of events: earliest first, at the same time in the order they were put in. */
function openQueue(): { put(event: Event): void; take(): Event | undefined } {
  const heap: Event[] = [];
  const earlier = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.order < b.order);
  return {
    put: (event) => {
      let at = heap.length;
      heap.push(event);
      while (at > 0) {
        const above = (at - 1) >> 1;
        const parent = heap[above];
        if (parent === undefined || !earlier(event, parent)) break;
        heap[at] = parent;
        at = above;
      }
      heap[at] = event;
    },
    take: () => {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined || heap.length === 0) return first;
      let at = 0;
      for (;;) {
        const left = heap[2 * at + 1];
        const right = heap[2 * at + 2];
        if (left === undefined) break;
        const [below, child] = right !== undefined && earlier(right, left) ? [2 * at + 2, right] : [2 * at + 1, left];
        if (!earlier(child, last)) break;
        heap[at] = child;
        at = below;
      }
      heap[at] = last;
      return first;
    },
  };
}
