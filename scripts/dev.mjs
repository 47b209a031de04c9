// npm run dev: serves, and builds and restarts when a source changes.
import './node-version.mjs';
import { setTimeout as sleep } from 'node:timers/promises';
import { build, sources } from './build.mjs';
import { install } from './install.mjs';
import { serve } from './serve.mjs';
import { leave, supervise } from './supervise.mjs';

await install();
for (;;) {
  const current = sources();
  const server = (await build()) ? serve() : undefined;
  const ended = server && supervise(server).then((end) => end.passedOn && leave(end));
  // Asking again and again misses nothing, which recursive watching on Linux can.
  while (sources() === current) await sleep(300);
  server?.kill('SIGTERM');
  await ended;
}
