import { expect, it } from 'vitest';
import { curl } from './curl.js';
import type { Operation } from './openapi.js';

const operation: Operation = {
  summary: '',
  description: '',
  tags: [],
  security: [],
  responses: {},
};
const body = (example: unknown) => ({
  requestBody: { required: true, content: { 'application/json': { schema: {}, example } } },
});

it.each<[method: string, more: Partial<Operation>, command: string]>([
  ['GET', {}, 'curl http://localhost:8080/x'],
  ['POST', {}, 'curl -X POST http://localhost:8080/x'],
  [
    'DELETE',
    { security: [{ bearer: [] }] },
    'curl -X DELETE http://localhost:8080/x \\\n  -H "authorization: Bearer $token"',
  ],
  [
    'POST',
    body({ name: "d'Arc" }),
    "curl http://localhost:8080/x \\\n  -H 'content-type: application/json' \\\n  -d '{\"name\":\"d'\\''Arc\"}'",
  ],
  [
    'PATCH',
    body({}),
    "curl -X PATCH http://localhost:8080/x \\\n  -H 'content-type: application/json' \\\n  -d '{}'",
  ],
])('writes a %s of %j', (method, more, command) => {
  expect(curl({ method, path: '/x', operation: { ...operation, ...more } })).toBe(command);
});
