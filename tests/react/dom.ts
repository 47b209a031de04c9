import { cleanup, configure } from '@testing-library/react';
import { Window } from 'happy-dom';
import { afterEach } from 'vitest';

// The document alone: requests and streams stay those of Node, which the server under test is made for.
const window = new Window({ url: 'http://localhost/' });
const { document, localStorage, MutationObserver } = window;
Object.assign(globalThis, { window, document, localStorage, MutationObserver });
// Only what never comes waits that long.
configure({ asyncUtilTimeout: 20_000 });

afterEach(() => {
  cleanup();
  localStorage.clear();
});
