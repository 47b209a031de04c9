import { always, linked, type Occasion, template } from './template.js';

export const emailChangeUndone = template({
  texts: {
    subject: always,
    what: always,
    next: always,
    next_link: linked,
    button: always,
    expiry: linked,
  },
  write: (props: Occasion) => ({
    subject: 'subject',
    blocks: [
      { say: 'what' },
      { facts: props },
      ...(props.link
        ? ([
            { say: 'next_link' },
            { button: 'button', link: props.link },
            { say: 'expiry' },
          ] as const)
        : ([{ say: 'next' }] as const)),
    ],
  }),
});
