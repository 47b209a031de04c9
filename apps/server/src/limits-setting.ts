import { defaultLimits, type Limit, type LimitName } from '@profile/api';
import { parseDuration } from './duration.js';

/** Reads LIMITS; `fault` is told what is wrong with it. */
export function readLimits(
  text: string,
  fault: (sentence: string, instead: undefined) => undefined,
): Record<LimitName, Limit> | 'off' {
  if (text === 'off') return 'off';
  const limits: Record<LimitName, Limit> = { ...defaultLimits };
  for (const entry of text.split(',').filter(Boolean)) {
    const [, name = '', points, per = ''] = /^\s*(\w+)=([0-9]{1,6})\/(\w+)\s*$/.exec(entry) ?? [];
    const duration = parseDuration(per);
    if (Object.hasOwn(defaultLimits, name) && Number(points) > 0 && duration && duration >= 1000) {
      limits[name as LimitName] = { points: Number(points), duration };
    } else {
      const names = Object.keys(defaultLimits).join(', ');
      fault(
        `LIMITS has ${entry.trim()}; write off, or name=count/duration such as sign_in=10/1m, with a name of ${names}`,
        undefined,
      );
    }
  }
  return limits;
}
