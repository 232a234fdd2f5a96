import { html, type Html, type Part } from './html';

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => Part;
  /** Numbers stand at the right. */
  readonly right?: boolean;
}

/** A table whose head is repeated on every page; nothing where there are no rows. At most `most` rows, with a word on the others. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  options: { readonly most?: number; readonly more?: string } = {},
): Html | null {
  if (rows.length === 0) return null;
  const { most = 400, more = 'are not shown here' } = options;
  const shown = rows.slice(0, most);
  const left = rows.length - shown.length;
  const cell = ({ right }: Column<Row>) => (right ? 'right' : 'left');
  return html`<div class="scroll">
      <table>
        <thead>
          <tr>
            ${columns.map((column) => html`<th scope="col" class="${cell(column)}">${column.title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (row) =>
              html`<tr>
                ${columns.map((column) => html`<td class="${cell(column)}">${column.of(row)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${left > 0 && html`<p class="more">${left} more rows ${more}.</p>`}`;
}

/** Something long that a reader opens. */
export function folded(summary: string, content: Part): Html {
  return html`<details>
    <summary>${summary}</summary>
    ${content}
  </details>`;
}

/** Names with what they are; what is null is left out. */
export function facts(entries: readonly (readonly [string, Part])[]): Html {
  const given = entries.filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false);
  return html`<dl>
    ${given.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
