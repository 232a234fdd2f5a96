import { StepOrder } from './step-order';
import type { StepTree } from './step-tree';

/** Two steps lifted into the innermost list that contains both, or rather a step around each of them. */
export interface Lifted {
  /** Null where the two are in different lists of one decision, of which only one is run, or one is around the other. */
  readonly list: number | null;
  readonly a: number;
  readonly b: number;
}

/** Which steps come before which, in all lists. Steps are named by their number in the tree. */
export class RunningOrder {
  /** Place of each step in its own list. */
  private readonly place: readonly number[];

  /** @param orders one for each list of the tree, over places in that list */
  constructor(
    readonly tree: StepTree,
    private readonly orders: readonly StepOrder[],
  ) {
    const place = tree.nodes.map(() => 0);
    for (const body of tree.bodies) for (const [i, node] of body.nodes.entries()) place[node] = i;
    this.place = place;
  }

  /** Steps of one list in running order; ties in the order of the document. */
  topological(body: number): readonly number[] {
    const { nodes } = this.tree.body(body);
    return (this.orders[body]?.topological ?? []).map((i) => nodes[i] ?? 0);
  }

  /** Steps of the same list that must be over first. */
  predecessors(node: number): readonly number[] {
    const { body } = this.tree.node(node);
    const { nodes } = this.tree.body(body);
    return (this.orders[body]?.predecessors[this.place[node] ?? 0] ?? []).map((i) => nodes[i] ?? 0);
  }

  lift(a: number, b: number): Lifted {
    const up = new Map(this.tree.around(a).map((node) => [node.body, node.index]));
    for (const node of this.tree.around(b)) {
      const other = up.get(node.body);
      if (other !== undefined) return { list: other === node.index ? null : node.body, a: other, b: node.index };
    }
    return { list: null, a, b };
  }

  /** Whether `a` is always over before `b` starts, where both run in the same round of every repeat around both. */
  precedes(a: number, b: number): boolean {
    const { body } = this.tree.node(a);
    const lifted = body === this.tree.node(b).body ? { list: body, a, b } : this.lift(a, b);
    if (lifted.list === null) return false;
    return this.orders[lifted.list]?.precedes(this.place[lifted.a] ?? 0, this.place[lifted.b] ?? 0) ?? false;
  }

  /** Whether `a` has surely been run before `b` starts: it precedes `b`, and no decision can leave it out. */
  surelyPrecedes(a: number, b: number): boolean {
    if (!this.precedes(a, b)) return false;
    const { a: lifted } = this.lift(a, b);
    return lifted === a || this.surelyInside(a, lifted);
  }

  /** Whether `inner` runs in each round of `outer`, a step around it. */
  surelyInside(inner: number, outer: number): boolean {
    const around = this.tree.around(inner);
    const end = around.findIndex(({ index }) => index === outer);
    return end > 0 && around.slice(1, end + 1).every(({ step }) => step.kind === 'repeat');
  }

  isInside(inner: number, outer: number): boolean {
    return inner !== outer && this.tree.around(inner).some(({ index }) => index === outer);
  }
}
