import { z } from 'zod';

/** One fault of a request, as FastAPI words it. */
export const validationError = z
  .strictObject({
    type: z.string().meta({
      description: 'The rule that was broken, such as `missing` or `string_too_long`',
      examples: ['string_too_long'],
    }),
    loc: z.array(z.union([z.string(), z.int()])).meta({
      description: 'Where: `body` and the name of the field (for `json_invalid`, the offset)',
      examples: [['body', 'first_name']],
    }),
    msg: z.string().meta({
      description: 'A sentence for people',
      examples: ['String should have at most 200 characters'],
    }),
  })
  .meta({ id: 'ValidationError', description: 'One fault of a request.' });

/** The body of every 422: all faults of the request together, in the order of the schema's fields. */
export const httpValidationError = z
  .strictObject({
    detail: z.array(validationError).meta({ description: 'In the order of the fields' }),
  })
  .meta({
    id: 'HTTPValidationError',
    description: 'The request is not valid: every fault, at once.',
  });

export type ValidationError = z.infer<typeof validationError>;
export type HTTPValidationError = z.infer<typeof httpValidationError>;

/** A fault of one of our own rules, worded as pydantic words a `ValueError`. */
export function valueError(field: string, sentence: string): ValidationError {
  return { type: 'value_error', loc: ['body', field], msg: `Value error, ${sentence}` };
}

/** What zod found wrong with `input`, in pydantic's words: one item a field, unknown fields last. */
export function validationErrors(error: z.core.$ZodError, input: unknown): ValidationError[] {
  const faults = new Map<string, ValidationError>();
  const extras: ValidationError[] = [];
  for (const issue of error.issues) {
    const loc = ['body', ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))];
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        extras.push({
          type: 'extra_forbidden',
          loc: [...loc, key],
          msg: 'Extra inputs are not permitted',
        });
      }
      continue;
    }
    const [type, msg] = words(issue, valueAt(input, issue.path));
    const where = loc.join('\0');
    if (!faults.has(where)) faults.set(where, { type, loc, msg });
  }
  return [...faults.values(), ...extras];
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return value;
}

const missing = ['missing', 'Field required'] as const;

function words(issue: z.core.$ZodIssue, value: unknown): readonly [type: string, msg: string] {
  if (issue.path.length === 0 && issue.code === 'invalid_type') {
    return value === undefined || value === null
      ? missing
      : [
          'model_attributes_type',
          'Input should be a valid dictionary or object to extract fields from',
        ];
  }
  if (value === undefined) return missing;
  switch (issue.code) {
    case 'invalid_type': {
      // Every number that a request may have is an integer, which zod says only of a fraction.
      const integer = issue.expected === 'int' || issue.expected === 'number';
      return integer
        ? ['int_type', 'Input should be a valid integer']
        : [`${issue.expected}_type`, `Input should be a valid ${issue.expected}`];
    }
    case 'invalid_value': {
      const choices = issue.values.map((choice) => `'${String(choice)}'`);
      const last = choices.pop();
      return [
        'literal_error',
        `Input should be ${choices.length > 0 ? `${choices.join(', ')} or ` : ''}${last}`,
      ];
    }
    case 'too_small':
      return issue.origin === 'string'
        ? ['string_too_short', `String should have at least ${characters(issue.minimum)}`]
        : ['greater_than_equal', `Input should be greater than or equal to ${issue.minimum}`];
    case 'too_big':
      return issue.origin === 'string'
        ? ['string_too_long', `String should have at most ${characters(issue.maximum)}`]
        : ['less_than_equal', `Input should be less than or equal to ${issue.maximum}`];
    case 'custom':
      return ['value_error', issue.message];
    default:
      return ['value_error', `Value error, ${issue.message}`];
  }
}

function characters(count: number | bigint): string {
  return `${count} character${Number(count) === 1 ? '' : 's'}`;
}
