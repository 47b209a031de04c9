import { z } from 'zod';

interface TextRules {
  /** In code points, counted on the normalised text. */
  min?: number;
  max?: number;
  /** What the document says of the form, where a pattern can say it; `rule` is what decides. */
  pattern?: RegExp;
  /** Applied before anything is counted or judged. */
  normalize?: (text: string) => string;
  /** Gives what is kept, or throws a `RuleError` with a sentence that says what is wrong. */
  rule?: (text: string) => string;
}

/** Thrown by a rule; `prefix` is what pydantic puts before the sentence. */
export class RuleError extends Error {
  constructor(
    sentence: string,
    readonly prefix = 'Value error, ',
  ) {
    super(sentence);
  }
}

/**
 * A string field. Unlike zod's own `min` and `max` it counts code points, as JSON Schema and Python
 * do, and it refuses what a database or a mail can't carry: lone surrogates and NUL.
 */
export function text({ min, max, pattern, normalize, rule }: TextRules = {}) {
  return z
    .string()
    .meta({
      ...(min !== undefined && { minLength: min }),
      ...(max !== undefined && { maxLength: max }),
      ...(pattern && { pattern: pattern.source }),
    })
    .transform((raw, { issues }) => {
      const refuse = (message: string) => {
        issues.push({ code: 'custom', message, input: raw });
        return z.NEVER;
      };
      if (!raw.isWellFormed()) return refuse('Value error, The text contains a lone surrogate');
      const value = normalize ? normalize(raw) : raw;
      const length = codePoints(value);
      if (min !== undefined && length < min) {
        issues.push({ code: 'too_small', origin: 'string', minimum: min, input: raw });
        return z.NEVER;
      }
      if (max !== undefined && length > max) {
        issues.push({ code: 'too_big', origin: 'string', maximum: max, input: raw });
        return z.NEVER;
      }
      if (value.includes('\0')) return refuse('Value error, The text contains a NUL character');
      try {
        return rule ? rule(value) : value;
      } catch (error) {
        if (error instanceof RuleError) return refuse(error.prefix + error.message);
        throw error;
      }
    });
}

/**
 * NFC or NFKC; a text that stays over `max` code points in every form is left as it is, because
 * normalising 100 KB of combining marks takes seconds (no form is under a quarter of the text).
 */
export function normalForm(value: string, form: 'NFC' | 'NFKC', max: number): string {
  return codePoints(value) > 4 * max ? value : value.normalize(form);
}

/** How many Unicode code points a well-formed string has. */
export function codePoints(value: string): number {
  let count = 0;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 0xd800 || unit > 0xdbff) count++;
  }
  return count;
}
