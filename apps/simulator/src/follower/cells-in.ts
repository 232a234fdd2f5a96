import { STOCK_MATERIALS, type Material } from '../physics/material';
import { ECOLI_BL21 } from '../physics/ecoli-bl21';
import { USUAL } from '../physics/stock-concentrations';
import type { Given } from './given-concentration';
import { substanceIn } from './substance';

/** Words for cells, and the stock that they mean, in the order in which they are asked for. */
const CELLS: readonly (readonly [RegExp, string])[] = [
  [/overnight|stationary/i, 'overnight_culture'],
  [/colony|colonies/i, 'colony'],
  [/inocul|culture\b(?! (medium|media|broth|plate))|cell suspension|\bstrain\b|e\. ?coli|escherichia/i, 'inoculated_lb'],
];
/** Of these cells are only spoken of. */
const NO_CELLS = /lysis|lysate|extract/i;
const COMPETENT: Material = { cells: USUAL.competent, bare: 1, competent: 1 };

/** Words for what cells carry; the first that fits. What has no such word carries a plasmid for GFP that IPTG induces and does not resist. */
const CARRIED: readonly (readonly [RegExp, Material])[] = [
  [/insulin/i, { dark: 1, resistant: 1 }],
  [/constitutive/i, { constitutive: 1, resistant: 1 }],
  [/reporter/i, { reporter: 1, resistant: 1 }],
  [/without (a )?plasmid/i, { bare: 1 }],
  [/gfp|fluorescent|plasmid|\bclones?\b|transform|resistant|expression/i, { resistant: 1 }],
  [/k-?12|mg1655|dh5|atcc|wild ?type|susceptible|lab(oratory)? strain/i, { bare: 1 }],
];

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** OD of a written density: OD itself, McFarland standards (0.5 is 1.5e8/mL, CLSI M07), colony forming units. */
const DENSITIES: readonly (readonly [RegExp, number])[] = [
  [/\bOD(?:600)?(?: of)? ?([\d.]+)/i, 1],
  [/([\d.]+) ?McFarland/i, 3e8 / ECOLI_BL21.cfuPerMillilitre],
  [/([\d.]+(?:e\d+)?) ?CFU\/mL/i, 1 / ECOLI_BL21.cfuPerMillilitre],
];

/**
 * The cells that id or name of a material tell of, undefined where they tell of none. A density in the name, such as `OD 0.01`, `0.5 McFarland`
 * or `1e6 CFU/mL`, is theirs in fresh medium; an inducer or antibiotic of the name is in that too.
 */
export function cellsIn(id: string, name: string, words: string, given: Given): Material | undefined {
  if (/competent/i.test(words)) return COMPETENT;
  if (NO_CELLS.test(name)) return undefined;
  const own = Object.hasOwn(STOCK_MATERIALS, id) && STOCK_MATERIALS[id]?.cells !== undefined ? id : undefined;
  const stock = own ?? CELLS.find(([pattern]) => pattern.test(name))?.[1];
  const known = stock === undefined ? undefined : STOCK_MATERIALS[stock];
  if (known === undefined) return undefined;
  const carried = CARRIED.find(([pattern]) => pattern.test(words))?.[1];
  const density = densityIn(name);
  const thin = density > 0 ? { ...STOCK_MATERIALS['lb'], cells: density } : undefined;
  const added = /ampicillin|carbenicillin|\biptg\b/i.test(name)
    ? substanceIn(/iptg/i.test(name) ? 'iptg' : 'ampicillin', given, true)
    : undefined;
  if (!carried && !thin && !added) return known;
  const { iptg = 0, drug = 0 } = added ?? {};
  return { ...known, ...thin, ...carried, ...(iptg > 0 ? { iptg } : {}), ...(drug > 0 ? { drug } : {}) };
}

function densityIn(name: string): number {
  const written = name
    .replaceAll(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String(SUPERSCRIPTS.indexOf(digit)))
    .replaceAll(/([\d.]+) ?[x×·] ?10\^?(\d+)/g, '$1e$2');
  for (const [pattern, factor] of DENSITIES) {
    const value = Number(pattern.exec(written)?.[1]);
    if (Number.isFinite(value)) return value * factor;
  }
  return 0;
}
