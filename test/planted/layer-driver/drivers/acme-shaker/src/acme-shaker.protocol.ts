import * as sibling from '@drivers/opentrons-heater-shaker';

export const borrowed = sibling;
