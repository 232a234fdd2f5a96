import type { WellRectangle } from './read-definition.protocol';

/** Place of a well, counted from 1. */
export interface WellPlace {
  readonly row: number;
  readonly column: number;
}

/** `A1` of row 1 and column 1, up to row 26. */
export function wellName(row: number, column: number): string {
  return `${String.fromCharCode(64 + row)}${column}`;
}

/** Place of a well such as `H12`, or null for what is none. */
export function wellPlace(name: string): WellPlace | null {
  const match = /^([A-Z])([1-9]\d?)$/.exec(name);
  return match?.[1] && match[2] ? { row: match[1].charCodeAt(0) - 64, column: Number(match[2]) } : null;
}

/**
 * Cuts wells into rectangles that do not overlap and hold nothing else, because the device reads rectangles only. From the first well
 * that is left, by rows and then columns, to the right as far as it goes and then down: the same wells always give the same rectangles
 * in the same order. Source of the order: PyLabRobot 598b58ff, which reads A1, B1:G3, D4:F4 as A1:G1, B2:G3, D4:F4.
 */
export function wellRectangles(wells: readonly WellPlace[]): WellRectangle[] {
  const key = (row: number, column: number): number => row * 100 + column;
  const left = new Set(wells.map(({ row, column }) => key(row, column)));
  const rectangles: WellRectangle[] = [];
  for (const first of [...left].sort((a, b) => a - b)) {
    if (!left.has(first)) continue;
    const firstRow = Math.floor(first / 100);
    const firstColumn = first % 100;
    let lastColumn = firstColumn;
    while (left.has(key(firstRow, lastColumn + 1))) lastColumn += 1;
    const columns = Array.from({ length: lastColumn - firstColumn + 1 }, (_, index) => firstColumn + index);
    let lastRow = firstRow;
    while (columns.every((column) => left.has(key(lastRow + 1, column)))) lastRow += 1;
    for (let row = firstRow; row <= lastRow; row += 1) for (const column of columns) left.delete(key(row, column));
    rectangles.push({ firstRow, firstColumn, lastRow, lastColumn });
  }
  return rectangles;
}
