// Walks through what the SDK can do, against a running server: npx tsx examples/tour.ts
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createProfileClient, isProfileError } from '@profile/sdk';

const url = process.env.PROFILE_URL ?? 'http://localhost:8080';
const password = 'violet-anchor-73-mosaic';
// Another address each time, so that the tour can be taken again.
const email = `ada.${Date.now().toString(36)}@example.com`;

async function tour() {
  const client = createProfileClient({ url });
  await client.auth.register({ email, password });
  console.log(`Signed up as ${email}.`);

  const before = await client.profile.get();
  console.log(`Read the profile: version ${before.version}, phone ${before.phone}.`);

  const changed = await client.profile.update({
    first_name: 'Ada',
    phone: '+49 30 901820',
    locale: 'en-gb',
    timezone: 'europe/london',
  });
  const { phone, locale, timezone, version } = changed;
  console.log(`Changed it: ${phone}, ${locale}, ${timezone}; version ${version}.`);

  console.log('What is not right is refused, every fault at once:');
  try {
    await client.profile.update({ first_name: '', phone: '12345' });
  } catch (error) {
    if (!isProfileError(error, 'validation_error')) throw error;
    for (const { loc, msg } of error.detail) console.log(`  ${loc.at(-1)}: ${msg}`);
  }

  // The same person on another device.
  const phoneApp = createProfileClient({ url });
  await phoneApp.auth.login({ login: email, password });
  await phoneApp.profile.update({ display_name: 'Ada on the phone' });
  try {
    await client.profile.update({ display_name: 'Ada', expected_version: version });
  } catch (error) {
    if (!isProfileError(error, 'stale_version')) throw error;
    console.log(`Somebody was faster: it is "${error.current?.display_name}" now.`);
  }
  const merged = await client.profile.update(({ display_name }) => ({
    display_name: `${display_name}, and here`,
  }));
  console.log(`Made from what is there: "${merged.display_name}".`);

  const code = await mailedCode();
  if (code === undefined) {
    console.log('The mail with the code is not in data/outbox, so this step is left out.');
  } else {
    const { status } = await client.email.confirmVerification({ code });
    console.log(`With the code of the mail, the address is ${status}.`);
  }

  const { sessions_revoked } = await client.password.change({
    current_password: password,
    new_password: 'quiet-lantern-58-harbor',
  });
  console.log(`Changed the password, which ended ${sessions_revoked} other session.`);
  await phoneApp.profile.get().catch((error) => console.log(`On the phone: ${error.code}.`));

  await client.auth.logout();
  await client.profile.get().catch((error) => console.log(`Signed out. ${error.message}.`));
}

/** The six digits of the first mail to this address; by default a server writes mails to data/outbox. */
async function mailedCode(): Promise<string | undefined> {
  const folder = 'data/outbox';
  // Mail is written right after the answer.
  for (let tries = 0; tries < 30; tries++) {
    const names = await readdir(folder).catch(() => undefined);
    if (names === undefined) return undefined;
    for (const name of names.sort().reverse()) {
      const mail = await readFile(`${folder}/${name}`, 'utf8');
      if (mail.includes(email)) return /^ *([0-9]{6})\b/m.exec(mail)?.[1];
    }
    await sleep(100);
  }
  return undefined;
}

try {
  await tour();
} catch (error) {
  if (!isProfileError(error)) throw error;
  const wait = error.retryAfter === undefined ? '' : ` (in ${error.retryAfter} seconds)`;
  console.error(`${error.code}: ${error.message}${wait}.`);
  process.exitCode = 1;
}
