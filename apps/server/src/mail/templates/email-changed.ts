import { always, linked, type Occasion, template } from './template.js';

export interface EmailChanged extends Occasion {
  /** It goes to the address that the account had before, and never names the new one. */
  former: boolean;
}

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
  write(props: EmailChanged) {
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
