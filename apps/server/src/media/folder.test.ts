import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mediaFolder } from './folder.js';

async function openFolder() {
  const base = await mkdtemp(join(tmpdir(), 'profile-media-'));
  onTestFinished(() => rm(base, { recursive: true }));
  const path = join(base, 'media');
  return { base, path, media: mediaFolder(path) };
}

const bytes = Buffer.from('a picture');

describe('A folder of files', () => {
  it('is made with the first of them, for nobody else to read', async () => {
    const { media, path } = await openFolder();
    expect(await media.read('avatars/a/64.webp')).toBeUndefined();
    await media.put('avatars/a/64.webp', bytes);
    expect(await media.read('avatars/a/64.webp')).toEqual(bytes);
    const modes = ['', 'avatars', 'avatars/a', 'avatars/a/64.webp'].map(async (name) => {
      return ((await stat(join(path, name))).mode & 0o777).toString(8);
    });
    expect(await Promise.all(modes)).toEqual(['700', '700', '700', '600']);
  });

  it('has each under its name, whole, and nothing beside it', async () => {
    const { media, path } = await openFolder();
    const versions = Array.from({ length: 20 }, (_, i) => Buffer.alloc(100_000, i));
    await Promise.all(versions.map((each) => media.put('avatars/a/64.webp', each)));
    expect(await readdir(join(path, 'avatars/a'))).toEqual(['64.webp']);
    const kept = await readFile(join(path, 'avatars/a/64.webp'));
    expect(versions.some((each) => each.equals(kept))).toBe(true);
  });

  it('forgets what is below a name and nothing else, also when it has gone already', async () => {
    const { media } = await openFolder();
    for (const name of ['avatars/a/64.webp', 'avatars/a/512.webp', 'avatars/ab/64.webp']) {
      await media.put(name, bytes);
    }
    await media.remove('avatars/a');
    await media.remove('avatars/a');
    expect(await media.read('avatars/a/64.webp')).toBeUndefined();
    expect(await media.read('avatars/ab/64.webp')).toEqual(bytes);
  });

  it.each([
    '../secret',
    'avatars/../../secret',
    'avatars/a/..',
    '/etc/passwd',
    'avatars//a',
    '.',
    '',
    'avatars/a\0.webp',
    'avatars\\..\\secret',
  ])('has no file called %j', async (name) => {
    const { media, base } = await openFolder();
    await expect(media.put(name, bytes)).rejects.toThrow('no name');
    await expect(media.read(name)).rejects.toThrow('no name');
    await expect(media.remove(name)).rejects.toThrow('no name');
    expect(await readdir(base)).toEqual([]);
  });

  it('has no file where there is a folder’s name, or below a file', async () => {
    const { media } = await openFolder();
    await media.put('avatars/a/64.webp', bytes);
    expect(await media.read('avatars/a/64.webp/x')).toBeUndefined();
    await expect(media.read('avatars/a')).rejects.toThrow('EISDIR');
  });
});
