import * as queue from '@labwright/queue';

export const modelThatActs = queue;
