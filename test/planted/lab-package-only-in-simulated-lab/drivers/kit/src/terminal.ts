import { open } from '@lydell/node-pty';

export const terminals = [open];
