import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, missing } from './tool.js';

/** Why no disk can be made here; undefined when it can: it takes root. */
export const noDisk = await (async () => {
  const dir = await mkdtemp(join(tmpdir(), 'profile-disk-'));
  const why = await missing('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir);
  if (!why) await execute('umount', [dir]);
  await rm(dir, { recursive: true });
  return why;
})();

/** A small disk in memory. */
export async function createDisk(megabytes: number) {
  const dir = await mkdtemp(join(tmpdir(), 'profile-disk-'));
  await execute('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir]);
  const filler = join(dir, 'filler');
  return {
    dir,
    /** Leaves no byte free. */
    async fill(): Promise<void> {
      const file = await open(filler, 'w');
      try {
        for (const size of [65_536, 4096, 512, 1]) await fillBy(file, size);
      } finally {
        await file.close();
      }
    },
    free: () => rm(filler),
    mount: (options: 'ro' | 'rw') => execute('mount', ['-o', `remount,${options}`, dir]),
    async remove(): Promise<void> {
      await execute('umount', ['-l', dir]);
      await rm(dir, { recursive: true });
    },
  };
}

async function fillBy(file: Awaited<ReturnType<typeof open>>, size: number): Promise<void> {
  const block = Buffer.alloc(size);
  for (;;) {
    try {
      await file.write(block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
      throw error;
    }
  }
}
