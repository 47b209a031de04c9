import { z } from 'zod';

/** A moment, as RFC 3339 text in UTC with milliseconds and `Z`. */
export const instant = z.iso.datetime({ precision: 3 }).meta({
  description: 'RFC 3339, in UTC',
  examples: ['2026-03-10T14:20:00.000Z'],
});
