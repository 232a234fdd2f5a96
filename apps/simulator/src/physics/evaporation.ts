/** uL per hour, mm2 and kPa. From 4.6 uL/h at 37 Cel without lid: to 200 uL of LB 110 uL were added against 24 h of evaporation (UNIPV-Pavia, iGEM 2009). */
const TRANSFER = 0.0258;
/** Part of saturation in the air of the room. Chosen. */
const HUMIDITY = 0.4;

/**
 * Pressure of saturated vapour over water, kPa. Source: Alduchov, Eskridge, J Appl Meteorol 35 (1996) 601 (AERK, a Magnus form).
 */
export function vapourPressure(temperature: number): number {
  return 0.61094 * Math.exp((17.625 * temperature) / (temperature + 243.04));
}

/**
 * Water that leaves an open surface, uL per hour, 0 or more: proportional to the surface (mm2) and to the difference of vapour pressure
 * between liquid and room (Cel both). Source: Dalton's law of evaporation (1802); the coefficient as above.
 */
export function evaporationRate(surface: number, liquid: number, room: number): number {
  return TRANSFER * surface * Math.max(vapourPressure(liquid) - HUMIDITY * vapourPressure(room), 0);
}
