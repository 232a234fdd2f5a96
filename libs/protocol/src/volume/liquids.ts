import type { Compilation } from '../compilation';
import type { Quantities } from '../passes/quantities';
import type { RunningOrder } from '../running-order';
import { poursOf, type Pour } from './pour';
import { roundsOf, type Rounds } from './rounds';

/** What the passes over liquids have in common: what each step pours, and how often each may run. Steps by their number. */
export interface Liquids {
  readonly poursOf: (node: number) => readonly Pour[];
  /** Of a repeat; once for every other step. */
  readonly roundsOf: (node: number) => Rounds;
}

const ONCE: Rounds = { most: 1, because: 'once' };

export function liquidsOf(compilation: Compilation, order: RunningOrder, quantities: Quantities): Liquids {
  const { nodes } = compilation.tree;
  const pours = nodes.map((node) => poursOf(compilation, quantities, node));
  const rounds = nodes.map((node) => roundsOf(node, order, quantities));
  return { poursOf: (node) => pours[node] ?? [], roundsOf: (node) => rounds[node] ?? ONCE };
}
