import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { NoDatabase, SchemaTooNew, SchemaTooOld } from './errors.js';
import { inspectDatabase } from './inspect.js';
import { openStore } from './store.js';
import { dialects, temporaryPath } from './testing/dialects.js';
import { newAccount } from './testing/rows.js';

const look = (url: string) => openStore(url, { migrate: false });

async function migrate(url: string) {
  await (await openStore(url)).close();
}

describe.each(dialects)('without migrating, on $name', ({ bare }) => {
  it('a database without anything of ours is refused, in a sentence without its password', async () => {
    const { url } = await bare();
    const withPassword = url.replace('profile@', 'profile:hush-hush@');
    const refusal = await look(withPassword).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(NoDatabase);
    expect(String(refusal)).toMatch(/There (is|are) no .* at \S+\. Run: profile migrate$/);
    expect(String(refusal)).not.toContain('hush-hush');
  });

  it.each([
    ['lacks a migration', 'DELETE FROM __drizzle_migrations WHERE id > 1', SchemaTooOld],
    ['is newer', "UPDATE __drizzle_migrations SET hash = 'unknown'", SchemaTooNew],
  ])('one that %s is refused, and stays as it is', async (_, statement, error) => {
    const { url, execute } = await bare();
    await migrate(url);
    await execute(statement);
    const noted = () => execute('SELECT * FROM __drizzle_migrations ORDER BY id');
    const before = await noted();
    await expect(look(url)).rejects.toThrow(error);
    expect(await noted()).toEqual(before);
  });

  it('one that lacks migrations is refused with their names and what to do', async () => {
    const { url, execute } = await bare();
    await migrate(url);
    await execute('DELETE FROM __drizzle_migrations WHERE id > 1');
    await expect(look(url)).rejects.toThrow(/ lacks 0001_\w+.*\. Run: profile migrate$/);
  });

  it('one that is up to date is opened to work, beside others too', async () => {
    const { url } = await bare();
    const server = await openStore(url);
    const beside = await look(url);
    await beside.accounts.create(newAccount({ id: 'usr_ada' }));
    expect(await server.accounts.byId('usr_ada')).toBeDefined();
    expect(beside.migrations).toEqual({ present: expect.any(Array), missing: [] });
    await server.close();
    await beside.close();
    const alone = await look(url);
    expect(await alone.accounts.byId('usr_ada')).toBeDefined();
    await alone.close();
  });
});

// Only a file can be there without being ours, and be changed by being opened.
describe('a SQLite file', () => {
  /** Every file of the folder, byte by byte. */
  function filesBeside(path: string) {
    const folder = dirname(path);
    return readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, 'base64')]);
  }

  async function alter(path: string, statement: string) {
    const client = new SqliteClient(path);
    client.exec(statement);
    client.close();
  }

  it('that is not there is not made, nor is its folder', async () => {
    const path = await temporaryPath();
    for (const missing of [path, `${path}/deeper/profile.db`]) {
      await expect(look(missing)).rejects.toThrow(new NoDatabase(missing));
      expect(filesBeside(path)).toEqual([]);
    }
  });

  /** A database of ours, changed since. */
  const ours = (statement: string) => async (path: string) => {
    await migrate(path);
    await alter(path, statement);
  };

  it.each([
    ['lacks a migration', ours('DELETE FROM __drizzle_migrations WHERE id > 1'), SchemaTooOld],
    ['is newer', ours("UPDATE __drizzle_migrations SET hash = 'unknown'"), SchemaTooNew],
    // Opening as usual would turn it to WAL.
    [
      'is somebody else’s',
      (path: string) => alter(path, 'CREATE TABLE notes (text)'),
      SchemaTooOld,
    ],
  ])('that %s is refused and stays as it is, byte by byte', async (_, make, error) => {
    // Caught: a read-only connection that closes last left a log and its index beside the file.
    const path = await temporaryPath();
    await make(path);
    const before = filesBeside(path);
    expect(before).toHaveLength(1);
    await expect(look(path)).rejects.toThrow(error);
    expect(filesBeside(path)).toEqual(before);
  });

  it('that is examined stays as it is, byte by byte', async () => {
    const path = await temporaryPath();
    await migrate(path);
    const before = filesBeside(path);
    const { journalMode } = await inspectDatabase({ url: `file:${path}` });
    expect(journalMode).toBe('wal');
    expect(filesBeside(path)).toEqual(before);
  });
});
