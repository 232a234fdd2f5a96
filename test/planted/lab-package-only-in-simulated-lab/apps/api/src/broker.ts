import { Aedes } from 'aedes';

export const brokers: Aedes[] = [];
