import { Failure, WrongSecret } from '@profile/api';
import { DatabaseUnavailable, NoDatabase, SchemaTooNew, SchemaTooOld } from '@profile/db';
import { CommanderError } from 'commander';
import { ConfigError } from '../config.js';
import { explain } from '../explain.js';

/** What only the command line refuses; a command that is incomplete is 2, anything else 1. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}

interface Refusal {
  /** For people. */
  text: string;
  /** For programs: the body that the API would answer with. */
  body: object;
  exitCode: 1 | 2;
}

/** How a command says that it was not done. */
export function refusal(error: unknown): Refusal {
  if (error instanceof CommanderError) {
    const detail = error.message.replace(/^error: /, '');
    const text = `${detail}\nAdd --help to see how it is used.`;
    return { text, body: { detail, code: 'usage' }, exitCode: 2 };
  }
  if (error instanceof Refused) {
    const { message: detail, code, exitCode } = error;
    return { text: detail, body: { detail, code }, exitCode };
  }
  if (error instanceof Failure) {
    return { text: sentences(error), body: error.body, exitCode: 1 };
  }
  const detail = explain(error, 'The command');
  return { text: detail, body: { detail, code: codeOf(error) }, exitCode: 1 };
}

/** One line a fault, such as `password: String should have at least 8 characters`. */
function sentences({ message, details: { faults } }: Failure): string {
  if (!faults) return message;
  return faults
    .map(({ loc, msg }) => `${loc.at(-1)}: ${msg.replace(/^Value error, /, '')}`)
    .join('\n');
}

function codeOf(error: unknown): string {
  if (error instanceof ConfigError) return 'settings';
  if (error instanceof WrongSecret) return 'wrong_secret';
  if (error instanceof NoDatabase) return 'no_database';
  if (error instanceof SchemaTooNew) return 'schema_too_new';
  if (error instanceof SchemaTooOld) return 'schema_too_old';
  if (error instanceof DatabaseUnavailable) return 'unavailable';
  return 'internal_error';
}
