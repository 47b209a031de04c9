// Processor time is what a request takes even where others use the machine too.
import { readdirSync, readFileSync } from 'node:fs';

/** What Linux counts processor time in, wherever it runs. */
const ticks = 100;

/** Of all threads of a process, also those that have ended, in seconds; nothing once it is gone. */
function used(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticks;
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
export const processorTime = (pids) => pids.reduce((sum, pid) => sum + used(pid), 0) * 1e6;

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
