import {
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { Words } from './columns.sqlite.js';

const timestamp = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp(3) with time zone',
  fromDriver: (value) => new Date(value).toISOString(),
});

/** PostgreSQL's words; the cast is what lets one set of tables and queries serve both dialects. */
export const words = {
  table: pgTable,
  index,
  uniqueIndex,
  identity: () => integer().primaryKey().generatedByDefaultAsIdentity(),
  text: () => text(),
  integer: () => integer(),
  boolean: () => boolean(),
  json: <T>() => jsonb().$type<T>(),
  instant: () => timestamp(),
} as unknown as Words;
