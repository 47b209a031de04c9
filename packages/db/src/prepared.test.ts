import SqliteClient from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { expect, it } from 'vitest';
import { constant, prepareSqlite } from './prepared.js';
import { counters } from './schema/sqlite.js';

const client = new SqliteClient(':memory:');
client.exec(
  "CREATE TABLE counters (key, points, expires_at); INSERT INTO counters VALUES ('a', 1, '')",
);
const rows = () => drizzle(client).select().from(counters);

it('runs a query whose limit is part of its text', async () => {
  const one = prepareSqlite(() => rows().limit(constant(1)));
  expect(await one({})).toEqual([{ key: 'a', points: 1, expires_at: '' }]);
  expect(await prepareSqlite(() => rows().limit(constant(0)))({})).toEqual([]);
});

it('refuses one whose limit or offset SQLite would compile anew for each run', () => {
  expect(() => prepareSqlite(() => rows().limit(1))({})).toThrow('constant');
  const second = prepareSqlite(() => rows().limit(constant(1)).offset(1));
  expect(() => second({})).toThrow('constant');
});
