/** A band of a spectrum: centre and standard deviation, nm. */
export type Band = readonly [centre: number, width: number];

/** Height of a bell-shaped band at a wavelength, nm; 1 at its centre. */
export function peak(wavelength: number, [centre, width]: Band): number {
  return Math.exp(-(((wavelength - centre) / width) ** 2) / 2);
}
