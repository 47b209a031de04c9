/** The database can't be reached, or didn't answer in time; trying again later may help. */
export class DatabaseUnavailable extends Error {
  constructor(cause: unknown) {
    super('The database is not available', { cause });
  }
}

/** The database was written by a newer version than this one. */
export class SchemaTooNew extends Error {
  constructor() {
    super(
      'The database has migrations that this version does not know. Start the version that wrote it, or a newer one.',
    );
  }
}

/** There is no database where one was to be used, or nothing of ours in it. */
export class NoDatabase extends Error {
  constructor(
    readonly database: string,
    what: 'is no database' | 'are no tables of ours' = 'is no database',
  ) {
    super(`There ${what} at ${database}. Run: profile migrate`);
  }
}

/** The database was written by an older version than this one. */
export class SchemaTooOld extends Error {
  constructor(
    readonly database: string,
    readonly missing: string[],
  ) {
    super(`The database at ${database} lacks ${missing.join(', ')}. Run: profile migrate`);
  }
}

/** Another program's transaction did not let go of a table that a migration changes. */
export class TablesInUse extends Error {
  constructor() {
    super(
      'Another program keeps tables of the database locked, so they can not be migrated; nothing was changed. Find its transaction in pg_stat_activity (the oldest xact_start), end it, then try again.',
    );
  }
}

/** The file of the database is not as SQLite left it. */
export class DamagedDatabase extends Error {
  constructor(path: string, finding = '') {
    super(
      `The database at ${path} is damaged (${finding}). Nothing was changed in it. Put it aside together with its -wal, if there is one, and bring back a backup; or take out what can still be read: sqlite3 ${path} .recover`,
    );
  }
}

/** Whether a statement was refused because another row has that value, on either dialect. */
export function isUniqueViolation(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === '23505') return true;
  }
  return false;
}
