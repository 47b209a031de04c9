import { write, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Where the log goes: standard output. */
const output = 1;

/** Bytes that are written together, or after so many milliseconds. */
const portion = 65_536;
const interval = 200;

/** What more than these bytes has gathered because nobody reads it is lost; requests matter more. */
const limit = 16 * 1024 * 1024;

/** As many bytes as one unit of a string can become. */
const widest = 3;

/**
 * Writes lines to standard output, many at once, and no request waits for whoever reads them. pino's own
 * stream measures each line in bytes and writes every few of them, which cost a request more than all
 * the rest of its log line. Lines become bytes at once: strings would be moved by the collector of
 * garbage as long as they wait.
 */
function createLogStream() {
  let current = Buffer.allocUnsafe(portion);
  let filled = 0;
  let full: Buffer[] = [];
  let gathered = 0;
  let writing = false;
  let broken = false;

  /** All that waits to be written. */
  function take(): Buffer {
    const bytes = Buffer.concat([...full, current.subarray(0, filled)]);
    full = [];
    filled = 0;
    gathered = 0;
    return bytes;
  }

  function flush(): void {
    if (writing || broken || gathered + filled === 0) return;
    writing = true;
    writeAll(take());
  }

  function writeAll(bytes: Buffer): void {
    write(output, bytes, (error, written) => {
      if (error?.code === 'EPIPE') {
        // The reader is gone; the server isn't.
        broken = true;
        take();
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

  function putAside(bytes: Buffer): void {
    full.push(bytes);
    gathered += bytes.length;
  }

  setInterval(flush, interval).unref();
  process.once('exit', () => {
    try {
      if (!broken) writeSync(output, take());
    } catch {
      // Nobody reads it any more.
    }
  });

  return {
    write(line: string): void {
      if (broken || gathered > limit) return;
      const most = line.length * widest;
      if (most > portion - filled) {
        putAside(current.subarray(0, filled));
        current = Buffer.allocUnsafe(portion);
        filled = 0;
        if (most > portion) putAside(Buffer.from(line));
        flush();
      }
      if (most <= portion) filled += current.write(line, filled);
    },
    /** Resolves when all of it is written, or nobody reads it: an end must not wait for a log. */
    async drain(): Promise<void> {
      const deadline = Date.now() + 1_000;
      while (!broken && (writing || gathered + filled > 0) && Date.now() < deadline) {
        flush();
        await delay(1);
      }
    },
  };
}

/** The one of this process: of two that write to one output, lines would get mixed up. */
export const logStream = createLogStream();
