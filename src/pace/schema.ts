/** The stored form of the pace: a part of the progress marker and of the journal. */

import * as v from 'valibot';

/** JSON can say 1e999, which reads as infinity and could not be written again. */
export const finite = v.pipe(v.number(), v.finite());

/**
 * When a sending started and when it was answered: the server counted it at some instant between the two.
 * And whether it was taken: a refused one teaches, but it may count as well.
 */
const SendingSchema = v.tuple([finite, finite, v.boolean()]);
export type Sending = v.InferOutput<typeof SendingSchema>;

/** A ceiling that was met, and when it last refused something. */
const CeilingSchema = v.object({ count: finite, at: finite });
export type Ceiling = v.InferOutput<typeof CeilingSchema>;

const LessonsSchema = v.object({
  perMinute: v.optional(CeilingSchema),
  perHour: v.optional(CeilingSchema),
  /** A refusal that may have been for the minute or for the hour: what had been sent in each. */
  question: v.optional(v.object({ lastMinute: finite, lastHour: finite, at: finite })),
  /** Refusals of this campaign, or since the limit was seen to move. */
  refusals: finite,
  /** Refused tries of more in a row. */
  tries: finite,
  /** When the limit was last seen to move: it does not stay the same, or somebody else uses it too. */
  movedAt: v.optional(finite),
  /** Refused sendings were seen to count like those that were taken. */
  refusalsCount: v.optional(v.boolean()),
  /** What was sent before this time is not known: the marker was lost. */
  unknownBefore: v.optional(finite),
});

/** What is known of an account's ceilings. */
export type Lessons = v.InferOutput<typeof LessonsSchema>;

const HoldSchema = v.object({
  /** Nothing is sent with the token before this time. */
  untilAt: finite,
  /** Refusals in a row that led to it. */
  refusals: finite,
  /** GitHub named the time; else it is our guess. */
  announced: v.boolean(),
  /** GitHub's words. */
  message: v.optional(v.string()),
});

export const PaceSchema = v.object({
  /** The last hour's sendings, oldest first. */
  sendings: v.array(SendingSchema),
  /** When the last sending started, whatever became of it; even spacing is measured from here. */
  lastStartedAt: v.optional(finite),
  hold: v.optional(HoldSchema),
  lessons: v.optional(LessonsSchema),
});

/** What is known of an account's budget; part of the progress marker. */
export type Pace = v.InferOutput<typeof PaceSchema>;
