import type { Ledger, Violation } from '../ledger';

/** After the last run nothing stays leased beyond its owner, busy, shaking or heated, except what is kept on purpose. */
export function rest({ remains }: Ledger): readonly Violation[] {
  const { kept, devices } = remains;
  return [
    ...remains.leases.map((lease) => `${lease}, and nobody renews it`),
    ...remains.reservations.map((place) => `${place} is still reserved`),
    ...remains.busy,
    ...remains.attempts.map((attempt) => `${attempt} is still under way`),
    ...devices
      .filter(({ device }) => !kept.includes(device))
      .flatMap(({ device, rpm, temperature }) => [
        ...(rpm > 0 ? [`${device} still turns at ${rpm} rpm`] : []),
        ...(temperature === null ? [] : [`${device} is still heated to ${temperature} Cel`]),
      ]),
  ];
}
