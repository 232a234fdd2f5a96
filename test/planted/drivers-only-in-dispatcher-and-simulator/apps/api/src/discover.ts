import * as kit from '@drivers/kit';

export const shortCut = kit;
