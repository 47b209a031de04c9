import { expect, it } from 'vitest';
import { createSecrets } from '../secrets.js';
import { createMailedSecrets } from './mailed-secrets.js';

const row = {
  id: 'AbcdefghijklmnopqrstUV',
  user_id: 'usr_a',
  purpose: 'verify-email',
  address: 'ada@example.com',
};
const mailed = createMailedSecrets(createSecrets('secret'));

it('derives the same token and code from a row each time', () => {
  expect(mailed.token(row)).toBe(mailed.token({ ...row }));
  expect(mailed.token(row)).toMatch(/^[A-Za-z0-9_-]{65}$/);
  expect(mailed.rowId(mailed.token(row))).toBe(row.id);
  expect(mailed.isToken(mailed.token(row), row)).toBe(true);
  expect(mailed.isCode(mailed.code(row), row)).toBe(true);
});

it.each([
  ['id', { id: 'AbcdefghijklmnopqrstUW' }],
  ['user', { user_id: 'usr_b' }],
  ['purpose', { purpose: 'reset-password' }],
  ['address', { address: 'ada@example.org' }],
])('derives others for another %s', (_, change) => {
  const other = { ...row, ...change };
  expect(mailed.isToken(mailed.token(other), row)).toBe(false);
  expect(mailed.code(other)).not.toBe(mailed.code(row));
});

it('derives others under another secret', () => {
  const other = createMailedSecrets(createSecrets('another secret'));
  expect(mailed.isToken(other.token(row), row)).toBe(false);
  expect(other.code(row)).not.toBe(mailed.code(row));
});

it('writes every code with six digits, spread over all of them', () => {
  const codes = Array.from({ length: 2000 }, (_, i) => mailed.code({ ...row, id: String(i) }));
  for (const code of codes) expect(code).toMatch(/^[0-9]{6}$/);
  const starts = new Set(codes.map((code) => code[0]));
  expect(starts.size).toBe(10);
  expect(new Set(codes).size).toBeGreaterThan(1950);
});

it.each(['', 'x', 'x'.repeat(64), 'x'.repeat(66), `${'x'.repeat(64)}.`, `${'x'.repeat(65)}\n`])(
  'finds no row id in %j',
  (given) => {
    expect(mailed.rowId(given)).toBeUndefined();
  },
);
