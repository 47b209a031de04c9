import {
  chmodSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NoDatabase, SchemaTooNew, SchemaTooOld } from '../errors.js';
import { openStore } from '../store.js';
import { dialects, temporaryPath } from '../testing/dialects.js';
import { fill, rows } from '../testing/filled.js';
import { startProcess } from '../testing/process.js';
import { newAccount } from '../testing/rows.js';
import { BackupDamaged, examineBackup } from './examine.js';
import { takeSnapshot } from './snapshot.js';

/** Two accounts a transaction, without end; says the number of each that was acknowledged. */
const writeOn = `
  const { openStore } = await import('./dist/index.js');
  const store = await openStore(process.argv[1]);
  const account = JSON.parse(process.argv[2]);
  const named = (id) => ({ ...account, id, username: id, email: id + '@example.com' });
  for (let i = 0; ; i++) {
    await store.transaction(async (tx) => {
      await tx.accounts.create(named('left' + i));
      await tx.accounts.create(named('right' + i));
    });
    console.log(i);
  }
`;

describe.each(dialects)('a snapshot of $name', ({ open, bare }) => {
  it('has every row as it is, for its owner alone, in one file', async () => {
    const { url, store } = await open();
    await fill(store);
    const path = await temporaryPath();
    await takeSnapshot({ url }, path);
    expect(examineBackup(path)).toEqual({
      rows,
      migration: store.migrations.missing.at(-1) ?? store.migrations.present.at(-1),
      pictures: ['picture'],
    });
    expect(readdirSync(dirname(path))).toEqual(['profile.db']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const copy = await openStore(path);
    onTestFinished(() => copy.close());
    expect(await copy.accounts.byId('usr_ada')).toEqual(await store.accounts.byId('usr_ada'));
    expect(await copy.sessions.withUser('ses_a')).toEqual(await store.sessions.withUser('ses_a'));
    expect(await copy.outbox.list(9)).toEqual(await store.outbox.list(9));
    expect(await copy.signingKeys.all()).toEqual(await store.signingKeys.all());
    // The third was deleted, and its integer id is not given again.
    expect((await copy.accounts.create(newAccount()))?.legacy_id).toBe(4);
  });

  it('taken under load loses nothing that was acknowledged before, and has no half transaction', async () => {
    const { url } = await open();
    const writer = startProcess(writeOn, url, JSON.stringify(newAccount()));
    for (let round = 0, said = 0; round < 5; round++) {
      for (let more = 0; more < 10; more++) said = Number(await writer.line());
      const path = await temporaryPath();
      await takeSnapshot({ url }, path);
      const { users = 0 } = examineBackup(path).rows;
      const copy = await openStore(path);
      const last = users / 2 - 1;
      expect(last).toBeGreaterThanOrEqual(said);
      expect(await copy.accounts.byId(`left${last}`)).toBeDefined();
      expect(await copy.accounts.byId(`right${last}`)).toBeDefined();
      await copy.close();
    }
    await writer.kill();
  }, 60_000);

  it('never overwrites what is there', async () => {
    const { url } = await open();
    const path = await temporaryPath();
    writeFileSync(path, 'mine');
    await expect(takeSnapshot({ url }, path)).rejects.toThrow('EEXIST');
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it.each([
    ['is not set up', undefined, NoDatabase],
    ['lacks migrations', 'DELETE FROM __drizzle_migrations WHERE id > 1', SchemaTooOld],
    ['is newer', "UPDATE __drizzle_migrations SET hash = 'unknown'", SchemaTooNew],
  ])('of one that %s is refused', async (_, statement, error) => {
    const { url, execute } = await bare();
    if (statement) {
      await (await openStore(url)).close();
      await execute(statement);
    }
    await expect(takeSnapshot({ url }, await temporaryPath())).rejects.toThrow(error);
  });
});

describe('a file is refused as a backup', () => {
  async function snapshot() {
    const [sqlite] = dialects;
    const { url, store } = await (sqlite ?? expect.fail()).open();
    await store.transaction(async (tx) => {
      for (let i = 0; i < 500; i++) await tx.accounts.create(newAccount());
    });
    const path = await temporaryPath();
    await takeSnapshot({ url }, path);
    return path;
  }

  it.each([
    ['that is cut off', (path: string) => truncateSync(path, statSync(path).size - 4096)],
    [
      'of which a page was overwritten',
      (path: string) => {
        const bytes = readFileSync(path);
        chmodSync(path, 0o600);
        writeFileSync(path, bytes.fill(0xff, 5 * 4096, 6 * 4096));
      },
    ],
    ['that is no database', (path: string) => writeFileSync(path, 'x'.repeat(5000))],
    ['that is empty', (path: string) => writeFileSync(path, '')],
  ])('%s', async (_, damage) => {
    const path = await snapshot();
    expect(examineBackup(path).rows.users).toBe(500);
    damage(path);
    expect(() => examineBackup(path)).toThrow(BackupDamaged);
  });
});
