import { always, linked, type ToFormer, template } from './template.js';

export const emailChanged = template({
  texts: {
    subject: always,
    what: always,
    what_former: always,
    you: always,
    not_you: always,
    not_you_former: always,
    not_you_link: linked,
    button: always,
    expiry: linked,
  },
  write(props: ToFormer) {
    const { former, link } = props;
    return {
      subject: 'subject',
      blocks: [
        { say: former ? 'what_former' : 'what' },
        { facts: props },
        { say: 'you' },
        ...(former && link
          ? ([{ say: 'not_you_link' }, { button: 'button', link }, { say: 'expiry' }] as const)
          : ([{ say: former ? 'not_you_former' : 'not_you' }] as const)),
      ],
    };
  },
});
