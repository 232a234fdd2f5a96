import * as persistence from '@labwright/persistence';

export const sideways = persistence;
