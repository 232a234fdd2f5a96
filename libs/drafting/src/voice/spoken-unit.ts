/** Units as people say them and transcribers write them, in UCUM. What is not here is no unit. */
const UNITS: Readonly<Record<string, readonly string[]>> = {
  Cel: ['degree', 'degrees', 'degree celsius', 'degrees celsius', 'degrees c', 'celsius', '°c', 'c'],
  uL: ['microlitre', 'microlitres', 'microliter', 'microliters', 'µl', 'ul', 'mikes'],
  mL: ['millilitre', 'millilitres', 'milliliter', 'milliliters', 'ml', 'mil', 'mils'],
  L: ['litre', 'litres', 'liter', 'liters', 'l'],
  '{rpm}': ['rpm', 'r p m', 'revolutions per minute', 'turns per minute'],
  '{count}': ['colony', 'colonies', 'count', 'counts', 'pieces', 'tubes', 'plates', 'cells'],
  '{AU}': ['au', 'a u', 'absorbance units', 'absorbance unit', 'od'],
  '{RFU}': ['rfu', 'r f u', 'relative fluorescence units'],
  '{RLU}': ['rlu', 'r l u', 'relative light units'],
  '%': ['percent', 'per cent', '%'],
  s: ['second', 'seconds', 'sec', 's'],
  min: ['minute', 'minutes', 'min'],
  h: ['hour', 'hours', 'h'],
  nm: ['nanometre', 'nanometres', 'nanometer', 'nanometers', 'nm'],
  mm: ['millimetre', 'millimetres', 'millimeter', 'millimeters', 'mm'],
  g: ['gram', 'grams', 'g'],
  mg: ['milligram', 'milligrams', 'mg'],
  ug: ['microgram', 'micrograms', 'µg', 'ug'],
  'ng/uL': ['nanogram per microlitre', 'nanograms per microlitre', 'nanograms per microliter', 'ng/µl', 'ng/ul'],
  'ug/mL': ['microgram per millilitre', 'micrograms per millilitre', 'micrograms per milliliter', 'µg/ml', 'ug/ml'],
  'mg/mL': ['milligram per millilitre', 'milligrams per millilitre', 'milligrams per milliliter', 'mg/ml'],
  'mmol/L': ['millimolar', 'millimoles per litre'],
  'umol/L': ['micromolar', 'micromoles per litre'],
  '[pH]': ['ph', 'p h'],
};

const BY_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(UNITS).flatMap(([unit, names]) => names.map((name) => [name.normalize('NFKC'), unit] as const)),
);

/** The unit, in UCUM, that words say all together; null when they say none. */
export function spokenUnit(words: readonly string[]): string | null {
  return BY_NAME.get(words.join(' ')) ?? null;
}
