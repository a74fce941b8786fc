import type { P2dAnswer } from '../contract/p2d.ts';

const size = { width: 900, panel: 200, left: 80, right: 20, top: 44, gap: 24, bottom: 48 } as const;
const panels = [
  { key: 'voltage_V', label: 'voltage [V]', colour: '#0b5cad' },
  { key: 'current_A', label: 'current [A]', colour: '#a03a00' },
  { key: 'temperature_degC', label: 'temperature [degC]', colour: '#2f6b2f' },
] as const;

/** An answer as a drawing (SVG): voltage, current and temperature over time, one below the other. */
export function plotCell(
  { parameters, model, status, cause, series }: P2dAnswer,
  protocol: string,
): string {
  const { width, panel, left, right, top, gap, bottom } = size;
  const height = top + panels.length * (panel + gap) - gap + bottom;
  const hours = (series.time_s.at(-1) ?? 0) > 7200;
  const unit = hours ? { label: 'time [h]', seconds: 3600 } : { label: 'time [s]', seconds: 1 };
  const times = series.time_s.map((time) => time / unit.seconds);
  const time = scale(times, left, width - right);
  const words = protocol.replace(/\s+/g, ' ').trim();
  const shown = words.length > 90 ? `${words.slice(0, 87)}...` : words;
  const end = cause === undefined ? status : `${status}: ${cause.code}`;
  const parts = panels.map(({ key, label, colour }, i) => {
    const y = top + i * (panel + gap);
    const values = scale(series[key], y + panel, y);
    const points = series[key]
      .map((value, at) => `${short(time.at(times[at]!))},${short(values.at(value))}`)
      .join(' ');
    return [
      `<rect x="${left}" y="${y}" width="${width - left - right}" height="${panel}" fill="none" stroke="#888"/>`,
      ...values.ticks.map((tick) => {
        const at = short(values.at(tick));
        return `<path d="M${left} ${at}H${width - right}" stroke="#ddd"/><text x="${left - 6}" y="${at}" dy="4" text-anchor="end">${tickText(tick)}</text>`;
      }),
      `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
      `<text transform="translate(18 ${y + panel / 2}) rotate(-90)" text-anchor="middle">${label}</text>`,
    ].join('\n');
  });
  const base = height - bottom;
  const timeTicks = time.ticks.map((tick) => {
    const at = short(time.at(tick));
    return `<path d="M${at} ${base}v5" stroke="#888"/><text x="${at}" y="${base + 18}" text-anchor="middle">${tickText(tick)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${left}" y="18" font-size="14">${escaped(`${parameters.name}, ${model}, ${end}`)}</text>
<text x="${left}" y="36" fill="#555">${escaped(shown)}</text>
${parts.join('\n')}
${timeTicks.join('\n')}
<text x="${(left + width - right) / 2}" y="${height - 10}" text-anchor="middle">${unit.label}</text>
</svg>
`;
}

/** From values to pixels, over the round range that holds them all. */
function scale(values: readonly number[], from: number, to: number) {
  const found = values.reduce(
    ([low, high], value) => [Math.min(low!, value), Math.max(high!, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const [low = 0, high = 1] = found.every(Number.isFinite) ? found : [0, 1];
  // A quantity that stands still is drawn as a line, not as its rounding.
  const least = 0.01 * Math.max(1, Math.abs(low), Math.abs(high));
  const step = roundStep(Math.max(high - low, least) / 4);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
  return {
    ticks: Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step),
    at: (value: number) => from + ((value / step - first) / (last - first)) * (to - from),
  };
}

/** 1, 2 or 5 times a power of ten, not below the wanted step. */
function roundStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * ([1, 2, 5].find((part) => part * power >= wanted) ?? 10);
}

function short(pixels: number): string {
  return pixels.toFixed(2);
}

function tickText(value: number): string {
  return String(Number(value.toPrecision(8)));
}

function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML does not take them
  const plain = text.replace(/[\u0000-\u001f\u007f]/g, ' ');
  return plain.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
