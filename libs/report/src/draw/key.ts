import { html, type Html } from '../html';
import { CROSS, type Look } from './look';

/** One line of the key under a drawing. */
export interface KeyEntry {
  readonly label: string;
  readonly swatch: Html;
}

const MOST = 24;

export function pointsSwatch({ colour, symbol }: Look): Html {
  return html`<svg class="swatch" viewBox="-2 -2 26 14" aria-hidden="true">
    <path d="${symbol}" transform="translate(6 0)" fill="${colour}" />
  </svg>`;
}

export function lineSwatch({ colour, dash }: Look, width = 2): Html {
  return html`<svg class="swatch" viewBox="-2 -2 26 14" aria-hidden="true">
    <path d="M0,5H22" fill="none" stroke="${colour}" stroke-width="${width}" stroke-dasharray="${dash.join(' ')}" />
  </svg>`;
}

export function boxSwatch(fill: string, stroke: string, dash: readonly number[] = []): Html {
  return html`<svg class="swatch" viewBox="-2 -2 26 14" aria-hidden="true">
    <path d="M0,0H22V10H0Z" fill="${fill}" stroke="${stroke}" stroke-dasharray="${dash.join(' ')}" />
  </svg>`;
}

export function crossSwatch(colour = '#111111'): Html {
  return html`<svg class="swatch" viewBox="-2 -2 26 14" aria-hidden="true">
    <path d="${CROSS}" transform="translate(6 0)" fill="${colour}" />
  </svg>`;
}

/** The key of a drawing; nothing where there is nothing to tell apart. */
export function keyList(entries: readonly KeyEntry[]): Html | null {
  if (entries.length === 0) return null;
  const shown = entries.slice(0, MOST);
  const more = entries.length - shown.length;
  return html`<ul class="key">
    ${shown.map(({ label, swatch }) => html`<li>${swatch} ${label}</li>`)}${more > 0 && html`<li>and ${more} more, in the table of numbers</li>`}
  </ul>`;
}
