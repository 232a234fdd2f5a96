import { emptyContents, per, type Contents } from './contents';
import { dissolvedProtein } from './dissolved-protein';
import type { Strain } from './ecoli-bl21';
import { barePlastic, type Coating } from './immunoassay';
import { pelletMass } from './pellet';

/** One compartment of labware. */
export interface Well {
  readonly contents: Contents;
  readonly coating: Coating;
  /** Growth rate of its cells against the strain's, about 1. */
  readonly vigour: number;
  /** uL, since it was put here, each. */
  spilled: number;
  evaporated: number;
  received: number;
  removed: number;
  /** uL that would be in it had hands been exact and nothing evaporated: what a person believes. */
  meant: number;
}

/** What is true of one compartment, for tests and reports; no instrument reports it. */
export interface WellTruth {
  /** uL */
  readonly volume: number;
  /** True density of cells, AU at 600 nm in 1 cm. */
  readonly od: number;
  readonly cfuPerMillilitre: number;
  /** OD that the nutrient left can still become. */
  readonly nutrient: number;
  /** mmol/L */
  readonly iptg: number;
  /** Part of full induction, 0 to 1. */
  readonly induction: number;
  /** mg/mL of product of the plasmids, shining or not, in cells or out of them. */
  readonly product: number;
  /** uL, since it was put here; lost over the brim. */
  readonly spilled: number;
  /** uL, since it was put here. */
  readonly evaporated: number;
  /** uL that transfers and pumps really brought, since it was put here. */
  readonly received: number;
  /** uL that were really taken out, since it was put here. */
  readonly removed: number;
  /** AU in 1 cm of all dyes, each at its peak. */
  readonly dye: number;
  /** mg/mL of all dissolved protein. */
  readonly protein: number;
  /** mg/mL of insulin or proinsulin, dissolved and folded. */
  readonly insulin: number;
  /** mg/mL of proinsulin, dissolved and denatured. */
  readonly unfolded: number;
  /** mg/mL of proinsulin in inclusion bodies. */
  readonly inclusion: number;
  /** mg/mL of GFP that shines. */
  readonly gfp: number;
  /** mg/L of ampicillin. */
  readonly drug: number;
  /** Cells/mL that ampicillin does nothing to; where competent cells took up a plasmid, these are the transformed ones. */
  readonly resistantCfuPerMillilitre: number;
  /** mg of the wet pellet that a centrifuge would make of it. */
  readonly pellet: number;
  /** Colonies that can be seen on agar; 0 elsewhere. */
  readonly colonies: number;
  /** Colonies that the plated cells make in the mean, which chance scatters about; 0 elsewhere. */
  readonly expectedColonies: number;
  /** What is bound to the plastic, each a part of full, 0 to 1: antibody, antigen on it, and label on that. */
  readonly coated: number;
  readonly antigen: number;
  readonly label: number;
}

export function emptyWell(vigour: number): Well {
  return { contents: emptyContents(), coating: barePlastic(), vigour, spilled: 0, evaporated: 0, received: 0, removed: 0, meant: 0 };
}

export function truthOf(
  well: Well,
  strain: Strain,
  { colonies, expectedColonies }: Pick<WellTruth, 'colonies' | 'expectedColonies'>,
): WellTruth {
  const { contents, coating, spilled, evaporated, received, removed } = well;
  const { volume, cells } = contents;
  const od = per(cells, volume);
  const { immature, mature, inclusion, unfolded, insulin } = contents;
  return {
    volume,
    od,
    cfuPerMillilitre: od * strain.cfuPerMillilitre,
    nutrient: per(contents.nutrient, volume),
    iptg: per(contents.iptg, volume),
    induction: per(contents.induced, cells),
    product: per(immature + mature + inclusion, volume),
    spilled,
    evaporated,
    received,
    removed,
    dye: per(contents.dye + contents.blue + contents.red, volume),
    protein: per(dissolvedProtein(contents), volume),
    insulin: per(insulin, volume),
    unfolded: per(unfolded, volume),
    inclusion: per(inclusion, volume),
    gfp: per(mature, volume),
    drug: per(contents.drug, volume),
    resistantCfuPerMillilitre: per(contents.resistant + contents.fresh, volume) * strain.cfuPerMillilitre,
    pellet: pelletMass(contents, strain),
    colonies,
    expectedColonies,
    coated: coating.capture,
    antigen: coating.antigen,
    label: coating.label,
  };
}
