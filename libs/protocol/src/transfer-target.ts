/** Where a transfer goes that takes liquid out of wells and keeps it nowhere. */
export const WASTE = 'waste';

/** The labware whose `wells` a transfer names: the one that it fills, or the one that it empties. */
export function labwareOfWells({ from, to }: { readonly from?: unknown; readonly to: string }): string {
  const source = to === WASTE && typeof from === 'object' && from !== null && 'labware' in from ? from.labware : to;
  return typeof source === 'string' ? source : to;
}
