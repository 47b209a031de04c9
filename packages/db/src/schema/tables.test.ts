import { getTableColumns } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import * as postgres from './postgres.js';
import * as sqlite from './sqlite.js';

const names = Object.keys(sqlite) as (keyof typeof sqlite)[];

describe('the tables of both dialects', () => {
  it('are the same ones', () => {
    expect(Object.keys(postgres)).toEqual(Object.keys(sqlite));
  });

  it.each(names)('say %s alike', (name) => {
    const columns = (tables: typeof sqlite) =>
      Object.values(getTableColumns(tables[name])).map(
        ({ name, notNull, primary, isUnique, default: initial }) => ({
          name,
          notNull,
          primary,
          isUnique,
          initial,
        }),
      );
    expect(columns(postgres)).toEqual(columns(sqlite));
  });
});
