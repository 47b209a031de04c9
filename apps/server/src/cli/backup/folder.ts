import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, open, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BackupDamaged } from '@profile/db';

/** What a backup consists of. */
export const parts = {
  database: 'profile.db',
  media: 'media',
  about: 'backup.json',
  /** As `sha256sum --check` reads it. */
  sums: 'SHA256SUMS',
};

/** Notes what every file of a folder is like, and brings all of it to the disk. */
export async function seal(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const lines: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    await sync(path);
    if (!entry.isFile()) continue;
    const name = relative(folder, path).split(sep).join('/');
    lines.push(`${await hashOf(path)}  ${name}\n`);
  }
  const sums = join(folder, parts.sums);
  await writeFile(sums, lines.join(''), { mode: 0o600, flag: 'wx' });
  await sync(sums);
  await sync(folder);
}

/** Reads every file again that was noted, and gives their names; throws when one is not as it was. */
export async function verify(folder: string): Promise<string[]> {
  const text = await readSums(folder);
  const noted = [...text.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)];
  const names = noted.map(([, , name = '']) => name);
  if (!names.includes(parts.database) || !names.includes(parts.about)) {
    throw new BackupDamaged(
      `${folder} is no whole backup: its ${parts.sums} is missing or cut off.`,
    );
  }
  for (const [, hash, name = ''] of noted) {
    const path = await plainFile(folder, name);
    if (path === undefined) throw new BackupDamaged(`${name} is missing in ${folder}.`);
    if ((await hashOf(path)) !== hash) {
      throw new BackupDamaged(`${name} in ${folder} is not as it was written.`);
    }
  }
  return names;
}

async function readSums(folder: string): Promise<string> {
  const path = await plainFile(folder, parts.sums);
  return path === undefined ? '' : readFile(path, 'utf8');
}

/**
 * Where a file of a backup is, if it is there. Who restores can read more than who wrote the backup,
 * so nothing in it may lead elsewhere.
 */
async function plainFile(folder: string, name: string): Promise<string | undefined> {
  if (name.split('/').some((part) => ['', '.', '..'].includes(part))) {
    throw new BackupDamaged(`${parts.sums} in ${folder} names ${name}, which is no file of it.`);
  }
  const path = join(await realpath(folder), name);
  const found = await lstat(path).catch(absent);
  if (found === undefined) return undefined;
  if (!found.isFile() || (await realpath(path)) !== path) {
    throw new BackupDamaged(`${name} in ${folder} is no plain file.`);
  }
  return path;
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}

/** Brings a file, or the names in a folder, to the disk. */
export async function sync(path: string): Promise<void> {
  const opened = await open(path);
  await opened.sync().finally(() => opened.close());
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
