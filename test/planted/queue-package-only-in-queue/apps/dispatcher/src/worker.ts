import { Worker } from 'bullmq';

export const workers: Worker[] = [];
