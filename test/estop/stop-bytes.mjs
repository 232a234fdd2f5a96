/** What bytes at the end of what a device has heard are a stop command, by its driver; null for anything else. */
export function isStop(driver, heard) {
  const [, what] = STOPS[driver]?.exec(heard) ?? [];
  return what ?? null;
}

/** Motion first, then heat. Sources: the folders of the drivers. */
const STOPS = {
  'opentrons-heater-shaker': /(G28|M106) ?\n$/,
  'eppendorf-innova-44': /(CS 0)\r$/,
  'agilent-synergy-h1': /(x)$/,
};
