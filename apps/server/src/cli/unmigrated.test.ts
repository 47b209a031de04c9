import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { openCommandLine } from '../testing/command-line.js';

/** Every command but migrate, and doctor, which says it in its own way. */
const commands = [
  'user create bob@example.com',
  'user show ada',
  'user sessions ada',
  'user revoke ada --all',
  'user set-password ada',
  'user deactivate ada',
  'user activate ada',
  'user delete ada --yes',
  'token mint ada',
  'keys list',
  'keys rotate',
  'keys retire x',
];

/** Every file of a folder, byte by byte. */
const filesOf = (folder: string) =>
  readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, 'base64')]);

describe('a command on a database that nobody has set up', () => {
  it.each(commands)('is refused and leaves nothing behind: %s', async (args) => {
    const line = await openCommandLine();
    mkdirSync(`${line.dir}/empty`);
    const env = { DATABASE_URL: `file:${line.dir}/empty/data/profile.db` };
    const refusal = await line.run([...args.split(' '), '--json'], { env });
    expect(refusal).toMatchObject({ code: 1, stdout: '' });
    const detail = `There is no database at ${line.dir}/empty/data/profile.db. Run: profile migrate`;
    expect(JSON.parse(refusal.stderr)).toEqual({ detail, code: 'no_database' });
    expect(readdirSync(`${line.dir}/empty`)).toEqual([]);
    await line.close();
  });
});

it('a command on an older database is refused until it is migrated, and changes nothing', async () => {
  const line = await openCommandLine();
  await line.prepare();
  const database = new Sqlite(`${line.dir}/profile.db`);
  database.exec('DELETE FROM __drizzle_migrations WHERE id > 1; DROP TABLE deleted_identities');
  database.close();
  const before = filesOf(line.dir);
  expect(before).toHaveLength(1);
  for (const args of ['user show ada', 'keys rotate', 'token mint ada', 'doctor']) {
    const { code, stdout, stderr } = await line.run(args.split(' '));
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(/lacks 0001_\w+.*\. Run: profile migrate$/m);
    expect(stdout + stderr).not.toContain('    at ');
    expect(filesOf(line.dir)).toEqual(before);
  }
  await line.close();
}, 120_000);

it('only what needs a signing key makes the first one', async () => {
  const line = await openCommandLine();
  const keys = async () => (await line.json<{ keys: object[] }>('keys', 'list')).keys;
  await line.json('migrate');
  await line.json('user', 'create', 'ada@example.com', '--username', 'ada');
  await line.run(['token', 'mint', 'nobody']);
  expect(await keys()).toEqual([]);
  expect((await line.run(['keys', 'list'])).stdout).toMatch(/^No keys yet; /);
  const { access_token } = await line.json<{ access_token: string }>('token', 'mint', 'ada');
  expect(await keys()).toEqual([expect.objectContaining({ state: 'signing' })]);
  const headers = { authorization: `Bearer ${access_token}` };
  const url = await line.serve();
  expect((await fetch(`${url}/api/v1/me`, { headers })).status).toBe(200);
  expect(await keys()).toHaveLength(1);
  await line.close();
  // Each command is a process that loads everything anew.
}, 120_000);

// The driver is the business of packages/db; only tests look past it.
const here = createRequire(import.meta.url);
const Sqlite = createRequire(here.resolve('@profile/db'))('better-sqlite3') as new (
  path: string,
) => { exec(statements: string): void; close(): void };
