import { DirectionProvider } from '@base-ui/react/direction-provider';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useAccount } from './account.js';
import {
  type Catalogue,
  type CountedText,
  filled,
  readCatalogue,
  spoken,
  type Text,
} from './texts.js';

type Values = Record<string, string>;

export interface Speech {
  /** A BCP 47 tag, for Intl. */
  locale: string;
  say(text: Text, values?: Values): string;
  count(text: CountedText, count: number, values?: Values): string;
  /** As much of a time as people want to know: `2 minutes`. */
  duration(seconds: number): string;
  /** How long ago or ahead, from now: `3 hours ago`. */
  ago(time: string): string;
  moment(time: string): string;
}

const Context = createContext<Speech | undefined>(undefined);

export function useSpeech(): Speech {
  const speech = useContext(Context);
  if (!speech) throw new Error('Nothing is said outside of Spoken');
  return speech;
}

/** Says everything in the language of the profile, or else of the browser. */
export function Spoken({ children }: { children: ReactNode }) {
  const { profile } = useAccount();
  const wanted = profile?.locale;
  const { language, locale } = useMemo(
    () => spoken([...(wanted ? [wanted] : []), ...navigator.languages]),
    [wanted],
  );
  const [found, setFound] = useState<{ locale: string; catalogue: Catalogue }>();

  useEffect(() => {
    let left = false;
    readCatalogue(language).then((catalogue) => {
      if (!left) setFound({ locale, catalogue });
    });
    return () => {
      left = true;
    };
  }, [language, locale]);

  const speech = useMemo(() => found && speak(found.locale, found.catalogue), [found]);
  const direction = isRightToLeft(found?.locale) ? 'rtl' : 'ltr';
  useEffect(() => {
    document.documentElement.lang = found?.locale ?? 'en';
    document.documentElement.dir = direction;
  }, [found, direction]);

  if (!speech) return null;
  return (
    <Context value={speech}>
      <DirectionProvider direction={direction}>{children}</DirectionProvider>
    </Context>
  );
}

const isRightToLeft = (locale = 'en') => /^(ar|fa|he|ur)\b/.test(locale);

function speak(locale: string, catalogue: Catalogue): Speech {
  const say: Speech['say'] = (text, values = {}) => filled(catalogue[text] ?? text, values);
  const plurals = new Intl.PluralRules(locale);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const numbers = new Intl.NumberFormat(locale);
  return {
    locale,
    say,
    count(text, count, values) {
      const form = `${text}.${plurals.select(count)}`;
      const found = catalogue[form] ?? catalogue[`${text}.other`] ?? text;
      return filled(found, { count: numbers.format(count), ...values });
    },
    duration(seconds) {
      const [amount, unit] = inUnits(seconds);
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
        Math.ceil(amount),
      );
    },
    ago(time) {
      const seconds = (Date.parse(time) - Date.now()) / 1000;
      // Clocks differ; nobody was anywhere in the future.
      if (seconds > -60) return relative.format(0, 'second');
      const [amount, unit] = inUnits(-seconds);
      return relative.format(-Math.floor(amount), unit);
    },
    moment: (time) => moments.format(new Date(time)),
  };
}

function inUnits(seconds: number): [number, 'second' | 'minute' | 'hour' | 'day'] {
  if (seconds < 120) return [seconds, 'second'];
  if (seconds < 7200) return [seconds / 60, 'minute'];
  if (seconds < 172_800) return [seconds / 3600, 'hour'];
  return [seconds / 86_400, 'day'];
}
