import { SerialPort } from 'serialport';

export const ports: SerialPort[] = [];
