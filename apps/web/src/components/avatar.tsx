import type { Profile } from '@profile/sdk';

/** Their picture where this server has it, else their initials. */
export function Avatar({ profile, large = false }: { profile: Profile; large?: boolean }) {
  const { avatar_url: url } = profile;
  const className = large ? 'avatar large' : 'avatar';
  const ours = url && new URL(url, location.origin).origin === location.origin;
  if (ours) return <img className={className} src={url} alt="" />;
  return (
    <span className={className} aria-hidden="true">
      {initials(profile)}
    </span>
  );
}

function initials({ first_name, last_name, display_name, username }: Profile): string {
  const words =
    first_name && last_name
      ? [first_name, last_name]
      : (display_name ?? username).split(/[\s._-]+/);
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
}
