import * as queue from '@labwright/queue';

export const sideways = queue;
