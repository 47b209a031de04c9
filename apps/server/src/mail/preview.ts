import { mailTemplates } from '../config.js';
import { previewServer } from './preview/server.js';

const port = Number(process.argv[2] ?? 8025);

const server = previewServer(mailTemplates());
server.on('error', (error: NodeJS.ErrnoException) => {
  const taken = error.code === 'EADDRINUSE';
  console.error(taken ? `Port ${port} is taken; try: pnpm mail:preview 8026` : error.message);
  process.exitCode = 1;
});
server.listen(port, '127.0.0.1', () => console.log(`Mails are at http://127.0.0.1:${port}`));
