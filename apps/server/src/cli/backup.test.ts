import { execFile } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, it, vi } from 'vitest';
import { at, backUp, open } from './backup.fixture.js';

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

it('one that is killed leaves nothing under its name, and the next one is whole', async () => {
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
