import { isProfileError, type Profile, type UpdateProfileRequest } from '@profile/sdk';
import { useUpdateProfile } from '@profile/sdk/react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { inSession } from '../account.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { LatePhoneField } from '../components/late-phone-field.js';
import { Complaint, Notice } from '../components/notice.js';
import { Card } from '../components/page.js';
import { useContractForm } from '../form.js';
import { useSpeech } from '../language.js';
import { useUnsaved } from '../leaving.js';
import {
  changesOf,
  type Difference,
  differences,
  type ProfileField,
  type ProfileValues,
  profileFields,
  valuesOf,
} from '../profile-values.js';
import type { Choice } from './conflict.js';

const Conflict = lazy(() => import('./conflict.js'));
const LanguageChoice = lazy(() => import('../components/language-choice.js'));
const ZoneChoice = lazy(() => import('../components/zone-choice.js'));

interface Decision {
  differences: Difference[];
  decide(choice: Choice | undefined): void;
}

export function ProfileForm({ profile }: { profile: Profile }) {
  const { say } = useSpeech();
  const update = useUpdateProfile();
  /** What the form was filled with, which its changes are made from. */
  const [base, setBase] = useState(profile);
  const [atWork, setAtWork] = useState(false);
  const [saved, setSaved] = useState(false);
  const [decision, setDecision] = useState<Decision>();
  const { form, frame, field, picker, busy, fault } = useContractForm<ProfileValues>({
    values: valuesOf(base),
    schema: async () => (await import('../profile-schema.js')).updateProfileRequest,
    body: (values) => changesOf(values, base),
    send: async (given) => {
      setSaved(false);
      await save(changesOf(given, base), base);
    },
  });
  const dirty = form.formState.isDirty;
  useUnsaved(dirty);

  // What changed elsewhere comes in, unless somebody is typing here.
  useEffect(() => {
    if (busy || profile.version <= base.version) return;
    // It may be the picture or the address, which this form has nothing of.
    const same = profileFields.every((name) => profile[name] === base[name]);
    if (!same && form.formState.isDirty) return;
    setBase(profile);
    if (!same) form.reset(valuesOf(profile));
  }, [profile, base, busy, form]);

  async function save(changes: UpdateProfileRequest, from: Profile): Promise<void> {
    const sent = form.getValues();
    try {
      const change = { ...changes, expected_version: from.version };
      rebase(await inSession(() => update.mutateAsync(change)), sent);
      setSaved(true);
    } catch (error) {
      if (!isProfileError(error, 'stale_version') || !error.current) throw error;
      const theirs = error.current;
      const found = differences(changes, from, theirs);
      // Nobody else has changed anything that is here.
      if (found.every(({ changedBy }) => changedBy === 'mine')) return save(changes, theirs);
      const choice = await new Promise<Choice | undefined>((decide) =>
        setDecision({ differences: found, decide }),
      );
      setDecision(undefined);
      if (choice) await keep(choice, theirs);
    }
  }

  /** Goes on from their profile with what of this form's was chosen instead. */
  async function keep(choice: Choice, theirs: Profile): Promise<void> {
    setBase(theirs);
    form.reset(valuesOf(theirs));
    const changes = Object.entries(choice) as [ProfileField, string | null][];
    for (const [name, value] of changes) form.setValue(name, value ?? '', { shouldDirty: true });
    if (changes.length > 0) return save(choice, theirs);
    setSaved(true);
  }

  /** Goes on from a newer profile; what was typed since stays. */
  function rebase(next: Profile, sent: ProfileValues): void {
    setBase(next);
    const fresh = valuesOf(next);
    for (const name of profileFields) {
      const typed = form.getValues(name);
      form.resetField(name, { defaultValue: fresh[name] });
      if (typed !== sent[name]) form.setValue(name, typed, { shouldDirty: true });
    }
  }

  return (
    <>
      <form {...frame} onFocusCapture={() => setAtWork(true)} onPointerMove={() => setAtWork(true)}>
        <Card title={say('profile.about')}>
          <Field
            {...field('display_name')}
            label={say('field.display_name')}
            hint={say('field.display_name_hint')}
            autoComplete="nickname"
            dir="auto"
          />
          <div className="pair">
            <Field
              {...field('first_name')}
              label={say('field.first_name')}
              autoComplete="given-name"
              dir="auto"
            />
            <Field
              {...field('last_name')}
              label={say('field.last_name')}
              autoComplete="family-name"
              dir="auto"
            />
          </div>
          <LatePhoneField {...picker('phone')} wanted={atWork} />
        </Card>
        <Card title={say('profile.region')}>
          <Suspense fallback={<div className="field waiting" />}>
            <LanguageChoice {...picker('locale')} />
            <ZoneChoice {...picker('timezone')} />
          </Suspense>
        </Card>
        <div className={dirty ? 'bar up' : 'bar'}>
          <Complaint fault={fault} />
          <Notice>{saved && !dirty && say('app.saved')}</Notice>
          <div className="actions">
            <Button type="submit" busy={busy}>
              {say('app.save')}
            </Button>
            {dirty && (
              <Button kind="plain" onClick={() => form.reset(valuesOf(base))}>
                {say('app.discard')}
              </Button>
            )}
          </div>
        </div>
      </form>
      <Suspense>{decision && <Conflict {...decision} />}</Suspense>
    </>
  );
}
