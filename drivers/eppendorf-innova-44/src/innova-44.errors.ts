import type { DeviceFault } from '@drivers/kit';

/** What is seen instead of an error: this wire has no error reply, so troubles are told from the values. */
export type Innova44Trouble = 'drive_stopped' | 'restarted' | 'not_taken' | 'changed';

interface TroubleEntry {
  readonly code: Extract<DeviceFault['code'], 'DRIVER_DEVICE_INTERLOCK' | 'DRIVER_STATE_REBOOTED' | 'DRIVER_STATE_READ_BACK_DIFFERS'>;
  readonly text: string;
  /** What a person can do about it. */
  readonly advice: string;
}

/** Each trouble as ours. All of them are read from the device, so the outcome is known: the state is not reached. */
export const TROUBLES: Readonly<Record<Innova44Trouble, TroubleEntry>> = {
  drive_stopped: {
    code: 'DRIVER_DEVICE_INTERLOCK',
    text: 'the drive stopped unexpectedly: RV says 0 rpm while a speed is set',
    advice: 'close the lid, and look at the platform and the belt',
  },
  restarted: {
    code: 'DRIVER_STATE_REBOOTED',
    text: 'the shaker restarted (it said OK, as at power-up); its set points may have changed',
    advice: 'look at the shaker and at its power supply',
  },
  not_taken: {
    code: 'DRIVER_STATE_READ_BACK_DIFFERS',
    text: 'the shaker did not take the set point',
    advice: 'see that it is in slave mode and that its own limits allow the value',
  },
  changed: {
    code: 'DRIVER_STATE_READ_BACK_DIFFERS',
    text: 'the set point changed while waiting for it',
    advice: 'find out who used the panel, or whether the power was cut',
  },
};
