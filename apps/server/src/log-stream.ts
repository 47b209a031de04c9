import { write, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Where the log goes: standard output. */
const output = 1;

/** Written when so many characters have come together, or after so many milliseconds. */
const portion = 65_536;
const interval = 200;

/** What more than this has gathered because nobody reads it is lost; requests matter more. */
const limit = 16 * 1024 * 1024;

/**
 * Writes lines to standard output, many at once, and no request waits for whoever reads them. pino's own
 * stream measures each line in bytes and writes every few of them, which cost a request more than all
 * the rest of its log line.
 */
function createLogStream() {
  let gathered = '';
  let writing = false;
  let broken = false;

  function flush(): void {
    if (writing || broken || gathered === '') return;
    writing = true;
    const bytes = Buffer.from(gathered);
    gathered = '';
    writeAll(bytes);
  }

  function writeAll(bytes: Buffer): void {
    write(output, bytes, (error, written) => {
      if (error?.code === 'EPIPE') {
        // The reader is gone; the server isn't.
        broken = true;
        gathered = '';
      } else if (error) {
        // It may read again, or the disk have room again.
        setTimeout(writeAll, interval, bytes).unref();
        return;
      } else if (written < bytes.length) {
        writeAll(bytes.subarray(written));
        return;
      }
      writing = false;
    });
  }

  setInterval(flush, interval).unref();
  process.once('exit', () => {
    try {
      if (!broken) writeSync(output, gathered);
    } catch {
      // Nobody reads it any more.
    }
  });

  return {
    write(line: string): void {
      if (broken || gathered.length > limit) return;
      gathered += line;
      if (gathered.length >= portion) flush();
    },
    /** Resolves when all of it is written, or nobody reads it: an end must not wait for a log. */
    async drain(): Promise<void> {
      const deadline = Date.now() + 1_000;
      while (!broken && (writing || gathered !== '') && Date.now() < deadline) {
        flush();
        await delay(1);
      }
    },
  };
}

/** The one of this process: of two that write to one output, lines would get mixed up. */
export const logStream = createLogStream();
