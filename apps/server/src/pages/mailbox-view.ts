import type { WrittenMail } from '../mail/mailbox.js';
import { html } from '../mail/templates/html.js';

type Html = ReturnType<typeof html>;

/** The page without any script: what is new is there after a reload. */
export function mailboxPage(mails: WrittenMail[], sandbox: string): string {
  const count = mails.length === 1 ? 'One mail' : `${mails.length} mails`;
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Mailbox</title>
    <link rel="stylesheet" href="/dev/mailbox.css">
  </head>
  <body>
    <header>
      <h1>Mailbox</h1>
      <p>${mails.length === 0 ? 'No mails yet.' : `${count}, the newest first.`} <a href="/dev/mailbox">Reload</a> to see what came since.</p>
    </header>
    <main>
${all(mails.map((mail, index) => entry(mail, index === 0, sandbox)))}
    </main>
  </body>
</html>
`.source;
}

function entry(mail: WrittenMail, open: boolean, sandbox: string): Html {
  const { name, kind, to, subject, at, text, links } = mail;
  return html`<details class="mail"${open ? html` open` : ''}>
<summary>
<span class="subject">${subject}</span>
<span class="to">${to}</span>
<span class="about"><code>${kind}</code> <time datetime="${at}">${at.replace('T', ' ').replace('.000Z', ' UTC')}</time></span>
</summary>
<ul class="links" aria-label="Links">${all(links.map(item))}</ul>
<iframe title="${subject}, as HTML" src="/dev/mailbox/${encodeURIComponent(name)}" sandbox="${sandbox}" referrerpolicy="no-referrer" loading="lazy"></iframe>
<details class="text">
<summary>As text</summary>
<pre>${text}</pre>
</details>
</details>
`;
}

const item = (link: string) => html`<li><a href="${link}">${link}</a></li>`;

const all = (parts: Html[]) => parts.reduce((before, part) => html`${before}${part}`, html``);
