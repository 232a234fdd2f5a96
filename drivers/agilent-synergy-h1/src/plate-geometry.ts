import type { PlateGeometry } from './parameter.protocol';

/** A plate that fits the carrier. */
interface KnownPlate {
  readonly rows: number;
  readonly columns: number;
  readonly geometry: PlateGeometry;
}

/** Outer size, mm. Source: ANSI/SLAS 1-2004 (R2012). */
const FOOTPRINT = { length: 127.76, width: 85.48 };
/** Plate 14.2 mm and 2.5 mm of lid; with the tallest cover the carrier leaves room for each of them. Source: catalogue of labware. */
const HEIGHT = 16.7;

/** Rows of wells from the back edge, columns from the left one. Source of pitch and first well: ANSI/SLAS 4-2004 (R2012). */
function sbsPlate(rows: number, columns: number, pitch: number, first: { row: number; column: number }): KnownPlate {
  const geometry: PlateGeometry = {
    rows,
    columns,
    firstRowAt: first.row,
    lastRowAt: first.row + (rows - 1) * pitch,
    firstColumnAt: first.column,
    lastColumnAt: first.column + (columns - 1) * pitch,
    ...FOOTPRINT,
    height: HEIGHT,
  };
  return { rows, columns, geometry };
}

/** By labware type of the catalogue. */
const PLATES: Readonly<Record<string, KnownPlate>> = {
  'plate-96-clear-flat': sbsPlate(8, 12, 9, { row: 11.24, column: 14.38 }),
  'plate-384-clear-flat': sbsPlate(16, 24, 4.5, { row: 8.99, column: 12.13 }),
};

/** Labware types whose geometry is known. */
export const KNOWN_PLATES: readonly string[] = Object.keys(PLATES);

/** Where the wells of a labware type are, or null for a type that this table lacks. */
export function plateGeometry(labware: string): PlateGeometry | null {
  return PLATES[labware]?.geometry ?? null;
}

/** What is told before the carrier closes on a plate that nobody named: the tallest there is. Only the height matters then. */
export const ANY_PLATE: PlateGeometry = sbsPlate(8, 12, 9, { row: 11.24, column: 14.38 }).geometry;
