import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { type CommandLine, openCommandLine, password } from '../testing/command-line.js';
import { form, tinyPicture } from '../testing/pictures.js';

async function open(dialect?: 'SQLite' | 'PostgreSQL') {
  const line = await openCommandLine({}, dialect);
  onTestFinished(() => line.close());
  return line;
}

interface Tokens {
  access_token: string;
  refresh_token: string;
}

/** What people do at a server. */
function at(url: string) {
  const send = async (method: string, path: string, init: RequestInit, token?: string) => {
    const headers = { ...init.headers, ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(`${url}${path}`, { ...init, method, headers });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  };
  const json = (body: object) => ({
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  const auth = async (path: string, body: object): Promise<Tokens> =>
    (await send('POST', `/api/v1/auth/${path}`, json(body))).body;
  return {
    signUp: (name: string) => auth('register', { email: `${name}@example.com`, password }),
    signIn: (name: string) => auth('login', { login: `${name}@example.com`, password }),
    refresh: ({ refresh_token }: Tokens) => auth('refresh', { refresh_token }),
    profile: ({ access_token }: Tokens) => send('GET', '/api/v1/me', {}, access_token),
    rename: ({ access_token }: Tokens, display_name: string) =>
      send('PATCH', '/api/v1/me', json({ display_name }), access_token),
    show: ({ access_token }: Tokens) =>
      send('PUT', '/api/v1/me/avatar', form({ avatar: tinyPicture }), access_token),
    picture: (path: string) => send('GET', path, {}),
  };
}

const backUp = async (line: CommandLine, ...args: string[]) =>
  (await line.json<{ folder: string }>('backup', ...args)).folder;

type Pair = [source: 'SQLite' | 'PostgreSQL', target: 'SQLite' | 'PostgreSQL'];
const pairs: Record<string, Pair[]> = {
  SQLite: [['SQLite', 'SQLite']],
  PostgreSQL: [
    ['PostgreSQL', 'PostgreSQL'],
    ['PostgreSQL', 'SQLite'],
    ['SQLite', 'PostgreSQL'],
  ],
};

it.each(pairs[inject('dialect')] ?? [])(
  'a backup of %s made under load has, restored into %s, all that was acknowledged before',
  async (source, target) => {
    const line = await open(source);
    const people = at(await line.serve());
    const ada = await people.signUp('ada');
    const picture = (await people.show(ada)).body.avatar_url;
    let acknowledged = 0;
    let over = false;
    const load = (async () => {
      for (let i = 1; !over; i++) {
        const { status } = await people.rename(ada, `name ${i}`);
        if (status === 200) acknowledged = i;
      }
    })();
    await vi.waitFor(() => expect(acknowledged).toBeGreaterThan(5), 20_000);
    const before = acknowledged;
    const folder = await backUp(line);
    over = true;
    await load;

    const elsewhere = await open(target);
    const said = await elsewhere.run(['restore', folder]);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toMatch(/^Restored \S+ of \S+ into \S+: 1 user\.\nWhat happened after/);
    const again = at(await elsewhere.serve());
    const { body } = await again.profile(ada);
    expect(Number(body.display_name.replace('name ', ''))).toBeGreaterThanOrEqual(before);
    expect((await again.picture(picture)).status).toBe(200);
    // Sessions hold: both tokens were issued by the server that was backed up.
    const fresh = await again.refresh(ada);
    expect((await again.profile(fresh)).status).toBe(200);
    expect((await again.profile(await again.signIn('ada'))).status).toBe(200);
  },
  120_000,
);

it('a backup is for nobody else to read, and sha256sum finds it whole', async () => {
  const line = await open();
  const people = at(await line.serve());
  await people.show(await people.signUp('ada'));
  const folder = await backUp(line, '--to', join(line.dir, 'kept'));
  expect(folder).toBe(join(line.dir, 'kept'));
  const files = readdirSync(folder, { recursive: true }).map(String).sort();
  expect(files).toEqual([
    'SHA256SUMS',
    'backup.json',
    'media',
    'media/avatars',
    expect.stringMatching(/^media\/avatars\/[0-9a-f]{32}$/),
    expect.stringMatching(/\/256\.webp$/),
    expect.stringMatching(/\/512\.webp$/),
    expect.stringMatching(/\/64\.webp$/),
    'profile.db',
  ]);
  for (const file of ['', ...files]) {
    expect([file, statSync(join(folder, file)).mode & 0o077]).toEqual([file, 0]);
  }
  const { stdout } = await promisify(execFile)('sha256sum', ['--check', 'SHA256SUMS'], {
    cwd: folder,
  });
  expect(stdout.trim().split('\n')).toHaveLength(5);
  // A folder that is there gets another, and nothing in it is touched.
  expect(await backUp(line, '--to', folder)).toMatch(/\/kept\/profile-[\dTZ-]+$/);
}, 60_000);

it('what has lost its pictures says so, and one whose folder is not there is refused', async () => {
  const line = await open();
  const people = at(await line.serve());
  await people.show(await people.signUp('ada'));
  const bob = await people.show(await people.signUp('bob'));
  const media = join(line.dir, 'media');
  const [, lost = ''] = /avatars\/(\w+)\//.exec(bob.body.avatar_url) ?? [];
  rmSync(join(media, 'avatars', lost, '64.webp'));
  const said = await line.json('backup');
  expect(said).toMatchObject({ pictures: 1, missing_pictures: [lost] });
  renameSync(media, `${media}.elsewhere`);
  const refused = await line.run(['backup']);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(/^There is no \S+, and profiles show 2 pictures\. Run this where/);
  const without = await line.json('backup', '--without-pictures', '--to', join(line.dir, 'bare'));
  expect(without).toMatchObject({ pictures: null });
  const elsewhere = await open();
  await elsewhere.json('restore', join(line.dir, 'bare'));
}, 60_000);

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

describe('a command that is killed', () => {
  it('leaves no backup under its name, and the next one is whole', async () => {
    const line = await open();
    const people = at(await line.serve());
    const { body } = await people.show(await people.signUp('ada'));
    // Reading it waits for somebody to write, which nobody does.
    const picture = join(line.dir, body.avatar_url.replace('/256', '/512'));
    const bytes = readFileSync(picture);
    rmSync(picture);
    await promisify(execFile)('mkfifo', [picture]);
    const kept = join(line.dir, 'kept');
    const killed = line.start(['backup', '--to', kept]);
    const partial = join(line.dir, '.kept.partial');
    await vi.waitFor(() => expect(existsSync(join(partial, 'media/avatars'))).toBe(true), 20_000);
    await killed.kill();
    expect([existsSync(kept), existsSync(partial)]).toEqual([false, true]);
    const refused = await line.run(['restore', partial]);
    expect(refused.stderr).toContain('is no whole backup');
    rmSync(picture);
    writeFileSync(picture, bytes);
    expect(await backUp(line, '--to', kept)).toBe(kept);
    expect(existsSync(partial)).toBe(false);
  }, 60_000);

  // On PostgreSQL it is one transaction.
  if (inject('dialect') === 'SQLite') {
    it('leaves the database that was there, or the one of the backup, and never half of one', async () => {
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
});
