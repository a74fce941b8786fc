import { html, nothing, svg } from 'lit';
import { select, selection, watch } from '../app/line-state.ts';
import { SignalElement } from '../app/signal-element.ts';
import { colourOf, cssColour, rangeAroundBand } from '../scene/palette.ts';
import {
  labelRows,
  layoutWeb,
  type PlacedStation,
  type WebLayout,
  xAt,
} from '../scene/web-layout.ts';
import { webCell, webColumns, webPhase } from '../scene/web-texture.ts';

const unit = 36;
const webTop = 150;
const laneHeight = 16;

/** The line drawn flat, with the same stations, cells and selection as the ribbon; needs no WebGL. */
class LineMimic extends SignalElement {
  override render() {
    const { line } = watch('line');
    if (line === null) return html`<p class="empty">No line yet: waiting for the server.</p>`;
    const layout = layoutWeb(line.path);
    const height = webTop + line.path.lanes * laneHeight + 14;
    const left = (layout.left - 1.4) * unit;
    const width = (layout.right - layout.left + 2.8) * unit;
    const rows = labelRows(
      layout.stations.map(({ x }) => x * unit),
      layout.stations.map(({ name }) => name.length * 8.4 + 10),
    );
    return html`<svg
      class="mimic"
      viewBox="${left} 0 ${width} ${height}"
      role="group"
      aria-label="Flat picture of the line: stations above, web below, coloured by porosity"
    >
      <defs>
        <pattern id="mimic-unknown" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="8" height="8" fill="#d6d6d6"></rect><rect width="2.4" height="8" fill="#595959"></rect>
        </pattern>
        <pattern id="mimic-predicted" width="4" height="4" patternUnits="userSpaceOnUse">
          <rect width="4" height="1.2" fill="#fff" fill-opacity="0.55"></rect>
        </pattern>
      </defs>
      ${layout.stations.map((station, i) => this.#station(station, rows[i]!))}
      ${this.#web(layout)}
    </svg>`;
  }

  #station({ id, kind, name, x, width }: PlacedStation, row: number) {
    const chosen = selection.value?.kind === 'station' && selection.value.id === id;
    const choose = () => select(chosen ? null : { kind: 'station', id });
    const top = kind === 'dryerZone' ? 92 : 78;
    const middle = x * unit;
    return svg`<g
      class="mimic-station"
      data-station=${id}
      role="button"
      tabindex="0"
      aria-label=${name}
      aria-current=${chosen ? 'true' : nothing}
      @click=${choose}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        choose();
      }}
    >
      <rect x=${middle - (width * unit) / 2} y=${top} width=${width * unit} height=${webTop - 8 - top}></rect>
      <line x1=${middle} x2=${middle} y1=${64 - row * 22} y2=${top}></line>
      <text x=${middle} y=${58 - row * 22} text-anchor="middle">${name}</text>
    </g>`;
  }

  #web(layout: WebLayout) {
    const { line, history, coated_m } = watch('segments');
    const all = svg`<rect class="mimic-foil" x=${layout.left * unit} y=${webTop}
      width=${(layout.right - layout.left) * unit} height=${layout.laneCount * laneHeight}></rect>`;
    if (line === null || history === null) return all;
    const { segmentLength_m, lanes } = line.path;
    const phase = webPhase(coated_m, segmentLength_m, webColumns(line.path));
    const range = rangeAroundBand(line.recipe.porosity_frac);
    const chosen = selection.value;
    const cells = [];
    let mark: unknown = nothing;
    for (let back = 0; ; back++) {
      const index = phase.newestIndex - back;
      const from_m = Math.max(0, phase.passed_m + (back - 1) * segmentLength_m);
      const to_m = Math.min(layout.shown_m, phase.passed_m + back * segmentLength_m);
      if (index < 0 || from_m >= layout.shown_m) break;
      const segment = history.facts(index)?.segment;
      if (segment === undefined || to_m <= from_m) continue;
      const x = xAt(layout, from_m) * unit;
      const width = (to_m - from_m) * layout.scale * unit;
      for (let lane = 1; lane <= lanes; lane++) {
        const { knowledge, porosity_frac } = webCell(history, index, lane);
        const colour = colourOf(porosity_frac, range);
        const y = webTop + (lane - 1) * laneHeight;
        const fill = colour === null ? 'url(#mimic-unknown)' : cssColour(colour);
        const choose = () => select({ kind: 'segment', coil: history.coil, segment, lane });
        cells.push(svg`<rect class="mimic-cell" data-segment=${segment} data-lane=${lane}
          data-knowledge=${knowledge} x=${x} y=${y} width=${width} height=${laneHeight} fill=${fill} @click=${choose}></rect>`);
        if (knowledge === 'predicted') {
          cells.push(svg`<rect class="mimic-stripe" x=${x} y=${y} width=${width} height=${laneHeight}
            fill="url(#mimic-predicted)"></rect>`);
        }
        if (
          chosen?.kind === 'segment' &&
          chosen.coil === history.coil &&
          chosen.segment === segment &&
          chosen.lane === lane
        ) {
          mark = svg`<rect class="mimic-mark" x=${x} y=${y} width=${width} height=${laneHeight}></rect>`;
        }
      }
    }
    return svg`${all}<g class="mimic-web">${cells}</g><rect class="mimic-outline" x=${layout.left * unit} y=${webTop}
      width=${(layout.right - layout.left) * unit} height=${layout.laneCount * laneHeight}></rect>${mark}`;
  }
}
customElements.define('twinline-line-mimic', LineMimic);
