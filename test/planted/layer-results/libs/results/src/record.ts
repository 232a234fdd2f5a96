import * as execution from '@labwright/execution';

export const upwards = execution;
