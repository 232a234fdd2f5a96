import { LabError } from './lab-error';

/** What a state machine answers to an event it allows. */
export interface Transition<State, Effect> {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** The answer to an event that the state does not allow: a typed error, never silence. */
export function notAllowed(machine: string, state: string, event: string, allowed: readonly string[]): LabError<'STATE_EVENT_NOT_ALLOWED'> {
  const way = allowed.length === 0 ? `${state} is final` : `in ${state} it takes: ${allowed.join(', ')}`;
  const article = /^[aeiou]/.test(machine) ? 'an' : 'a';
  return new LabError('STATE_EVENT_NOT_ALLOWED', `${article} ${machine} that is ${state} takes no "${event}"; ${way}`, {
    machine,
    state,
    event,
    allowed,
  });
}

/** State -> event -> next state and effects, for machines whose state is one word. */
export type TransitionTable<S extends string, E extends string, F> = Readonly<
  Record<S, Readonly<Partial<Record<E, { readonly to: S; readonly effects?: readonly F[] }>>>>
>;

/** The pure transition function of a table. */
export function tableMachine<S extends string, E extends string, F>(machine: string, table: TransitionTable<S, E, F>) {
  return (state: S, event: E): Transition<S, F> => {
    // Own keys only: an event that came in as text must not find what every object inherits.
    const row = Object.hasOwn(table[state], event) ? table[state][event] : undefined;
    if (!row) throw notAllowed(machine, state, event, Object.keys(table[state]));
    return { state: row.to, effects: row.effects ?? [] };
  };
}
