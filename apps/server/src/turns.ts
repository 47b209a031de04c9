import { performance } from 'node:perf_hooks';

/** How many milliseconds of a turn of the event loop go to bodies that come in it; later ones wait for others. */
const share = 25;

/** How many go to those that wait, and how many these are at most; but one in each turn, however long it takes. */
const waitersShare = 5;
const waitersAtOnce = 50;

/** How many bodies may wait, since each is in memory, and how many milliseconds. */
const limit = 500;
const patience = 2_000;

interface Waiting {
  proceed(): void;
  refuse(): void;
  until: number;
}

const waiting: Waiting[] = [];
let serving = false;
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
  if (!serving && !isLong()) proceed();
  else if (waiting.length >= limit) refuse();
  else {
    waiting.push({ proceed, refuse, until: performance.now() + patience });
    if (!serving) setImmediate(serve);
    serving = true;
  }
}

/** Each by itself, so that what it asks for is done before the clock is read for the next. */
function serve(): void {
  const now = performance.now();
  while (waiting[0] && waiting[0].until < now) waiting.shift()?.refuse();
  serving = waiting.length > 0;
  let end = Number.POSITIVE_INFINITY;
  const proceed = () => {
    if (performance.now() > end) return;
    end = Math.min(end, performance.now() + waitersShare);
    waiting.shift()?.proceed();
  };
  for (let i = Math.min(waiting.length, waitersAtOnce); i > 0; i--) setImmediate(proceed);
  if (serving) setImmediate(serve);
}
