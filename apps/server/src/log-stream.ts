import { write, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Where the log goes: standard output. */
const output = 1;

/** Bytes that are written together; fewer are after so many milliseconds. */
const portion = 65_536;
const interval = 200;

/** What more than these bytes has gathered because nobody reads it is lost; requests matter more. */
const limit = 16 * 1024 * 1024;

/** As many bytes as one unit of a string can become. */
const widest = 3;

/** How many buffers are kept to be filled again. */
const spares = 2;

/** What waits to be written, and how much of its buffer that is. */
interface Portion {
  bytes: Buffer;
  length: number;
}

/**
 * Writes lines to standard output, many at once, and no request waits for whoever reads them. pino's own
 * stream measures each line in bytes and writes every few of them, which cost a request more than all
 * the rest of its log line. Lines become bytes at once: strings would be moved by the collector of
 * garbage as long as they wait. Buffers are filled again, for it would be long in freeing them.
 */
function createLogStream() {
  let current: Buffer = Buffer.allocUnsafe(portion);
  let filled = 0;
  const waiting: Portion[] = [];
  const empty: Buffer[] = [];
  let gathered = 0;
  let writing = false;
  let broken = false;

  function wait(next: Portion): void {
    waiting.push(next);
    gathered += next.length;
  }

  function waitWithCurrent(): void {
    if (filled === 0) return;
    wait({ bytes: current, length: filled });
    current = empty.pop() ?? Buffer.allocUnsafe(portion);
    filled = 0;
  }

  /** Node makes a pipe give up instead of waiting for its reader once it has opened a stream for it. */
  function open(): void {
    void process.stdout;
  }

  function flush(): void {
    const [first] = waiting;
    if (writing || broken || !first) return;
    open();
    writing = true;
    writeFrom(first, 0);
  }

  function writeFrom(first: Portion, start: number): void {
    write(output, first.bytes, start, first.length - start, null, (error, written) => {
      if (error?.code === 'EPIPE') {
        // The reader is gone; the server isn't.
        broken = true;
        waiting.length = 0;
      } else if (error) {
        // It may read again, or the disk have room again.
        setTimeout(writeFrom, interval, first, start).unref();
      } else if (start + written < first.length) {
        writeFrom(first, start + written);
      } else {
        waiting.shift();
        gathered -= first.length;
        if (first.bytes.length === portion && empty.length < spares) empty.push(first.bytes);
        writing = false;
        flush();
      }
    });
  }

  function flushAll(): void {
    waitWithCurrent();
    flush();
  }

  setInterval(flushAll, interval).unref();
  process.once('exit', () => {
    try {
      open();
      waitWithCurrent();
      // The first is in another thread's hands.
      const left = waiting.slice(writing ? 1 : 0);
      for (const { bytes, length } of left) writeSync(output, bytes, 0, length);
    } catch {
      // Nobody reads it any more.
    }
  });

  return {
    write(line: string): void {
      if (broken || gathered > limit) return;
      const most = line.length * widest;
      if (most > portion - filled) {
        waitWithCurrent();
        if (most > portion) {
          const bytes = Buffer.from(line);
          wait({ bytes, length: bytes.length });
        }
        flush();
      }
      if (most <= portion) filled += current.write(line, filled);
    },
    /** Resolves when all of it is written, or nobody reads it: an end must not wait for a log. */
    async drain(): Promise<void> {
      const deadline = Date.now() + 1_000;
      while (!broken && gathered + filled > 0 && Date.now() < deadline) {
        flushAll();
        await delay(1);
      }
    },
  };
}

/** The one of this process: of two that write to one output, lines would get mixed up. */
export const logStream = createLogStream();
