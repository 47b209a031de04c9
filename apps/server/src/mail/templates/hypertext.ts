import { type Html, html } from './html.js';
import type { Direction } from './language.js';
import type { Passage } from './passages.js';
import type { Pieces, Value } from './values.js';

/**
 * What stands in the layout's place for it. Text and background have no colour of their own, so a
 * reader's dark mode can choose them; styles stand in attributes, because some readers drop style
 * elements, and so do language and direction, because some drop the root element.
 */
export function hypertext(passages: Passage[], language: string, direction: Direction): Html {
  const parts = passages.map((passage) => written(passage, direction));
  return html`<div lang="${language}" dir="${direction}" style="font:16px/1.5 system-ui,sans-serif">
${parts}</div>`;
}

function written(passage: Passage, direction: Direction): Html {
  switch (passage.is) {
    case 'text':
      return html`<p>${words(passage.words)}</p>\n`;
    case 'button':
      return html`<p style="margin:24px 0"><a class="button" href="${passage.url}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#1a5fb4;color:#ffffff;text-decoration:none">${words(passage.words)}</a></p>\n`;
    case 'code':
      return html`<p class="code" style="font:600 28px/1.2 ui-monospace,monospace;letter-spacing:4px"><bdi dir="ltr">${passage.code}</bdi></p>\n`;
    case 'facts':
      return facts(passage.facts, direction);
    case 'copy':
      return html`<p class="copy" style="font-size:13px">${words(passage.words)}<br>
<a dir="ltr" href="${passage.url}" style="color:inherit;word-break:break-all">${passage.url}</a></p>\n`;
    case 'footer':
      return html`<p class="footer" style="margin:32px 0 0;font-size:13px">${words(passage.words)}</p>\n`;
  }
}

function facts(rows: { label: Pieces; value: Value }[], direction: Direction): Html {
  const padding = direction === 'rtl' ? '2px 0 2px 16px' : '2px 16px 2px 0';
  const cell = `vertical-align:top;text-align:${direction === 'rtl' ? 'right' : 'left'};font:inherit`;
  const lines = rows.map(
    ({ label, value }) =>
      html`<tr><th scope="row" style="${cell};font-weight:600;white-space:nowrap;padding:${padding}">${words(label)}</th><td style="${cell};padding:2px 0">${words([value])}</td></tr>\n`,
  );
  return html`<table class="facts" cellspacing="0" cellpadding="0" style="font:inherit;margin:16px 0">
${lines}</table>\n`;
}

function words(pieces: Pieces): Html[] {
  return pieces.map((piece) => {
    if (typeof piece === 'string') return html`${piece}`;
    const { text, direction } = piece;
    return direction === 'ltr' ? html`<bdi dir="ltr">${text}</bdi>` : html`<bdi>${text}</bdi>`;
  });
}
