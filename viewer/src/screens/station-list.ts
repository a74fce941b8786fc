import { html, nothing } from 'lit';
import { select, selection, watch } from '../app/line-state.ts';
import { SignalElement } from '../app/signal-element.ts';

/** The stations as buttons in web order: the keyboard's way to every machine in the picture. */
class StationList extends SignalElement {
  override render() {
    const { line } = watch('line');
    const chosen = selection.value?.kind === 'station' ? selection.value.id : null;
    if (line === null) return html`<p class="empty">No line yet: waiting for the server.</p>`;
    return html`<ul class="stations">
      ${line.path.stations.map(
        ({ id, name, position_m }) => html`<li>
          <button
            type="button"
            data-station=${id}
            aria-current=${id === chosen ? 'true' : nothing}
            @click=${() => select(id === chosen ? null : { kind: 'station', id })}
          >
            <span>${name}</span><small>${position_m} m</small>
          </button>
        </li>`,
      )}
    </ul>`;
  }
}
customElements.define('twinline-station-list', StationList);
