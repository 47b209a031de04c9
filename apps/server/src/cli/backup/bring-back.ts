import { chmod, copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createServices } from '@profile/api';
import {
  type BackupContents,
  BackupDamaged,
  checkTarget,
  databaseName,
  examineBackup,
  openStore,
  restoreInto,
} from '@profile/db';
import type { Config } from '../../config.js';
import { type About, readAbout } from './about.js';
import { parts, verify } from './folder.js';
import { copyPictures, filesOf, isPictureId } from './pictures.js';

export interface BroughtBack {
  about: About;
  contents: BackupContents;
  /** Where what was there before is now, if anything was. */
  aside: string | undefined;
}

/**
 * Makes the database what it was when a backup was made, brought up to date, and brings back the
 * pictures. The database is changed last of all, and at once.
 */
export async function bringBack(
  config: Config,
  folder: string,
  replace: boolean,
): Promise<BroughtBack> {
  const names = await verify(folder);
  const about = await readAbout(folder);
  await checkTarget(config.database, replace);
  const working = await workingFolder(config);
  try {
    const copy = join(working, parts.database);
    await copyFile(join(folder, parts.database), copy);
    // What a copy of the backup let others do says nothing of the database.
    await chmod(copy, 0o600);
    examineBackup(copy);
    await bringUpToDate(config, copy);
    const contents = examineBackup(copy);
    const ids = picturesOf(folder, { about, contents, names });
    const [gone] = await copyPictures(ids, join(folder, parts.media), config.mediaPath);
    if (gone !== undefined) throw new BackupDamaged(`The picture ${gone} is missing in ${folder}.`);
    const aside = replace ? asideOf(config) : undefined;
    await restoreInto(config.database, copy, aside);
    return { about, contents, aside };
  } finally {
    await rm(working, { recursive: true, force: true });
  }
}

/** Which pictures are to be brought back: all that the database shows, but for those noted as missing. */
function picturesOf(
  folder: string,
  { about, contents, names }: { about: About; contents: BackupContents; names: string[] },
): string[] {
  const strange = contents.pictures.find((id) => !isPictureId(id));
  if (strange !== undefined) {
    throw new BackupDamaged(
      `The database in ${folder} shows ${strange}, which is no picture of ours.`,
    );
  }
  if (about.pictures === null) return [];
  const ids = contents.pictures.filter((id) => !about.missing_pictures.includes(id));
  const listed = new Set(names);
  const unlisted = ids.flatMap(filesOf).find((file) => !listed.has(`${parts.media}/${file}`));
  if (unlisted === undefined) return ids;
  throw new BackupDamaged(`${parts.sums} in ${folder} lacks ${parts.media}/${unlisted}.`);
}

const prefix = '.profile-restoring-';

/**
 * Beside the file that is replaced, as a file is moved at once only within a file system; else beside the
 * pictures, which in the image is the only place to write to.
 */
async function workingFolder({ database, mediaPath }: Config): Promise<string> {
  const isFile = database.url.startsWith('file:');
  const parent = dirname(isFile ? databaseName(database.url) : mediaPath);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  // Of those that were killed.
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, force: true });
  }
  return mkdtemp(join(parent, prefix));
}

/** Migrates it, and makes sure that it can be worked with under this SECRET. */
async function bringUpToDate(config: Config, path: string): Promise<void> {
  const store = await openStore({ url: `file:${path}` });
  try {
    const { publicUrl: issuer, audience, secret, settings } = config;
    const options = { store, secret, issuer, audience, settings, mailer: { wake() {} } };
    await createServices({ ...options, limits: 'off', makeFirstKey: false });
  } finally {
    await store.close();
  }
}

function asideOf({ database }: Config): string {
  const at = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const path = databaseName(database.url);
  return join(dirname(path), `${basename(path)}.before-${at}`);
}
