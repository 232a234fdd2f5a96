import type { WriteFence, WritePurpose } from '../write-fence';

export type Unsubscribe = () => void;

/** Why a line ended without `close()` being called. */
export interface TransportClosed {
  /** `unplugged`: the port is gone or the peer hung up; `failed`: the operating system reported an error. */
  readonly reason: 'unplugged' | 'failed';
  readonly message: string;
}

/** For whom a line is opened: the name goes into messages, the fence is asked before every write. */
export interface TransportOptions {
  readonly instrument: string;
  readonly fence: WriteFence;
}

/**
 * L1: bytes in, bytes out, nothing about their meaning. Chunks arrive in any size; a chunk is not a frame.
 * Modes: closed -> open -> closed; a closed transport may be opened again. Every failure is a LabError DRIVER_TRANSPORT_*.
 */
export interface Transport {
  /** The URL it was made from, as people wrote it. */
  readonly id: string;
  readonly isOpen: boolean;
  /** @throws LabError DRIVER_TRANSPORT_NOT_FOUND, _BUSY, _ACCESS_DENIED */
  open(): Promise<void>;
  /** Frees the port. Never throws; a second call does nothing. */
  close(): Promise<void>;
  /**
   * Asks the fence and hands the bytes to the operating system in the same tick; resolves once they have left its buffer.
   * @throws LabError DRIVER_TRANSPORT_FENCED (no byte left), DRIVER_TRANSPORT_CLOSED
   */
  write(bytes: Uint8Array, purpose?: WritePurpose): Promise<void>;
  /** `tMs` is monotonic wall time. */
  onData(callback: (bytes: Uint8Array, tMs: number) => void): Unsubscribe;
  /** Called when the line ends without `close()`. */
  onClose(callback: (why: TransportClosed) => void): Unsubscribe;
  /** Throws away bytes that the operating system holds in either direction. */
  flush(): Promise<void>;
  /** Sets all three lines at once, because serialport resets every flag left out. A pseudo-terminal says `unsupported`. */
  setLines?(lines: { readonly brk: boolean; readonly dtr: boolean; readonly rts: boolean }): Promise<'ok' | 'unsupported'>;
}

/** Makes a closed transport from its URL. @throws LabError SETTING_INVALID */
export type TransportFactory = (url: string, options: TransportOptions) => Transport;
