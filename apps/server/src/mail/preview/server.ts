import { createServer, type Server } from 'node:http';
import { readMailTexts } from '../texts.js';
import { choose, inScheme, previewPage, sampleContent } from './page.js';

// So that a layout that loads from elsewhere shows it by what is missing.
const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; img-src data:";

/** Shows what mails say with the texts of a folder, if there is one. */
export function previewServer(folder: string | undefined): Server {
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const send = (status: number, type: string, body: string) => {
      const headers = { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' };
      response.writeHead(status, { ...headers, 'content-security-policy': policy }).end(body);
    };
    // Read anew each time, so that a changed text shows when the page is reloaded.
    const faults: string[] = [];
    const texts = readMailTexts(folder, (sentence) => faults.push(`MAIL_TEMPLATES: ${sentence}`));
    const choice = choose(searchParams, texts);
    if (pathname === '/') {
      send(200, 'text/html', previewPage(choice, texts, faults));
    } else if (pathname === '/mail') {
      const { html } = sampleContent(choice, texts);
      send(200, 'text/html', inScheme(html, searchParams.get('scheme')));
    } else {
      send(404, 'text/plain', 'Not Found');
    }
  });
}
