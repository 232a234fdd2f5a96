import { LabError } from '@labwright/domain';
import { SerialTransport } from './serial.transport';
import { TcpTransport } from './tcp.transport';
import type { Transport, TransportOptions } from './transport';
import { parseTransportUrl } from './transport-url';

/** The transport for an instrument's URL, closed. @throws LabError SETTING_INVALID */
export function openTransport(url: string, options: TransportOptions): Transport {
  const parsed = parseTransportUrl(url);
  switch (parsed.kind) {
    case 'serial':
      return new SerialTransport(url, parsed, options);
    case 'tcp':
      return new TcpTransport(url, parsed, options);
    case 'memory':
      throw new LabError('SETTING_INVALID', `instrument url "${url}": a memory line lives inside one spec; write serial: or tcp:`, {
        setting: 'scheme',
        value: 'memory',
        allowed: 'serial, tcp',
      });
  }
}
