import { html, nothing } from 'lit';
import type { LineDto, PlannedCellDto } from '../../../twin/contract/api.ts';
import { selection, serverNow_ms, stale, watch } from '../app/line-state.ts';
import { selectedCells, webCells } from '../app/selected-cells.ts';
import { SignalElement } from '../app/signal-element.ts';
import { decimalsFor, formatAge, formatNumber, formatRate } from '../data/format.ts';
import { failureWords, metreWords, warningWords } from './cell-words.ts';

type CellRecipe = NonNullable<LineDto['recipe']['cell']>;
type CellRate = PlannedCellDto['rates'][number];

/** Enough to tell one lane from the next. */
const capacityDigits = 4;
const otherDigits = 3;

/** What the electrode of a cell is, row by row. */
const electrodeRows: readonly {
  readonly label: string;
  readonly unit: string;
  readonly print: (electrode: PlannedCellDto['electrode']) => string;
}[] = [
  {
    label: 'Loading',
    unit: 'g/m²',
    print: ({ loading_g_per_m2 }) => formatNumber(loading_g_per_m2, 1),
  },
  { label: 'Thickness', unit: 'µm', print: ({ thickness_um }) => formatNumber(thickness_um, 1) },
  {
    label: 'Porosity',
    unit: '%',
    print: ({ porosity_frac }) => formatNumber(porosity_frac * 100, 1),
  },
  {
    label: 'Tortuosity factor',
    unit: '',
    print: ({ tortuosityFactor_1 }) => formatNumber(tortuosityFactor_1, 2),
  },
  {
    label: 'Conductivity',
    unit: 'S/m',
    print: ({ conductivity_S_per_m }) => print(conductivity_S_per_m, otherDigits),
  },
];

/** The cells that the selected web becomes: a row for each lane, the electrode that they rest on, and what went wrong. */
class WebCellTables extends SignalElement {
  override render() {
    const { line, cellsWithheld } = watch('line', 'cells');
    const recipe = line?.recipe.cell ?? null;
    const state = selectedCells.value;
    if (recipe === null || state.kind === 'none') return nothing;
    return html`<section class="web-cells" aria-labelledby="web-cells-title" data-cells=${state.kind}>
      <h4 id="web-cells-title">Cells of this web</h4>
      ${
        state.kind === 'reading'
          ? html`<p class="empty" role="status">Reading the cells…</p>`
          : state.kind === 'failed'
            ? html`<p class="flag" role="status">The cells could not be read: ${state.reason}.</p>
                <button type="button" @click=${() => webCells.refresh()}>Read again</button>`
            : state.cells.length === 0
              ? html`<p class="empty">
                  None yet: ${cellsWithheld ?? 'a cell is calculated as soon as all of its web is predicted'}.
                </p>`
              : this.#tables(state.cells, recipe)
      }
    </section>`;
  }

  #tables(cells: readonly PlannedCellDto[], recipe: CellRecipe) {
    const rates = recipe.rates_C.toSorted((a, b) => a - b);
    const chosen = selection.value;
    const lane = chosen?.kind === 'segment' ? chosen.lane : 0;
    const failures = failureWords(cells);
    const warnings = warningWords(cells);
    return html`<p class="facts">
        A cell is a sheet of ${recipe.sheetLength_mm} mm of one lane against ${recipe.counterElectrode},
        completed from ${recipe.parameters}; nominal ${recipe.nominalCapacity_Ah} Ah.
      </p>
      ${failures.length === 0 ? nothing : sentences('Cells that fail', failures)}
      ${this.#values(cells, rates, lane)}
      ${warnings.length === 0 ? nothing : sentences('Warnings of the cells', warnings)}
      ${this.#electrode(cells.filter((cell) => cell.lane === lane))}`;
  }

  #values(cells: readonly PlannedCellDto[], rates: readonly number[], lane: number) {
    const slowest = formatRate(rates[0] ?? Number.NaN);
    return html`<table>
      <caption class="visually-hidden">Cells of the selected web by metre and lane</caption>
      <thead>
        <tr>
          <th scope="col" rowspan="2">Lane</th>
          <th scope="colgroup" colspan=${rates.length}>Capacity, Ah</th>
          <th scope="col" rowspan="2">Wh<br />${slowest}</th>
          <th scope="col" rowspan="2">mΩ</th>
          <th scope="col" rowspan="2">Origin<br />Age</th>
        </tr>
        <tr>${rates.map((rate) => html`<th scope="col">${formatRate(rate)}</th>`)}</tr>
      </thead>
      ${rowsOf(cells).map(
        (row) => html`<tbody>
          <tr class="cell-metres">
            <th scope="rowgroup" colspan=${rates.length + 4}>Metre ${metreWords(row[0]!)}</th>
          </tr>
          ${row.map((cell) => this.#cell(cell, rates, cell.lane === lane))}
        </tbody>`,
      )}
    </table>`;
  }

  #cell(cell: PlannedCellDto, rates: readonly number[], chosen: boolean) {
    const old = stale.value;
    const at = (rate_C: number): CellRate | undefined =>
      cell.rates.find((rate) => Math.abs(rate.rate_C - rate_C) < 1e-6 * rate_C);
    const value = (number: number | null | undefined, digits: number, failed = false) =>
      html`<td class="value number" data-stale=${old ? 'true' : 'false'}>
        ${failed ? html`<strong class="flag">failed</strong>` : print(number, digits)}
      </td>`;
    const slowest = at(rates[0] ?? Number.NaN);
    return html`<tr class=${chosen ? 'chosen-lane' : ''} data-cell=${cell.cell} data-lane=${cell.lane}>
      <th scope="row">${cell.lane}${chosen ? html`<span class="visually-hidden">, selected</span>` : nothing}</th>
      ${rates.map((rate) => value(at(rate)?.capacity_Ah, capacityDigits, at(rate)?.status === 'failed'))}
      ${value(slowest?.energy_Wh, otherDigits)}
      ${value(cell.resistance_mohm, otherDigits)}
      <td class="cell-basis">
        <span>${cell.origin}</span>
        <span class="age">${old ? 'stale, ' : ''}${formatAge(serverNow_ms.value - Date.parse(cell.restsOn))}</span>
      </td>
    </tr>`;
  }

  #electrode(cells: readonly PlannedCellDto[]) {
    if (cells.length === 0) return nothing;
    const old = stale.value ? 'true' : 'false';
    return html`<table class="cell-electrode">
      <caption>What lane ${cells[0]!.lane} is calculated from</caption>
      <thead>
        <tr>
          <th scope="col">Metre</th>
          ${cells.map((cell) => html`<th scope="col">${metreWords(cell)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${electrodeRows.map(
          ({ label, unit, print: printRow }) => html`<tr>
            <th scope="row">${label}${unit === '' ? '' : `, ${unit}`}</th>
            ${cells.map((cell) => html`<td class="value number" data-stale=${old}>${printRow(cell.electrode)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>`;
  }
}
customElements.define('twinline-web-cells', WebCellTables);

/** The cells of the same metres together. */
function rowsOf(cells: readonly PlannedCellDto[]): readonly (readonly PlannedCellDto[])[] {
  return [...new Set(cells.map(({ cell }) => cell))].map((number) =>
    cells.filter(({ cell }) => cell === number),
  );
}

function print(value: number | null | undefined, digits: number): string {
  const number = value ?? Number.NaN;
  return formatNumber(number, decimalsFor(number, digits));
}

function sentences(name: string, lines: readonly string[]) {
  return html`<ul class="warnings" aria-label=${name}>
    ${lines.map((line) => html`<li>${line}</li>`)}
  </ul>`;
}
