import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort, type TestServer } from '../server.js';
import { createDisk, noDisk } from './disk.js';
import { endure } from './fault.js';
import { createPlace, type Place } from './place.js';
import { inject, noInjection } from './system-calls.js';
import { titled } from './tool.js';

/** What is to be taken down, the latest first. */
const left: (() => Promise<void>)[] = [];
afterEach(async () => {
  while (left.length > 0) await left.pop()?.();
});

async function place(folder?: string): Promise<Place> {
  const made = await createPlace(folder);
  left.push(made.remove);
  return made;
}

/** What the log says of the disk; an operator must learn of it. */
const told = (server: TestServer, code: string) =>
  expect.poll(() => server.output().includes(code), { timeout: 5_000 }).toBe(true);

describe('On SQLite nothing acknowledged is lost when', () => {
  it('the server is killed with -9 while it writes, five times', async () => {
    const { start, origin } = await place();
    let server = await start();
    await endure({
      fault: 'server killed with -9, five times',
      table: 'SQLite',
      origins: [origin],
      happen: async () => {
        for (let round = 1; round < 5; round++) {
          await server.crash();
          server = await start();
          await sleep(200);
        }
        await server.crash();
      },
      mend: async () => void (await start()),
      unanswered: true,
      refuses: false,
    });
  });

  it('the server is stopped for two seconds and goes on', async () => {
    const { start, origin } = await place();
    const { pid } = await start();
    await endure({
      fault: 'server frozen for two seconds',
      table: 'SQLite',
      origins: [origin],
      happen: async () => {
        process.kill(pid, 'SIGSTOP');
        await sleep(2_000);
      },
      mend: async () => void process.kill(pid, 'SIGCONT'),
      refuses: false,
    });
  });

  it('one of two servers on one file is killed with -9', async () => {
    const { start } = await place();
    const ports = [String(await freePort()), String(await freePort())];
    const servers: TestServer[] = [];
    for (const PORT of ports) servers.push(await start({ PORT }));
    await endure({
      fault: 'one of two servers on one file killed with -9',
      table: 'SQLite',
      origins: servers.map(({ url }) => url),
      happen: async () => {
        await sleep(500);
        await servers[1]?.crash();
      },
      mend: async () => {},
      unanswered: true,
      refuses: false,
    });
  });
});

describe.skipIf(noDisk)(titled('On a disk of 32 MB', noDisk), () => {
  it('writes are refused while it is full and done again when it is not', async () => {
    const disk = await createDisk(32);
    left.push(disk.remove);
    const { start, origin } = await place(disk.dir);
    const server = await start();
    await endure({
      fault: 'disk full',
      table: 'SQLite',
      origins: [origin],
      happen: disk.fill,
      look: async () => {
        await sleep(1_500);
        await told(server, 'SQLITE_FULL');
      },
      mend: disk.free,
    });
  });
});

describe.skipIf(noInjection)(titled('While system calls fail', noInjection), () => {
  it.each([
    // The disk may have lost what it was to keep.
    ['fsync fails', ['fsync:error=EIO', 'fdatasync:error=EIO'], 'SQLITE_IOERR'],
    // As ext4 does when it finds itself broken.
    ['file system turned read-only', ['pwrite64:error=EROFS'], 'SQLITE_IOERR'],
    ['writes fail', ['pwrite64:error=EIO'], 'SQLITE_IOERR'],
  ])('nothing is acknowledged, and all goes on afterwards: %s', async (fault, rules, code) => {
    const { start, origin } = await place();
    const server = await start();
    let end = async () => {};
    await endure({
      fault,
      table: 'SQLite',
      origins: [origin],
      happen: async () => {
        end = await inject(server.pid, ...rules);
      },
      look: async (tally) => {
        // What was on its way when it began.
        await sleep(300);
        const before = tally.acknowledged;
        await sleep(1_500);
        expect(tally.acknowledged).toBe(before);
        await told(server, code);
      },
      mend: () => end(),
    });
  });
});
