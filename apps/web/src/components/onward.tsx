import { useSpeech } from '../language.js';
import { redirect } from '../mailed-token.js';

/** Leads on to where the link's app said, by whoever follows it and never by itself. */
export function Onward() {
  const { say } = useSpeech();
  if (!redirect) return null;
  return (
    <a className="button second" href={redirect}>
      {say('link.onward', { host: new URL(redirect).host })}
    </a>
  );
}
