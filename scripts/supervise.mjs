// Stays with a child process to its end, so that whatever ends us also ends the child, once and gently.
import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const parent = process.ppid;

/** Resolves to how the child ended: its exit code or signal, and the signal that we passed on, if any. */
export function supervise(child, stop = (signal) => child.kill(asked(signal))) {
  return new Promise((resolve, reject) => {
    let passedOn;
    // A terminal's Ctrl-C arrives twice, from the terminal and again from npm, and means one wish.
    const pass = (signal) => {
      if (passedOn) return;
      passedOn = signal;
      stop(signal);
    };
    // A killed npm or shell tells us nothing; that somebody else became our parent does.
    const watch = setInterval(() => process.ppid !== parent && pass('SIGTERM'), 200);
    const settle = (finish, value) => {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, pass);
      finish(value);
    };
    for (const signal of signals) process.on(signal, pass);
    child.once('error', (error) => settle(reject, error));
    child.once('exit', (code, signal) => settle(resolve, { code, signal, passedOn }));
  });
}

/** A closed terminal wants the same gentle end, which servers know by SIGTERM. */
const asked = (signal) => (signal === 'SIGHUP' ? 'SIGTERM' : signal);

/** Ends this process the way the child ended, so that a shell or CI sees the same; never returns. */
export function leave({ code, signal }) {
  if (!signal) process.exit(code);
  process.kill(process.pid, signal);
  // A container's first process isn't ended by its own signal, so it says it with the shell's number.
  process.exit(128 + constants.signals[signal]);
}
