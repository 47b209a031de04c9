import type { ReactNode } from 'react';
import icon from '../icon.svg';

/** A small page by itself, for whoever isn't in yet. */
export const Gate = ({ children }: { children: ReactNode }) => (
  <main className="gate">
    <img src={icon} alt="" width="48" height="48" />
    <div className="card">{children}</div>
  </main>
);
