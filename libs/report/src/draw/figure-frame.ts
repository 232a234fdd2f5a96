import { html, type Html } from '../html';

/** What is told under a figure besides what can be seen. */
export interface Caption {
  readonly notes?: readonly string[];
  /** Command that gives all the numbers; null where the table has them. */
  readonly exportHint?: string | null;
}

export interface FramedFigure {
  readonly title: string;
  readonly drawing: Html;
  readonly key: Html | null;
  readonly notes: readonly string[];
  /** The numbers behind it. */
  readonly numbers: Html | null;
}

/** A drawing with its title, key, caption and numbers; kept on one page. */
export function figureFrame({ title, drawing, key, notes, numbers }: FramedFigure): Html {
  return html`<figure class="figure">
    <div class="whole">
      <p class="figure-title">${title}</p>
      <div class="scroll">${drawing}</div>
      ${key}${notes.length > 0 && html`<figcaption>${notes.join(' ')}</figcaption>`}
    </div>
    ${numbers}
  </figure>`;
}
