/** Where removed liquid goes. */
export const WASTE = 'waste';

/**
 * Liquid that a person moves: into `wells`, microlitres into each, from a bottle or from a well; or out of each of `wells` of the labware that it
 * is from, into the waste. `keeps`: it was spun before, and the pellet stays.
 */
export interface Transfer {
  readonly from: { readonly material: string } | { readonly labware: string; readonly well?: string };
  /** Labware, or `waste`. */
  readonly to: string;
  readonly wells: readonly string[];
  readonly microlitres: number;
  readonly keeps?: 'pellet';
}
