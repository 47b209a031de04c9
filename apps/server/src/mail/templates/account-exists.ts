import { always, linked, type Occasion, template } from './template.js';

export const accountExists = template({
  texts: {
    subject: always,
    what: always,
    you: always,
    you_link: linked,
    button: always,
    expiry: linked,
    not_you: always,
  },
  write: (props: Occasion) => ({
    subject: 'subject',
    blocks: [
      { say: 'what' },
      { facts: props },
      ...(props.link
        ? ([
            { say: 'you_link' },
            { button: 'button', link: props.link },
            { say: 'expiry' },
          ] as const)
        : ([{ say: 'you' }] as const)),
      { say: 'not_you' },
    ],
  }),
});
