import { performance } from 'node:perf_hooks';

/** How many milliseconds of a turn of the event loop go to bodies; those that come later wait for others. */
const share = 25;

/** How many bodies may wait, since each is in memory, and how many milliseconds. */
const limit = 500;
const patience = 2_000;

interface Waiting {
  proceed(): void;
  refuse(): void;
  until: number;
}

const waiting: Waiting[] = [];
let began: number | undefined;

/** Whether the bodies of this turn have taken their share of it. */
function isLong(): boolean {
  const now = performance.now();
  if (began === undefined) {
    began = now;
    setImmediate(() => {
      began = undefined;
    });
  }
  return now - began > share;
}

/**
 * Lets what a body asks for begin, or wait, or be refused. Node accepts one connection a turn: if
 * everything that has come were done in one, the next probe would wait behind all of it, many times over.
 */
export function takeTurn(proceed: () => void, refuse: () => void): void {
  if (waiting.length === 0 && !isLong()) proceed();
  else if (waiting.length >= limit) refuse();
  else {
    waiting.push({ proceed, refuse, until: performance.now() + patience });
    if (waiting.length === 1) setImmediate(serve);
  }
}

/** One a turn. */
function serve(): void {
  const now = performance.now();
  while (waiting[0] && waiting[0].until < now) waiting.shift()?.refuse();
  waiting.shift()?.proceed();
  if (waiting.length > 0) setImmediate(serve);
}
