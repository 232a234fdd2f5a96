import { temperatureFactor } from './cardinal-temperature';
import { emptyContents, per, type Contents } from './contents';
import type { Strain } from './ecoli-bl21';
import { poisson } from './poisson';

/** uL of agar in a dish. Source: the labware catalogue, 20 mL. */
const AGAR = 20_000;
/**
 * Hours at 37 Cel until a colony can be seen, and their standard deviation. Chosen, within Levin-Reisman et al., Nat Methods 7 (2010) 737, who
 * watched colonies appear after 8 to 12 h.
 */
const [APPEARANCE, SPREAD] = [10.5, 0.6] as const;
/** Part of cells with a plasmid that does not protect them yet that live on selective agar. Chosen. */
const UNREADY_SURVIVORS = 0.1;
/** OD uL that are picked of one colony, as the stock material `colony` has. */
const PICKED = 100;

/** mg/L of ampicillin in agar that selects, the words of a dish's name that say so, and those that deny it. */
const [SELECTION, SELECTIVE, PLAIN] = [
  100,
  /(?<![a-z])amp(icillin)?(?![a-z])|select/i,
  /non.?select|unselect|(?<![a-z])no.?amp|without/i,
] as const;

/** The agar of a dish, by the name that its protocol gives it; null for labware that is none. */
export function agarNamed(type: string, name: string, strain: Strain, random: () => number): Agar | null {
  if (type !== 'agar-plate') return null;
  return new Agar(strain, SELECTIVE.test(name) && !PLAIN.test(name) ? SELECTION : 0, random);
}

/** The agar of a dish and what grows on it. Cells are drawn by Poisson as they are plated; what they become then is a matter of time. */
export class Agar {
  #sensitive = 0;
  #resistant = 0;
  /** Means of the two, which chance scatters about. */
  readonly #expected = { sensitive: 0, resistant: 0 };
  /** Hours at 37 Cel since the first plating. */
  #age = 0;
  readonly #plated = emptyContents();

  constructor(
    private readonly strain: Strain,
    /** mg/L of ampicillin. */
    private readonly drug: number,
    private readonly random: () => number,
  ) {}

  plate(portion: Readonly<Contents>): void {
    const { cells, resistant, fresh } = portion;
    if (cells > 0) {
      const perCell = this.strain.cfuPerMillilitre / 1000;
      const surviving = resistant + fresh * UNREADY_SURVIVORS;
      const means = { resistant: surviving * perCell, sensitive: Math.max(cells - surviving, 0) * perCell };
      this.#resistant += poisson(means.resistant, this.random);
      this.#sensitive += poisson(means.sensitive, this.random);
      this.#expected.resistant += means.resistant;
      this.#expected.sensitive += means.sensitive;
    }
    for (const key of ['cells', 'bare', 'dark', 'constitutive', 'reporter', 'drug'] as const) this.#plated[key] += portion[key];
  }

  /** Hours pass at a temperature. */
  wait(hours: number, temperature: number): void {
    if (this.#plated.cells > 0)
      this.#age += (hours * temperatureFactor(this.strain.cardinal, temperature)) / temperatureFactor(this.strain.cardinal, 37);
  }

  /** Whether only resistant cells live on it. */
  get isSelective(): boolean {
    return this.drug + this.#plated.drug / AGAR > this.strain.ampicillin.mic;
  }

  /** Colonies that the cells plated make in the mean, once all can be seen. */
  get expectedColonies(): number {
    return this.#expected.resistant + (this.isSelective ? 0 : this.#expected.sensitive);
  }

  /** Colonies that can be seen now; above some thousand they are a lawn that nobody can count. */
  get colonies(): number {
    const cells = this.#resistant + (this.isSelective ? 0 : this.#sensitive);
    return Math.round(cells * normalPart((this.#age - APPEARANCE) / SPREAD));
  }

  /** One colony, with no liquid; null while there is none. */
  pick(): Contents | null {
    if (this.colonies === 0) return null;
    const { cells, bare, dark, constitutive, reporter } = this.#plated;
    const share = (amount: number): number => PICKED * per(amount, cells);
    const resistant = this.isSelective ? 1 : this.#resistant / (this.#resistant + this.#sensitive);
    // A resistant cell that came from one without a plasmid has got one.
    const without = Math.min(share(bare), PICKED * (1 - resistant));
    return {
      ...emptyContents(),
      cells: PICKED,
      resistant: PICKED * resistant,
      bare: without,
      dark: share(dark),
      constitutive: share(constitutive),
      reporter: share(reporter),
    };
  }
}

/** Part of a normal distribution below z, within 0.003. Source: Polya, in Johnson, Kotz, Continuous univariate distributions 1 (1970). */
function normalPart(z: number): number {
  const size = Math.sqrt(-Math.expm1((-2 * z * z) / Math.PI)) / 2;
  return z < 0 ? 0.5 - size : 0.5 + size;
}
