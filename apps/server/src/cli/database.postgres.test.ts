import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createDatabase } from '@profile/databases';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/command-line.js';

// How these look for a file, the other tests of the command line say.
let line: CommandLine;
beforeAll(async () => {
  line = await openCommandLine();
});
afterAll(() => line.close());

/** An address as it would be with another part. */
async function addressWith(part: Partial<URL>): Promise<string> {
  const { url, remove } = await createDatabase();
  await remove();
  return Object.assign(new URL(url), { password: 'hush-hush' }, part).href;
}

describe('on PostgreSQL', { timeout: 60_000 }, () => {
  it('migrate makes the tables, doctor finds them, and neither says the password', async () => {
    const before = await line.run(['doctor']);
    expect(before.stdout).toMatch(/^✗ {2}database .* has no tables yet\. .*profile migrate$/m);
    const { database, applied } = await line.json<Record<string, string[]>>('migrate');
    expect(database).toMatch(/^postgres:\/\/127\.0\.0\.1:\d+\/profile_test_\w+$/);
    expect(applied?.[0]).toBe('0000_first');
    const after = await line.run(['doctor']);
    expect(after).toMatchObject({ code: 0, stderr: '' });
    expect(after.stdout).toMatch(/^✓ {2}database .*, PostgreSQL \d+\.\d+/m);
  });

  it.each([
    ['that is away', { port: '1' }, /does not answer/],
    ['that is not there', { pathname: '/nowhere' }, /has no such database/],
    ['of no such user', { username: 'nobody' }, /refuses the user/],
  ])('a database %s is told as that', async (_, part, said) => {
    const DATABASE_URL = await addressWith(part);
    for (const command of [['doctor'], ['migrate'], ['user', 'show', 'ada']]) {
      const { code, stdout, stderr } = await line.run(command, { env: { DATABASE_URL } });
      expect([command, code]).toEqual([command, 1]);
      expect(stdout + stderr).toMatch(said);
      expect(stdout + stderr).not.toContain('hush-hush');
    }
  });

  it('one that offers no encryption where the address wants it is told as that', async () => {
    const server = createServer((socket) => {
      socket.on('data', () => socket.write('N')).on('error', () => {});
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const port = String((server.address() as AddressInfo).port);
    const DATABASE_URL = await addressWith({ port, search: '?sslmode=verify-full' });
    const said = `127.0.0.1:${port} offers no encryption, which sslmode=verify-full wants. Set ssl = on there.\n`;
    for (const command of [['migrate'], ['user', 'show', 'ada']]) {
      const ran = await line.run(command, { env: { DATABASE_URL } });
      expect(ran).toEqual({ code: 1, stdout: '', stderr: said });
    }
    const doctor = await line.run(['doctor'], { env: { DATABASE_URL } });
    expect(doctor.stdout).toContain(`✗  database  ${said}`);
  });

  it('migrate takes a file over, says how far it is, and nothing has changed for its owner', async () => {
    const old = await openCommandLine({}, 'SQLite');
    const { kid } = await old.prepare();
    const to = await openCommandLine();
    const take = (...more: string[]) =>
      to.run(['migrate', '--from', old.url, '--to', to.url, ...more]);
    const first = await take();
    expect(first).toMatchObject({ code: 0 });
    expect(first.stderr).toContain('users: 1 of 1');
    expect(first.stdout).toMatch(
      /^Took everything from .*profile\.db into postgres:.*\nusers +1\n/,
    );
    expect(JSON.parse((await take('--json')).stdout).rows).toMatchObject({ users: 1, sessions: 1 });
    const { keys } = await to.json<{ keys: { kid: string }[] }>('keys', 'list');
    expect(keys.map((key) => key.kid)).toEqual([kid]);
    expect(await to.json('user', 'show', 'ada')).toEqual(await old.json('user', 'show', 'ada'));
    await old.close();
    await to.close();
  });

  it.each([
    [['--from', 'file:/nowhere/x.db'], 1, /There is no \/nowhere\/x\.db/],
    [['--to', 'file:./x.db', '--from', 'file:./y.db'], 2, /--from file:… and --to postgres/],
  ])('migrate %j is refused', async (options, code, said) => {
    const ran = await line.run(['migrate', ...options]);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toMatch(said);
  });
});
