import type SqliteClient from 'better-sqlite3';
import type { FindOne } from './connection.js';
import { compiledOnce, type Query } from './prepared.js';

/** How many answers are kept at least, of those that were asked for last; at most twice as many. */
const limit = 5_000;

/** A row, as it was found in some state of the database. */
interface Known<Row> {
  version: unknown;
  values: unknown[];
  row: Promise<Row>;
}

/**
 * Keeps the rows that were found for as long as nothing at all has been written. SQLite is asked that each
 * time: `data_version` changes with every commit of any other connection, in this process or another, and
 * takes a fifth of the time that finding a row takes. When something was written a row is read anew; one
 * that says the same is the object it was before, and so is what was made of it.
 */
export function createUnchanged(reader: SqliteClient.Database) {
  const dataVersion = reader.prepare('PRAGMA data_version').pluck();

  return function unchanged<Row extends object>(build: () => Query<Row>): FindOne<Row> {
    const compiled = compiledOnce(build);
    // Two generations, since to ask a map for its oldest takes the longer the more of them have gone.
    let recent = new Map<string, Known<Row>>();
    let older = new Map<string, Known<Row>>();

    function keep(id: string, known: Known<Row>): void {
      if (recent.size >= limit && !recent.has(id)) {
        older = recent;
        recent = new Map();
      }
      recent.set(id, known);
    }

    /** A row that says something else than before, or that nobody has asked for yet. */
    function made(id: string, version: unknown, values: unknown[]): Known<Row> {
      const known = { version, values, row: Promise.resolve(frozen(compiled().toRow(values))) };
      keep(id, known);
      return known;
    }

    function find(id: string): Promise<Row | undefined> {
      // Asked before the row is read: what is kept is never older than what it is kept under.
      const version = dataVersion.get();
      const young = recent.get(id);
      const known = young ?? older.get(id);
      if (known && !young) keep(id, known);
      if (known && known.version === version) return known.row;
      const { statement, parameters } = compiled();
      const values = statement.get(...parameters({ id }));
      if (!values) {
        // Of somebody who was deleted nothing is to be left, here either.
        recent.delete(id);
        older.delete(id);
        return Promise.resolve(undefined);
      }
      if (!known || !isSame(values, known.values)) return made(id, version, values).row;
      known.version = version;
      return known.row;
    }

    return (id) => {
      try {
        return find(id);
      } catch (error) {
        return Promise.reject(error);
      }
    };
  };
}

/** Several requests are given the same row. */
function frozen<Row extends object>(row: Row): Row {
  for (const part of [row, ...Object.values(row)]) Object.freeze(part);
  return row;
}

const isSame = (values: unknown[], others: unknown[]) =>
  values.every((value, i) => value === others[i]);
