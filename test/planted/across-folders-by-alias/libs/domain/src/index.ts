export const initialRun = 'ready';
