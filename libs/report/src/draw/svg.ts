import { init, type EChartsOption } from 'echarts';
import { Html, html } from '../html';

/** Width of every drawing in its own units; on paper and on a phone it is scaled, or scrolled to the side. */
export const WIDTH = 760;
/** Size of letters in a drawing, its own units. */
export const FONT = 13;
export const SMALL = 12.5;
export const INK = '#111111';
export const FAINT = '#555555';
export const GRID = '#dddddd';
/** Mean width of a character of a sans-serif font, as a part of its size; wider than most. */
const CHARACTER = 0.6;

export interface Drawing {
  /** Letters, digits and hyphens; unique on its page. */
  readonly id: string;
  readonly height: number;
  readonly title: string;
  /** What is to be seen, in words, for those who do not see it. */
  readonly description: string;
  readonly option: EChartsOption;
}

export function widthOf(text: string, size: number): number {
  return Array.from(text).length * size * CHARACTER;
}

/** Text cut to `room` units; empty where hardly anything of it fits. */
export function cut(text: string, room: number, size: number): string {
  if (widthOf(text, size) <= room) return text;
  const fits = Math.floor(room / (size * CHARACTER)) - 1;
  return fits < 6 ? '' : `${Array.from(text).slice(0, fits).join('').trimEnd()}…`;
}

/** A drawing as SVG that stands in a page: no styles or scripts of its own, the same bytes for the same data. */
export function drawSvg({ id, height, title, description, option }: Drawing): Html {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'sans-serif', fontSize: FONT, color: INK }, ...option });
    const svg = chart.renderToSVGString();
    const inner = svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'));
    return html`<svg
      class="drawing"
      xmlns="http://www.w3.org/2000/svg"
      viewBox="0 0 ${WIDTH} ${height}"
      role="img"
      aria-labelledby="${id}-title ${id}-desc"
    >
      <title id="${id}-title">${title}</title>
      <desc id="${id}-desc">${description}</desc>
      ${new Html(ownNames(inner, id))}
    </svg>`;
  } finally {
    chart.dispose();
  }
}

/** The library numbers its drawings through a process and styles them for the pointer: neither belongs on paper. Text has no bare quotes. */
function ownNames(markup: string, id: string): string {
  return markup
    .replaceAll(/<style\b[^>]*>[\s\S]*?<\/style>/g, '')
    .replaceAll(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, '')
    .replaceAll(/( id="|url\(#)zr\d+-/g, `$1${id}-`)
    .replaceAll(/\n\s*/g, '');
}
