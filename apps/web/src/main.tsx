import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { readProfile } from './account.js';
import { App } from './app.js';
import { Spoken } from './language.js';
import './style/main.css';

readProfile();
createRoot(document.getElementById('app') as HTMLElement).render(
  <StrictMode>
    <Spoken>
      <App />
    </Spoken>
  </StrictMode>,
);
