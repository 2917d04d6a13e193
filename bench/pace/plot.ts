/** A picture of one cell: for each client a strip with what was opened and what was refused, over time. */

export interface Strip {
  name: string;
  openedAt: readonly number[];
  refusedAt: readonly number[];
  endedAt: number;
}

const WIDTH = 960;
const LEFT = 290;
const RIGHT = 150;
const TOP = 62;
const STRIP = 34;
const OPENED = '#1f6feb';
const REFUSED = '#cf222e';

export function plot(title: string, strips: readonly Strip[], startAt: number): string {
  const endAt = Math.max(...strips.map(({ endedAt }) => endedAt));
  const height = TOP + strips.length * STRIP + 44;
  const scale = (WIDTH - LEFT - RIGHT) / (endAt - startAt);
  const x = (at: number) => LEFT + (at - startAt) * scale;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${safe(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(16, 26, title, 'font-size="16" font-weight="600"'),
    key(LEFT, OPENED, 'issues opened'),
    key(LEFT + 130, REFUSED, 'requests refused'),
    text(WIDTH - RIGHT + 12, 50, 'time, refusals', 'fill="#57606a"'),
    ...strips.map((strip, row) => stripOf(strip, TOP + row * STRIP, x, startAt)),
    axis(x, startAt, endAt, TOP + strips.length * STRIP),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function stripOf(
  { name, openedAt, refusedAt, endedAt }: Strip,
  y: number,
  x: (at: number) => number,
  startAt: number,
): string {
  const minutes = Math.round((endedAt - startAt) / 60_000);
  return [
    text(LEFT - 12, y + 18, name, 'text-anchor="end"'),
    `<rect x="${LEFT}" y="${y}" width="${(x(endedAt) - LEFT).toFixed(1)}" height="26" fill="#f6f8fa"/>`,
    ...bars(openedAt, x, y, OPENED),
    ...bars(refusedAt, x, y + 14, REFUSED),
    text(WIDTH - RIGHT + 12, y + 18, `${minutes} min, ${refusedAt.length.toLocaleString('en')}`),
  ].join('\n');
}

/** Times as bars; what is nearer than a pixel becomes one. */
function bars(times: readonly number[], x: (at: number) => number, y: number, color: string): string[] {
  const spans: [number, number][] = [];
  for (const at of times) {
    const from = Math.floor(x(at));
    const last = spans.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], from + 1);
    else spans.push([from, from + 1]);
  }
  return spans.map(([from, to]) => `<rect x="${from}" y="${y}" width="${to - from}" height="12" fill="${color}"/>`);
}

function axis(x: (at: number) => number, startAt: number, endAt: number, y: number): string {
  const marks: string[] = [];
  for (let minute = 0; startAt + minute * 60_000 <= endAt; minute += 20) {
    const at = x(startAt + minute * 60_000).toFixed(1);
    marks.push(`<line x1="${at}" y1="${y}" x2="${at}" y2="${y + 6}" stroke="#57606a"/>`);
    marks.push(text(Number(at), y + 22, `${minute} min`, 'text-anchor="middle" fill="#57606a"'));
  }
  return marks.join('\n');
}

function key(x: number, color: string, label: string): string {
  return `<rect x="${x}" y="40" width="12" height="12" fill="${color}"/>${text(x + 18, 50, label, 'fill="#57606a"')}`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x}" y="${y}" ${attributes}>${safe(content)}</text>`;
}

function safe(content: string): string {
  return content.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
