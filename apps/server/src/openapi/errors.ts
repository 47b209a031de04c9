import { emailVerification, errors } from '@profile/contract';
import { z } from 'zod';

const { validation_error: _onlyInTrpc, ...inRest } = errors;
const codes = Object.keys(inRest) as (keyof typeof inRest)[];

/** Every error on `/api/v1` but 422. */
export const errorBody = z
  .object({
    detail: z.string().meta({ description: 'A sentence for people' }),
    code: z.enum(codes).meta({ description: 'What went wrong, for programs' }),
  })
  .meta({ id: 'Error', description: 'Why the request was refused.' });

/** The one error that says more. */
export const cooldownBody = errorBody
  .extend({
    code: z.literal('verification_cooldown').meta({ description: 'What went wrong, for programs' }),
    email_verification: emailVerification.meta({ description: 'Where the proof stands' }),
  })
  .meta({
    id: 'VerificationCooldown',
    description: 'A mail was sent a moment ago; `email_verification` says when the next can be.',
  });

const jwtMessage = z
  .object({
    token_class: z.string().meta({ description: '`AccessToken`', examples: ['AccessToken'] }),
    token_type: z.string().meta({ description: '`access`', examples: ['access'] }),
    message: z.string().meta({ description: 'A sentence', examples: ['Token is expired'] }),
  })
  .meta({ id: 'LegacyTokenMessage', description: 'What simplejwt says about one kind of token.' });

/** Every error of the legacy endpoint. */
export const legacyError = z
  .object({
    detail: z
      .string()
      .optional()
      .meta({
        description: 'A sentence, where authentication failed',
        examples: ['Given token not valid for any token type'],
      }),
    code: z
      .enum(['token_not_valid', 'bad_authorization_header', 'user_inactive'])
      .optional()
      .meta({ description: 'With 401, unless nothing was sent: what went wrong, for programs' }),
    messages: z.array(jwtMessage).optional().meta({ description: 'With `token_not_valid`: why' }),
    error: z
      .string()
      .optional()
      .meta({
        description: 'A sentence, where something else failed',
        examples: ['The user cannot be found in the database.'],
      }),
  })
  .meta({ id: 'LegacyError', description: 'Why the request was refused, as Django says it.' });
