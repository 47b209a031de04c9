import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openStore } from '@profile/db';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { type CommandLine, openCommandLine } from '../testing/command-line.js';

const id = '0123456789abcdef0123456789abcdef';
const picture = `media/avatars/${id}/512.webp`;
let line: CommandLine;
let kept: string;

/** The backup of a database that shows one picture. */
beforeAll(async () => {
  line = await openCommandLine();
  await line.prepare();
  await show(id);
  kept = await backUp('kept');
  return () => line.close();
});

async function show(id: string): Promise<void> {
  const folder = join(line.dir, 'media/avatars', id);
  mkdirSync(folder, { recursive: true });
  for (const size of [64, 256, 512]) writeFileSync(join(folder, `${size}.webp`), `${size}`);
  const { id: user } = await line.json<{ id: string }>('user', 'show', 'ada');
  const store = await openStore(line.url);
  const now = '2026-01-01T00:00:00.000Z';
  await store.avatars.begin(id, user, now);
  await store.avatars.show(id, user, now);
  await store.close();
}

async function backUp(name: string): Promise<string> {
  const to = join(line.dir, name);
  return (await line.json<{ folder: string }>('backup', '--to', to)).folder;
}

/** What `restore` says to a backup after something was done to it. */
async function restored(from: string, damage: (folder: string) => void) {
  const target = await openCommandLine();
  onTestFinished(() => target.close());
  const folder = join(target.dir, 'backup');
  await promisify(execFile)('cp', ['-r', from, folder]);
  damage(folder);
  return { target, ...(await target.run(['restore', folder])) };
}

/** Has the list say what is there now, as who tampers would. */
function relist(folder: string, change = (names: string[]) => names): void {
  const path = join(folder, 'SHA256SUMS');
  const names = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((each) => each.slice(66));
  const sumOf = (name: string) =>
    createHash('sha256')
      .update(readFileSync(name.startsWith('/') ? name : join(folder, name)))
      .digest('hex');
  writeFileSync(
    path,
    change(names)
      .map((name) => `${sumOf(name)}  ${name}\n`)
      .join(''),
  );
}

/** Puts a link in the place of something, to the same elsewhere. */
function link(folder: string, name: string): void {
  const elsewhere = join(folder, '../elsewhere');
  renameSync(join(folder, name), elsewhere);
  symlinkSync(elsewhere, join(folder, name));
}

const unlist = (folder: string) =>
  relist(folder, (names) => names.filter((name) => !name.startsWith('media/')));

const damages: [string, (folder: string) => void, said: RegExp][] = [
  [
    'with a picture that is not listed',
    (folder) => {
      unlist(folder);
      writeFileSync(join(folder, picture), 'another');
    },
    /SHA256SUMS in \S+ lacks media\/avatars\/\w+\/64\.webp/,
  ],
  [
    'without a picture, and without its line',
    (folder) => {
      relist(folder, (names) => names.filter((name) => name !== picture));
      rmSync(join(folder, picture));
    },
    /SHA256SUMS in \S+ lacks media\/avatars\/\w+\/512\.webp/,
  ],
  ...[picture, 'media', 'profile.db', 'backup.json'].map(
    (name): [string, (folder: string) => void, RegExp] => [
      `whose ${name === picture ? 'picture' : name} is a link`,
      (folder) => link(folder, name),
      /is no plain file/,
    ],
  ),
  [
    'whose list is a link',
    (folder) => link(folder, 'SHA256SUMS'),
    /SHA256SUMS .* is no plain file/,
  ],
  [
    'that lists a file above it',
    (folder) => {
      writeFileSync(join(folder, '../above'), '');
      relist(folder, (names) => [...names, '../above']);
    },
    /names \.\.\/above, which is no file of it/,
  ],
  [
    'that lists a file by its whole path',
    (folder) => relist(folder, (names) => [...names, join(folder, 'profile.db')]),
    /names \/\S+, which is no file of it/,
  ],
];

it.each(damages)('a backup %s is refused, and nothing is changed', async (_, damage, said) => {
  const { code, stdout, stderr, target } = await restored(kept, damage);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(said);
  expect(stderr).toContain('Nothing was restored');
  expect(existsSync(join(target.dir, 'media/avatars'))).toBe(false);
  const { stderr: state } = await target.run(['user', 'show', 'ada', '--json']);
  expect(JSON.parse(state).code).toBe('no_database');
});

it('a backup whose database has a picture lead out of its folder is refused', async () => {
  await show('../../outside');
  const folder = await backUp('strange');
  const { code, stderr, target } = await restored(folder, () => {});
  expect(code).toBe(1);
  expect(stderr).toContain('shows ../../outside, which is no picture of ours');
  expect(existsSync(join(target.dir, 'outside'))).toBe(false);
});

it('what is restored is for nobody else to read, whatever the backup was', async () => {
  const target = await openCommandLine({}, 'SQLite');
  onTestFinished(() => target.close());
  const open = join(target.dir, 'backup');
  await promisify(execFile)('cp', ['-r', kept, open]);
  await promisify(execFile)('chmod', ['-R', 'a+rwx', open]);
  await target.json('restore', open);
  const media = join(target.dir, 'media');
  const pictures = readdirSync(media, { recursive: true }).map((name) => join(media, `${name}`));
  expect(pictures).toHaveLength(5);
  for (const path of [target.url.slice('file:'.length), media, ...pictures]) {
    const found = statSync(path);
    const mode = found.isDirectory() ? 0o700 : 0o600;
    expect([path, found.mode & 0o777]).toEqual([path, mode]);
  }
});
