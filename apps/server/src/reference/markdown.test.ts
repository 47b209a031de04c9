import { expect, it } from 'vitest';
import { anchor, paragraphs, table } from './markdown.js';

it.each([
  ['GET /api/v1/me', '#get-apiv1me'],
  ['POST /api/v1/me/verify-email/confirm', '#post-apiv1meverify-emailconfirm'],
  ['DELETE /api/v1/me/sessions/{id}', '#delete-apiv1mesessionsid'],
  ['HTTPValidationError', '#httpvalidationerror'],
  ['What a client does when it is refused', '#what-a-client-does-when-it-is-refused'],
])('gives the heading %s the anchor %s', (heading, expected) => {
  expect(anchor(heading)).toBe(expected);
});

it('keeps bars and paragraphs inside their cell', () => {
  expect(table(['Type', 'When'], [['`a | b`', 'one\n\ntwo']])).toBe(
    '| Type | When |\n|---|---|\n| `a \\| b` | one<br>two |',
  );
});

it('leaves out what is not there', () => {
  expect(paragraphs('a', false, undefined, '', 'b')).toBe('a\n\nb');
});
