import { oncePerFrozen } from '@profile/api';

const ofObject = oncePerFrozen((value: object) => JSON.stringify(value));

/** A value as JSON; undefined for what JSON has no word for. */
export function jsonText(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null ? ofObject(value) : JSON.stringify(value);
}
