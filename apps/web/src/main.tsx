import { ProfileProvider } from '@profile/sdk/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './asked-address.js';
import './mailed-token.js';
import { client } from './account.js';
import { App } from './app.js';
import { Boundary } from './boundary.js';
import { Spoken } from './language.js';
import './style/main.css';

createRoot(document.getElementById('app') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={new QueryClient()}>
      <ProfileProvider client={client}>
        <Spoken>
          <Boundary>
            <App />
          </Boundary>
        </Spoken>
      </ProfileProvider>
    </QueryClientProvider>
  </StrictMode>,
);
