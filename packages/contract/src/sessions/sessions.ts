import { z } from 'zod';
import { instant } from '../time.js';

/** A session as its user sees it; never a token. */
export const session = z
  .strictObject({
    id: z.string().meta({
      description: 'TypeID with the prefix `ses`',
      examples: ['ses_01jq2v8m3xfq9t5c7d0a4ke6nb'],
    }),
    created_at: instant.meta({ description: 'When it was opened' }),
    last_seen_at: instant.meta({ description: 'When it was last used, to the minute' }),
    ip: z
      .string()
      .nullable()
      .meta({ description: 'Network address it was last used from', examples: ['203.0.113.7'] }),
    device: z
      .string()
      .nullable()
      .meta({
        description: 'Program and system it was opened with, as far as they say',
        examples: ['Firefox on Windows'],
      }),
    current: z.boolean().meta({
      description: 'Whether it is the session that asks',
      examples: [true],
    }),
  })
  .meta({ id: 'Session', description: 'A session of the user.' });

export const sessionList = z
  .strictObject({
    sessions: z.array(session).meta({ description: 'The living ones, last used first' }),
  })
  .meta({ id: 'SessionList', description: 'The sessions of the user.' });

export const revokeSessionRequest = z.strictObject({
  id: z.string().meta({
    description: 'The session to end',
    examples: ['ses_01jq2v8m3xfq9t5c7d0a4ke6nb'],
  }),
});

export type Session = z.infer<typeof session>;
export type SessionList = z.infer<typeof sessionList>;
