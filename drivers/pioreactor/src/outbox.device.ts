import type { DeviceWorld, FaultSwitch, MqttLink } from '@drivers/kit';

/** Faults on the way from the device to the broker. */
export const OUTBOX_FAULTS = [
  { name: 'dropReplies', summary: 'nothing that the unit or its leader says arrives; what it is told does' },
  { name: 'duplicateMessages', summary: 'each message comes twice' },
  { name: 'reorderMessages', summary: 'measurements overtake each other by up to half a second' },
] as const satisfies readonly FaultSwitch[];
export type OutboxFault = (typeof OUTBOX_FAULTS)[number]['name'];

/** Largest delay of a measurement under `reorderMessages`, lab milliseconds. */
const OVERTAKE_MS = 500;

/** What the device says, on its way to the broker. Settings and states keep their order whatever the faults do, as MQTT promises. */
export class Outbox {
  readonly faults = new Set<OutboxFault>();
  private readonly cancels = new Set<() => void>();

  constructor(private readonly world: DeviceWorld) {}

  /** Retained, QoS 2, as settings and states are published. */
  setting(link: MqttLink, topic: string, payload: Uint8Array): void {
    this.send(link, topic, payload, true);
  }

  /** Measurements are retained too, and may overtake each other under a fault. */
  measurement(link: MqttLink, topic: string, payload: Uint8Array): void {
    if (!this.faults.has('reorderMessages')) return this.send(link, topic, payload, true);
    this.later(this.world.random() * OVERTAKE_MS, () => this.send(link, topic, payload, true));
  }

  /** News only: dosing events and logs. */
  event(link: MqttLink, topic: string, payload: Uint8Array): void {
    this.send(link, topic, payload, false);
  }

  dispose(): void {
    for (const cancel of this.cancels) cancel();
    this.cancels.clear();
  }

  private later(labMs: number, send: () => void): void {
    const cancel = this.world.after(labMs, () => {
      this.cancels.delete(cancel);
      send();
    });
    this.cancels.add(cancel);
  }

  private send(link: MqttLink, topic: string, payload: Uint8Array, retain: boolean): void {
    if (this.faults.has('dropReplies')) return;
    const copies = this.faults.has('duplicateMessages') ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      // A unit whose broker is away goes on; what it says then is lost, and its settings are said again when the link is back.
      link.publish(topic, payload, { qos: 2, retain }).catch(() => undefined);
    }
  }
}
