import { labwareType } from '@labwright/labware';
import { insufficient, type Insufficient } from './insufficient';
import { liquidHeight, wellShape } from './well-shape';

/** The light's way through the liquid of a well. */
export interface PathLength {
  readonly kind: 'ok';
  /** Centimetres, above 0. */
  readonly cm: number;
}

/** A977 - A900 of water in 1 cm at 25 Cel, AU. Broth with 0.9 % salt has 0.168; 30 Cel adds 3 %. Source as of `pathLengthByWaterPeak`. */
const WATER_K_FACTOR = 0.172;

/**
 * Path by volume, microlitres, in a plate of the catalogue, read from above: the height of the liquid in the well, with a flat surface.
 * The meniscus makes the way through the middle shorter by up to some percent; the water peak sees that, a volume cannot.
 */
export function pathLengthByVolume(labware: string, microlitres: number): PathLength | Insufficient {
  const type = labwareType(labware);
  const shape = wellShape(labware);
  if (!type || !shape) return insufficient(`the shape of the wells of ${labware} is not known`);
  if (!type.opticalBottom) return insufficient(`${labware} has no optical bottom`);
  if (!(microlitres > 0 && microlitres <= type.wellVolume.max)) {
    return insufficient(`${microlitres} uL is outside a well of ${labware}, which holds up to ${type.wellVolume.max} uL`);
  }
  return { kind: 'ok', cm: liquidHeight(shape, microlitres) / 10 };
}

/**
 * Path by the water peak: (A977 - A900) of the well over that of 1 cm of the same liquid, the K-factor; all AU, not blanked. Measure the
 * K-factor in a cuvette where the liquid is no plain water or broth (20 % ethanol has about half).
 * Source: Lampinen, Raitio, Perala, Oranen, Harinen, Microplate Based Pathlength Correction Method for Photometric DNA Quantification Assay,
 * Thermo Scientific application note ANMR_MUGO_0412 (2012), K-factors in its figures (measured at 975 nm, on the same broad peak);
 * the quotient is also in the Molecular Devices application note on PathCheck.
 */
export function pathLengthByWaterPeak(
  { a977, a900 }: { readonly a977: number; readonly a900: number },
  kFactor = WATER_K_FACTOR,
): PathLength | Insufficient {
  if (!(kFactor > 0)) return insufficient(`a K-factor of ${kFactor} AU cannot give a path`);
  const cm = (a977 - a900) / kFactor;
  if (!Number.isFinite(cm) || cm <= 0) return insufficient('the well shows no water peak: A977 is not above A900');
  return { kind: 'ok', cm };
}

/**
 * A blanked absorbance, AU, as 1 cm of the same liquid would show it. Blank first: the plate's own absorbance does not grow with the path.
 * Source: Bouguer-Lambert-Beer law; IUPAC Gold Book, entry B00626. Valid as far as absorbance is proportional to the path, for cells up to
 * about 0.4 AU.
 */
export function toOneCentimetre(absorbance: number, path: PathLength): number {
  return absorbance / path.cm;
}
