import { AddressError, databaseName } from '@profile/db';

/**
 * The address of a database; `path` is that of the file, if it names one. A fault never repeats the
 * address, as it may have a password.
 */
export function databaseAddress(
  given: string,
  path: string | undefined,
  fault: (sentence: string) => string,
): string {
  if (path) return `file:${path}`;
  if (!/^postgres(ql)?:/.test(given)) {
    return fault('DATABASE_URL must be a file, such as file:./data/profile.db, or postgres://…');
  }
  try {
    databaseName(given);
    return given;
  } catch (error) {
    if (error instanceof AddressError) return fault(`DATABASE_URL ${error.message}`);
    throw error;
  }
}
