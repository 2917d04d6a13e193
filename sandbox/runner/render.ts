/**
 * Renders the log of a step as the Actions page does: groups become headings, annotations become plain lines, other
 * commands are removed, secrets and masked values become `***`.
 */

import { type Command, createLineParser } from './log-commands.ts';

export interface LogRenderer {
  /** Takes a piece of output of any length, and writes the lines that are complete. */
  push(output: string): void;
  /** Writes the last line if it has no line end. */
  end(): void;
}

export function renderLog(log: string, secrets: readonly string[] = []): string {
  const lines: string[] = [];
  const renderer = createLogRenderer((line) => void lines.push(line), secrets);
  renderer.push(log);
  renderer.end();
  return lines.join('\n');
}

/** `write` receives one line at a time, without its line end. */
export function createLogRenderer(write: (line: string) => void, secrets: readonly string[] = []): LogRenderer {
  const hidden = new Set(secrets);
  const parse = createLineParser();
  let isInGroup = false;
  let rest = '';
  const writeLine = (text: string) => {
    const line = parse(text);
    if (line.kind === 'command' && line.command.name === 'add-mask') hidden.add(line.command.message);
    const isHeading = line.kind === 'command' && line.command.name === 'group';
    if (isHeading || (line.kind === 'command' && line.command.name === 'endgroup')) isInGroup = false;
    const shown = line.kind === 'text' ? line.text : renderCommand(line.command);
    for (const part of shown?.split('\n') ?? []) write(mask(isInGroup ? `  ${part}` : part, hidden));
    isInGroup ||= isHeading;
  };
  return {
    push: (output) => {
      const lines = (rest + output).split(/\r?\n/);
      rest = lines.pop() ?? '';
      lines.forEach(writeLine);
    },
    end: () => {
      if (rest !== '') writeLine(rest);
      rest = '';
    },
  };
}

function renderCommand({ name, message }: Command): string | undefined {
  switch (name) {
    case 'group':
      return `▼ ${message}`;
    case 'error':
      return `Error: ${message}`;
    case 'warning':
      return `Warning: ${message}`;
    case 'notice':
      return `Notice: ${message}`;
    default:
      return undefined;
  }
}

function mask(line: string, hidden: ReadonlySet<string>): string {
  const values = [...hidden].flatMap((value) => value.split(/\r?\n/)).filter((value) => value !== '');
  // The longest value comes first. Otherwise a value inside another one would leave the rest of that one visible.
  return values
    .toSorted((a, b) => b.length - a.length)
    .reduce((masked, value) => masked.replaceAll(value, '***'), line);
}
