import { init } from 'echarts';

export const chart = init(null);
