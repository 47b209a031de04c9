import { defineConfig } from 'vitest/config';

// Of its own, or the one above would be found, which leaves this folder out.
export default defineConfig({});
