/*
 * The points of a dispatcher at which it may die, or be suspended: each has a name and a number, the how-manieth of its name since the points were
 * armed. One process records the points that it passes; each of the next ones is told one of them and dies there, by SIGKILL of itself, so that
 * not one more instruction of it is done.
 */

/** The how-manieth pass of one name still makes a point; more of the same tell nothing new. */
const mostOf = (name) => (/: (before|after)$/.test(name) ? 2 : 1);

const mode = { is: 'off', at: null, signal: 'SIGKILL', instrument: null };
let counts = new Map();
let seen = [];

/** Whether anything is recorded, or meant to happen. */
export const isOn = () => mode.is !== 'off';

/** Whether points on the wire of this instrument count: those of the others belong to their telemetry. */
export const isWatched = (instrument) => mode.is !== 'off' && mode.instrument === instrument;

/** Whether the next pass of this name is the point: for what has to be done differently before it strikes. */
export const isMine = (name) => mode.is === 'strike' && mode.at === idOf(name, (counts.get(name) ?? 0) + 1);

/** Strikes if this is the point; otherwise notes it. */
export function reach(name) {
  if (mode.is === 'off') return;
  const number = (counts.get(name) ?? 0) + 1;
  counts.set(name, number);
  const id = idOf(name, number);
  if (mode.is === 'record') {
    if (number <= mostOf(name)) seen.push(id);
  } else if (id === mode.at) strike();
}

/** SIGKILL ends every thread of this process before the call returns; SIGSTOP lets it go on at the next instruction, whenever it is woken. */
export function strike() {
  mode.is = 'off';
  process.kill(process.pid, mode.signal);
}

const idOf = (name, number) => (number === 1 ? name : `${name} (${number})`);

/**
 * Follows the words of the test: `{points: 'record' | 'off', instrument}` and `{strikeAt, signal, instrument}`; answers each with the names
 * recorded until then.
 */
export function followOrders() {
  process.on('message', (message) => {
    if (message?.points === undefined && message?.strikeAt === undefined) return;
    const recorded = seen;
    counts = new Map();
    seen = [];
    mode.is = message.strikeAt === undefined ? message.points : 'strike';
    mode.at = message.strikeAt ?? null;
    mode.signal = message.signal ?? 'SIGKILL';
    mode.instrument = message.instrument ?? null;
    process.send({ type: 'points', recorded });
  });
}
