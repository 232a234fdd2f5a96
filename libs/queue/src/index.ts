export { WakeQueues } from './wake-queue';
export type { WakeJob, WakeQueueOptions, WakeWorker } from './wake-queue';
