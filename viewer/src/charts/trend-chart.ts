import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Quality } from '../data/qualities.ts';
import type { TrendSeries } from './trend-series.ts';

interface Band {
  readonly min: number;
  readonly target: number;
  readonly max: number;
}

/** The trend drawn by uPlot: prediction as a line, the gauge's word as a line with its standard error, the band. */
export class TrendChart {
  readonly #host: HTMLElement;
  readonly #observer: ResizeObserver;
  readonly #plot: uPlot;
  readonly #band: Band;

  constructor(host: HTMLElement, quality: Quality, band: Band) {
    this.#host = host;
    const { factor } = quality;
    this.#band = { min: band.min * factor, target: band.target * factor, max: band.max * factor };
    const style = getComputedStyle(host);
    const ink = (name: string): string => style.getPropertyValue(name).trim();
    const axis = {
      stroke: ink('--mute'),
      grid: { stroke: ink('--grid'), width: 1 },
      ticks: { show: false },
      font: '11px system-ui, sans-serif',
      labelFont: '11px system-ui, sans-serif',
    };
    const hidden = { stroke: 'transparent', points: { show: false } };
    this.#plot = new uPlot(
      {
        ...this.#size(),
        padding: [6, 10, 0, 0],
        legend: { show: false },
        cursor: { drag: { x: false, y: false } },
        scales: { x: { time: false }, y: { range: (_, low, high) => this.#range(low, high) } },
        axes: [
          { ...axis, size: 24, values: (_, ticks) => ticks.map((tick) => `${tick} m`) },
          { ...axis, size: 44 },
        ],
        bands: [{ series: [4, 3], fill: ink('--gauge-band') }],
        series: [
          {},
          {
            label: 'predicted',
            stroke: ink('--predicted'),
            width: 1.5,
            dash: [5, 3],
            points: { show: false },
          },
          { label: quality.gaugeOrigin, stroke: ink('--gauge'), width: 2, points: { show: false } },
          { label: 'low', ...hidden },
          { label: 'high', ...hidden },
        ],
        hooks: { drawAxes: [(plot) => this.#drawBand(plot, ink('--band-line'))] },
      },
      [[], [], [], [], []],
      host,
    );
    this.#observer = new ResizeObserver(() => this.#plot.setSize(this.#size()));
    this.#observer.observe(host);
  }

  show(series: TrendSeries): void {
    const edge = (sign: 1 | -1): (number | null)[] =>
      series.gauge.map((value, i) => {
        const error = series.gaugeStandardError[i] ?? null;
        return value === null || error === null ? null : value + sign * error;
      });
    this.#plot.setData([
      [...series.metre],
      [...series.predicted],
      [...series.gauge],
      edge(-1),
      edge(1),
    ]);
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#plot.destroy();
  }

  #size(): { width: number; height: number } {
    return {
      width: Math.max(120, this.#host.clientWidth),
      height: Math.max(80, this.#host.clientHeight),
    };
  }

  /** Always the whole band, so that inside and outside are seen at a glance. */
  #range(low: number | null, high: number | null): [number, number] {
    const { min, max } = this.#band;
    const margin = (max - min) * 0.15;
    return [Math.min(min, low ?? min) - margin, Math.max(max, high ?? max) + margin];
  }

  #drawBand(plot: uPlot, stroke: string): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = stroke;
    for (const [value, dash] of [
      [this.#band.min, []],
      [this.#band.target, [2, 4]],
      [this.#band.max, []],
    ] as const) {
      const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5;
      ctx.setLineDash([...dash].map((part) => part * devicePixelRatio));
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
    }
    ctx.restore();
  }
}
