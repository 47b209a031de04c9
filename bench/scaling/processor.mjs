// Processor time is what a request takes even where others use the machine too.
import { readdirSync, readFileSync } from 'node:fs';

/** Of all threads of a process, in nanoseconds; nothing once it is gone. */
function used(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce(
      (sum, thread) =>
        sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
      0,
    );
  } catch {
    return 0;
  }
}

function parent(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1]);
  } catch {
    return undefined;
  }
}

/** Microseconds that processes have used so far; where there is no /proc, none. */
export const processorTime = (pids) => pids.reduce((sum, pid) => sum + used(pid), 0) / 1000;

/** The PostgreSQL that this process serves. */
export const postmasterOf = (backend) => parent(backend) ?? 0;

/** It and all its processes. */
export function family(postmaster) {
  try {
    const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return [postmaster, ...all.map(Number).filter((pid) => parent(pid) === postmaster)];
  } catch {
    return [];
  }
}
