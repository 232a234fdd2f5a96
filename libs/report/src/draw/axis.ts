import type { XAXisComponentOption, YAXisComponentOption } from 'echarts';
import { numberWords } from '../words/number';
import type { Scale } from './scale';
import { FAINT, FONT, GRID, INK, SMALL } from './svg';

/** What both axes have: round numbers at the ticks of the scale, a thin grid, and the name beside it. */
function base(scale: Scale, name: string, gap: number) {
  const ticks = scale.ticks.map(({ at }) => at);
  const words = (at: number) => {
    const tick = scale.ticks.find((each) => Math.abs(each.at - at) <= 1e-9);
    return tick ? numberWords(tick.value, 6) : '';
  };
  return {
    type: 'value',
    min: 0,
    max: 1,
    name,
    nameLocation: 'middle',
    nameGap: gap,
    nameTextStyle: { color: INK, fontSize: FONT },
    axisLine: { show: true, onZero: false, lineStyle: { color: FAINT } },
    axisTick: { show: true, customValues: ticks },
    axisLabel: { customValues: ticks, formatter: words, color: INK, fontSize: SMALL, hideOverlap: true },
    splitLine: { show: true, lineStyle: { color: GRID } },
  } as const;
}

export function xAxis(scale: Scale, name: string, options: { readonly grid: number; readonly words: boolean }): XAXisComponentOption {
  const { axisLabel, ...axis } = base(scale, options.words ? name : '', 30);
  return {
    ...axis,
    position: 'bottom',
    axisLabel: { ...mutable(axisLabel), show: options.words },
    axisTick: mutable(axis.axisTick),
    gridIndex: options.grid,
  };
}

export function yAxis(scale: Scale, name: string, grid: number): YAXisComponentOption {
  const { axisLabel, ...axis } = base(scale, name, 58);
  return { ...axis, position: 'left', axisLabel: mutable(axisLabel), axisTick: mutable(axis.axisTick), gridIndex: grid };
}

function mutable<Part extends { readonly customValues: readonly number[] }>(part: Part): Part & { customValues: number[] } {
  return { ...part, customValues: [...part.customValues] };
}
