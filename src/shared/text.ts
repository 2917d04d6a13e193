/** Numbers, times and values as text for the log, the summary and messages. Pure. */

import { madeVisible } from './invisible.ts';

/** `1 h 05 min`, `4 min 12 s`, `8 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours > 0) return `${hours} h ${String(minutes).padStart(2, '0')} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

/** `1 report`, `1,200 reports`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${thousands(n)} ${n === 1 ? one : many}`;
}

/** A whole number as `1,234,567`. Not `toLocaleString`, whose first call in a process takes 20 ms (measured). */
export function thousands(n: number): string {
  return String(n).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** The length in characters, as GitHub counts it, not in UTF-16 code units. */
export function characters(text: string): number {
  let length = text.length;
  for (const _ of text.matchAll(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)) length -= 1;
  return length;
}

/** A value in a message: quoted, shortened to a line, with invisible characters as `\u200b`. */
export function shown(value: string): string {
  return madeVisible(JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value));
}

/** `YYYY-MM-DD HH:MM UTC` */
export function utcTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `YYYY-MM-DD`, in UTC. */
export function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Turns a clause into a sentence that follows another one. */
export function asSentence(clause: string): string {
  return clause === '' ? '' : ` ${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}
