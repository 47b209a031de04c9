import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type BackupContents, databaseName, examineBackup, takeSnapshot } from '@profile/db';
import type { Config } from '../../config.js';
import { Refused } from '../refusal.js';
import type { About } from './about.js';
import { parts, seal, sync } from './folder.js';
import { copyPictures, keepPictures } from './pictures.js';

/** Makes a backup, and gives where and of what. It has its name only once it is whole. */
export async function makeBackup(
  { database, mediaPath }: Config,
  { to, pictures }: { to?: string | undefined; pictures: boolean },
): Promise<{ folder: string; about: About }> {
  const created_at = new Date().toISOString();
  const folder = placeFor(created_at, mediaPath, to);
  const partial = join(dirname(folder), `.${basename(folder)}.partial`);
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  // Of one that was killed.
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  try {
    const snapshot = join(partial, parts.database);
    const media = pictures ? { from: mediaPath, to: join(partial, parts.media) } : undefined;
    const { contents, missing } = await takeAll(database, snapshot, media);
    const about: About = {
      format: 1,
      created_at,
      of: databaseName(database.url),
      migration: contents.migration,
      rows: contents.rows,
      pictures: pictures ? contents.pictures.length - missing.length : null,
      missing_pictures: missing,
    };
    const text = `${JSON.stringify(about, undefined, 2)}\n`;
    await writeFile(join(partial, parts.about), text, { mode: 0o600 });
    await seal(partial);
    if (existsSync(folder)) throw new Refused('exists', `There is a ${folder} already.`);
    await rename(partial, folder);
    await sync(dirname(folder));
    return { folder, about };
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** By default beside the pictures, which in the image as well as here is in the folder that is kept. */
function placeFor(created_at: string, mediaPath: string, given: string | undefined): string {
  const name = `profile-${created_at.replaceAll(/[:.]/g, '-')}`;
  const parent = given === undefined ? join(dirname(mediaPath), 'backups') : resolve(given);
  const folder = given === undefined || existsSync(parent) ? join(parent, name) : parent;
  if (existsSync(folder)) throw new Refused('exists', `There is a ${folder} already.`);
  return folder;
}

/**
 * The database first and then the pictures that it shows: what was replaced in between has no files any
 * more, and a later snapshot shows another. What two snapshots in a row miss is lost.
 */
async function takeAll(
  database: Config['database'],
  snapshot: string,
  media: { from: string; to: string } | undefined,
): Promise<{ contents: BackupContents; missing: string[] }> {
  for (let before: string[] | undefined; ; ) {
    await rm(snapshot, { force: true });
    await takeSnapshot(database, snapshot);
    const contents = examineBackup(snapshot);
    if (!media) return { contents, missing: [] };
    const count = contents.pictures.length;
    if (count > 0 && !existsSync(media.from)) {
      throw new Refused(
        'no_pictures',
        `There is no ${media.from}, and profiles show ${count} pictures. Run this where the folder of MEDIA_URL is, or add --without-pictures.`,
      );
    }
    const missing = await copyPictures(contents.pictures, media.from, media.to);
    if (missing.every((id) => before?.includes(id))) {
      await keepPictures(contents.pictures, media.to);
      return { contents, missing };
    }
    before = missing;
  }
}
