import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ProfilePage } from './profile-form.js';
import { useSignedIn } from './session.js';
import { SignIn } from './sign-in.js';

const App = () => (useSignedIn() ? <ProfilePage /> : <SignIn />);

createRoot(document.getElementById('app') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
