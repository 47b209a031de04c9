import { invalid } from '@profile/api';
import { validationErrors } from '@profile/contract';
import type { z } from 'zod';

/** What a schema of the contract makes of an input; refused with the sentences of the API. */
export function checked<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const { error, data } = schema.safeParse(input);
  if (error) throw invalid(...validationErrors(error, input));
  return data;
}
