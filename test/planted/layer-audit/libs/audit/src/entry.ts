import * as persistence from '@labwright/persistence';

export const upwards = persistence;
