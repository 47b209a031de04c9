// How many passwords this machine can check in a second when it does nothing else: as many at once as
// it has cores, with the parameters that the given hash was made with.
import { verify } from '@node-rs/argon2';

const { HASH, PASSWORD, CORES, SECONDS } = process.env;
const end = performance.now() + Number(SECONDS) * 1000;
let count = 0;

async function check() {
  while (performance.now() < end) {
    if (!(await verify(HASH, PASSWORD))) throw new Error('The password is another one');
    count++;
  }
}

await Promise.all(Array.from({ length: Number(CORES) }, check));
process.send(count / Number(SECONDS));
process.disconnect();
