import { RuleError, text } from '../text.js';

/** A BCP 47 language tag, kept in its canonical form. */
export const locale = text({
  max: 100,
  rule: (value) => {
    try {
      const [canonical] = Intl.getCanonicalLocales(value);
      if (canonical !== undefined) return canonical;
    } catch {
      // Intl says only that it is not well-formed, which is what follows.
    }
    throw new RuleError('A locale is a well-formed BCP 47 language tag, such as en-US');
  },
});
