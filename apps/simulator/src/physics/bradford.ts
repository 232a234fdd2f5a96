import { per, type Contents } from './contents';
import { dissolvedProtein } from './dissolved-protein';
import { peak, type Band } from './peak';

/** AU in 1 cm at 595 nm of reagent whose dye is all bound, and of reagent without protein, there and at 465 nm. */
const [BOUND, BLANK, BROWN] = [3.7, 0.45, 1.1] as const;
/**
 * ug of protein in a microlitre of reagent that bind half of the dye. With `BOUND` chosen so that 5 uL of BSA in 250 uL of reagent give about 0.7
 * AU over the blank in 1 cm at 1 mg/mL and 1.15 at 2 mg/mL, bent as the assay is known to be: Bradford, Anal Biochem 72 (1976) 248; Zor,
 * Selinger, Anal Biochem 236 (1996) 302, who derive the hyperbola.
 */
const HALF = 0.072;
/** Hours (time constant) of staining: complete in 2 min and good for an hour (Bradford 1976). Chosen: 45 s. */
const STAINING = 45 / 3600;
/** Part of the stained protein that settles in an hour. Chosen, as it has to be read within one. */
const SETTLING = 0.03;
/** nm */
const BLUE: Band = [595, 45];
const BROWNISH: Band = [465, 40];

/** Hours pass. Every protein stains as BSA does; detergents do nothing. Both are simplifications. */
export function stepBradford(contents: Contents, hours: number): void {
  const total = dissolvedProtein(contents);
  const settles = contents.stained * -Math.expm1(-SETTLING * hours);
  contents.settled += settles;
  contents.stained -= settles;
  contents.stained += Math.max(total - contents.stained - contents.settled, 0) * -Math.expm1(-hours / STAINING);
}

/** AU in 1 cm that the reagent adds: brown where no protein has bound it, blue where it has. */
export function bradfordColour({ bradford, stained, volume }: Contents, wavelength: number): number {
  if (!(bradford > 0)) return 0;
  const load = stained / bradford;
  const bound = load / (load + HALF);
  const free = 1 - bound;
  const blue = BOUND * bound + BLANK * free;
  return per(bradford, volume) * (blue * peak(wavelength, BLUE) + BROWN * free * peak(wavelength, BROWNISH));
}
