import { always, type Occasion, template } from './template.js';

/** What happened, when and from where, and what to do if it was you and if it was not. */
export const notice = template({
  texts: { subject: always, what: always, you: always, not_you: always },
  write: (props: Occasion) => ({
    subject: 'subject',
    blocks: [{ say: 'what' }, { facts: props }, { say: 'you' }, { say: 'not_you' }],
  }),
});
