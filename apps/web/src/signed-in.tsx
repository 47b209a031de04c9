import type { Profile } from '@profile/sdk';
import { useProfileMutation } from '@profile/sdk/react';
import { lazy, Suspense } from 'react';
import { useAccount } from './account.js';
import { Avatar } from './components/avatar.js';
import { Button } from './components/button.js';
import { Complaint } from './components/notice.js';
import { faultOf } from './faults.js';
import icon from './icon.svg';
import { useSpeech } from './language.js';
import { leaving, useIsAsked } from './leaving.js';
import { Loading, Unknown } from './pages/elsewhere.js';
import ProfilePage from './pages/profile.js';
import { Link, paths, usePath } from './router.js';

const Leaving = lazy(() => import('./pages/leaving.js'));
const SignInAgain = lazy(() => import('./pages/sign-in-again.js'));

const pages = {
  [paths.profile]: ProfilePage,
  [paths.email]: lazy(() => import('./pages/email.js')),
  [paths.password]: lazy(() => import('./pages/password.js')),
  [paths.devices]: lazy(() => import('./pages/devices.js')),
};

const menu = [
  [paths.profile, 'nav.profile'],
  [paths.email, 'nav.email'],
  [paths.password, 'nav.password'],
  [paths.devices, 'nav.devices'],
] as const;

/** What every page of somebody's account has around it. */
export default function SignedIn({ profile }: { profile: Profile }) {
  const { say } = useSpeech();
  const { phase } = useAccount();
  const path = usePath();
  const signOut = useProfileMutation('auth.logout');
  const asked = useIsAsked();
  const Page = pages[path as keyof typeof pages];
  if (!Page) return <Unknown />;
  return (
    <>
      <a className="skip" href="#content">
        {say('app.skip')}
      </a>
      <header className="top">
        <Link className="brand" href={paths.profile}>
          <img src={icon} alt="" width="32" height="32" />
          <span>{say('app.title')}</span>
        </Link>
        <div className="who">
          <Avatar profile={profile} />
          <bdi>{profile.display_name ?? profile.username}</bdi>
        </div>
        <Button kind="plain" onClick={() => leaving(signOut.mutate)}>
          {say('app.sign_out')}
        </Button>
      </header>
      <div className="frame">
        <nav aria-label={say('app.menu')}>
          {menu.map(([to, name]) => (
            <Link key={to} href={to} aria-current={to === path ? 'page' : undefined}>
              {say(name)}
            </Link>
          ))}
        </nav>
        <main id="content" tabIndex={-1}>
          <Complaint fault={signOut.error ? faultOf(signOut.error) : undefined} />
          <Suspense fallback={<Loading />}>
            <Page profile={profile} />
          </Suspense>
        </main>
      </div>
      <Suspense>
        {phase === 'ended' && <SignInAgain profile={profile} />}
        {asked && <Leaving />}
      </Suspense>
    </>
  );
}
