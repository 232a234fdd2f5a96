import type { Strain } from './ecoli-bl21';

/** mmol/L of oxygen in water under air at 37 Cel. Source: Weiss, Deep-Sea Res 17 (1970) 721; broth has a few percent less. */
const SATURATED = 0.21;
/** m/h. Source: Hermann, Lehmann, Buchs, Biotechnol Bioeng 81 (2003) 178: about 0.2 in round wells at all shaking intensities. */
const SHAKEN_FILM = 0.2;
/** m/h, in liquid at rest. Chosen. */
const RESTING_FILM = 0.04;
/** How much strong shaking can add to the surface of a well. Chosen, from the liquid heights in Hermann et al. 2003. */
const SURFACE_GAIN = 2;
/** N/m of medium, kg/m3, and metres of orbit of a microplate shaker. */
const [SURFACE_TENSION, DENSITY, ORBIT] = [0.07, 1000, 0.003];

/**
 * Speed in rpm above which the liquid of a well of `diameter` mm that holds `microlitres` begins to move against its surface tension.
 * Source: Hermann et al. 2003, n = sqrt(sigma D / (4 pi V rho d0)).
 */
export function criticalSpeed(diameter: number, microlitres: number): number {
  return 60 * Math.sqrt((SURFACE_TENSION * diameter * 1e-3) / (4 * Math.PI * microlitres * 1e-9 * DENSITY * ORBIT));
}

/** kLa of a well, per hour: film coefficient times surface (mm2) over volume (uL). */
export function wellAeration(diameter: number, surface: number, microlitres: number, rpm: number): number {
  if (!(microlitres > 0)) return 0;
  const critical = criticalSpeed(diameter, microlitres);
  const area = (surface / microlitres) * 1000;
  if (rpm <= critical) return RESTING_FILM * area;
  const moved = 1 - (critical / rpm) ** 2;
  return (RESTING_FILM + (SHAKEN_FILM - RESTING_FILM) * moved) * area * (1 + SURFACE_GAIN * moved);
}

/**
 * kLa of an Erlenmeyer flask, per hour. Source: Maier, Losen, Buchs, Biochem Eng J 17 (2004) 155, in the form of Seletzky et al., Biotechnol
 * Bioeng 98 (2007) 800: 6.67e-6 N^1.16 V^-0.83 d0^0.38 d^1.92 per second; rpm, mL, orbit of 2.5 cm, diameter in cm. Valid from 50 rpm.
 */
export function flaskAeration(diameter: number, surface: number, microlitres: number, rpm: number): number {
  if (!(microlitres > 0)) return 0;
  const resting = (RESTING_FILM * surface * 1000) / microlitres;
  const shaken = 6.67e-6 * rpm ** 1.16 * (microlitres / 1000) ** -0.83 * 2.5 ** 0.38 * (diameter / 10) ** 1.92 * 3600;
  return Math.max(resting, shaken);
}

/**
 * Part of its rate that a culture keeps, 0 to 1, when `demand` (OD per hour at full oxygen) meets an aeration (kLa per hour). Dissolved oxygen
 * is where transfer, kLa (C* - C), equals uptake, q C / (K + C): a quadratic. Broth has no sugar to ferment (Sezonov et al., J Bacteriol 189
 * (2007) 8746), so that without oxygen growth ends. Source: Garcia-Ochoa, Gomez, Biotechnol Adv 27 (2009) 153.
 */
export function oxygenFactor(strain: Strain, demand: number, aeration: number): number {
  const uptake = (demand * strain.dryWeight) / strain.oxygenYield;
  if (!(aeration > 0)) return uptake > 0 ? 0 : 1;
  const affinity = strain.oxygenAffinity;
  const half = (SATURATED - affinity - uptake / aeration) / 2;
  const dissolved = half + Math.sqrt(half * half + SATURATED * affinity);
  // Relative to saturated water, as rates are measured in well-aerated cultures.
  return Math.min((dissolved / (affinity + dissolved)) * ((affinity + SATURATED) / SATURATED), 1);
}
