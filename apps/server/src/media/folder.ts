import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Media } from '@profile/api';

/** Plain names with slashes between, which lead nowhere but down. */
const plain = /^[\w-]+(\/[\w-]+(\.\w+)?)*$/;

/** Keeps files in a folder of this machine, which is made with the first. */
export function mediaFolder(folder: string): Media {
  function pathOf(name: string): string {
    if (!plain.test(name)) throw new Error(`${name} is no name of a file`);
    return join(folder, name);
  }

  return {
    async put(name, bytes) {
      const path = pathOf(name);
      const partial = `${path}.${randomUUID()}`;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const file = await open(partial, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(partial, path);
      // The names too, up to the folder that was there before.
      for (let at = dirname(path); at.length >= folder.length; at = dirname(at)) await sync(at);
    },

    async read(name) {
      try {
        return await readFile(pathOf(name));
      } catch (error) {
        if (absent(error)) return undefined;
        throw error;
      }
    },

    async remove(name) {
      await rm(pathOf(name), { recursive: true, force: true });
    },
  };
}

async function sync(folder: string): Promise<void> {
  const opened = await open(folder);
  await opened.sync().finally(() => opened.close());
}

function absent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}
