import type { FastifyBaseLogger } from 'fastify';
import { describeError } from './log.js';

/** Where something is said that no request's line and no security event tells: details, and a sentence. */
export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

const levels = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 };

type Level = keyof typeof levels;

/**
 * Writes lines as pino would, for us and for Fastify, which would load pino. All that happens often is
 * written elsewhere, so what a start takes to load that is for nothing.
 */
export function createLogger(
  least: string,
  write: (line: string) => void,
): FastifyBaseLogger & Log {
  const at = (level: Level) => {
    if (!(least in levels) || levels[level] < levels[least as Level]) return () => {};
    return (what: unknown, message?: string) => {
      const line = { level: levels[level], time: Date.now(), ...detailsOf(what, message) };
      write(`${textOf(line)}\n`);
    };
  };
  const log = {
    level: least,
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    silent: () => {},
    child: () => log,
  };
  return log as unknown as FastifyBaseLogger & Log;
}

/** Fastify gives whole requests and answers along, of which nothing may be told. */
function detailsOf(what: unknown, message: string | undefined): object {
  if (typeof what === 'string') return { msg: what };
  const { req, res, err, ...details } = (
    what instanceof Error ? { err: what } : (what ?? {})
  ) as Record<string, unknown>;
  const told = err === undefined ? details : { ...details, err: describeError(err) };
  return { ...told, msg: message ?? '' };
}

/** Whoever logs has a trouble already, and must not get another by what can't be written. */
function textOf({ msg, ...line }: { level: number; time: number; msg?: string }): string {
  try {
    return JSON.stringify({ ...line, msg });
  } catch {
    return JSON.stringify({ level: line.level, time: line.time, msg });
  }
}
