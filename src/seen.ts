/** Texts that have been seen, a million of them. */

export interface Seen {
  /** The line on which the text was seen first; undefined when that is now. */
  note(text: string, line: number): number | undefined;
}

/** Texts are kept side by side in blocks of this size, each followed by a NUL (UTF-16 code units). */
const BLOCK = 2 ** 20;

/**
 * What a `Map` from text to line would do in twice the time and three times the memory (docs/performance.md): a hash
 * table with open addressing, in which the garbage collector has nothing to look at. Texts have no NUL in them.
 */
export function openSeen(): Seen {
  const blocks: Uint16Array[] = [];
  /** Where the next text goes, counted over all blocks. */
  let end = 0;
  let count = 0;
  /** Of each text; doubled when they are full. */
  let hashes = new Int32Array(1024);
  let starts = new Int32Array(1024);
  let lines = new Int32Array(1024);
  /** Where a text is found by its hash: its number from 1 on. At least half of them are free. */
  let slots = new Int32Array(2048);

  const isAt = (start: number, text: string): boolean => {
    const block = blocks[Math.floor(start / BLOCK)];
    const from = start % BLOCK;
    if (block === undefined || block[from + text.length] !== 0) return false;
    for (let at = 0; at < text.length; at += 1) if (block[from + at] !== text.charCodeAt(at)) return false;
    return true;
  };

  /** The slot that the text is in, or the free one that it belongs into. */
  const slotOf = (hash: number, text: string | undefined): number => {
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const index = (slots[slot] ?? 0) - 1;
      if (index < 0) return slot;
      if (text !== undefined && hashes[index] === hash && isAt(starts[index] ?? 0, text)) return slot;
    }
  };

  const keep = (text: string): number => {
    if (blocks.length === 0 || (end % BLOCK) + text.length >= BLOCK) {
      end = blocks.length * BLOCK;
      blocks.push(new Uint16Array(BLOCK));
    }
    const start = end;
    const block = blocks.at(-1) ?? new Uint16Array();
    for (let at = 0; at < text.length; at += 1) block[(start % BLOCK) + at] = text.charCodeAt(at);
    end = start + text.length + 1;
    return start;
  };

  const grow = (): void => {
    hashes = doubled(hashes);
    starts = doubled(starts);
    lines = doubled(lines);
    slots = new Int32Array(2 * slots.length);
    for (let index = 0; index < count; index += 1) slots[slotOf(hashes[index] ?? 0, undefined)] = index + 1;
  };

  return {
    note: (text, line) => {
      const hash = hashOf(text);
      const slot = slotOf(hash, text);
      const known = (slots[slot] ?? 0) - 1;
      if (known >= 0) return lines[known];
      hashes[count] = hash;
      starts[count] = keep(text);
      lines[count] = line;
      count += 1;
      slots[slot] = count;
      if (count === hashes.length) grow();
      return undefined;
    },
  };
}

function doubled(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const to = new Int32Array(2 * from.length);
  to.set(from);
  return to;
}

/** FNV-1a, with its upper bits brought down to where slots are chosen. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
