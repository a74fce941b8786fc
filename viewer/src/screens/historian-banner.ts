import { html, nothing } from 'lit';
import { spoolWords } from '../data/connection-words.ts';
import type { LineStore } from '../data/line-store.ts';

/** Says on every page that the history is not being written, and for how long that costs nothing. */
export function historianBanner({ historian, spool }: LineStore) {
  if (historian === null || spool === null) return nothing;
  const isSpoolIll = spool.state !== 'ok';
  if (historian.state === 'ok' && !isSpoolIll) return nothing;
  const title =
    historian.state === 'ok' ? `The spool is ${spool.state}` : 'The history is not being written';
  const reason = (historian.state === 'ok' ? undefined : historian.reason) ?? spool.reason;
  return html`<div class="banner banner-aside" role="status" data-banner="historian">
    <b>${title}</b><span>${reason === undefined ? '' : `${reason}. `}${spoolWords(spool)}.</span>
  </div>`;
}
