import { always, type ToFormer, template } from './template.js';

export const emailTaken = template({
  texts: {
    subject: always,
    what: always,
    what_former: always,
    you: always,
    you_former: always,
    not_you: always,
  },
  write: (props: ToFormer) => ({
    subject: 'subject',
    blocks: [
      { say: props.former ? 'what_former' : 'what' },
      { facts: props },
      { say: props.former ? 'you_former' : 'you' },
      { say: 'not_you' },
    ],
  }),
});
