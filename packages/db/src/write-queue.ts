import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import SqliteClient from 'better-sqlite3';
import { outward } from './disk.js';
import { DatabaseUnavailable } from './errors.js';

/** How long a write waits for another process that holds the lock; an answer leaves within five seconds. */
export const patience = 4_500;

/** How many writes may wait; a disk that can't keep up must not fill the memory. */
const queueLimit = 1_000;

/** How many writes are brought to the disk together at most, so that readers get their turn. */
const groupLimit = 100;

/** What waits for its turn to write. */
interface Write {
  work(): PromiseLike<unknown>;
  /** A transaction of its own, of which all is undone when it fails. */
  alone: boolean;
  /** It is on the disk before it is answered; else the next one that is takes it along. */
  durable: boolean;
  /** Counted from when it began to wait, whatever the clock on the wall does meanwhile. */
  deadline: number;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/**
 * One transaction at a time: better-sqlite3 has one connection and can't run async callbacks itself.
 * Statements that wait at the same time share a transaction, since the disk takes as long for one as
 * for many; none is answered before all are on the disk. Where none needs to be, nobody waits for it.
 */
export function createWriteQueue(client: SqliteClient.Database) {
  const begin = client.prepare('BEGIN IMMEDIATE');
  const commit = client.prepare('COMMIT');
  const rollback = client.prepare('ROLLBACK');
  const waiting: Write[] = [];
  let serving: Promise<void> | undefined;
  let synchronous: 'FULL' | 'NORMAL' | undefined;

  function enqueue<T>(work: () => PromiseLike<T>, { alone = false, durable = true }): Promise<T> {
    if (waiting.length >= queueLimit)
      return Promise.reject(new DatabaseUnavailable('too many writes wait'));
    return new Promise<T>((resolve, reject) => {
      const deadline = performance.now() + patience;
      const result = { resolve: resolve as Write['resolve'], reject };
      waiting.push({ work, alone, durable, deadline, ...result });
      serving ??= serve();
    });
  }

  async function serve(): Promise<void> {
    for (let first = waiting[0]; first; first = waiting[0]) {
      // Whatever has arrived by now is read first: while a commit stops the event loop, others come.
      await nextTurn();
      const durable = nextGroup().some((write) => write.durable);
      try {
        setSynchronous(durable ? 'FULL' : 'NORMAL');
        await beginBefore(first.deadline);
      } catch (error) {
        waiting.shift();
        first.reject(outward(error));
        continue;
      }
      await writeTogether(waiting.splice(0, nextGroup(durable).length));
    }
    // At once: whoever comes after the last look must not wait for somebody who has gone.
    serving = undefined;
  }

  /** The first that waits, and those behind it that it may share its transaction with. */
  function nextGroup(durably = true): Write[] {
    const end = waiting.findIndex(
      ({ alone, durable }, i) => i > 0 && (alone || i === groupLimit || (durable && !durably)),
    );
    const count = waiting[0]?.alone ? 1 : end;
    return waiting.slice(0, count < 0 ? waiting.length : count);
  }

  /** NORMAL leaves it to the next commit by FULL, or to a checkpoint, to wait for the disk. */
  function setSynchronous(level: 'FULL' | 'NORMAL'): void {
    if (level === synchronous) return;
    // Whatever comes of it: nothing may take the level for another than it is.
    synchronous = undefined;
    client.pragma(`synchronous = ${level}`);
    synchronous = level;
  }

  async function writeTogether(group: Write[]): Promise<void> {
    const results: PromiseSettledResult<unknown>[] = [];
    for (const write of group) results.push(await settled(write));
    try {
      // A statement that fails has changed nothing, and leaves the others' changes as they are.
      const failed = group[0]?.alone && results[0]?.status === 'rejected';
      if (!failed) {
        // Readers get their turn before this stops the event loop once more.
        await nextTurn();
        requireOpen();
        commit.run();
      }
    } catch (error) {
      for (const { reject } of group) reject(outward(error));
      return;
    } finally {
      if (client.inTransaction) undo();
    }
    results.forEach((result, i) => {
      if (result.status === 'fulfilled') group[i]?.resolve(result.value);
      else group[i]?.reject(outward(result.reason));
    });
  }

  /** One after the other, since after one that ended the transaction the next would be one of its own. */
  async function settled({ work }: Write): Promise<PromiseSettledResult<unknown>> {
    try {
      requireOpen();
      return { status: 'fulfilled', value: await work() };
    } catch (reason) {
      return { status: 'rejected', reason };
    }
  }

  /** SQLite undoes a transaction by itself when the disk is full or fails in the midst of it. */
  function requireOpen(): void {
    if (!client.inTransaction) throw new DatabaseUnavailable('SQLite has undone the transaction');
  }

  function undo(): void {
    try {
      rollback.run();
    } catch {
      // Whoever waits is told why the commit failed, which says more.
    }
  }

  /** Waits for another process in short sleeps. */
  async function beginBefore(deadline: number): Promise<void> {
    for (;;) {
      try {
        begin.run();
        return;
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (performance.now() > deadline) throw new DatabaseUnavailable(error);
        await delay(5);
      }
    }
  }

  return {
    /** Runs one statement that writes. */
    write: <T>(work: () => PromiseLike<T>, kind: { durable?: boolean } = {}) => enqueue(work, kind),
    /** Runs all of `work` or nothing. */
    transaction: <T>(work: () => PromiseLike<T>) => enqueue(work, { alone: true }),
    /** How many wait. */
    get length(): number {
      return waiting.length;
    },
    /** Throws when the transaction that a statement belongs to was undone behind its back. */
    requireOpen,
    /** Resolves when nothing waits any more. */
    idle: async () => serving,
  };
}

export function isBusy(error: unknown): boolean {
  return error instanceof SqliteClient.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
