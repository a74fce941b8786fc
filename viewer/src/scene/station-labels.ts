import { Group, type PerspectiveCamera, Vector3 } from 'three';
import { CSS2DObject } from 'three/examples/jsm/renderers/CSS2DRenderer.js';
import { labelRows, type WebLayout, webWidth } from './web-layout.ts';

const rowHeight_px = 20;

/** One label per station as real text over the picture, stacked in rows where neighbours would touch. */
export class StationLabels {
  readonly group = new Group();
  readonly #labels: readonly {
    readonly id: string;
    readonly object: CSS2DObject;
    readonly text: HTMLElement;
  }[];

  constructor(layout: WebLayout, onClick: (id: string) => void) {
    this.#labels = layout.stations.map(({ id, name, x }) => {
      const holder = document.createElement('div');
      const text = document.createElement('div');
      text.className = 'station-label';
      text.dataset['label'] = id;
      text.textContent = name;
      text.addEventListener('click', () => onClick(id));
      holder.append(text);
      const object = new CSS2DObject(holder);
      object.position.set(x, 3.5, -webWidth / 2 - 0.8);
      this.group.add(object);
      return { id, object, text };
    });
  }

  select(station: string | null): void {
    for (const { id, text } of this.#labels) {
      if (id === station) text.setAttribute('aria-current', 'true');
      else text.removeAttribute('aria-current');
    }
  }

  /** Chooses the row of each label for this camera. Widths come from the text, not from layout, which would be slow. */
  arrange(camera: PerspectiveCamera, width_px: number): void {
    const placed = this.#labels
      .map(({ object, text }) => ({
        text,
        centre: ((new Vector3().copy(object.position).project(camera).x + 1) / 2) * width_px,
        width: (text.textContent?.length ?? 0) * 6.6 + 12,
      }))
      .sort((a, b) => a.centre - b.centre);
    const rows = labelRows(
      placed.map(({ centre }) => centre),
      placed.map(({ width }) => width),
    );
    placed.forEach(({ text }, i) => {
      text.style.transform = `translateY(${-rows[i]! * rowHeight_px}px)`;
    });
  }

  dispose(): void {
    for (const { object } of this.#labels) object.element.remove();
    this.group.clear();
  }
}
