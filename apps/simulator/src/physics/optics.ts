import { bradfordColour } from './bradford';
import { per, type Contents } from './contents';
import { substrateColour } from './immunoassay';
import { peak } from './peak';

/** Curvature of turbidity, per AU. Source: Bipatnath, Dennis, Bremer, J Bacteriol 180 (1998) 265, equation 7: b = 0.15 (at 460 nm). */
const CROWDING = 0.15;
/** AU in 1 cm of A977 - A900 of water at 25 Cel, and its rise per Cel. Source: Lampinen et al., Thermo Scientific ANMR_MUGO_0412 (2012). */
const [WATER_PEAK, WATER_PEAK_RISE] = [0.172, 0.005];
/**
 * nm: centre and width of the water peak, of the dyes (yellow chosen as tartrazine, near 426; blue and red as brilliant blue FCF and Allura red in
 * JECFA's specifications, widths chosen) and of EGFP. Source of the last: Tsien, Annu Rev Biochem 67 (1998) 509, table 1.
 */
const [WATER, DYE, BLUE, RED, EXCITATION, EMISSION] = [
  [976, 25],
  [430, 40],
  [630, 25],
  [504, 40],
  [488, 20],
  [507, 18],
] as const;
/** RFU of 1 ug/uL of GFP in 1 cm at its peaks, of an empty well, and of 1 AU of medium in 1 cm. Chosen. */
const [SHINE, DARK, GLOW] = [2e5, 30, 4_000];

/**
 * Turbidity that a photometer shows, AU, for cells of the density and path given: what scatters twice is partly counted as light again.
 * Bipatnath et al. 1998 have the parabola x - b x^2; x / (1 + b x) agrees with it to its order and goes on rising instead of turning, as
 * readers do up to their limit.
 */
export function turbidity(density: number, cm: number, wavelength: number): number {
  // Scatter falls by about the square of the wavelength: Koch, Biochim Biophys Acta 51 (1961) 429.
  const single = density * cm * (600 / wavelength) ** 2;
  return single / (1 + CROWDING * single);
}

/** Absorbance of the liquid of a well, AU, along a path in cm, at a temperature in Cel; without bottom and cover. */
export function liquidAbsorbance(contents: Contents, cm: number, wavelength: number, temperature: number): number {
  const { volume, cells, colour, dye, blue, red } = contents;
  if (!(volume > 0)) return 0;
  const water =
    ((WATER_PEAK * (1 + WATER_PEAK_RISE * (temperature - 25))) / (peak(977, WATER) - peak(900, WATER))) * peak(wavelength, WATER);
  // Broth is yellow: it absorbs more at short wavelengths (exponent chosen).
  const broth = per(colour, volume) * (600 / wavelength) ** 4;
  const dyes = dye * peak(wavelength, DYE) + blue * peak(wavelength, BLUE) + red * peak(wavelength, RED);
  const solution = broth + per(dyes, volume) + bradfordColour(contents, wavelength) + substrateColour(contents, wavelength);
  return turbidity(per(cells, volume), cm, wavelength) + cm * (water + solution);
}

/** Fluorescence of a well, RFU, along a path in cm. */
export function liquidFluorescence(contents: Contents, cm: number, excitation: number, emission: number): number {
  const { volume, mature, colour } = contents;
  const gfp = per(mature, volume) * SHINE * peak(excitation, EXCITATION) * peak(emission, EMISSION);
  return DARK + cm * (gfp + GLOW * per(colour, volume));
}
