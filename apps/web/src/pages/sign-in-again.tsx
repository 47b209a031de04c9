import type { Profile } from '@profile/sdk';
import { leave } from '../account.js';
import { Button } from '../components/button.js';
import Dialog from '../components/dialog.js';
import { useSpeech } from '../language.js';
import { SignInForm } from './sign-in.js';

/** Over the page that they were at, which keeps what they typed. */
export default function SignInAgain({ profile }: { profile: Profile }) {
  const { say } = useSpeech();
  // Their display name may be what they were about to save.
  const name = profile.username;
  return (
    <Dialog
      open
      title={say('again.title')}
      text={say('again.intro', { name })}
      focusOn="[type=password]"
    >
      <SignInForm username={profile.username} />
      <Button kind="plain" onClick={leave}>
        {say('again.other')}
      </Button>
    </Dialog>
  );
}
