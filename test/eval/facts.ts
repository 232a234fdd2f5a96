/** One thing that a protocol does: with a number and its unit, where it has one. Values are in the unit that `unit` names. */
export interface Fact {
  readonly action: string;
  /** What it is done to, by kind and not by id, because people and models name things differently. */
  readonly object: string;
  readonly value: number | null;
  readonly unit: string | null;
  /** Number of the step in reading order. */
  readonly at: number;
}

interface Quantity {
  readonly value: number;
  readonly unit: string;
}
type Given = Quantity | { readonly param: string } | readonly Quantity[];

interface Step {
  readonly kind: string;
  readonly capability?: string;
  readonly labware?: string;
  readonly with?: Readonly<Record<string, Given>>;
  readonly duration?: Given;
  readonly every?: Given;
  readonly moves?: readonly { readonly labware: string; readonly to: string }[];
  readonly transfers?: readonly {
    readonly material?: string;
    readonly from?: { readonly labware: string };
    readonly to: string;
    readonly volume: Quantity;
  }[];
  readonly until?: string;
  readonly body?: readonly Step[];
  readonly cases?: readonly { readonly steps: readonly Step[] }[];
  readonly else?: { readonly steps: readonly Step[] };
}

/** What of a protocol the facts are taken from. */
export interface Written {
  readonly parameters?: readonly { readonly id: string; readonly default: Quantity }[];
  readonly materials?: readonly { readonly id: string; readonly concentration?: Quantity }[];
  readonly labware?: readonly { readonly id: string; readonly type: string }[];
  readonly steps: readonly Step[];
}

/** Units that mean the same, as a factor of one of them. */
const SAME: Readonly<Record<string, readonly [unit: string, factor: number]>> = {
  min: ['s', 60],
  h: ['s', 3_600],
  d: ['s', 86_400],
  mL: ['uL', 1_000],
  L: ['uL', 1_000_000],
  'umol/L': ['mmol/L', 0.001],
  'mol/L': ['mmol/L', 1_000],
};

const inOneUnit = ({ value, unit }: Quantity): Quantity => {
  const [same, factor] = SAME[unit] ?? [unit, 1];
  return { value: value * factor, unit: same };
};

/** Everything that a protocol does, in reading order: what is moved, poured, held, waited for, repeated and asked. */
export function factsOf(protocol: Written): readonly Fact[] {
  const facts: Fact[] = [];
  const typeOf = (id: string) => protocol.labware?.find((each) => each.id === id)?.type ?? id;
  const parameter = (id: string) => protocol.parameters?.find((each) => each.id === id)?.default;
  let at = 0;
  const add = (action: string, object: string, given?: Given): void => {
    const all = given === undefined ? [] : Array.isArray(given) ? given : [given as Quantity | { readonly param: string }];
    const quantities = (all as readonly (Quantity | { readonly param: string })[]).flatMap((each) =>
      'param' in each ? (parameter(each.param) ?? []) : each,
    );
    if (quantities.length === 0) facts.push({ action, object, value: null, unit: null, at });
    for (const each of quantities) facts.push({ action, object, ...inOneUnit(each), at });
  };
  const visit = (step: Step): void => {
    at += 1;
    for (const { labware, to } of step.moves ?? []) add('move', `${typeOf(labware)} to ${to}`);
    for (const { material, from, to, volume } of step.transfers ?? []) {
      const strength = protocol.materials?.find(({ id }) => id === material)?.concentration;
      add('pour', `${material === undefined ? typeOf(from?.labware ?? '') : 'material'} to ${typeOf(to)}`, volume);
      if (strength) add('use', `material in ${typeOf(to)}`, strength);
    }
    if (step.kind === 'operation') {
      const object = typeOf(step.labware ?? '');
      add(step.capability ?? '', object);
      for (const [name, given] of Object.entries(step.with ?? {})) add(`${step.capability}.${name}`, object, given);
      if (step.duration) add(`${step.capability}.duration`, object, step.duration);
    }
    if (step.kind === 'wait') add('wait', '', step.duration);
    if (step.kind === 'consult') add('ask', '');
    if (step.kind === 'decision') add('decide', '');
    if (step.kind === 'repeat') {
      add('repeat', '', step.every);
      for (const [, id = ''] of (step.until ?? '').matchAll(/params\.([a-z][a-z0-9_-]*)/g)) add('until', '', { param: id });
    }
    const inside = [...(step.body ?? []), ...(step.cases ?? []).flatMap(({ steps }) => steps), ...(step.else?.steps ?? [])];
    for (const each of inside) visit(each);
  };
  for (const step of protocol.steps) visit(step);
  return facts;
}
