import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { avatarSizes } from '@profile/api';
import { sync } from './folder.js';

/** As `setAvatar` makes them; anything else could lead out of the folder. */
export const isPictureId = (id: string) => /^[0-9a-f]{32}$/.test(id);

const folderOf = (id: string) => `avatars/${id}`;

/** The files that a picture consists of, from its folder of media. */
export const filesOf = (id: string) => avatarSizes.map((size) => `${folderOf(id)}/${size}.webp`);

/** Copies pictures from one folder of media into another; gives those of which not every file is there. */
export async function copyPictures(ids: string[], from: string, to: string): Promise<string[]> {
  const missing: string[] = [];
  for (const id of ids) {
    try {
      for (const file of filesOf(id)) await copyOnce(join(from, file), join(to, file));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      missing.push(id);
    }
  }
  return missing;
}

/** Forgets the pictures in a folder of media that are none of these. */
export async function keepPictures(ids: string[], media: string): Promise<void> {
  const there = await readdir(join(media, 'avatars')).catch(() => []);
  for (const id of there.filter((id) => !ids.includes(id))) {
    await rm(join(media, folderOf(id)), { recursive: true });
  }
}

/** A file of a picture never changes, so one that is there already is the same. */
async function copyOnce(from: string, to: string): Promise<void> {
  const folder = dirname(to);
  const partial = `${to}.partial`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await copyFile(from, partial, constants.COPYFILE_FICLONE);
  await chmod(partial, 0o600);
  await sync(partial);
  await rename(partial, to);
  await sync(folder);
}
