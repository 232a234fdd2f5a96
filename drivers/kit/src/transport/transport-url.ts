import { LabError } from '@labwright/domain';

/** A serial port with its line settings; the URL form is `serial:///dev/ttyUSB0?baud=9600&parity=even&dataBits=8&stopBits=1&rtscts=on`. */
export interface SerialUrl {
  readonly kind: 'serial';
  readonly path: string;
  /** Bits per second, default 115200; USB CDC devices ignore it. */
  readonly baud: number;
  /** Default none. */
  readonly parity: 'none' | 'even' | 'odd';
  /** Default 8. */
  readonly dataBits: 7 | 8;
  /** Default 1. */
  readonly stopBits: 1 | 2;
  /** Flow control by RTS and CTS; default off. */
  readonly rtscts: boolean;
}

/** A TCP peer such as a serial device server; the URL form is `tcp://host:port`. */
export interface TcpUrl {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
}

/** A line inside this process, for specs. */
export interface MemoryUrl {
  readonly kind: 'memory';
  readonly name: string;
}

const FORMS = 'serial:///dev/ttyUSB0?baud=9600&parity=even&dataBits=8&stopBits=1 or tcp://host:port';

function invalid(url: string, setting: string, value: string, allowed: string): LabError {
  return new LabError('SETTING_INVALID', `instrument url "${url}": ${setting} "${value}" is not usable; write ${allowed}`, {
    setting,
    value,
    allowed,
  });
}

function oneOf<T extends string | number>(url: URL, setting: string, allowed: readonly T[], fallback: T): T {
  const text = url.searchParams.get(setting);
  if (text === null) return fallback;
  const found = allowed.find((value) => String(value) === text);
  if (found === undefined) throw invalid(url.href, setting, text, allowed.join(', '));
  return found;
}

function serialUrl(url: URL): SerialUrl {
  const known = ['baud', 'parity', 'dataBits', 'stopBits', 'rtscts'];
  for (const name of url.searchParams.keys()) {
    if (!known.includes(name)) throw invalid(url.href, 'parameter', name, known.join(', '));
  }
  const path = decodeURIComponent(url.pathname === '' || url.pathname === '/' ? url.host : url.pathname);
  if (path === '') throw invalid(url.href, 'path', '', FORMS);
  const baudText = url.searchParams.get('baud') ?? '115200';
  if (!/^\d{2,7}$/.test(baudText)) throw invalid(url.href, 'baud', baudText, 'a whole number of bits per second');
  return {
    kind: 'serial',
    path,
    baud: Number(baudText),
    parity: oneOf(url, 'parity', ['none', 'even', 'odd'] as const, 'none'),
    dataBits: oneOf(url, 'dataBits', [7, 8] as const, 8),
    stopBits: oneOf(url, 'stopBits', [1, 2] as const, 1),
    rtscts: oneOf(url, 'rtscts', ['on', 'off'] as const, 'off') === 'on',
  };
}

/** Reads an instrument's URL. @throws LabError SETTING_INVALID, which says what may be written instead */
export function parseTransportUrl(text: string): SerialUrl | TcpUrl | MemoryUrl {
  if (!URL.canParse(text)) throw invalid(text, 'url', text, FORMS);
  const url = new URL(text);
  switch (url.protocol) {
    case 'serial:':
      return serialUrl(url);
    case 'tcp:': {
      const port = Number(url.port);
      if (url.hostname === '' || !Number.isInteger(port) || port < 1)
        throw invalid(text, 'address', `${url.hostname}:${url.port}`, 'tcp://host:port');
      return { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/g, ''), port };
    }
    case 'memory:':
      return { kind: 'memory', name: url.host || url.pathname };
    default:
      throw invalid(text, 'scheme', url.protocol.replace(':', ''), FORMS);
  }
}
