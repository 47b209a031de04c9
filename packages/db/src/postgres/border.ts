import { DrizzleQueryError } from 'drizzle-orm';
import postgres from 'postgres';
import { DatabaseUnavailable } from '../errors.js';

/** SQLSTATEs, or their classes, that say that the database is away, too busy, or was too slow. */
const states =
  /^(08|53|57P|57014|58|40001|40P01|55P03|25006|25P03)|^(CONNECTION_|CONNECT_|E[A-Z]{4,}$)/;

/** What has failed, whatever is wrapped around it. */
const causeOf = (error: unknown): unknown =>
  error instanceof DrizzleQueryError ? error.cause : error;

/**
 * As callers are to see it. Drizzle's wrapping quotes the statement with its values, and PostgreSQL a
 * value that it can't read, which is what its class 22 is about: neither may get into a log.
 */
function outward(error: unknown): unknown {
  const cause = causeOf(error);
  if (cause instanceof DatabaseUnavailable) return cause;
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: string };
  if (typeof code !== 'string') return cause;
  if (states.test(code)) return new DatabaseUnavailable(cause);
  // What a transaction's work has thrown of its own is not ours.
  if (!(cause instanceof postgres.PostgresError)) return cause;
  return new StatementRefused(code, code.startsWith('22') ? 'a value can not be kept' : message);
}

/** Made anew, since the driver's stack ends in its socket. */
class StatementRefused extends Error {
  override readonly name = 'StatementRefused';
  constructor(
    readonly code: string,
    message = 'no reason was given',
  ) {
    super(`PostgreSQL: ${message}`);
  }
}

/** Whether the database has undone a transaction only because of what others did meanwhile. */
export function isCollision(error: unknown): boolean {
  const { code } = (causeOf(error) ?? {}) as { code?: unknown };
  return code === '40001' || code === '40P01';
}

/** Where all that is asked of a database passes: errors become ours, and closing waits for the rest. */
export function createBorder() {
  const state = { underWay: 0, closed: false, whenEmpty: () => {} };

  async function pass<T>(work: () => Promise<T>): Promise<T> {
    if (state.closed) throw new DatabaseUnavailable('it was closed');
    state.underWay++;
    try {
      return await work();
    } catch (error) {
      throw outward(error);
    } finally {
      if (--state.underWay === 0) state.whenEmpty();
    }
  }

  type Method = (...args: never[]) => Promise<unknown>;

  return {
    pass,

    /** Repositories whose every method passes here. */
    around<T extends Record<string, object>>(repositories: T): T {
      const guard = (methods: object) =>
        Object.fromEntries(
          Object.entries(methods as Record<string, Method>).map(([name, method]) => [
            name,
            (...args: never[]) => pass(() => method(...args)),
          ]),
        );
      const guarded = Object.entries(repositories).map(([name, each]) => [name, guard(each)]);
      return Object.fromEntries(guarded) as T;
    },

    /** Lets nobody in any more, and resolves when the last one is out. */
    close(): Promise<void> {
      return new Promise((resolve) => {
        Object.assign(state, { closed: true, whenEmpty: resolve });
        if (state.underWay === 0) resolve();
      });
    },
  };
}
