import type { XyFigure } from '@labwright/results';
import type { Html } from '../html';
import { folded, table } from '../table';
import { numberWords } from '../words/number';
import { withUnit } from '../words/unit';

const MOST = 300;

/** The points of a figure as a table to open; of a figure of lines alone those of the lines. */
export function numbersOfXy({ x, y, series }: XyFigure, exportHint: string | null): Html | null {
  const measured = series.filter(({ style }) => style === 'points' || style === 'line_and_points');
  const told = measured.length > 0 ? measured : series.filter(({ style }) => style === 'line');
  const rows = told.flatMap(({ name, points }) => points.map((point) => ({ name, ...point })));
  if (rows.length === 0) return null;
  const any = (has: (row: (typeof rows)[number]) => boolean) => rows.some(has);
  const columns = [
    { title: 'Series', of: (row: (typeof rows)[number]) => row.name },
    ...(any(({ well }) => well !== undefined) ? [{ title: 'Well', of: (row: (typeof rows)[number]) => row.well }] : []),
    { title: withUnit(x.label, x.unit), of: (row: (typeof rows)[number]) => numberWords(row.x, 6), right: true },
    { title: withUnit(y.label, y.unit), of: (row: (typeof rows)[number]) => numberWords(row.y, 5), right: true },
    ...(any(({ low, high }) => low !== undefined || high !== undefined)
      ? [
          {
            title: 'Interval',
            of: (row: (typeof rows)[number]) =>
              row.low === undefined && row.high === undefined
                ? ''
                : `${row.low === undefined ? '' : numberWords(row.low)} to ${row.high === undefined ? '' : numberWords(row.high)}`,
            right: true,
          },
        ]
      : []),
    ...(any(({ flagged }) => flagged === true) ? [{ title: 'Flag', of: (row: (typeof rows)[number]) => row.flagged && 'flagged' }] : []),
  ];
  const more = exportHint === null ? 'are not shown here' : `are in the export: ${exportHint}`;
  return folded(
    `The ${rows.length} ${rows.length === 1 ? 'number' : 'numbers'} behind this figure`,
    table(rows, columns, { most: MOST, more }),
  );
}
