/** The hidden keys in issue bodies, by which later runs find an issue again. Pure. */

/** The key of an issue: the report's key, in a testing campaign followed by the campaign's id. */
export function hiddenKey(report: string, testingCampaign: string | undefined): string {
  return testingCampaign === undefined ? report : `${report}|${testingCampaign}`;
}

const MARK = '<!-- report-notifier:';
const KEY = String.raw`${MARK}([^<>\r\n]{1,400}) -->`;
const KEYS = new RegExp(KEY, 'g');
const KEY_LINE = new RegExp(`^${KEY}$`);

/** Appends the key as the last line. Other text in the body that looks like a key is broken up. */
export function withKey(body: string, key: string): string {
  return `${body.replaceAll(MARK, '<!-- report-notifier\u200b:').trimEnd()}\n\n${MARK}${key} -->`;
}

/**
 * The keys in the body of one of our own issues. They may stand anywhere, because people and bots add text below and
 * around them.
 *
 * Version 1.0 did not break up values that look like a key. If a body still ends with its key as it was sent, a key
 * within another line is such a value and is ignored, because it would keep the run from sending another report.
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
