import { Role } from './role';

/**
 * What a credential may be good for: one scope for each right that is given or withheld as a whole. Every route of the API names one of them;
 * a key may be limited to some of those that its principal has.
 */
export const Scopes = {
  'lab:read': 'see instruments, protocols, runs, readings, tasks and events',
  'photos:read': 'see photos that people took at the bench',
  'audit:read': 'see and check the audit log',
  'protocols:write': 'check and submit protocols and drafts',
  'protocols:review': 'approve, reject and revoke protocols',
  'screening:release': 'release or reject what was held for biosafety',
  'policy:write': 'change the policy of the site',
  'runs:write': 'create and start runs',
  'runs:resume': 'let a paused run go on',
  'runs:stop': 'pause and cancel runs, acknowledge notifications',
  'queue:write': 'say which run goes first',
  'bench:write': 'answer for what happened at the bench: doubts, places, photos',
  'tasks:write': 'take and complete operator tasks',
  'questions:write': 'ask the bench assistant',
  'readings:write': 'say which wells count',
  'stock:write': 'enter lots of materials',
  'instruments:operate': 'pause an instrument, drive it by hand, take it out of service',
  'instruments:write': 'register instruments, set their limits, apply a fleet',
  'estop:write': 'stop everything at once',
  'access:write': 'make principals and keys, and end them',
} as const satisfies Record<string, string>;
export type Scope = keyof typeof Scopes;
export const ScopeNames = Object.keys(Scopes) as [Scope, ...Scope[]];

/** Whoever is let in may look, and may stop everything. */
const EVERYBODY: readonly Scope[] = ['lab:read', 'estop:write'];

/**
 * What each role is for. An admin gives out keys and looks after the fleet, but neither reviews, starts runs, nor does tasks unless it has
 * those roles too. A task names the role that it is for, and that is checked with the task.
 */
export const roleScopes: Readonly<Record<Role, readonly Scope[]>> = {
  automation_engineer: [...EVERYBODY, 'questions:write', 'instruments:write', 'instruments:operate', 'runs:stop', 'tasks:write'],
  scientist: [
    ...EVERYBODY,
    'questions:write',
    'photos:read',
    'protocols:write',
    'runs:write',
    'runs:resume',
    'runs:stop',
    'queue:write',
    'tasks:write',
    'readings:write',
    'stock:write',
  ],
  technician: [
    ...EVERYBODY,
    'questions:write',
    'photos:read',
    'runs:resume',
    'runs:stop',
    'queue:write',
    'bench:write',
    'tasks:write',
    'stock:write',
    'instruments:operate',
  ],
  reviewer: [...EVERYBODY, 'questions:write', 'photos:read', 'protocols:review', 'tasks:write', 'audit:read'],
  biosafety_officer: [...EVERYBODY, 'questions:write', 'photos:read', 'protocols:review', 'screening:release', 'runs:stop', 'audit:read'],
  study_coordinator: [...EVERYBODY],
  grader: [...EVERYBODY],
  admin: [...EVERYBODY, 'instruments:write', 'runs:stop', 'tasks:write', 'access:write', 'policy:write', 'audit:read'],
};

/** Who or what acts under a name. */
export const PrincipalKind = { user: 'user', service: 'service', model: 'model', device: 'device' } as const;
export type PrincipalKind = (typeof PrincipalKind)[keyof typeof PrincipalKind];

/** A model reads what there is and nothing else: what it drafts comes in by the person who asked. A device speaks to the broker, not to the API. */
const KIND_SCOPES: Readonly<Partial<Record<PrincipalKind, readonly Scope[]>>> = { model: ['lab:read'], device: [] };

/** What a principal may, by kind and roles; of a credential that is limited, only what it is limited to. */
export function scopesOf(kind: PrincipalKind, roles: readonly Role[], limitedTo: readonly Scope[] | null): ReadonlySet<Scope> {
  const own = KIND_SCOPES[kind] ?? roles.flatMap((role) => roleScopes[role]);
  // Stopping is gated by nothing but a credential.
  const kept = limitedTo === null ? own : own.filter((scope) => limitedTo.includes(scope) || scope === 'estop:write');
  return new Set(kept);
}

/** The roles that have a scope, for a message to whoever lacks it. */
export function rolesWith(scope: Scope): readonly Role[] {
  return Object.values(Role).filter((role) => roleScopes[role].includes(scope));
}
