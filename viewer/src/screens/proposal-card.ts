import { html, nothing } from 'lit';
import type { ProposalDto } from '../../../twin/contract/api.ts';
import { serverNow_ms, stale, watch } from '../app/line-state.ts';
import { SignalElement } from '../app/signal-element.ts';
import { formatAge, formatClock, formatTagValue } from '../data/format.ts';
import type { LineStore } from '../data/line-store.ts';
import { newestProposal } from './newest-proposal.ts';

const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)} %`;
const headings = {
  open: 'Proposed change',
  withdrawn: 'Withdrawn',
  unreachable: 'Out of reach',
} as const;

/** The newest proposal: what to change, why, what it will do and where it will show. It only proposes. */
class ProposalCard extends SignalElement {
  override render() {
    const store = watch('proposals', 'tags', 'line');
    const proposal = newestProposal([...store.proposals.values()]);
    if (proposal === null) {
      return html`<p class="empty" data-proposal="none">
        No proposal: ${store.adviceWithheld ?? 'predicted porosity is inside its band'}.
      </p>`;
    }
    return this.#card(proposal, store);
  }

  #card(proposal: ProposalDto, store: LineStore) {
    const old = stale.value ? 'true' : 'false';
    const tag = store.tags.get(proposal.tag);
    const unit = tag?.unitLabel ?? proposal.boundaryUnit;
    const station = store.line?.path.stations.find(({ id }) => id === proposal.unit)?.name;
    const value = (number: number): string => formatTagValue({ value: number });
    return html`<article class="proposal proposal-${proposal.state}" data-proposal=${proposal.state} data-id=${proposal.id}>
      <p class="proposal-state">
        <span class="badge">${headings[proposal.state]}</span>
        <span class="age">${formatAge(serverNow_ms.value - Date.parse(proposal.updatedAt))}</span>
        ${proposal.virtual ? html`<span class="badge virtual">VIRTUAL</span>` : nothing}
      </p>
      ${
        proposal.state === 'unreachable'
          ? nothing
          : html`<p class="change value" data-stale=${old}>
              ${station ?? proposal.unit}: ${tag?.description ?? proposal.tag}<br />
              <b>${value(proposal.from)} → ${value(proposal.to)} ${unit}</b>
            </p>`
      }
      <p>${proposal.state === 'withdrawn' ? (proposal.withdrawnReason ?? proposal.reason) : proposal.reason}</p>
      ${
        proposal.state === 'withdrawn'
          ? nothing
          : html`<dl>
              <div><dt>Porosity as things stand</dt><dd class="value" data-stale=${old}>${percent(proposal.before)}</dd></div>
              <div><dt>${proposal.state === 'open' ? 'With the change' : 'Best within limits'}</dt><dd class="value" data-stale=${old}>${percent(proposal.after)}</dd></div>
              <div><dt>Band</dt><dd>${percent(proposal.band.min)} to ${percent(proposal.band.max)}</dd></div>
              <div><dt>Limits of the setting</dt><dd>${value(proposal.limits.min)} to ${value(proposal.limits.max)} ${unit}</dd></div>
              <div><dt>Shows</dt><dd>${this.#shows(proposal)}</dd></div>
            </dl>`
      }
      <p class="facts">
        Predicted means over the coming ${proposal.comingSegments} segments, without their standard error. Twinline
        only proposes: the change is made by you, at the machine.
      </p>
    </article>`;
  }

  #shows({ shows }: ProposalDto): string {
    if (shows === null) return 'not known';
    const at = formatClock(Date.parse(shows.at));
    return `from metre ${shows.metre_m.toFixed(2)}, at ${shows.gauge} about ${at}`;
  }
}
customElements.define('twinline-proposal-card', ProposalCard);
