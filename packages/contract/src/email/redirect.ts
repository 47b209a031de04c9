import { RuleError, text } from '../text.js';

/** Where the page behind a mailed link leads on to; the server has a list of those it takes. */
export const redirect = text({
  min: 1,
  max: 2000,
  rule: (value) => {
    if (!/^https?:\/\//.test(value) || !URL.canParse(value)) {
      throw new RuleError('The redirect must be an absolute URL, such as https://app.example.com/');
    }
    return value;
  },
})
  .optional()
  .meta({
    description:
      'Where the page behind the mailed link leads on to; exactly one of the addresses that the server has in REDIRECT_URLS',
    examples: ['https://app.example.com/welcome'],
  });
