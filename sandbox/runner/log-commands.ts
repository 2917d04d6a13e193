/**
 * The workflow commands (`::error file=…::…`) in the output of a step.
 */

export interface Annotation {
  level: 'error' | 'warning' | 'notice';
  message: string;
  title?: string;
  file?: string;
  line?: number;
  column?: number;
}

/** A line of the log: text, or a command that the runner executes and removes. */
export type LogLine = { kind: 'text'; text: string } | { kind: 'command'; command: Command };

export interface Command {
  name: string;
  properties: Record<string, string>;
  message: string;
}

const KNOWN = new Set([
  'add-mask',
  'add-matcher',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-output',
  'stop-commands',
  'warning',
]);

/** Splits a log as the runner does: a known command at the start of a line, also after blanks, is a command. */
export function parseLog(log: string): LogLine[] {
  const lines = log.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map(createLineParser());
}

/** The parser expects the lines in order. Between `stop-commands` and its token all lines are text. */
export function createLineParser(): (text: string) => LogLine {
  let stopped: string | undefined;
  return (text) => {
    const command = stopped === undefined ? parseCommand(text) : resumed(text, stopped);
    if (command === undefined) return { kind: 'text', text };
    stopped = command.name === 'stop-commands' ? command.message : undefined;
    return { kind: 'command', command };
  };
}

function resumed(text: string, stopToken: string): Command | undefined {
  return text.trim() === `::${stopToken}::` ? { name: stopToken, properties: {}, message: '' } : undefined;
}

function parseCommand(text: string): Command | undefined {
  const found = /^\s*::([\w-]+)(?: (.*?))?::(.*)$/.exec(text) ?? /##\[([\w-]+)(?: (.*?))?\](.*)$/.exec(text);
  const [, name = '', properties = '', message = ''] = found ?? [];
  if (!KNOWN.has(name.toLowerCase())) return undefined;
  return { name: name.toLowerCase(), properties: parseProperties(properties), message: unescapeData(message) };
}

function parseProperties(text: string): Record<string, string> {
  const pairs = text.split(/[,;]/).filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      const value = pair
        .slice(equals + 1)
        .replaceAll('%3A', ':')
        .replaceAll('%2C', ',');
      return [pair.slice(0, equals).trim(), unescapeData(value)];
    }),
  );
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

export function annotationsOf(lines: readonly LogLine[]): Annotation[] {
  return lines.flatMap((line) => (line.kind === 'command' ? toAnnotation(line.command) : []));
}

function toAnnotation({ name, properties, message }: Command): Annotation[] {
  if (name !== 'error' && name !== 'warning' && name !== 'notice') return [];
  const { title, file, line, col } = properties;
  return [
    {
      level: name,
      message,
      ...(title === undefined ? {} : { title }),
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line: Number(line) }),
      ...(col === undefined ? {} : { column: Number(col) }),
    },
  ];
}

/** The values that the step masked. */
export function masksOf(lines: readonly LogLine[]): string[] {
  return lines.flatMap((line) =>
    line.kind === 'command' && line.command.name === 'add-mask' ? [line.command.message] : [],
  );
}
