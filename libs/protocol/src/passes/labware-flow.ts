import type { Compilation } from '../compilation';
import { capabilitySpec } from '../expected-kind';
import type { DocumentPath } from '../pointer';
import type { RunningOrder } from '../running-order';
import type { OperatorStep } from '../simple-step.schema';
import { ENTERED, LEFT, type Moment, type Stay } from '../stay';
import type { StepNode } from '../step-tree';
import { NO_COVER } from './catalogue';
import { checkHandsOn } from './hands-on';
import { StayLog } from './stay-log';
import { labwareTouched } from './touch-order';

/** Places that are no role. */
const FIXED = ['bench', 'waste'];

/** Where one piece of labware is, and since when in the list of steps that is being followed. */
interface Whereabouts {
  readonly place: string;
  readonly cover: string;
  /** Of a role; null elsewhere. */
  readonly stay: number | null;
  readonly since: Moment | null;
  /** The operation that is kept up on it there; null where nothing is. */
  readonly held: string | null;
}

type Places = Map<string, Whereabouts>;

export interface LabwareFlow {
  /** In running order of their beginning. */
  readonly stays: readonly Stay[];
  /** Operation -> what lies on its labware then. */
  readonly covers: ReadonlyMap<number, string>;
}

/**
 * Follows each piece of labware from the bench through its moves. A repeat leaves it where it found it, and a decision leaves it at the same
 * place whichever case is taken; otherwise nobody could say where it is after that. `lost`: labware whose steps are in no order.
 */
export function followLabware(compilation: Compilation, order: RunningOrder, lost: ReadonlySet<string>): LabwareFlow {
  const flow = new Flow(compilation, order, lost);
  return flow.run();
}

class Flow {
  private readonly log = new StayLog();
  private readonly covers = new Map<number, string>();

  constructor(
    private readonly compilation: Compilation,
    private readonly order: RunningOrder,
    private readonly lost: ReadonlySet<string>,
  ) {}

  run(): LabwareFlow {
    const places: Places = new Map(
      (this.compilation.protocol.labware ?? [])
        .filter(({ id }) => !this.lost.has(id))
        .map(({ id, cover }) => [id, { place: 'bench', cover: cover ?? NO_COVER, stay: null, since: null, held: null }]),
    );
    this.finish(0, this.list(0, places));
    return { stays: this.log.stays(), covers: this.covers };
  }

  /** Follows one list of steps; answers with the places at its end. */
  private list(list: number, places: Places): Places {
    let now = places;
    for (const index of this.order.topological(list)) {
      const node = this.compilation.tree.node(index);
      if (node.step.kind === 'operation') this.operation(node, now);
      else if (node.step.kind === 'operator') this.operator(node, node.step, now);
      else if (node.bodies.length > 0) now = this.nested(node, now);
    }
    return now;
  }

  /** What is on an instrument at the end of a list is there until the list is over. */
  private finish(list: number, places: Places): void {
    for (const { stay, since } of places.values()) if (stay !== null) this.log.span(stay, { list, from: since, until: null });
  }

  private operation({ step, index, path }: StepNode, places: Places): void {
    const { report, standsIn } = this.compilation;
    if (step.kind !== 'operation') return;
    if (step.labware === undefined) {
      report('E_PLACE', path, `"${step.id}" names no labware, so nothing says which instrument is meant`, { suggestion: 'add "labware"' });
      return;
    }
    const here = places.get(step.labware);
    if (!here) return;
    this.covers.set(index, here.cover);
    if (here.stay !== null) {
      this.log.operation(here.stay, index);
      if (capabilitySpec(step.capability)?.holds) places.set(step.labware, { ...here, held: step.then === 'stop' ? null : step.id });
    }
    if (here.stay === null && !standsIn([...path, 'capability'])) {
      const where = here.place === 'bench' ? 'on the bench' : 'in the waste';
      report('E_PLACE', [...path, 'labware'], `"${step.labware}" is ${where}, not on an instrument with ${step.capability}`, {
        suggestion: 'put an operator step with a move to a role before it',
      });
    }
  }

  private operator({ index, path, body }: StepNode, step: OperatorStep, places: Places): void {
    const { report } = this.compilation;
    checkHandsOn(this.compilation, step, path, (labware) => {
      const here = places.get(labware);
      return here && { place: here.place, onInstrument: here.stay !== null, held: here.held };
    });
    for (const [j, { labware, to }] of (step.moves ?? []).entries()) {
      const here = places.get(labware);
      const at = [...path, 'moves', j];
      if (!here) continue;
      if (here.place === 'waste') report('E_PLACE', at, `"${labware}" is in the waste and stays there`);
      else if (to === here.place) report('E_PLACE', at, `"${labware}" is already at "${here.place}"`);
      else {
        const moment = { step: index, at: j };
        const ref = { step: index, move: j };
        if (here.stay !== null) this.log.end(here.stay, ref, { list: body, from: here.since, until: moment });
        const stay = FIXED.includes(to) ? null : this.log.begin(labware, to, ref, here.cover);
        places.set(labware, { place: to, cover: here.cover, stay, since: moment, held: null });
      }
    }
    const moved = new Set((step.moves ?? []).map(({ labware }) => labware));
    for (const [j, { from }] of (step.transfers ?? []).entries()) {
      const here = from && places.get(from.labware);
      // A step that moves it has it in hand before or after; otherwise nothing stops the instrument for a pipette.
      if (!here || here.place === 'bench' || moved.has(from.labware)) continue;
      const where = here.stay === null ? 'in the waste' : `at "${here.place}"`;
      report('E_PLACE', [...path, 'transfers', j, 'from', 'labware'], `"${from.labware}" is ${where}, where nobody pipettes from it`, {
        suggestion: `move "${from.labware}" to the bench in this step or before it`,
      });
    }
    for (const { labware, cover } of step.covers ?? []) {
      const here = places.get(labware);
      if (here?.stay !== null && here) this.log.cover(here.stay, cover);
      if (here) places.set(labware, { ...here, cover });
    }
  }

  /** A repeat or a decision: its lists begin with the places before it and have to end with equal ones. */
  private nested(node: StepNode, places: Places): Places {
    const { tree } = this.compilation;
    const touched = labwareTouched(tree, node.index).filter((labware) => places.has(labware));
    const entry: Places = new Map();
    for (const labware of touched) {
      const here = places.get(labware) as Whereabouts;
      if (here.stay !== null) this.log.span(here.stay, { list: node.body, from: here.since, until: { step: node.index, at: ENTERED } });
      entry.set(labware, { ...here, since: null });
    }
    const ends = node.bodies.map((list) => {
      const end = this.list(list, new Map(entry));
      this.finish(list, end);
      return end;
    });
    const reference = node.step.kind === 'repeat' ? entry : (ends[0] ?? entry);
    for (const [i, end] of ends.entries()) this.compare(node, tree.body(node.bodies[i] ?? 0).path, reference, end);
    const after = new Map(places);
    for (const [labware, here] of reference) after.set(labware, { ...here, since: { step: node.index, at: LEFT } });
    return after;
  }

  private compare({ step }: StepNode, path: DocumentPath, reference: Places, end: Places): void {
    const { report, standsIn } = this.compilation;
    if (standsIn(path.slice(0, -1))) return;
    for (const [labware, was] of reference) {
      const is = end.get(labware) ?? was;
      const told =
        step.kind === 'repeat'
          ? (a: string, b: string) =>
              `each round of "${step.id}" finds "${labware}" ${a} and leaves it ${b}, so the next round could not run`
          : (a: string, b: string) => `a case of "${step.id}" leaves "${labware}" ${a} and another ${b}, so nobody knows after it`;
      if (is.place !== was.place)
        report('E_PLACE', path, told(`at "${was.place}"`, `at "${is.place}"`), {
          suggestion: `move "${labware}" to "${was.place}" at the end`,
        });
      else if (is.stay !== null && was.stay !== null) this.log.join(was.stay, is.stay);
      if (is.cover !== was.cover)
        report('E_LABWARE', path, told(`with the cover "${was.cover}"`, `with "${is.cover}"`), {
          suggestion: `put "${was.cover}" on it at the end`,
        });
    }
  }
}
