import { Failure } from '@profile/api';

const list =
  /^\s*(W\/)?"[\x21\x23-\x7e\x80-\xff]*"\s*(,\s*((W\/)?"[\x21\x23-\x7e\x80-\xff]*"\s*)?)*$/;

/** The strong entity tag of a version. */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/**
 * The version that `If-Match` (RFC 9110) asks for: undefined when any will do, 0, which no profile
 * has, when none can match. `current` is asked for only when there is more than one to choose from.
 */
export async function expectedVersion(
  header: string | undefined,
  current: () => Promise<number>,
): Promise<number | undefined> {
  if (header === undefined || header.trim() === '*') return undefined;
  const versions = tags(header)
    .map((tag) => /^"([1-9][0-9]{0,14})"$/.exec(tag)?.[1])
    .filter((version) => version !== undefined)
    .map(Number);
  if (versions.length <= 1) return versions[0] ?? 0;
  const now = await current();
  return versions.includes(now) ? now : 0;
}

/** Whether `If-None-Match` names the version. */
export function namesVersion(header: string | undefined, version: number): boolean {
  return namesTag(header, entityTag(version));
}

/** Whether `If-None-Match` names a strong tag, by weak comparison; what can't be read names nothing. */
export function namesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  if (!list.test(header)) return false;
  return tags(header).some((each) => each.replace(/^W\//, '') === tag);
}

function tags(header: string): string[] {
  if (!list.test(header)) throw new Failure('malformed_if_match');
  return header.match(/(W\/)?"[^"]*"/g) ?? [];
}
