/** The inside of a round well that widens evenly from bottom to brim, millimetres. */
export interface WellShape {
  readonly bottomDiameter: number;
  readonly topDiameter: number;
  readonly depth: number;
}

/** Shapes by labware type. ANSI/SLAS standards set the pitch of wells, not their inside: these are those of a common plate. */
const SHAPES: Readonly<Record<string, WellShape>> = {
  // Corning 96-well flat clear polystyrene, 360 uL (such as 3370): product drawing; depth and brim as in the Opentrons labware library.
  'plate-96-clear-flat': { bottomDiameter: 6.35, topDiameter: 6.86, depth: 10.67 },
};

/** The shape of the wells of a labware type; undefined where nobody has entered it. */
export function wellShape(labware: string): WellShape | undefined {
  return Object.hasOwn(SHAPES, labware) ? SHAPES[labware] : undefined;
}

/**
 * Height in millimetres of `microlitres` (0 or more) in a well: the volume of a frustum, pi h (r0^2 + r0 r + r^2) / 3, solved for h.
 * Source: any table of solids, such as Bronshtein, Semendyayev, Handbook of Mathematics (truncated cone); r grows linearly with h, which makes it a cube root.
 */
export function liquidHeight({ bottomDiameter, topDiameter, depth }: WellShape, microlitres: number): number {
  const radius = bottomDiameter / 2;
  const widening = (topDiameter - bottomDiameter) / 2 / depth;
  if (widening === 0) return microlitres / (Math.PI * radius * radius);
  return (Math.cbrt(radius ** 3 + (3 * widening * microlitres) / Math.PI) - radius) / widening;
}
