import { expect } from 'vitest';

/** That a refusal is one of the contract, says nothing of what is inside, and names its request. */
export function hasPromisedShape(text: string): void {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const status = Number(/^HTTP\/1\.1 ([0-9]{3})/.exec(text)?.[1] ?? 0);
  if (status < 400) return;
  expect(head).toMatch(/^content-type: application\/json\r?$/im);
  expect(head).toMatch(/^x-request-id: [\w.-]+\r?$/im);
  expect(head).not.toMatch(/^(server|x-powered-by):/im);
  expect(body).not.toMatch(/node_modules|\.ts:|\.js:|\.cjs:/);
  if (/^retry-after:/im.test(head)) expect([429, 503]).toContain(status);
}
