import type { DocumentPath } from './pointer';
import type { Protocol } from './protocol.schema';
import type { Step } from './step.schema';

/** One step with its place. */
export interface StepNode {
  /** Its number in the whole document, in reading order; passes name steps by it. */
  readonly index: number;
  readonly step: Step;
  readonly path: DocumentPath;
  /** The list that it is in. */
  readonly body: number;
  /** 1 in the protocol's own list. */
  readonly depth: number;
  /** The lists in it, in reading order: a repeat has one, a decision one for each case and its `else`. */
  readonly bodies: readonly number[];
}

/** One list of steps. */
export interface StepBody {
  readonly index: number;
  readonly path: DocumentPath;
  /** The step whose list it is; null for the protocol's own. */
  readonly owner: number | null;
  /** In the order of the document. */
  readonly nodes: readonly number[];
}

/** The lists in a step as it is written, with their paths in it. */
export function listsOf(step: Step): readonly (readonly [path: DocumentPath, steps: readonly Step[]])[] {
  if (step.kind === 'repeat') return [[['body'], step.body]];
  if (step.kind !== 'decision') return [];
  return [...step.cases.map(({ steps }, i) => [['cases', i, 'steps'], steps] as const), [['else', 'steps'], step.else.steps]];
}

/** All steps of a protocol, nested ones too. */
export class StepTree {
  readonly nodes: readonly StepNode[];
  /** The protocol's own list is the first. */
  readonly bodies: readonly StepBody[];

  constructor({ steps }: Pick<Protocol, 'steps'>) {
    const nodes: StepNode[] = [];
    const bodies: StepBody[] = [];
    const add = (path: DocumentPath, list: readonly Step[], owner: number | null, depth: number): number => {
      const members: number[] = [];
      const body = bodies.push({ index: bodies.length, path, owner, nodes: members }) - 1;
      for (const [i, step] of list.entries()) {
        const own: number[] = [];
        const node = { index: nodes.length, step, path: [...path, i], body, depth, bodies: own };
        nodes.push(node);
        members.push(node.index);
        for (const [inside, nested] of listsOf(step)) own.push(add([...node.path, ...inside], nested, node.index, depth + 1));
      }
      return body;
    };
    add(['steps'], steps, null, 1);
    this.nodes = nodes;
    this.bodies = bodies;
  }

  /** @throws RangeError for a number that no step has */
  node(index: number): StepNode {
    const node = this.nodes[index];
    if (!node) throw new RangeError(`there is no step number ${index}`);
    return node;
  }

  /** @throws RangeError for a number that no list has */
  body(index: number): StepBody {
    const body = this.bodies[index];
    if (!body) throw new RangeError(`there is no list number ${index}`);
    return body;
  }

  /** The step and the steps around it, innermost first. */
  around(index: number): readonly StepNode[] {
    const found: StepNode[] = [];
    for (let at: number | null = index; at !== null; at = this.body(this.node(at).body).owner) found.push(this.node(at));
    return found;
  }

  /** Every step in this one, at any depth. */
  inside(index: number): readonly StepNode[] {
    const found: StepNode[] = [];
    const { depth } = this.node(index);
    for (let i = index + 1; (this.nodes[i]?.depth ?? 0) > depth; i += 1) found.push(this.node(i));
    return found;
  }
}
