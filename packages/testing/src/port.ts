import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { assemble } from '@profile/server/parts';

type App = Awaited<ReturnType<typeof assemble>>['app'];

const host = '127.0.0.1';

/** A free loopback port that is ours from now on, for a server that is yet to be built. */
export async function takePort() {
  const holder = createServer();
  holder.listen(0, host);
  await once(holder, 'listening');
  return {
    number: (holder.address() as AddressInfo).port,
    /** Lets an app listen by the same handle, so that at no moment somebody else could get the port. */
    async give(app: App): Promise<void> {
      await app.listen(Object.assign(holder, { host }));
    },
    free: (): void => void holder.close(),
  };
}
