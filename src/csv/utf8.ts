/** Bytes that are to be text: whether they are UTF-8, and where they are not. Pure. */

/**
 * The lines, or those above the first that is no text: csv-parse would read bytes that are not UTF-8 as U+FFFD, and a
 * NUL as the end of a cell, without a word; in an issue they would be sent so.
 */
export function checkText(lines: Uint8Array): { lines: Uint8Array; fault: string | undefined } {
  if (faultOf(lines) === undefined) return { lines, fault: undefined };
  let start = 0;
  let fault: string | undefined;
  while (fault === undefined && start < lines.byteLength) {
    const next = lines.indexOf(LF, start) + 1 || lines.byteLength;
    fault = faultOf(lines.subarray(start, next));
    if (fault === undefined) start = next;
  }
  return { lines: lines.subarray(0, start), fault };
}

const LF = 0x0a;

function faultOf(bytes: Uint8Array): string | undefined {
  try {
    decoder.decode(bytes);
  } catch {
    return 'bytes that are not UTF-8, expected UTF-8';
  }
  return bytes.includes(0) ? 'a NUL byte, expected text' : undefined;
}

/** Throws for what is not UTF-8; a byte order mark is a character like any other. */
export const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
