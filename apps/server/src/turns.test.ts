import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { takeTurn } from './turns.js';

function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

const refuse = () => {
  throw new Error('It was refused');
};

/** As many at once, each of which takes so long; gives in which turns they were done. */
async function together(count: number, milliseconds: number): Promise<number[]> {
  const turns: number[] = [];
  let turn = 0;
  for (let i = 0; i < count; i++) {
    takeTurn(() => {
      turns.push(turn);
      work(milliseconds);
    }, refuse);
  }
  while (turns.length < count) {
    await nextTurn();
    turn++;
  }
  return turns;
}

it('Bodies that take long share out the turns of the event loop, in their order', async () => {
  const [first, ...others] = await together(5, 60);
  expect(first).toBe(0);
  // The others one after the other, and whoever else there is in between.
  expect(new Set(others).size).toBe(4);
  expect(others).toEqual(others.toSorted((a, b) => a - b));
});

it('Bodies that were in line behind one that took long, and are quick, soon are done', async () => {
  takeTurn(() => work(60), refuse);
  const turns = await together(400, 0);
  // One a turn would be 400, and who comes faster than that would only add to those who wait.
  expect(new Set(turns).size).toBeLessThan(100);
  expect(turns).toEqual(turns.toSorted((a, b) => a - b));
});

it('Who has waited for two seconds is refused, and so is at once who finds the queue full', async () => {
  const done: string[] = [];
  takeTurn(() => work(60), refuse);
  takeTurn(() => {
    done.push('first');
    work(2_100);
  }, refuse);
  for (let i = 0; i < 499; i++) {
    takeTurn(
      () => done.push('late'),
      () => done.push('refused'),
    );
  }
  takeTurn(refuse, () => done.push('full'));
  expect(done).toEqual(['full']);
  while (done.length < 501) await nextTurn();
  expect(done).toEqual(['full', 'first', ...Array(499).fill('refused')]);
});
