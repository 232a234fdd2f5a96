import * as persistence from '@labwright/persistence';

export const journal = persistence;
