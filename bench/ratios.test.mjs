import { expect, it } from 'vitest';
import { atLeast, atMost, requestGoals } from './goals.mjs';
import { summarise } from './ratios.mjs';

const row = (id, rates, more) => ({
  id,
  ...more,
  slots: rates.map((rate) => ({ rate, p50: 1, p99: 2, used: 1e6 / rate, memory: 1, load: 1 })),
});

it('holds each row against the limit of the same round', () => {
  // Everything ran at half its pace in the second round.
  const [, rest] = summarise([row('limit', [200, 100, 200]), row('rest', [100, 50, 80])]);
  expect(rest).toMatchObject({ ratio: 2, least: 2, most: 2.5, rate: 80 });
});

it('holds a batch of ten against ten requests, and a write against a write', () => {
  const rows = [
    row('limit', [100]),
    row('limit-patch', [30], { writes: true }),
    row('batch', [10], { calls: 10 }),
    row('patch', [20], { writes: true }),
  ];
  const [, , batch, patch] = summarise(rows);
  expect(batch).toMatchObject({ ratio: 1, usedRatio: 1 });
  expect(patch.ratio).toBe(1.5);
});

it('says of each goal whether it was met', () => {
  expect(atMost('x', 1.3, 1.3, { done: 1.5 })[3]).toBe('yes');
  expect(atMost('x', 1.31, 1.3, { done: 1.5 })[3]).toBe('no, but below 1.5');
  expect(atMost('x', 1.51, 1.3, { done: 1.5 })[3]).toBe('no');
  expect(atLeast('x', 24.9, 25)[3]).toBe('no');
  expect(atLeast('x', 25, 25)[3]).toBe('yes');
});

it('is sure of a goal on a disturbed machine where time and processor time agree', () => {
  const disturbed = true;
  expect(atMost('x', 1.2, 1.3, { disturbed, cpu: 1.3 })[3]).toBe('yes');
  expect(atMost('x', 1.2, 1.3, { disturbed, cpu: 1.31 })[3]).toBe('unsure');
  expect(atMost('x', 1.4, 1.3, { disturbed, cpu: 1.5 })[3]).toBe('no');
  expect(atLeast('x', 25, 25, { disturbed, cpu: 24 })[3]).toBe('unsure');
  expect(atLeast('x', 25, 25, { cpu: 24 })[3]).toBe('yes');
});

it('has goals only for what was measured', () => {
  const figures = summarise([row('limit', [300]), row('rest', [200]), row('django', [10])]);
  expect(requestGoals(figures)).toEqual([
    ['limit ÷ GET /api/v1/me', 'at most 1.3', '1.50', 'no, but below 1.5', '1.50'],
    ['GET /api/v1/me ÷ Django REST framework', 'at least 25', '20.00', 'no', '20.00'],
    ["memory under load ÷ the limit's", 'at most 1.4', '1.00', 'yes', ''],
  ]);
});
