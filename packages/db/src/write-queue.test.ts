import { setTimeout as delay } from 'node:timers/promises';
import SqliteClient from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { DatabaseUnavailable } from './errors.js';
import { temporaryPath } from './testing/dialects.js';
import { createWriteQueue } from './write-queue.js';

async function open() {
  const path = await temporaryPath();
  const client = new SqliteClient(path);
  const other = new SqliteClient(path);
  onTestFinished(() => {
    client.close();
    other.close();
  });
  client.pragma('journal_mode = WAL');
  client.pragma('foreign_keys = ON');
  client.exec('CREATE TABLE names (name TEXT PRIMARY KEY)');
  client.exec('CREATE TABLE owned (name TEXT REFERENCES names DEFERRABLE INITIALLY DEFERRED)');
  const queue = createWriteQueue(client);
  const insert = client.prepare('INSERT INTO names VALUES (?)');
  const look = other.prepare('SELECT name FROM names ORDER BY name').pluck();
  return {
    client,
    other,
    queue,
    /** What another connection sees, so what was committed. */
    seen: () => look.all(),
    write: (name: string) => queue.write(async () => insert.run(name).changes),
    both: (...names: string[]) =>
      queue.transaction(async () => {
        for (const name of names) insert.run(name);
      }),
  };
}

it('answers what waits at the same time when all of it is committed, and not before', async () => {
  const { write, seen } = await open();
  const found = await Promise.all(['a', 'b', 'c'].map((name) => write(name).then(seen)));
  // Each saw all of them: they came to the disk together.
  expect(found).toEqual(Array(3).fill(['a', 'b', 'c']));
});

it('waits for the disk unless nothing of what it commits has to be there', async () => {
  const { client, queue, seen } = await open();
  const insert = client.prepare('INSERT INTO names VALUES (?)');
  const found: string[] = [];
  const add = (name: string) => async () => {
    insert.run(name);
    found.push(
      `${name} ${client.pragma('synchronous', { simple: true }) === 2 ? 'FULL' : 'NORMAL'}`,
    );
  };
  const passing = (name: string) => queue.write(add(name), { durable: false });
  const lasting = (name: string) => queue.write(add(name));

  await Promise.all(['a', 'b'].map(passing));
  await lasting('c');
  // Whoever shares a transaction with what has to be there waits with it.
  await Promise.all([passing('d'), lasting('e'), passing('f')]);
  // A transaction is shared with nobody, so those before it and behind it need not.
  await Promise.all([passing('g'), queue.transaction(add('h')), passing('i')]);
  await lasting('j');
  expect(found).toEqual([
    ...['a NORMAL', 'b NORMAL', 'c FULL', 'd FULL', 'e FULL', 'f FULL'],
    ...['g NORMAL', 'h FULL', 'i NORMAL', 'j FULL'],
  ]);
  expect(seen()).toHaveLength(10);
});

it('takes nothing durable along that came while it waited for another process', async () => {
  const { client, other, queue } = await open();
  const level = () => client.pragma('synchronous', { simple: true });
  client.pragma('busy_timeout = 0');
  other.exec('BEGIN IMMEDIATE');
  const passing = queue.write(async () => level(), { durable: false });
  await delay(20);
  const lasting = queue.write(async () => level());
  await delay(20);
  other.exec('ROLLBACK');
  expect(await Promise.all([passing, lasting])).toEqual([1, 2]);
});

it('lets a statement that fails harm none of those beside it', async () => {
  const { write, seen } = await open();
  const results = await Promise.allSettled([write('a'), write('b'), write('a'), write('c')]);
  expect(results.map(({ status }) => status)).toEqual([
    ...['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  ]);
  expect(seen()).toEqual(['a', 'b', 'c']);
});

it('undoes a transaction that fails, and nothing of those before and after it', async () => {
  const { write, both, seen } = await open();
  const results = await Promise.allSettled([
    write('a'),
    both('b', 'a'),
    write('c'),
    both('d', 'e'),
  ]);
  expect(results.map(({ status }) => status)).toEqual([
    ...['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  ]);
  expect(seen()).toEqual(['a', 'c', 'd', 'e']);
});

it('acknowledges nothing of what could not be committed, and goes on', async () => {
  const { client, queue, write, seen } = await open();
  // A deferred reference is looked at by COMMIT.
  const orphan = queue.write(async () => client.exec("INSERT INTO owned VALUES ('nobody')"));
  const results = await Promise.allSettled([write('a'), orphan, write('b')]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(seen()).toEqual([]);
  await write('c');
  expect(seen()).toEqual(['c']);
});

it('acknowledges nothing of a transaction that SQLite has undone by itself, and does none of the rest', async () => {
  const { client, queue, write, seen } = await open();
  await write('a');
  // As it does when the disk is full.
  const undoing = client.prepare("INSERT OR ROLLBACK INTO names VALUES ('a')");
  const results = await Promise.allSettled([
    write('b'),
    queue.write(async () => undoing.run()),
    write('c'),
  ]);
  // Caught: what came after it was done in a transaction of its own, and yet refused.
  for (const result of results) {
    expect(result).toMatchObject({ reason: expect.any(DatabaseUnavailable) });
  }
  expect(seen()).toEqual(['a']);
  await write('d');
  expect(seen()).toEqual(['a', 'd']);
});

it('lets nobody wait for more than a hundred others that came later', async () => {
  const { write, seen } = await open();
  const first = write('first').then(() => seen().length);
  const rest = Array.from({ length: 250 }, (_, i) => write(`${i}`));
  expect(await first).toBe(100);
  await Promise.all(rest);
  expect(seen()).toHaveLength(251);
});

it('serves whoever comes just when the last has gone', async () => {
  const { write, seen } = await open();
  // Caught: what came between the last look and the end of serving waited for ever.
  for (let i = 0; i < 50; i++) await write(`${i}`).then(() => write(`${i} too`));
  expect(seen()).toHaveLength(100);
});
