import { html } from 'lit';
import { watch } from '../app/line-state.ts';
import { SignalElement } from '../app/signal-element.ts';
import { cividis, cssColour, overColour, rangeAroundBand, underColour } from '../scene/palette.ts';

const steps = Array.from({ length: 21 }, (_, i) => i / 20);

/** What colours and patterns of the web mean. */
class ColourLegend extends SignalElement {
  override render() {
    const { line } = watch('line');
    if (line === null) return html``;
    const band = line.recipe.porosity_frac;
    const { low, high } = rangeAroundBand(band);
    const percent = (fraction: number): string => (fraction * 100).toFixed(1);
    const place = (value: number): string => `${((value - low) / (high - low)) * 100}%`;
    const gradient = steps.map((t) => cssColour(cividis(t))).join(', ');
    return html`<div class="legend" role="group" aria-label="Legend of the web">
      <span class="legend-title">Porosity %</span>
      <span class="swatch-pair"><i class="swatch" style="background:${cssColour(underColour)}"></i>&lt; ${percent(low)}</span>
      <span class="scale">
        <i class="scale-bar" style="background:linear-gradient(to right, ${gradient})"></i>
        <i class="scale-mark" style="left:${place(band.min)}"></i>
        <i class="scale-mark" style="left:${place(band.max)}"></i>
        <small style="left:${place(band.min)}">${percent(band.min)} min</small>
        <small style="left:${place(band.max)}">${percent(band.max)} max</small>
      </span>
      <span class="swatch-pair"><i class="swatch" style="background:${cssColour(overColour)}"></i>&gt; ${percent(high)}</span>
      <span class="swatch-pair"><i class="swatch look-derived"></i>derived (gauges)</span>
      <span class="swatch-pair"><i class="swatch look-predicted"></i>predicted</span>
      <span class="swatch-pair"><i class="swatch look-unknown"></i>unknown</span>
    </div>`;
  }
}
customElements.define('twinline-colour-legend', ColourLegend);
