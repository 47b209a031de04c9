import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../store.js';
import { dialects, temporaryPath } from '../testing/dialects.js';
import { fill, rows } from '../testing/filled.js';
import { startProcess } from '../testing/process.js';
import { newAccount } from '../testing/rows.js';
import { examineBackup } from './examine.js';
import { checkTarget, restoreInto } from './restore.js';
import { takeSnapshot } from './snapshot.js';
import { TargetInUse, TargetOccupied } from './target.js';

const [sqlite] = dialects;

/** A snapshot of a file with something in every table, and the store that it is of. */
async function snapshot() {
  const { url, store } = await (sqlite ?? expect.fail()).open();
  await fill(store);
  const path = await temporaryPath();
  await takeSnapshot({ url }, path);
  return { store, path };
}

const keepingAside = async (path: string) => {
  const folder = dirname(path);
  return { aside: `${path}.before`, files: () => readdirSync(folder).sort() };
};

describe.each(dialects)('restoring into $name', ({ name, open, bare }) => {
  it.each([
    ['has nothing of ours yet', false],
    ['has tables and no rows', true],
  ])('one that %s', async (_, tables) => {
    const { path, store } = await snapshot();
    const { url } = await bare();
    if (tables) await (await openStore(url)).close();
    await checkTarget({ url }, false);
    await restoreInto({ url }, path);
    const restored = await openStore(url);
    onTestFinished(() => restored.close());
    expect(await restored.accounts.byId('usr_ada')).toEqual(await store.accounts.byId('usr_ada'));
    expect(await restored.signingKeys.all()).toEqual(await store.signingKeys.all());
    expect((await restored.accounts.create(newAccount()))?.legacy_id).toBe(4);
    const again = await temporaryPath();
    await takeSnapshot({ url }, again);
    expect(examineBackup(again).rows).toEqual({ ...rows, users: 3 });
  });

  it('one with data is refused, and stays as it is', async () => {
    const { path } = await snapshot();
    const { url, store, execute } = await open();
    await store.accounts.create(newAccount({ id: 'usr_other' }));
    // Of a file others must have gone, or that would be the reason.
    if (name === 'SQLite') await store.close();
    await expect(checkTarget({ url }, false)).rejects.toThrow(TargetOccupied);
    await expect(restoreInto({ url }, path)).rejects.toThrow(TargetOccupied);
    expect(await execute('SELECT id FROM users')).toEqual([{ id: 'usr_other' }]);
    expect(existsSync(path)).toBe(true);
  });
});

describe('restoring in the place of a file', () => {
  async function target() {
    const path = await temporaryPath();
    const store = await openStore(path);
    await store.accounts.create(newAccount({ id: 'usr_former' }));
    return { path, store, url: `file:${path}`, ...(await keepingAside(path)) };
  }

  it('keeps what was there aside, as one file', async () => {
    const { path: whole } = await snapshot();
    const { url, path, store, aside, files } = await target();
    await store.close();
    await restoreInto({ url }, whole, aside);
    expect(files()).toEqual(['profile.db', 'profile.db.before']);
    expect(examineBackup(path).rows).toEqual(rows);
    const former = await openStore(aside);
    expect(await former.accounts.byId('usr_former')).toBeDefined();
    await former.close();
  });

  it('is refused while somebody has it open, be it another process that does nothing', async () => {
    const { path: whole } = await snapshot();
    const { url, store, aside } = await target();
    await expect(checkTarget({ url }, true)).rejects.toThrow(TargetInUse);
    await expect(restoreInto({ url }, whole, aside)).rejects.toThrow(TargetInUse);
    expect(await store.accounts.byId('usr_former')).toBeDefined();
    await store.close();
    const other = startProcess(
      `const { openStore } = await import('./dist/index.js');
      await openStore(process.argv[1]);
      console.log('open');
      setInterval(() => {}, 1000);`,
      url,
    );
    expect(await other.line()).toBe('open');
    await expect(restoreInto({ url }, whole, aside)).rejects.toThrow(TargetInUse);
    await other.kill();
    await restoreInto({ url }, whole, aside);
    expect(existsSync(aside)).toBe(true);
  }, 60_000);

  it('has what a crash left in the log of the former one go aside with it', async () => {
    const { path: whole } = await snapshot();
    const path = await temporaryPath();
    const other = startProcess(
      `const { openStore } = await import('./dist/index.js');
      const store = await openStore(process.argv[1]);
      await store.accounts.create(JSON.parse(process.argv[2]));
      console.log('written');
      setInterval(() => {}, 1000);`,
      path,
      JSON.stringify(newAccount({ id: 'usr_former' })),
    );
    await other.line();
    await other.kill();
    expect(existsSync(`${path}-wal`)).toBe(true);
    const { aside, files } = await keepingAside(path);
    await restoreInto({ url: path }, whole, aside);
    expect(files()).toEqual(['profile.db', 'profile.db.before']);
    expect(examineBackup(path).rows).toEqual(rows);
    expect(examineBackup(aside).rows.users).toBe(1);
  }, 60_000);

  it('is not spoilt by the log of one that was deleted', async () => {
    const { path: whole } = await snapshot();
    const path = await temporaryPath();
    const writer = new SqliteClient(path);
    writer.pragma('journal_mode = WAL');
    writer.exec('CREATE TABLE notes (text); INSERT INTO notes VALUES (1)');
    const log = readFileSync(`${path}-wal`);
    writer.close();
    rmSync(path);
    writeFileSync(`${path}-wal`, log);
    await expect(checkTarget({ url: path }, false)).rejects.toThrow(TargetOccupied);
    await expect(restoreInto({ url: path }, whole)).rejects.toThrow(TargetOccupied);
    expect(existsSync(path)).toBe(false);
    const { aside, files } = await keepingAside(path);
    await checkTarget({ url: path }, true);
    await restoreInto({ url: path }, whole, aside);
    expect(files()).toEqual(['profile.db', 'profile.db.before-wal']);
    expect(examineBackup(path).rows).toEqual(rows);
  });

  it.each([
    ['no database', 'no database at all, but long enough to be read as the head of one '.repeat(9)],
    ['empty', ''],
  ])('also of one that is %s any more', async (_, text) => {
    const { path: whole } = await snapshot();
    const path = await temporaryPath();
    writeFileSync(path, text);
    const { aside } = await keepingAside(path);
    await checkTarget({ url: path }, true);
    await restoreInto({ url: path }, whole, aside);
    expect(examineBackup(path).rows).toEqual(rows);
    expect(existsSync(aside)).toBe(text !== '');
  });

  it('also of one of which pages are damaged, whose bytes go aside as they are', async () => {
    const { path: whole } = await snapshot();
    const { url, path, store, aside } = await target();
    await store.close();
    const client = new SqliteClient(path);
    const roots = client
      .prepare("SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'users'")
      .pluck()
      .all() as number[];
    const size = client.pragma('page_size', { simple: true }) as number;
    client.close();
    const bytes = readFileSync(path);
    for (const root of roots) bytes.fill(0xa5, (root - 1) * size, root * size);
    writeFileSync(path, bytes);
    await expect(checkTarget({ url }, false)).rejects.toThrow(TargetOccupied);
    await expect(restoreInto({ url }, whole)).rejects.toThrow(TargetOccupied);
    await checkTarget({ url }, true);
    await restoreInto({ url }, whole, aside);
    expect(examineBackup(path).rows).toEqual(rows);
    // The first page says which kind of log it has, which the lock changes.
    expect(readFileSync(aside).subarray(size)).toEqual(bytes.subarray(size));
  });
});

it('killed half-way, PostgreSQL has nothing of it, and the next time all of it', async () => {
  const { path } = await snapshot();
  const { url, execute } = await (dialects[1] ?? expect.fail()).bare();
  await (await openStore(url)).close();
  // The last table takes for ever, so that this is after the others and before the end.
  await execute(`CREATE FUNCTION stall() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN PERFORM pg_sleep(3600); RETURN NEW; END'`);
  await execute('CREATE TRIGGER stall BEFORE INSERT ON avatars EXECUTE FUNCTION stall()');
  const restoring = startProcess(
    `const { restoreInto } = await import('./dist/index.js');
    await restoreInto({ url: process.argv[1] }, process.argv[2]);`,
    url,
    path,
  );
  const asleep = "datname = current_database() AND wait_event = 'PgSleep'";
  while ((await execute(`SELECT pid FROM pg_stat_activity WHERE ${asleep}`)).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await restoring.kill();
  await execute(`SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE ${asleep}`);
  expect(await execute('SELECT id FROM users')).toEqual([]);
  await execute('DROP TRIGGER stall ON avatars');
  await restoreInto({ url }, path);
  expect(await execute('SELECT id FROM users ORDER BY id')).toHaveLength(2);
}, 60_000);
