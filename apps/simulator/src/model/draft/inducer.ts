import type { LooseDraft } from './loose-draft';
import type { Filled } from './filled';
import { inUnit, type SaidQuantity } from './slot-words';

/** Stock of IPTG that a lab has, mmol/L. */
const STOCK = 100;

/**
 * The concentration of IPTG in a well: by the dilution that is pipetted into it, where the stock is strong enough, else by the volume of the
 * stock. Counts what transfers have put into the well before.
 */
export function fillInducer(draft: LooseDraft, said: SaidQuantity): Filled | null {
  const wanted = inUnit(said, 'mmol/L');
  const material = draft.materials?.find(({ id }) => id === 'iptg');
  const step = draft.steps.find(({ transfers }) => transfers?.some((each) => each.material === 'iptg'));
  const transfer = step?.transfers?.find((each) => each.material === 'iptg');
  if (wanted === null || wanted <= 0 || material?.concentration?.unit !== 'mmol/L' || !step || !transfer || step.transfers?.length !== 1)
    return null;
  const well = transfer.wells[0] ?? '';
  const before = volumeBefore(draft, step.id, transfer.to, well);
  if (before === 0 || transfer.volume.unit !== 'uL') return null;
  const oldStock = material.concentration.value;
  const oldVolume = transfer.volume.value;
  const dilution = rounded((wanted * (before + oldVolume)) / oldVolume);
  if (dilution <= STOCK) material.concentration.value = dilution;
  else {
    if (wanted >= STOCK / 2) return null;
    material.concentration.value = STOCK;
    transfer.volume.value = rounded((wanted * before) / (STOCK - wanted));
  }
  const instruction = `${transfer.volume.value} µL of ${material.concentration.value} mmol/L`;
  step.instruction = step.instruction?.replace(`${oldVolume} µL of ${oldStock} mmol/L`, instruction) ?? null;
  if (transfer.volume.value !== oldVolume) step.say = `${transfer.volume.value} microlitres of IPTG into each sample well.`;
  step.why = `${wanted} mmol/L in the well, as requested.`;
  return { step: step.id, where: `${instruction} IPTG in ${before} µL of culture` };
}

/** What steps before this one have put into a well, uL. */
function volumeBefore(draft: LooseDraft, until: string, labware: string, well: string): number {
  const last = draft.steps.findIndex(({ id }) => id === until);
  return draft.steps
    .slice(0, last)
    .flatMap(({ transfers }) => transfers ?? [])
    .filter((each) => each.to === labware && each.wells.includes(well) && each.volume.unit === 'uL')
    .reduce((sum, { volume }) => sum + volume.value, 0);
}

const rounded = (value: number) => Number(value.toPrecision(3));
