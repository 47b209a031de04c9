// Records databases that a version of the server has written, one a dialect, with the passwords and
// tokens of the people in them: node tests/upgrade/record.mjs <a checkout of it, built>
// To be run before a migration is added, on the version that has none of it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { insertsOf, migrationsOf, openPostgres, openSqlite } from './databases.mjs';
import { live } from './people.mjs';

const checkout = resolve(process.argv[2] ?? '.');
const SECRET = 'of recorded databases, and nothing else';

for (const open of [openSqlite, openPostgres]) {
  const database = await open();
  try {
    const people = await live(checkout, { DATABASE_URL: database.url, SECRET });
    const { names, statements } = migrationsOf(checkout, database.dialect);
    const folder = fileURLToPath(new URL(`recorded/${names.at(-1)}`, import.meta.url));
    const all = [...statements, ...(await insertsOf(database))];
    mkdirSync(folder, { recursive: true });
    const at = join(folder, database.dialect);
    writeFileSync(`${at}.sql`, `${all.join(';\n--> statement-breakpoint\n')};\n`);
    writeFileSync(`${at}.json`, `${JSON.stringify({ SECRET, ...people }, undefined, 2)}\n`);
    console.log(`${at}.sql: ${all.length} statements`);
  } finally {
    await database.close();
  }
}
