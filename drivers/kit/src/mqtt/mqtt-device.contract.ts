import type { HttpExchange } from '../transport/http.transport';
import type { VirtualDevice } from '../virtual-device.contract';
import type { MqttLink, MqttWill } from './mqtt-link';

/** Opens one of the device's own connections to its broker; a device may have several, each with its own last will. */
export type DeviceLinkFactory = (clientId: string, will: MqttWill | null) => MqttLink;

/** The device's end of a wire that is a broker, and perhaps an HTTP interface. Everything but the wire is as with a byte line. */
export interface MqttVirtualDevice extends Omit<VirtualDevice, 'attach'> {
  /** Switches the device on at a broker; it connects and announces itself. */
  attachBroker(open: DeviceLinkFactory): void;
  /** Its HTTP interface. A request that it never answers hangs until the caller gives up. */
  readonly http: HttpExchange;
}
