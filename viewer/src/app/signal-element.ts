import { effect } from '@preact/signals-core';
import { LitElement } from 'lit';

/**
 * A Lit element that updates when a signal changes that its last render read. It renders into the light DOM: one
 * style sheet, ids that refer across elements, and text that tests and assistive technology reach.
 */
export class SignalElement extends LitElement {
  #stop: (() => void) | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override performUpdate(): void {
    this.#stop?.();
    let rendered = false;
    this.#stop = effect(() => {
      if (rendered) {
        this.requestUpdate();
        return;
      }
      rendered = true;
      super.performUpdate();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }
}
