/** The stored form of an account's pace, in the progress marker. */

import * as v from 'valibot';

/** JSON can say 1e999, which reads as infinity and could not be written again. */
export const finite = v.pipe(v.number(), v.finite());

/**
 * When a sending started and when it was answered: the server counted it at some instant between the two.
 * And whether it was taken: a refused one teaches, but it may count as well.
 */
const SendingSchema = v.tuple([finite, finite, v.boolean()]);
export type Attempt = v.InferOutput<typeof SendingSchema>;

/** A ceiling that was met, when it last refused something, and how many refusals it explains. */
const CeilingSchema = v.object({ count: finite, at: finite, refusals: v.optional(finite) });
export type Ceiling = v.InferOutput<typeof CeilingSchema>;

/** A bucket that fills steadily; rates are issues an hour. */
const BucketSchema = v.object({
  /** The first refusal, and the issues that were taken since. */
  firstAt: finite,
  taken: finite,
  /** The last refusal, and the issues that were taken since. */
  emptyAt: finite,
  takenSince: finite,
  least: finite,
  /** Absent until a second refusal. */
  most: v.optional(finite),
  /** Refusals that it explains. */
  refusals: finite,
  /** The issues taken before the first refusal, and the time from the first of them. */
  burst: v.object({ count: finite, ms: finite }),
});
export type Bucket = v.InferOutput<typeof BucketSchema>;

const LessonsSchema = v.object({
  perMinute: v.optional(CeilingSchema),
  /** With the next one beside it: it is not known yet which of the two it is. */
  perHour: v.optional(CeilingSchema),
  /** From one full hour of GitHub's clock to the next. */
  perClockHour: v.optional(CeilingSchema),
  bucket: v.optional(BucketSchema),
  /** A refusal that may have been for the minute or for the hour: the issues sent in each. */
  question: v.optional(v.object({ lastMinute: finite, lastHour: finite, clockHour: v.optional(finite), at: finite })),
  /** Refusals of this campaign, or since the limit was seen to move. */
  refusals: finite,
  /** Refused tries of more in a row. */
  tries: finite,
  /** When the limit was last seen to move: it does not stay the same, or somebody else uses it too. */
  movedAt: v.optional(finite),
  /** Refused sendings were seen to count like those that were taken. */
  refusalsCount: v.optional(v.boolean()),
  /** Issues sent before this time are not known: the marker was lost. */
  unknownBefore: v.optional(finite),
  /** Of which shape the longer of the limits is, once answers have told. */
  shape: v.optional(v.picklist(['rolling', 'clock', 'bucket'])),
  /** A refusal of this campaign told which. */
  asked: v.optional(v.boolean()),
});

/** The known limits of an account. */
export type LearnedLimits = v.InferOutput<typeof LessonsSchema>;

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
  /** When the last attempt started, with any outcome; even spacing is measured from here. */
  lastStartedAt: v.optional(finite),
  hold: v.optional(HoldSchema),
  lessons: v.optional(LessonsSchema),
  /** GitHub's clock less ours, less whole hours (milliseconds). */
  aheadMs: v.optional(finite),
});

/** The known budget of an account; part of the progress marker. */
export type Pace = v.InferOutput<typeof PaceSchema>;
