/** The log of the step, with annotations. Makes sure that text from outside cannot start a workflow command. */

import type { Log } from '../../shared/ports.ts';
import type { Place } from '../../shared/problem.ts';

/** The functions of @actions/core that a log needs. */
export interface Core {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string, properties?: Annotation): void;
  error(message: string, properties?: Annotation): void;
  startGroup(name: string): void;
  endGroup(): void;
}

interface Annotation {
  file?: string;
  startLine?: number;
  startColumn?: number;
}

/** GitHub shows 10 errors and 10 warnings a step, and 4,096 characters of each (read in the runner's source). */
const ANNOTATIONS_LIMIT = 10;
/** Annotations of each kind that are reserved for messages without a place, such as the error that ended the run. */
const RESERVED_ANNOTATIONS = 1;
const ANNOTATION_CHARACTERS = 4_000;

export function openLog(core: Core): Log {
  const left = { warning: ANNOTATIONS_LIMIT, error: ANNOTATIONS_LIMIT };
  const annotate = (kind: 'warning' | 'error', message: string, place: Place | undefined) => {
    const line = oneLine(message);
    const reserved = place === undefined ? 0 : RESERVED_ANNOTATIONS;
    if (left[kind] <= reserved) return core.info(`${kind === 'error' ? 'Error' : 'Warning'}: ${line}`);
    left[kind] -= 1;
    core[kind](line.slice(0, ANNOTATION_CHARACTERS), toProperties(place));
  };
  return {
    debug: (message) => core.debug(oneLine(message)),
    info: (message) => core.info(oneLine(message)),
    warning: (message, place) => annotate('warning', message, place),
    error: (message, place) => annotate('error', message, place),
    group: async (heading, work) => {
      core.startGroup(oneLine(heading));
      try {
        return await work();
      } finally {
        core.endGroup();
      }
    },
  };
}

function toProperties(place: Place | undefined): Annotation {
  if (place === undefined) return {};
  return {
    file: oneLine(place.file),
    ...(place.line === undefined ? {} : { startLine: place.line }),
    ...(place.column === undefined ? {} : { startColumn: place.column }),
  };
}

/**
 * The message in one line, without control characters and without characters that change the writing direction. The
 * runner executes `::name` at the start of a line and `##[name]` anywhere in it as commands (read in its source), so a
 * zero-width space breaks them up.
 */
export function oneLine(message: string): string {
  return message
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\p{Bidi_Control}+/gu, '')
    .replace(/^\s*::/, (start) => start.replace('::', ':\u200b:'))
    .replaceAll('##[', '#\u200b#[');
}
