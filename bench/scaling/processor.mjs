// Processor time is what a request takes even where others use the machine too.
import { readdirSync, readFileSync } from 'node:fs';

/** In /proc a second has a hundred ticks, whatever the kernel's own are. */
const tick = 10_000;

function read(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return { parent: Number(fields[1]), used: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return { parent: 0, used: 0 };
  }
}

/** Microseconds that processes have used so far. */
export const processorTime = (pids) => pids.reduce((sum, pid) => sum + read(pid).used, 0) * tick;

/** All processes of the PostgreSQL to which this one belongs. */
export function family(backend) {
  const { parent } = read(backend);
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return [parent, ...all.filter((pid) => read(pid).parent === parent)];
}
