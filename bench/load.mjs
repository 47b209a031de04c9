import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cpus, start } from './processes.mjs';

const main = fileURLToPath(new URL('load/main.mjs', import.meta.url));

/** The process that sends; one for a whole run, so that its code is compiled by the time it counts. */
export function startLoad(cpu = cpus.load) {
  const process_ = start(process.execPath, [main], {
    cpu,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    pid: process_.pid,
    /**
     * Each of `requests` over a connection of its own, again and again for so many seconds; throws at
     * the first answer with another status than 200.
     */
    async press(port, requests, seconds, status = 200) {
      process_.child.send({ port, requests, seconds, status });
      const [result] = await once(process_.child, 'message');
      if (result.fault) throw new Error(result.fault);
      return result;
    },
    stop: () => process_.stop(),
  };
}
