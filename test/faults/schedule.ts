import type { seededRandom } from '../../apps/simulator/src/seeded-random';

/** What is waited for before a fault comes, for a while: a pump that is about to run, a plate that is about to be read, or nothing. */
export type Aim = 'dose' | 'read' | 'operation' | null;

/** One fault as it is planned. */
export interface PlannedFault {
  readonly kind: string;
  /** Wall milliseconds after the end of the one before it. */
  readonly afterMs: number;
  readonly aim: Aim;
  /** Wall milliseconds from what it aims at until it comes. */
  readonly offsetMs: number;
  /** How long it lasts, wall milliseconds; 0 for what is over at once. */
  readonly lastsMs: number;
  /** In [0, 1): which of the instruments, or processes, that it could meet. */
  readonly pick: number;
}

/** A kind of fault: how often it comes beside the others, what it aims at, and how long it lasts, wall milliseconds. */
export interface FaultKind {
  readonly kind: string;
  readonly weight: number;
  readonly aims: readonly Aim[];
  readonly lastsMs: readonly [number, number];
  /** So often at most: a launcher gives a service up that ends too often. */
  readonly most?: number;
}

/** A lease lasts 3 s; a dispatcher that is stopped for longer has lost everything that it owned. */
const PAST_A_LEASE: readonly [number, number] = [3_600, 10_000];
const LINE: readonly [number, number] = [1_500, 4_000];

export const FAULT_KINDS: readonly FaultKind[] = [
  { kind: 'dispatcher.killed', weight: 4, aims: ['dose', 'dose', 'read', 'operation'], lastsMs: [0, 0], most: 30 },
  { kind: 'dispatcher.suspended', weight: 4, aims: ['dose', 'dose', 'read', 'operation'], lastsMs: PAST_A_LEASE },
  { kind: 'api.killed', weight: 1, aims: [null], lastsMs: [0, 0], most: 15 },
  { kind: 'postgres.killed', weight: 1.5, aims: ['dose', 'read', 'operation'], lastsMs: [0, 0], most: 15 },
  { kind: 'postgres.slow', weight: 1, aims: ['dose', 'operation'], lastsMs: [2_000, 6_000] },
  { kind: 'broker.killed', weight: 1.5, aims: ['dose'], lastsMs: [0, 0], most: 15 },
  { kind: 'disk.full', weight: 0.7, aims: ['operation'], lastsMs: [1_500, 3_000], most: 8 },
  { kind: 'serial.cut', weight: 1.5, aims: ['read', 'operation', null], lastsMs: [500, 4_000] },
  { kind: 'serial.garbage', weight: 1, aims: [null], lastsMs: LINE },
  { kind: 'serial.half_frames', weight: 1, aims: [null], lastsMs: LINE },
  { kind: 'serial.slow_bytes', weight: 1, aims: [null], lastsMs: LINE },
  { kind: 'serial.lost_replies', weight: 1, aims: ['read', 'operation'], lastsMs: LINE },
  { kind: 'mqtt.duplicated', weight: 1, aims: [null], lastsMs: [2_000, 6_000] },
  { kind: 'mqtt.reordered', weight: 1, aims: [null], lastsMs: [2_000, 6_000] },
  { kind: 'mqtt.delayed', weight: 1, aims: ['dose'], lastsMs: [2_000, 6_000] },
  { kind: 'http.late', weight: 1, aims: [null], lastsMs: [2_000, 6_000] },
  { kind: 'http.lost_answers', weight: 1.5, aims: ['dose'], lastsMs: [300, 1_500] },
  { kind: 'device.rebooted', weight: 1.5, aims: ['dose', 'operation'], lastsMs: [0, 0] },
];

/** Those that meet a dose at its worst moments, for a pass that has to find what a safeguard keeps away. */
export const AIMED_KINDS: readonly FaultKind[] = [
  { kind: 'dispatcher.killed', weight: 1, aims: ['dose'], lastsMs: [0, 0], most: 20 },
  // Long enough that somebody else has taken over, and a person has looked and answered.
  { kind: 'dispatcher.suspended', weight: 2, aims: ['dose'], lastsMs: [11_000, 15_000] },
];

/** Faults without end, the same ones for the same seed. Kinds come in a shuffled order first, so that a short run meets as many as it can. */
export function* schedule(random: ReturnType<typeof seededRandom>, kinds: readonly FaultKind[] = FAULT_KINDS): Generator<PlannedFault> {
  const between = ([low, high]: readonly [number, number]) => Math.round(low + random() * (high - low));
  const left = new Map(kinds.map(({ kind, most }) => [kind, most ?? Infinity]));
  const deck = kinds.map((kind) => ({ kind, at: random() })).toSorted((a, b) => a.at - b.at);
  for (;;) {
    const usable = kinds.filter(({ kind }) => (left.get(kind) ?? 0) > 0);
    const next = deck.shift()?.kind ?? drawn(usable, random());
    if (next === undefined) return;
    left.set(next.kind, (left.get(next.kind) ?? 0) - 1);
    yield {
      kind: next.kind,
      afterMs: between([500, 3_000]),
      aim: next.aims[Math.floor(random() * next.aims.length)] ?? null,
      offsetMs: between([0, 500]),
      lastsMs: between(next.lastsMs),
      pick: random(),
    };
  }
}

function drawn(kinds: readonly FaultKind[], at: number): FaultKind | undefined {
  const whole = kinds.reduce((sum, { weight }) => sum + weight, 0);
  let left = at * whole;
  return kinds.find(({ weight }) => (left -= weight) < 0) ?? kinds.at(-1);
}
