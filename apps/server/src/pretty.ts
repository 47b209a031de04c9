import { isatty } from 'node:tty';

type Entry = Record<string, unknown>;

/** Said first, in this order and by themselves; the rest comes after them with its names. */
const first = ['method', 'route', 'status', 'code', 'operation', 'audit', 'user', 'ms'];
const unsaid = new Set(['level', 'time', 'id', 'msg', 'err', 'error', ...first]);

/** A line of the log for somebody who reads it in a terminal. */
export function prettyLine(line: string, colours = isatty(1)): string {
  const entry = JSON.parse(line) as Entry;
  const paint = (code: number, text: string) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);
  const time = paint(90, new Date(Number(entry.time)).toISOString().slice(11, 23));
  const said = first.flatMap((name) => (name in entry ? [word(entry, name)] : []));
  const more = Object.entries(entry).flatMap(([name, value]) =>
    unsaid.has(name)
      ? []
      : [`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`],
  );
  const message = entry.msg === 'request' ? [] : [String(entry.msg)];
  const text = paint(colourOf(entry), [...message, ...said].join(' '));
  return `${[time, text, paint(90, more.join(' '))].join(' ').trimEnd()}${stackOf(entry)}\n`;
}

function word(entry: Entry, name: string): string {
  return name === 'ms' ? `${entry.ms} ms` : String(entry[name]);
}

/** Red for what is our fault, yellow for a refusal, cyan for a security event. */
function colourOf({ level, status, audit }: Entry): number {
  if (Number(level) >= 50 || Number(status) >= 500) return 31;
  if (Number(level) >= 40 || Number(status) >= 400) return 33;
  return audit === undefined ? 0 : 36;
}

function stackOf({ err, error }: Entry): string {
  const { type, message, stack, cause } = (err ?? error ?? {}) as Entry;
  if (type === undefined) return '';
  return `\n    ${type}: ${message}\n${stack}${stackOf({ err: cause })}`;
}
