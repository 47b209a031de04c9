import { createHash } from 'node:crypto';
import { mkdir, open, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { createDisk, noDisk } from './disk.js';
import { createPlace } from './place.js';
import { execute, titled } from './tool.js';

const profile = fileURLToPath(new URL('../../apps/server/bin/profile.js', import.meta.url));

let whole: Buffer;
beforeAll(async () => {
  const place = await createPlace();
  await (await place.start()).crash();
  // What the killed one has left in the log is brought into the file.
  await (await place.start()).stop();
  whole = await readFile(place.file);
  await place.remove();
});

/** One with that database in it, which no server has open. */
async function used(folder?: string) {
  const place = await createPlace(folder);
  onTestFinished(place.remove);
  await writeFile(place.file, whole);
  return place;
}

const hash = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

async function overwrite(path: string, position: number): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(4096, 0xff), 0, 4096, position);
  await file.close();
}

it.each<[string, (path: string) => Promise<void>, RegExp]>([
  ['in a page of its middle', (path) => overwrite(path, 5 * 4096), /is damaged \(.*Nothing was/],
  ['in its last page', async (path) => overwrite(path, (await stat(path)).size - 4096), /damaged/],
  ['by losing its second half', async (path) => truncate(path, (await stat(path)).size / 2), /dam/],
  ['in its beginning', (path) => overwrite(path, 0), /is no SQLite database/],
])('A file that was damaged %s is refused at the start and left as it is', async (_, act, why) => {
  const { file, start } = await used();
  await act(file);
  const before = await hash(file);
  await expect(start()).rejects.toThrow(why);
  expect(await hash(file)).toBe(before);
});

it('A file that was emptied beside its log is not taken for a new one', async () => {
  const { file, start } = await used();
  await truncate(file, 0);
  await writeFile(`${file}-wal`, 'the only copy of what was written last');
  await expect(start()).rejects.toThrow(/it is empty, but its log -wal is not/);
  expect((await stat(file)).size).toBe(0);
  expect(await readFile(`${file}-wal`, 'utf8')).toBe('the only copy of what was written last');
});

it.skipIf(noDisk)(
  titled('A start says why on a disk that takes no writes, or no more', noDisk),
  async () => {
    const disk = await createDisk(32);
    onTestFinished(disk.remove);
    const { start } = await used(disk.dir);
    await mkdir(join(disk.dir, 'outbox'));
    await disk.mount('ro');
    await expect(start()).rejects.toThrow(/No access to .*Give this user the right to write/);
    await disk.mount('rw');
    await disk.fill();
    await expect(start()).rejects.toThrow(/The disk is full/);
    await disk.free();
    await expect(start()).resolves.toBeDefined();
  },
);

it('profile doctor names the damage too', async () => {
  const { file, settings } = await used();
  await overwrite(file, 5 * 4096);
  const env = { PATH: process.env.PATH, ...settings };
  const asked = execute(process.execPath, [profile, 'doctor', '--json'], { env });
  await expect(asked).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining(`The database at ${file} is damaged`),
  });
});
