import { Column, Param, Placeholder, SQL, sql } from 'drizzle-orm';
import type { FindOne } from './connection.js';

/** A query of drizzle's that selects or returns rows. */
export interface Query<Row> {
  prepare(): { execute(values: Values): PromiseLike<Row[]>; getQuery(): { sql: string } };
}

/** The values of a query's placeholders, by their names. */
type Values = Record<string, unknown>;

/** A query that was built and compiled once. */
export type Prepared<Row> = (values: Values) => Promise<Row[]>;

/** A column or expression of a query, and under which names it is in the result: two, or one. */
interface Field {
  path: string[];
  field: unknown;
}

/** One of SQLite's, which gives rows as lists of values. */
interface Statement {
  all(...params: unknown[]): unknown[][];
  get(...params: unknown[]): unknown[] | undefined;
}

/** What drizzle's prepared queries have, beyond what it says they have. */
interface Inside {
  fields: Field[];
  query: { sql: string; params: unknown[] };
  /** PostgreSQL: makes rows of what the driver gives, in place of drizzle. */
  customResultMapper: (rows: unknown[][]) => unknown[];
  /** SQLite: the driver's statement. */
  stmt: { raw(): Statement };
}

/**
 * The limit or offset of a prepared query, as part of its text: a statement where that is a parameter
 * SQLite compiles again at each run, which takes longer than the run.
 */
export const constant = (rows: number) => sql.raw(String(rows)) as unknown as Placeholder;

/**
 * Builds a query at its first use and keeps it: building one costs ten times running it. Drizzle would
 * look every column of every row up again, which costs more than SQLite takes to find the row; so rows
 * are made by a function that is compiled for them, and SQLite's statement is called without detours.
 */
export function prepareSqlite<Row>(build: () => Query<Row>): Prepared<Row> {
  const compiled = compiledOnce(build);
  return (values) => allRows(compiled(), values);
}

async function allRows<Row>({ statement, parameters, toRow }: Compiled<Row>, values: Values) {
  return statement.all(...parameters(values)).map(toRow);
}

/** The same in its parts: the driver's statement, and what makes rows of what it gives. */
export interface Compiled<Row> {
  statement: Statement;
  parameters(values: Values): unknown[];
  toRow(row: unknown[]): Row;
}

export const compiledOnce = <Row>(build: () => Query<Row>): (() => Compiled<Row>) =>
  once(() => compile(build()));

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function compile<Row>(built: Query<Row>): Compiled<Row> {
  const { stmt, fields, query } = built.prepare() as unknown as Inside;
  if (/ (limit|offset) \?/.test(query.sql)) {
    throw new Error('A prepared query says its limit and offset by `constant`');
  }
  const fillers = query.params.map(fillerOf);
  return {
    statement: stmt.raw(),
    parameters: (values) => fillers.map((fill) => fill(values)),
    toRow: mapperOf(fields) as Compiled<Row>['toRow'],
  };
}

/** Finds a row by the placeholder `id` of a query, which is asked each time. */
export function askedEachTime(prepare: <Row>(build: () => Query<Row>) => Prepared<Row>) {
  return <Row>(build: () => Query<Row>): FindOne<Row> => {
    const rows = prepare(build);
    return async (id) => (await rows({ id }))[0];
  };
}

/** By their statements: on PostgreSQL each transaction builds its queries for itself. */
const mappers = new Map<string, (row: unknown[]) => unknown>();

export function preparePostgres<Row>(build: () => Query<Row>): Prepared<Row> {
  const prepared = once((): Prepared<Row> => {
    const query = build().prepare();
    const inside = query as unknown as Inside;
    const { sql: text } = query.getQuery();
    const toRow = mappers.get(text) ?? mapperOf(inside.fields);
    mappers.set(text, toRow);
    inside.customResultMapper = (rows) => rows.map(toRow);
    return async (values) => query.execute(values);
  });
  return (values) => prepared()(values);
}

/** Compiles a function that makes an object of a row. */
function mapperOf(fields: Field[]): (row: unknown[]) => unknown {
  const objects = new Map<string, string[]>();
  const decoders: unknown[] = [];
  fields.forEach(({ path, field }, i) => {
    const [name = '', outer = ''] = path.toReversed();
    const decoder = decoderOf(field);
    decoders[i] = decoder;
    const decoded = `row[${i}] === null ? null : decoders[${i}].mapFromDriverValue(row[${i}])`;
    const member = `${JSON.stringify(name)}: ${decoder ? decoded : `row[${i}]`}`;
    objects.set(outer, [...(objects.get(outer) ?? []), member]);
  });
  const members = [...objects].map(([outer, inner]) =>
    outer === '' ? inner.join() : `${JSON.stringify(outer)}: {${inner.join()}}`,
  );
  // Nothing gets in here but the names of our own columns.
  return new Function('decoders', `return (row) => ({${members.join()}})`)(decoders);
}

/** What turns the driver's value into ours; undefined where they are the same. */
function decoderOf(field: unknown): unknown {
  if (field instanceof SQL) return (field as unknown as { decoder: unknown }).decoder;
  if (!(field instanceof Column)) throw new Error('Rows are made of columns and SQL');
  const asItIs = Column.prototype.mapFromDriverValue;
  return field.mapFromDriverValue === asItIs ? undefined : field;
}

/** What gives the driver one of a query's parameters. */
function fillerOf(param: unknown): (values: Values) => unknown {
  if (param instanceof Placeholder) return (values) => values[param.name];
  if (param instanceof Param && param.value instanceof Placeholder) {
    const { value, encoder } = param;
    return (values) => encoder.mapToDriverValue(values[value.name]);
  }
  return () => param;
}
