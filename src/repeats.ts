/** Texts that stand more than once in a file, among a million of them. */

export interface Repeats {
  note(text: string, line: number): void;
  /** The lines of all texts that were noted before, and where each was noted first, in the order of the notes. */
  list(): Iterable<{ line: number; firstLine: number }>;
}

/**
 * Keeps 64 bits of each text and compares them once, at the end, sorted: a `Map` from text to line takes four times as
 * long, and 70 MiB more for a million (docs/performance.md). Two of a million texts are taken for the same by mistake
 * once in 37 million files.
 */
export function openRepeats(): Repeats {
  let count = 0;
  /** Two halves of the hash of each text; doubled when they are full, as are the lines. */
  let halves = new Int32Array(32);
  let lines = new Int32Array(16);

  return {
    note: (text, line) => {
      if (count === lines.length) {
        halves = doubled(halves);
        lines = doubled(lines);
      }
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
        else yield { line, firstLine };
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

function doubled(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const to = new Int32Array(2 * from.length);
  to.set(from);
  return to;
}
