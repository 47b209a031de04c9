import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/command-line.js';
import { at, backUp, open } from './backup.fixture.js';

describe('restore', () => {
  let line: CommandLine;
  let kept: string;
  beforeAll(async () => {
    line = await openCommandLine();
    await line.prepare();
    kept = await backUp(line);
    return () => line.close();
  });

  /** A backup of one's own, to be damaged. */
  async function copy(): Promise<string> {
    const folder = join(line.dir, `copy-${Math.random()}`);
    await promisify(execFile)('cp', ['-r', kept, folder]);
    return folder;
  }

  const damages: [string, (folder: string) => void, said: RegExp][] = [
    ['whose list is gone', (f) => rmSync(`${f}/SHA256SUMS`), /no whole backup/],
    ['whose list is cut off', (f) => truncateSync(`${f}/SHA256SUMS`, 70), /no whole backup/],
    ['of which a file is gone', (f) => rmSync(`${f}/backup.json`), /backup\.json is missing/],
    [
      'that is cut off',
      (f) => truncateSync(`${f}/profile.db`, 8192),
      /profile\.db .* not as it was/,
    ],
    ['that has a byte too many', (f) => appendFileSync(`${f}/profile.db`, 'x'), /not as it was/],
    [
      'whose database was damaged before',
      (f) => {
        writeFileSync(`${f}/profile.db`, 'no database');
        relist(f);
      },
      /database of the backup is damaged/,
    ],
    [
      'that says nothing of itself',
      (f) => {
        writeFileSync(`${f}/backup.json`, '{"format": 1, "pictures": []}');
        relist(f);
      },
      /backup\.json in .* does not say what a backup's says/,
    ],
  ];
  /** As if it had been written like that. */
  function relist(folder: string): void {
    const sums = readFileSync(`${folder}/SHA256SUMS`, 'utf8').replace(
      /\w{64}(?= {2}(.+))/g,
      (_, name) =>
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
    );
    writeFileSync(`${folder}/SHA256SUMS`, sums);
  }

  it.each(damages)('refuses a backup %s, and changes nothing', async (_, damage, said) => {
    const folder = await copy();
    damage(folder);
    const elsewhere = await open();
    const { code, stdout, stderr } = await elsewhere.run(['restore', folder]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(said);
    expect(stderr).toContain('Nothing was restored');
    expect(await state(elsewhere)).toEqual('no_database');
  });

  /** Who is there, or why nobody is. */
  async function state(of: CommandLine) {
    const { stdout, stderr } = await of.run(['user', 'show', 'ada', '--json']);
    return JSON.parse(stdout || stderr)[stdout ? 'email' : 'code'];
  }

  it('refuses a backup whose keys the present SECRET does not open, and changes nothing', async () => {
    const elsewhere = await open();
    const env = { SECRET: 'another one, which is long enough too' };
    const refused = await elsewhere.run(['restore', kept], { env });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('SECRET is not the one this database was set up with');
    expect(await state(elsewhere)).toBe('no_database');
    // And whoever makes a backup under such a one is told.
    const warned = await line.json('backup', '--to', join(line.dir, 'warned'));
    expect(warned).toMatchObject({ opens: true });
    const { stdout } = await line.run(['backup', '--to', join(line.dir, 'locked')], { env });
    expect(stdout).toContain('The present SECRET does not open its keys');
  }, 60_000);

  it('refuses a backup of a newer version, and changes nothing', async () => {
    const folder = await copy();
    const newer = await open('SQLite');
    await newer.json('migrate');
    await newer.sql("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('newer', 1)");
    copyFileSync(newer.url.slice('file:'.length), `${folder}/profile.db`);
    relist(folder);
    const elsewhere = await open();
    const { code, stderr } = await elsewhere.run(['restore', folder]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('this version does not know')]);
    expect(await state(elsewhere)).toBe('no_database');
  }, 60_000);

  it('refuses a database with data, and one that a server has open', async () => {
    const target = await open();
    const url = await target.serve();
    const ada = await at(url).signUp('ada');
    const refused = await target.run(['restore', kept]);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    const reason = { SQLite: /is in use\. Stop its server first/, PostgreSQL: /There is data in/ };
    expect(refused.stderr).toMatch(reason[inject('dialect')]);
    const replacing = await target.run(['restore', kept, '--replace']);
    expect(replacing.stderr).toMatch(reason[inject('dialect')]);
    expect((await at(url).profile(ada)).status).toBe(200);
  }, 60_000);
});

// On PostgreSQL it is one transaction.
if (inject('dialect') === 'SQLite') {
  it('one that is killed leaves the database that was there, or the one of the backup, and never half of one', async () => {
    const line = await open();
    await line.prepare();
    const kept = await backUp(line);
    const began = performance.now();
    await (await open()).json('restore', kept);
    const whole = performance.now() - began;
    for (let part = 1; part <= 5; part++) {
      const target = await open();
      await target.json('migrate');
      await target.json('user', 'create', 'former@example.com');
      const restoring = target.start(['restore', kept, '--replace']);
      await sleep((whole * part) / 5);
      await restoring.kill();
      const found = await Promise.all(
        ['ada', 'former@example.com'].map((who) => target.run(['user', 'show', who])),
      );
      const codes = found.map(({ code }) => code).join();
      expect(['0,1', '1,0']).toContain(codes);
      // What is not there any more is beside it, and the next time nothing is in the way.
      await target.json('restore', kept, '--replace');
      expect((await target.run(['user', 'show', 'ada'])).code).toBe(0);
      const beside = readdirSync(dirname(target.url.slice('file:'.length)));
      expect(beside.filter((name) => name.startsWith('.'))).toEqual([]);
    }
  }, 120_000);
}
