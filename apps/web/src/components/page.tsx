import { type ReactNode, useEffect, useRef } from 'react';
import { useSpeech } from '../language.js';

let first = true;

/** A page's heading; whoever came by a link of ours starts reading there. */
export function PageTitle({ children }: { children: string }) {
  const { say } = useSpeech();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${children} · ${say('app.title')}`;
  }, [children, say]);
  useEffect(() => {
    if (!first) heading.current?.focus();
    first = false;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

interface CardProps {
  title: string;
  hint?: ReactNode;
  children: ReactNode;
}

export const Card = ({ title, hint, children }: CardProps) => (
  <section className="card" aria-label={title}>
    <header>
      <h2>{title}</h2>
      {hint && <p className="hint">{hint}</p>}
    </header>
    {children}
  </section>
);
