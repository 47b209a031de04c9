import type { Reader } from './reader.js';

/** Such as `22 November 2026 at 21:39 CET`, where and how the reader counts. */
export function spellInstant(at: Date, { locale, timeZone }: Pick<Reader, 'locale' | 'timeZone'>) {
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  }).format(at);
}

const minute = 60_000;

/** Such as `1 hour and 30 minutes`, to the minute; from two days on in days. */
export function spellDuration(milliseconds: number, locale: string): string {
  const minutes = Math.max(1, Math.round(milliseconds / minute));
  const hours = Math.floor(minutes / 60);
  const days = hours < 48 ? 0 : Math.floor(hours / 24);
  const spell = (unit: string, number: number) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(number);
  const counts: [unit: string, number: number][] = [
    ['day', days],
    ['hour', hours - days * 24],
    ['minute', minutes % 60],
  ];
  const parts = counts.filter(([, number]) => number > 0).map(([unit, n]) => spell(unit, n));
  return new Intl.ListFormat(locale).format(parts);
}
