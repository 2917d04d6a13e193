/** Reads `YYYYMM` or `YYYY-MM` as YYYYMM; undefined when the text is neither. */
export function parsePeriod(text: string): string | undefined {
  const match = /^(\d{4})-?(0[1-9]|1[0-2])$/.exec(text);
  return match === null ? undefined : `${match[1]}${match[2]}`;
}
