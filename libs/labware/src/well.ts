import type { LabwareType } from './labware-type';

/** Whether the labware has this well. Wells are a row letter and a column number without zeros in front, such as `A1` or `H12`. */
export function hasWell(type: Pick<LabwareType, 'rows' | 'columns'>, well: string): boolean {
  const match = /^([A-Z])([1-9][0-9]?)$/.exec(well);
  if (!match?.[1] || !match[2]) return false;
  return match[1].charCodeAt(0) - 65 < type.rows && Number(match[2]) <= type.columns;
}

/** The wells as a range for people, such as `A1 to H12`. */
export function wellRange(type: Pick<LabwareType, 'rows' | 'columns'>): string {
  return `A1 to ${String.fromCharCode(64 + type.rows)}${type.columns}`;
}
