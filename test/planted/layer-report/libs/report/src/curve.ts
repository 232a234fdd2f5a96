import * as protocol from '@labwright/protocol';

export const sideways = protocol;
