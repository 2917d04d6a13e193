/** Checks that bytes are text in UTF-8. Pure. */

export const LF = 0x0a;

/**
 * The lines, or those above the first one that is not text, with a description of that line. csv-parse would silently
 * read bytes that are not UTF-8 as U+FFFD and a NUL as the end of a cell, and the issues would then contain that.
 */
export function checkText(lines: Uint8Array): { lines: Uint8Array; problem: string | undefined } {
  if (problemIn(lines) === undefined) return { lines, problem: undefined };
  let start = 0;
  let problem: string | undefined;
  while (problem === undefined && start < lines.byteLength) {
    const next = lines.indexOf(LF, start) + 1 || lines.byteLength;
    problem = problemIn(lines.subarray(start, next));
    if (problem === undefined) start = next;
  }
  return { lines: lines.subarray(0, start), problem };
}

function problemIn(bytes: Uint8Array): string | undefined {
  try {
    decoder.decode(bytes);
  } catch {
    return 'bytes that are not UTF-8, expected UTF-8';
  }
  return bytes.includes(0) ? 'a NUL byte, expected text' : undefined;
}

/** Throws for bytes that are not UTF-8, and keeps a byte order mark as a character. */
export const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
