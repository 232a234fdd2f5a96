import * as testing from '@labwright/testing';

export const builders = testing;
