import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cpus, start } from './processes.mjs';

const main = fileURLToPath(new URL('load/main.mjs', import.meta.url));

/** The process that sends; one for a whole run, so that its code is compiled by the time it counts. */
export function startLoad(cpu = cpus.load, flags = []) {
  const sender = start(process.execPath, [...flags, main], {
    cpu,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    pid: sender.pid,
    /**
     * Each list of `requests` over a connection of its own, in turn, again and again for so many seconds;
     * throws at the first answer with another status than 200.
     */
    async press(port, requests, seconds) {
      sender.child.send({ port, requests, seconds });
      const [result] = await once(sender.child, 'message');
      if (result.fault) throw new Error(result.fault);
      return result;
    },
    stop: () => sender.stop(),
  };
}
