import type { Profile } from '@profile/sdk';
import { lazy, Suspense } from 'react';
import { Avatar } from '../components/avatar.js';
import { PageTitle } from '../components/page.js';
import { useSpeech } from '../language.js';
import { ProfileForm } from './profile-form.js';

const Picture = lazy(() => import('./picture.js'));

export default function ProfilePage({ profile }: { profile: Profile }) {
  const { say } = useSpeech();
  return (
    <>
      <PageTitle>{say('profile.title')}</PageTitle>
      <p className="hint">{say('profile.intro')}</p>
      <div className="card self">
        <Avatar profile={profile} large />
        <div>
          <strong>
            <bdi>{profile.display_name ?? profile.username}</bdi>
          </strong>
          <p className="hint">
            <bdi>{profile.username}</bdi> · <bdi>{profile.email}</bdi>
          </p>
        </div>
        <Suspense fallback={<div className="picture" />}>
          <Picture profile={profile} />
        </Suspense>
      </div>
      <ProfileForm profile={profile} />
    </>
  );
}
