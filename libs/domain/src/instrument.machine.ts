import { tableMachine } from './transition';

/** Link to the device: `offline -> connecting -> online`; any loss goes back to offline. */
export const LinkState = { offline: 'offline', connecting: 'connecting', online: 'online' } as const;
export type LinkState = (typeof LinkState)[keyof typeof LinkState];
export type LinkEvent = 'connect' | 'identified' | 'lost';

export const transitionLink = tableMachine<LinkState, LinkEvent, never>('link', {
  offline: { connect: { to: 'connecting' }, lost: { to: 'offline' } },
  connecting: { connect: { to: 'connecting' }, identified: { to: 'online' }, lost: { to: 'offline' } },
  online: { lost: { to: 'offline' } },
});

/** What the instrument does: `idle -> busy <-> holding -> idle`. */
export const ActivityState = { idle: 'idle', busy: 'busy', holding: 'holding' } as const;
export type ActivityState = (typeof ActivityState)[keyof typeof ActivityState];
export type ActivityEvent = 'begin' | 'hold' | 'end';

export const transitionActivity = tableMachine<ActivityState, ActivityEvent, never>('activity', {
  idle: { begin: { to: 'busy' }, end: { to: 'idle' } },
  busy: { begin: { to: 'busy' }, hold: { to: 'holding' }, end: { to: 'idle' } },
  holding: { begin: { to: 'busy' }, hold: { to: 'holding' }, end: { to: 'idle' } },
});

/** Whether it may be used: only `available` takes protocol steps. A person ends every other state but `retired`, which is final. */
export const ServiceState = {
  available: 'available',
  manual: 'manual',
  quarantined: 'quarantined',
  estopped: 'estopped',
  retired: 'retired',
} as const;
export type ServiceState = (typeof ServiceState)[keyof typeof ServiceState];
export type ServiceEvent = 'take_manual' | 'quarantine' | 'estop' | 'retire' | 'restore';

const away = { quarantine: { to: 'quarantined' }, estop: { to: 'estopped' }, retire: { to: 'retired' } } as const;

export const transitionService = tableMachine<ServiceState, ServiceEvent, never>('instrument', {
  available: { take_manual: { to: 'manual' }, ...away },
  manual: { restore: { to: 'available' }, ...away },
  quarantined: { restore: { to: 'available' }, take_manual: { to: 'manual' }, ...away },
  estopped: { restore: { to: 'available' }, take_manual: { to: 'manual' }, ...away },
  retired: {},
});
