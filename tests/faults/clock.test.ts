import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { TestServer } from '../server.js';
import { endure } from './fault.js';
import { createPlace, type Place } from './place.js';
import { execute, missing, titled } from './tool.js';

const noClock = await missing('faketime', '-f', '+0', 'true');

describe.skipIf(noClock)(titled('With a clock that jumps', noClock), () => {
  let place: Place;
  let server: TestServer;
  let set: (offset: string) => Promise<void>;
  beforeAll(async () => {
    place = await createPlace();
    const { stdout } = await execute('faketime', ['-m', '-f', '+0', 'printenv', 'LD_PRELOAD']);
    const hand = join(place.file, '../clock');
    set = (offset) => writeFile(hand, offset);
    await set('+0');
    server = await place.start({
      LD_PRELOAD: stdout.trim(),
      FAKETIME_TIMESTAMP_FILE: hand,
      FAKETIME_CACHE_DURATION: '1',
      // As where the clock on the wall is set: what counts milliseconds goes on.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    });
  });
  afterAll(() => place.remove());

  /** What the server says that the time is, in seconds ahead of ours. */
  async function ahead(): Promise<number> {
    const { headers } = await fetch(`${server.url}/healthz`);
    return Math.round((Date.parse(headers.get('date') ?? '') - Date.now()) / 1000);
  }

  it.each([
    ['clock set ten minutes ahead', '+600', 600],
    ['clock set back by ten minutes', '+0', 0],
  ])('tokens stay good and nothing is lost: %s', (fault, offset, seconds) =>
    endure({
      fault,
      table: 'process',
      origins: [server.url],
      happen: () => set(offset),
      look: async () => {
        while (Math.abs((await ahead()) - seconds) > 5) await sleep(100);
        await sleep(1_000);
      },
      mend: async () => {},
      refuses: false,
    }),
  );
});
