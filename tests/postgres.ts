import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withPostgres } from '@profile/databases/server';

const profile = fileURLToPath(new URL('../apps/server/bin/profile.js', import.meta.url));

/** For vitest: PostgreSQL while the tests run, with tables as an operator makes them. */
export default withPostgres((DATABASE_URL) =>
  promisify(execFile)(process.execPath, [profile, 'migrate'], {
    // Of its own, or it would make one in this folder.
    env: { ...process.env, DATABASE_URL, SECRET: randomBytes(32).toString('base64') },
  }),
);
