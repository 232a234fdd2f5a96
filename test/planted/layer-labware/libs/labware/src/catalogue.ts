import * as protocol from '@labwright/protocol';

export const upwards = protocol;
