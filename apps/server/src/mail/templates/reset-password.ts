import { always, type Link, linked, type Occasion, template } from './template.js';

export interface ResetPassword extends Occasion {
  link: Link;
}

export const resetPassword = template({
  texts: { subject: always, what: linked, button: always, expiry: linked, not_you: linked },
  write: (props: ResetPassword) => ({
    subject: 'subject',
    blocks: [
      { say: 'what' },
      { button: 'button', link: props.link },
      { say: 'expiry' },
      { facts: props },
      { say: 'not_you' },
    ],
  }),
});
