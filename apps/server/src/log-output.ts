import { isatty } from 'node:tty';
import { logStream } from './log-stream.js';
import { prettyLine } from './pretty.js';

export type LogFormat = 'json' | 'pretty';

/** Where lines go: as they are to a collector, and readable into a terminal unless the format is said. */
export function openLog(format: LogFormat = isatty(1) ? 'pretty' : 'json') {
  return format === 'json'
    ? { write: (line: string) => logStream.write(line) }
    : { write: (line: string) => logStream.write(prettyLine(line)) };
}
