import { always, linked, type ToFormer, template } from './template.js';

export const accountExists = template({
  texts: {
    subject: always,
    subject_former: always,
    what: always,
    what_former: always,
    you: always,
    you_former: always,
    you_link: linked,
    button: always,
    expiry: linked,
    not_you: always,
  },
  write(props: ToFormer) {
    const { former, link } = props;
    return {
      subject: former ? 'subject_former' : 'subject',
      blocks: [
        { say: former ? 'what_former' : 'what' },
        { facts: props },
        ...(link && !former
          ? ([{ say: 'you_link' }, { button: 'button', link }, { say: 'expiry' }] as const)
          : ([{ say: former ? 'you_former' : 'you' }] as const)),
        { say: 'not_you' },
      ],
    };
  },
});
