import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/command-line.js';

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
  'keys discard --yes',
  'backup',
];

/** All that there is: the files beside the database, byte by byte, or each table with its rows. */
const contents = {
  async SQLite({ url }: CommandLine): Promise<unknown[]> {
    const folder = dirname(fileURLToPath(url));
    return readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, 'base64')]);
  },
  PostgreSQL: ({ sql }: CommandLine): Promise<unknown[]> =>
    sql(`SELECT table_name, query_to_xml(format('SELECT * FROM %I', table_name), true, true, '')::text
      FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`),
}[inject('dialect')];

describe('a command on a database that nobody has set up', () => {
  it.each(commands)('is refused and leaves nothing behind: %s', async (args) => {
    const line = await openCommandLine();
    const refusal = await line.run([...args.split(' '), '--json']);
    expect(refusal).toMatchObject({ code: 1, stdout: '' });
    const { detail, code } = JSON.parse(refusal.stderr);
    expect(code).toBe('no_database');
    const what = { SQLite: 'is no database', PostgreSQL: 'are no tables of ours' };
    const place = line.url.replace('profile@', '').replace('file:', '');
    expect(detail).toBe(`There ${what[inject('dialect')]} at ${place}. Run: profile migrate`);
    expect(await contents(line)).toEqual([]);
    await line.close();
  });
});

it('a command on an older database is refused until it is migrated, and changes nothing', async () => {
  const line = await openCommandLine();
  await line.prepare();
  await line.sql('DELETE FROM __drizzle_migrations WHERE id > 1');
  await line.sql('DROP TABLE deleted_identities');
  const before = await contents(line);
  expect(before).not.toEqual([]);
  for (const args of ['user show ada', 'keys rotate', 'token mint ada', 'doctor']) {
    const { code, stdout, stderr } = await line.run(args.split(' '));
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(/lacks 0001_\w+.*\. Run: profile migrate$/m);
    expect(stdout + stderr).not.toContain('    at ');
    expect(await contents(line)).toEqual(before);
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
