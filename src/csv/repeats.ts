/** Texts that stand more than once in a file, among a million of them. */

/** `Sight`: what is to be known of a repeat. */
export interface Repeats<Sight> {
  /** True: the text may have been noted before, and `keep` is to be told what is to be known of it. */
  note(text: string, line: number): boolean;
  /** Of the text that was noted last. */
  keep(sight: Sight): void;
  /** All texts that were noted before, and where each was noted first, in the order of the notes. */
  list(): Iterable<Repeat<Sight>>;
}

export interface Repeat<Sight> {
  line: number;
  firstLine: number;
  /** Undefined when very many came before. */
  sight: Sight | undefined;
}

/** With so many bits to a text, of which it sets one, new ones are taken for old ones in a few of a hundred cases. */
const BITS_PER_TEXT = 16;
/** More than anybody reads; a file of nothing but repeats is not to be kept in memory. */
const SIGHTS_KEPT = 100_000;

/**
 * Keeps 64 bits of each text and compares them once, at the end, sorted: a `Map` from text to line takes four times as
 * long, and 70 MiB more for a million (docs/performance.md). Two of a million texts are taken for the same by mistake
 * once in 37 million files. What is to be known of a repeat is gone by then, so it is kept of those that may be one.
 */
export function openRepeats<Sight>(): Repeats<Sight> {
  let count = 0;
  /** Two halves of the hash of each text; doubled when they are full, as are lines and bits. */
  let halves = new Int32Array(32);
  let lines = new Int32Array(16);
  let bits = bitsFor(lines.length);
  /** By the index of the note. */
  const sights = new Map<number, Sight>();

  /** Sets the bit of a hash; whether it was set. */
  const mark = (one: number, other: number): boolean => {
    const bit = (Math.imul(one ^ other, 0x9e3779b1) >>> 4) & (32 * bits.length - 1);
    const at = bit >>> 5;
    const mask = 1 << (bit & 31);
    const before = bits[at] ?? 0;
    bits[at] = before | mask;
    return (before & mask) !== 0;
  };

  const grow = (): void => {
    halves = doubled(halves);
    lines = doubled(lines);
    bits = bitsFor(lines.length);
    for (let index = 0; index < count; index += 1) mark(halves[2 * index] ?? 0, halves[2 * index + 1] ?? 0);
  };

  return {
    note: (text, line) => {
      if (count === lines.length) grow();
      let one = 0x811c9dc5;
      let other = 0x2545f491;
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        one = Math.imul(one ^ code, 0x01000193);
        other = Math.imul(other ^ code, 0x5bd1e995);
        other ^= other >>> 15;
      }
      halves[2 * count] = one;
      halves[2 * count + 1] = other;
      lines[count] = line;
      count += 1;
      return mark(one, other) && sights.size < SIGHTS_KEPT;
    },
    keep: (sight) => {
      sights.set(count - 1, sight);
    },
    *list() {
      const hashes = new BigUint64Array(halves.buffer, 0, count);
      const twice = repeated(hashes);
      if (twice.size === 0) return;
      const firstLines = new Map<bigint, number>();
      for (const [index, hash] of hashes.entries()) {
        if (!twice.has(hash)) continue;
        const line = lines[index] ?? 0;
        const firstLine = firstLines.get(hash);
        if (firstLine === undefined) firstLines.set(hash, line);
        else yield { line, firstLine, sight: sights.get(index) };
      }
    },
  };
}

/** The numbers that are there more than once. */
function repeated(numbers: BigUint64Array<ArrayBuffer>): Set<bigint> {
  const sorted = numbers.slice().sort();
  // Compared by halves: a number of 64 bits is an object each time.
  const halves = new Int32Array(sorted.buffer);
  const twice = new Set<bigint>();
  for (let at = 2; at < halves.length; at += 2) {
    if (halves[at] === halves[at - 2] && halves[at + 1] === halves[at - 1]) twice.add(sorted[at / 2] ?? 0n);
  }
  return twice;
}

/** `texts`: a power of two. */
function bitsFor(texts: number): Int32Array<ArrayBuffer> {
  return new Int32Array((texts * BITS_PER_TEXT) / 32);
}

function doubled(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const to = new Int32Array(2 * from.length);
  to.set(from);
  return to;
}
