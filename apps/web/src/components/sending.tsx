import { useSpeech } from '../language.js';

/** How much of a file has gone out, from 0 to 1; then the server is at work. */
export function Sending({ progress }: { progress: number }) {
  const { say, locale } = useSpeech();
  const percent = new Intl.NumberFormat(locale, { style: 'percent' }).format(progress);
  const text = progress < 1 ? say('picture.sending', { percent }) : say('picture.working');
  return (
    <div className="sending">
      <progress value={progress} max={1} aria-label={say('picture.progress')} />
      <span>{text}</span>
    </div>
  );
}
