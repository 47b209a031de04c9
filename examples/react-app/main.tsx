import { ProfileProvider, useSignedIn } from '@profile/sdk/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { client } from './client.js';
import { ProfilePage } from './profile-form.js';
import { SignIn } from './sign-in.js';

const queries = new QueryClient();

function App() {
  const signedIn = useSignedIn();
  if (signedIn === undefined) return null;
  return signedIn ? <ProfilePage /> : <SignIn />;
}

createRoot(document.getElementById('app') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <ProfileProvider client={client}>
        <App />
      </ProfileProvider>
    </QueryClientProvider>
  </StrictMode>,
);
