import { ECOLI_BL21, type Strain } from './ecoli-bl21';

/** mg/L: the lowest step of a two-fold dilution from 1 mg/L at which the strain does not grow. */
export const TRUE_MIC = 2 ** Math.ceil(Math.log2(ECOLI_BL21.ampicillin.mic));

/**
 * Rate at which an antibiotic (mg/L) kills, as a part of the rate at which the cells grow: 1 at the MIC, where they hold the balance, and at most
 * 1 - psi_min/psi_max. Source: Regoes, Wiuff, Zappala, Garner, Baquero, Levin, Antimicrob Agents Chemother 48 (2004) 3670, equation 3, with
 * psi_min as a multiple of psi_max: a beta-lactam kills cells in proportion to their growth (Tuomanen et al., J Gen Microbiol 132 (1986) 1297),
 * so that what does not grow is not killed.
 */
export function killing({ mic, kappa, worst }: Strain['ampicillin'], concentration: number): number {
  if (!(concentration > 0)) return 0;
  const power = (concentration / mic) ** kappa;
  return ((1 - worst) * power) / (power - worst);
}
