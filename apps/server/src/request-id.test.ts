import { expect, it } from 'vitest';
import { newRequestId } from './request-id.js';

it('no two requests have one id, however many are drawn at once', () => {
  const ids = Array.from({ length: 1_000 }, newRequestId);
  expect(new Set(ids).size).toBe(1_000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});
