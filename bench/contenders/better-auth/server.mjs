// better-auth as its guide has one set it up, with its defaults in production; prints a session a
// person once it listens.
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import Database from 'better-sqlite3';

const { PORT, DATABASE, SECRET, PEOPLE } = process.env;
const database = new Database(DATABASE);
// As durable as everybody here.
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');

const options = {
  database,
  secret: SECRET,
  baseURL: `http://localhost:${PORT}`,
  emailAndPassword: { enabled: true },
  // Counts, as in production, and refuses nobody.
  rateLimit: { max: 1_000_000_000 },
  logger: { level: 'error' },
  user: {
    additionalFields: Object.fromEntries(
      ['phone', 'locale', 'timezone', 'displayName'].map((name) => [
        name,
        { type: 'string', required: false },
      ]),
    ),
  },
};
await (await getMigrations(options)).runMigrations();
const auth = betterAuth(options);

const cookies = [];
for (let i = 0; i < Number(PEOPLE); i++) {
  const { headers } = await auth.api.signUpEmail({
    returnHeaders: true,
    body: {
      ...{
        email: `ada${i}@example.com`,
        password: 'violet-anchor-73-mosaic',
        name: 'Ada Lovelace',
      },
      ...{ displayName: 'Ada L.', phone: '+4930901820', locale: 'en-GB' },
      timezone: 'Europe/London',
    },
  });
  cookies.push(headers.getSetCookie()[0].split(';')[0]);
}
createServer(toNodeHandler(auth)).listen(PORT, '127.0.0.1', () => process.send(cookies));
