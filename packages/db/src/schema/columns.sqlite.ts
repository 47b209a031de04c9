import {
  index,
  integer as sqliteInteger,
  sqliteTable,
  text as sqliteText,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';

/** SQLite's words for the columns that both dialects have. */
export const words = {
  table: sqliteTable,
  index,
  uniqueIndex,
  /** The integer key that counts up and is never given twice. */
  identity: () => sqliteInteger().primaryKey({ autoIncrement: true }),
  text: () => sqliteText(),
  integer: () => sqliteInteger(),
  boolean: () => sqliteInteger({ mode: 'boolean' }),
  json: <T>() => sqliteText({ mode: 'json' }).$type<T>(),
  /** A moment as RFC 3339 text with milliseconds and `Z`, which sorts as time does. */
  instant: () => sqliteText(),
};

/** The vocabulary that `tables.ts` is written in; SQLite's types stand for both dialects. */
export type Words = typeof words;
