import { STOCK_MATERIALS, type Material } from '../physics/material';
import { AMPICILLIN_MASS, DYE_MASS, DYE_STRENGTH, INSULIN_MASS, PROINSULIN_MASS, USUAL } from '../physics/stock-concentrations';
import type { Given } from './given-concentration';

/** What the name of a material can say that it holds. */
interface Substance {
  readonly words: RegExp;
  /** Per microlitre; `inMedium`: the name has a medium too. */
  contents(given: Given, inMedium: boolean, words: string): Material;
}

/** mg/mL of what is given by mass or by amount. */
function massOf({ mass, amount }: Given, molar: number, usual: number): number {
  return mass ?? (amount === undefined ? usual : (amount * molar) / 1000);
}

function dyed(key: keyof typeof DYE_STRENGTH, given: Given): Material {
  const plain = STOCK_MATERIALS['dye']?.dye ?? 0;
  return { [key]: massOf(given, DYE_MASS[key], plain / DYE_STRENGTH[key]) * DYE_STRENGTH[key] };
}

function ampicillin(given: Given, inMedium: boolean): Material {
  return { drug: massOf(given, AMPICILLIN_MASS, (inMedium ? USUAL.selection : USUAL.ampicillin) / 1000) * 1000 };
}

/** In the order in which they are asked for: a stop solution for TMB is no TMB, and a Bradford assay has its standard of BSA. */
const SUBSTANCES: readonly Substance[] = [
  { words: /^(?!.*antibod).*\b(wash|washing|assay|coating|dilution|sample|storage) (buffer|diluent|solution)/i, contents: () => ({}) },
  {
    words: /stop(ping)? (solution|reagent)|sul(ph|f)uric|hydrochloric|\bH2SO4\b/i,
    contents: ({ amount }) => ({ acid: (amount ?? USUAL.acid * 1000) / 1000 }),
  },
  { words: /\btmb\b|tetramethylbenzidine/i, contents: ({ amount }) => ({ tmb: amount ?? USUAL.tmb }) },
  {
    words: /conjugate|\bhrp\b|peroxidase/i,
    contents: ({ mass }) => ({ conjugate: mass === undefined ? 1 : (mass * 1000) / USUAL.conjugate }),
  },
  {
    words: /(coating|capture) (\S+ )?antibod|antibod/i,
    contents: ({ mass }) => ({ capture: mass === undefined ? USUAL.capture : mass * 1000 }),
  },
  { words: /bradford|coomassie/i, contents: () => ({ bradford: 1 }) },
  { words: /lysis|\blysing\b|bugbuster/i, contents: () => ({ lysis: 1 }) },
  { words: /refold/i, contents: () => ({}) },
  {
    words: /solubili[sz]|\burea\b|guanidin/i,
    contents: ({ amount }) => ({ chaotrope: amount === undefined ? USUAL.chaotrope : amount / 1000 }),
  },
  { words: /plasmid|\bdna\b|\bpuc19\b/i, contents: ({ mass }) => ({ dna: mass === undefined ? USUAL.dna : mass * 1000 }) },
  { words: /proinsulin/i, contents: (given) => ({ insulin: massOf(given, PROINSULIN_MASS, USUAL.insulin) }) },
  { words: /insulin/i, contents: (given) => ({ insulin: massOf(given, INSULIN_MASS, USUAL.insulin) }) },
  { words: /ampicillin|carbenicillin/i, contents: ampicillin },
  {
    words: /\biptg\b|thiogalacto/i,
    contents: ({ amount }, inMedium) => (amount === undefined && !inMedium ? stock('iptg') : { iptg: amount ?? 1 }),
  },
  {
    words: /\bbsa\b|albumin|lysozyme|ovalbumin|globulin|casein|\bproteins?\b|lysate/i,
    contents: ({ mass }, _inMedium, words) => ({ protein: mass ?? (/block/i.test(words) ? USUAL.blocking : USUAL.protein) }),
  },
  { words: /blocking/i, contents: ({ mass }) => ({ protein: mass ?? USUAL.blocking }) },
  { words: /brilliant blue|blue dye|food blue|\bfcf\b/i, contents: (given) => dyed('blue', given) },
  { words: /allura|red dye|food red/i, contents: (given) => dyed('red', given) },
  {
    words: /tartrazine|\bdye\b/i,
    contents: (given) => (given.mass === undefined && given.amount === undefined ? stock('dye') : dyed('dye', given)),
  },
];

/** Of the first substance that the words name, with medium where they name that too; undefined where they name none. */
export function substanceIn(words: string, given: Given, inMedium: boolean): Material | undefined {
  const found = SUBSTANCES.find((it) => it.words.test(words))?.contents(given, inMedium, words);
  return found && inMedium ? { ...stock('lb'), ...found } : found;
}

function stock(name: string): Material {
  return STOCK_MATERIALS[name] ?? {};
}
