import type { P2dAnswer } from '../contract/p2d.ts';
import { type PlotScale, roundScale, scaleToEnd, tickText } from './plot-scale.ts';

type Series = P2dAnswer['series'];

interface Panel {
  readonly key: 'voltage_V' | 'current_A' | 'temperature_degC';
  readonly label: string;
  readonly colour: string;
  readonly height: number;
}

const width = 1200;
const left = 86;
const right = width - 24;
const top = 124;
const gap = 26;
const bottom = 56;
const voltage: Panel = { key: 'voltage_V', label: 'voltage [V]', colour: '#0b5cad', height: 300 };
const current: Panel = {
  key: 'current_A',
  label: 'current [A], discharge > 0',
  colour: '#a03a00',
  height: 190,
};
const temperature: Panel = {
  key: 'temperature_degC',
  label: 'temperature [degC]',
  colour: '#2f6b2f',
  height: 190,
};

/** Units of the time axis, each from the duration on at which it reads best [s]. */
const timeUnits = [
  { from: 4 * 86_400, name: 'd', seconds: 86_400 },
  { from: 7_200, name: 'h', seconds: 3_600 },
  { from: 600, name: 'min', seconds: 60 },
  { from: 0, name: 's', seconds: 1 },
] as const;
/** Ends of steps that would stand closer are not all marked [px]. */
const closestEnds = 4;
/** Temperatures that differ by less are one [K]. */
const sameTemperature = 0.005;
const protocolLength = 150;

/**
 * An answer as a drawing (SVG): voltage and current over time, and temperature where it changes, one below the other, with
 * the ends of the protocol's steps.
 */
export function plotCell(answer: P2dAnswer, protocol: string): string {
  const { series, status } = answer;
  const duration = series.time_s.at(-1) ?? 0;
  const unit = timeUnits.find(({ from }) => duration >= from)!;
  const seconds = scaleToEnd(duration > 0 ? duration / unit.seconds : 1, {
    from: left,
    to: right,
    count: 12,
  });
  const time: PlotScale = { ...seconds, at: (value) => seconds.at(value / unit.seconds) };
  const panels = isOneTemperature(series) ? [voltage, current] : [voltage, current, temperature];
  const drawn: string[] = [];
  let y = top;
  for (const panel of panels) {
    const held = panel === current ? [0, ...series.current_A] : series[panel.key];
    const values = roundScale(held, { from: y + panel.height, to: y, count: 5 });
    drawn.push(...panelParts({ panel, series, time, ticks: seconds, values, y }));
    if (status === 'failed' && panel === voltage) drawn.push(mark(series, time, values));
    y += panel.height + gap;
  }
  const base = y - gap;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${base + bottom}" viewBox="0 0 ${width} ${base + bottom}" font-family="Inter, sans-serif" font-size="14">
<rect width="100%" height="100%" fill="#fff"/>
${[...titleParts(answer, protocol), ...stepParts(series, time, base), ...drawn].join('\n')}
${seconds.ticks.map((tick) => text(seconds.at(tick), base + 20, tickText(tick), 'middle')).join('\n')}
${text((left + right) / 2, base + 44, `time [${unit.name}]`, 'middle')}
</svg>
`;
}

/** What was solved, under which protocol, and what came of it. */
function titleParts(answer: P2dAnswer, protocol: string): string[] {
  const { parameters, model, preset, status, event, cause, summary, series } = answer;
  const words = protocol
    .replace(/#[^\n]*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const shown = words.length > protocolLength ? `${words.slice(0, protocolLength - 3)}...` : words;
  const ended =
    cause === undefined
      ? `ended by ${event === undefined ? 'its protocol' : event.kind} at ${summary.duration_s.toFixed(1)} s`
      : `${status} at ${cause.time_s.toFixed(1)} s: ${cause.code}`;
  const steps = (series.step.at(-1) ?? 0) + 1;
  const { temperatureMax_degC: hottest, meanVoltage_V: mean } = summary;
  const state =
    hottest === null || mean === null
      ? 'it did not begin'
      : `mean ${mean.toFixed(3)} V; ${isOneTemperature(series) ? `at ${tickText(Number(hottest.toFixed(2)))}` : `up to ${hottest.toFixed(1)}`} degC`;
  const numbers = `${summary.capacity_Ah.toPrecision(5)} Ah and ${summary.energy_Wh.toPrecision(5)} Wh drawn, net; ${state}; ${steps} ${steps === 1 ? 'step' : 'steps'}`;
  const colour = cause === undefined ? '#555' : '#b00020';
  return [
    `<text x="${left}" y="32" font-size="20">${escaped(`${parameters.name}, ${model}, ${preset}`)}</text>`,
    `<text x="${right}" y="32" fill="${colour}" text-anchor="end">${escaped(ended)}</text>`,
    `<text x="${left}" y="58" fill="#333">${escaped(shown)}</text>`,
    `<text x="${left}" y="80" fill="#555">${escaped(numbers)}</text>`,
  ];
}

/** Where steps of the protocol end, with their numbers from 1 where there is room. */
function stepParts({ time_s, step }: Series, time: PlotScale, base: number): string[] {
  const ends = step.flatMap((number, row) =>
    number === step[row + 1] ? [] : [{ number: number + 1, x: time.at(time_s[row]!) }],
  );
  if (ends.length < 2 || ends.length > (right - left) / closestEnds) return [];
  const parts: string[] = [];
  let before = left;
  let drawn = left;
  let free = left;
  for (const { number, x } of ends) {
    if (x - drawn >= closestEnds && right - x >= closestEnds) {
      parts.push(
        `<path d="M${short(x)} ${top - 6}V${base}" stroke="#999" stroke-dasharray="3 4"/>`,
      );
      drawn = x;
    }
    const name = number === 1 ? 'step 1' : String(number);
    const half = 4.5 * name.length;
    const middle = Math.max((before + x) / 2, left + (number === 1 ? half : 0));
    if (middle - half >= free) {
      parts.push(text(middle, top - 10, name, 'middle', '#777'));
      free = middle + half;
    }
    before = x;
  }
  return parts;
}

interface PanelDrawing {
  readonly panel: Panel;
  readonly series: Series;
  readonly time: PlotScale;
  /** Of the time axis, in its unit. */
  readonly ticks: PlotScale;
  readonly values: PlotScale;
  readonly y: number;
}

function panelParts({ panel, series, time, ticks, values, y }: PanelDrawing): string[] {
  const { key, label, colour, height } = panel;
  const verticals = ticks.ticks.map((tick) => `M${short(ticks.at(tick))} ${y}v${height + 5}`);
  const horizontals = values.ticks.map((tick) => `M${left - 5} ${short(values.at(tick))}H${right}`);
  return [
    `<path d="${[...verticals, ...horizontals].join('')}" fill="none" stroke="#e4e4e4"/>`,
    ...values.ticks.map((tick) => text(left - 10, values.at(tick) + 5, tickText(tick), 'end')),
    `<rect x="${left}" y="${y}" width="${right - left}" height="${height}" fill="none" stroke="#777"/>`,
    `<polyline points="${thinned(series.time_s, series[key], time, values)}" fill="none" stroke="${colour}" stroke-width="1.8" stroke-linejoin="round"/>`,
    `<text transform="translate(22 ${y + height / 2}) rotate(-90)" text-anchor="middle">${escaped(label)}</text>`,
  ];
}

/** The point at which a cell could not go on. */
function mark({ time_s, voltage_V }: Series, time: PlotScale, values: PlotScale): string {
  const [x, y] = [time.at(time_s.at(-1) ?? 0), values.at(voltage_V.at(-1) ?? 0)];
  return `<circle cx="${short(x)}" cy="${short(y)}" r="5" fill="none" stroke="#b00020" stroke-width="2"/>`;
}

/** Points of a curve: of those that share half a pixel of the time axis, the first, the lowest, the highest and the last. */
function thinned(
  times: readonly number[],
  values: readonly number[],
  time: PlotScale,
  scale: PlotScale,
): string {
  const points: string[] = [];
  for (let first = 0; first < times.length; ) {
    const column = Math.floor(2 * time.at(times[first]!));
    let [low, high, last] = [first, first, first];
    for (; last < times.length && Math.floor(2 * time.at(times[last]!)) === column; last++) {
      if (values[last]! < values[low]!) low = last;
      if (values[last]! > values[high]!) high = last;
    }
    const rows = new Set([first, Math.min(low, high), Math.max(low, high), last - 1]);
    for (const row of rows) {
      points.push(`${short(time.at(times[row]!))},${short(scale.at(values[row]!))}`);
    }
    first = last;
  }
  return points.join(' ');
}

function isOneTemperature({ temperature_degC }: Series): boolean {
  const first = temperature_degC[0] ?? 0;
  return temperature_degC.every((value) => Math.abs(value - first) < sameTemperature);
}

function text(x: number, y: number, words: string, anchor: string, colour = '#111'): string {
  return `<text x="${short(x)}" y="${short(y)}" fill="${colour}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

function short(pixels: number): string {
  return pixels.toFixed(2);
}

function escaped(words: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML does not take them
  const plain = words.replace(/[\u0000-\u001f\u007f]/g, ' ');
  return plain.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
