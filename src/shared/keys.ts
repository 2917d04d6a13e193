/** The hidden keys by which an issue is found again. Pure. */

/** The key of an issue: the report's, in testing with the campaign's id. */
export function hiddenKey(report: string, testingCampaign: string | undefined): string {
  return testingCampaign === undefined ? report : `${report}|${testingCampaign}`;
}

const MARK = '<!-- report-notifier:';
const KEY = String.raw`${MARK}([^<>\r\n]{1,400}) -->`;
const KEYS = new RegExp(KEY, 'g');
const KEY_LINE = new RegExp(`^${KEY}$`);

/** The body with its key as the last line. Nothing else in it passes for a key, whichever value it comes from. */
export function withKey(body: string, key: string): string {
  return `${body.replaceAll(MARK, '<!-- report-notifier\u200b:').trimEnd()}\n\n${MARK}${key} -->`;
}

/**
 * The keys in the body of an issue of our own, wherever they stand: people and bots put texts below them and around.
 *
 * Version 1.0 let a value pass for a key, within the text above its own. So while a body ends with a line that
 * is a key, as it was sent, a key within another line is such a value, and must not silence another report.
 */
export function keysOf(body: string): string[] {
  const text = body.trimEnd();
  const isAsSent = KEY_LINE.test(text.slice(text.lastIndexOf('\n') + 1));
  const keys: string[] = [];
  for (const { index, 1: key } of text.matchAll(KEYS)) {
    const startsLine = index === 0 || text[index - 1] === '\n';
    if (key !== undefined && (startsLine || !isAsSent)) keys.push(key);
  }
  return keys;
}
