import {
  BufferAttribute,
  BufferGeometry,
  DirectionalLight,
  HemisphereLight,
  LineBasicMaterial,
  LineLoop,
  Mesh,
  MeshLambertMaterial,
  PerspectiveCamera,
  Raycaster,
  Scene,
  Vector2,
  Vector3,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import { CSS2DRenderer } from 'three/examples/jsm/renderers/CSS2DRenderer.js';
import type { LineDto } from '../../../twin/contract/api.ts';
import type { Selection } from '../app/selection.ts';
import type { CoilHistory } from '../data/coil-history.ts';
import { machineGeometry, webHeight } from './machine-geometry.ts';
import type { ColourRange } from './palette.ts';
import { QualityLadder, startQuality } from './quality-ladder.ts';
import { StationLabels } from './station-labels.ts';
import { layoutWeb, type WebLayout, webWidth, xAt } from './web-layout.ts';
import { WebRibbon } from './web-ribbon.ts';
import { fillWebTexture, indexAt, type WebPhase, webColumns, webPhase } from './web-texture.ts';

/** What a click on the picture meant. */
export type ScenePick =
  | { readonly kind: 'station'; readonly id: string }
  | { readonly kind: 'segment'; readonly index: number; readonly lane: number };

const viewDirection = new Vector3(0, 0.66, 0.75).normalize();

/**
 * The line in three dimensions: one ribbon, one mesh per station, labels as text. Draws only when asked to: at a change
 * of data, selection, size, theme or camera.
 */
export class LineScene {
  readonly renderer: WebGLRenderer;
  frames = 0;
  #scene = new Scene();
  #camera = new PerspectiveCamera(14, 1, 1, 400);
  #labelsRenderer = new CSS2DRenderer();
  #controls: OrbitControls;
  #ladder: QualityLadder;
  #layout: WebLayout;
  #path: LineDto['path'];
  #ribbon: WebRibbon;
  #phase: WebPhase;
  #machines: Mesh<BufferGeometry, MeshLambertMaterial>[] = [];
  #plain = new MeshLambertMaterial({ color: 0x9aa1a6, flatShading: true });
  #chosen = new MeshLambertMaterial({ color: 0x4f7fb5, flatShading: true });
  #outline: LineLoop<BufferGeometry, LineBasicMaterial>;
  #labels: StationLabels;
  #host: HTMLElement;
  #observer: ResizeObserver;
  #frame = 0;
  #dragging = false;
  #moved = false;
  #pressed: readonly [number, number] = [0, 0];

  constructor(options: {
    readonly host: HTMLElement;
    readonly canvas: HTMLCanvasElement;
    readonly path: LineDto['path'];
    readonly onPick: (pick: ScenePick) => void;
    readonly onContext: (lost: boolean) => void;
  }) {
    const { host, canvas, path } = options;
    this.#host = host;
    this.#path = path;
    this.#layout = layoutWeb(path);
    this.#ladder = new QualityLadder(startQuality(rendererName(), devicePixelRatio));
    this.renderer = new WebGLRenderer({
      canvas,
      antialias: this.#ladder.quality.antialias,
      alpha: true,
    });
    this.renderer.setClearAlpha(0);
    this.#ribbon = new WebRibbon(this.#layout, webColumns(path), path.segmentLength_m);
    this.#phase = webPhase(0, path.segmentLength_m, this.#ribbon.columns);
    this.#outline = outlineOf(this.#layout);
    this.#scene.add(this.#ribbon.mesh, this.#outline);
    this.#addLightAndMachines();
    this.#labels = new StationLabels(this.#layout, (id) => options.onPick({ kind: 'station', id }));
    this.#scene.add(this.#labels.group);
    this.#labelsRenderer.domElement.className = 'scene-labels';
    host.append(this.#labelsRenderer.domElement);
    this.#controls = new OrbitControls(this.#camera, canvas);
    this.#controls.enableDamping = false;
    this.#controls.maxPolarAngle = Math.PI * 0.49;
    this.#controls.minDistance = 6;
    this.#controls.maxDistance = 250;
    this.#controls.addEventListener('start', () => this.#drag(true));
    this.#controls.addEventListener('end', () => this.#drag(false));
    this.#controls.addEventListener('change', () => {
      this.#moved = true;
      this.invalidate();
    });
    canvas.addEventListener('pointerdown', ({ clientX, clientY }) => {
      this.#pressed = [clientX, clientY];
    });
    canvas.addEventListener('click', (event) => {
      if (this.#wasDrag(event)) return;
      const pick = this.#pick(event);
      if (pick !== null) options.onPick(pick);
    });
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();
      options.onContext(true);
    });
    canvas.addEventListener('webglcontextrestored', () => {
      options.onContext(false);
      this.invalidate();
    });
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(host);
    this.#resize();
  }

  /** New metres or a new place of the web. */
  showWeb(history: CoilHistory | null, coated_m: number, range: ColourRange): void {
    const { columns } = this.#ribbon;
    this.#phase = webPhase(coated_m, this.#path.segmentLength_m, columns);
    if (history === null) this.#ribbon.rgba.fill(0);
    else fillWebTexture(this.#ribbon.rgba, { history, phase: this.#phase, columns, range });
    this.#ribbon.update(this.#phase);
    this.invalidate();
  }

  showSelection(selection: Selection | null, history: CoilHistory | null): void {
    const station = selection?.kind === 'station' ? selection.id : null;
    for (const machine of this.#machines) {
      machine.material = machine.userData['station'] === station ? this.#chosen : this.#plain;
    }
    this.#labels.select(station);
    const segment = selection?.kind === 'segment' && selection.coil === history?.coil;
    this.#ribbon.select(
      segment && history !== null ? history.indexOf(selection.segment) : -1,
      segment ? selection.lane : 0,
    );
    this.invalidate();
  }

  /** Ink of outline by theme. */
  showTheme(dark: boolean): void {
    this.#outline.material.color.set(dark ? 0xd0d6da : 0x1d2226);
    this.#plain.color.set(dark ? 0x7b848a : 0xa4abb0);
    this.invalidate();
  }

  /** Camera back to where the whole line is seen. */
  fit(): void {
    const aspect = this.#camera.aspect;
    const half = Math.tan((this.#camera.fov * Math.PI) / 360);
    const length = this.#layout.right - this.#layout.left + 2.6;
    const height = webWidth * 0.66 + 5.1;
    const distance = Math.max(length / 2 / half / aspect, height / 2 / half) + webWidth / 2;
    this.#controls.target.set(0, 1.9, -0.7);
    this.#camera.position.copy(viewDirection).multiplyScalar(distance).add(this.#controls.target);
    this.#controls.update();
    this.#moved = false;
    this.invalidate();
  }

  invalidate(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  /** Place of a cell on the page [CSS px], or null when it is not on the shown web. */
  project(index: number, lane: number): { readonly x: number; readonly y: number } | null {
    const { segmentLength_m } = this.#path;
    const back = this.#phase.newestIndex - index;
    const distance_m = this.#phase.passed_m + (back - 0.5) * segmentLength_m;
    if (index < 0 || distance_m < 0 || distance_m > this.#layout.shown_m) return null;
    const across = ((lane - 0.5) / this.#layout.laneCount - 0.5) * webWidth;
    const point = new Vector3(xAt(this.#layout, distance_m), webHeight, across).project(
      this.#camera,
    );
    const { left, top, width, height } = this.renderer.domElement.getBoundingClientRect();
    return { x: left + ((point.x + 1) / 2) * width, y: top + ((1 - point.y) / 2) * height };
  }

  /** Draws the ribbon alone, counts its distinct colours in the same task, and draws the whole again. */
  distinctRibbonColours(): number {
    const others = this.#scene.children.filter((child) => child !== this.#ribbon.mesh);
    for (const child of others) child.visible = false;
    this.renderer.render(this.#scene, this.#camera);
    const gl = this.renderer.getContext();
    const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
    const bytes = new Uint8Array(width * height * 4);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
    const seen = new Set<number>();
    for (let i = 0; i < bytes.length; i += 4) {
      if (bytes[i + 3] === 255) seen.add((bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!);
    }
    for (const child of others) child.visible = true;
    this.renderer.render(this.#scene, this.#camera);
    return seen.size;
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
    this.#controls.dispose();
    this.#ribbon.dispose();
    for (const { geometry } of this.#machines) geometry.dispose();
    this.#outline.geometry.dispose();
    for (const material of [this.#plain, this.#chosen, this.#outline.material]) material.dispose();
    this.#labels.dispose();
    this.#labelsRenderer.domElement.remove();
    this.renderer.dispose();
    this.renderer.forceContextLoss();
  }

  #addLightAndMachines(): void {
    const sun = new DirectionalLight(0xffffff, 1.5);
    sun.position.set(6, 20, 16);
    this.#scene.add(new HemisphereLight(0xffffff, 0x8a8f94, 1.9), sun);
    for (const station of this.#layout.stations) {
      const mesh = new Mesh(machineGeometry(station.kind, station.width), this.#plain);
      mesh.position.x = station.x;
      mesh.userData['station'] = station.id;
      this.#machines.push(mesh);
      this.#scene.add(mesh);
    }
  }

  #pick(event: MouseEvent): ScenePick | null {
    const { left, top, width, height } = this.renderer.domElement.getBoundingClientRect();
    const at = new Vector2(
      ((event.clientX - left) / width) * 2 - 1,
      1 - ((event.clientY - top) / height) * 2,
    );
    const ray = new Raycaster();
    ray.setFromCamera(at, this.#camera);
    const hit = ray.intersectObjects([this.#ribbon.mesh, ...this.#machines], false)[0];
    if (hit === undefined) return null;
    if (hit.object !== this.#ribbon.mesh) {
      return { kind: 'station', id: hit.object.userData['station'] as string };
    }
    const distance_m = hit.uv!.x * this.#layout.shown_m;
    const index = indexAt(distance_m, this.#phase, this.#path.segmentLength_m);
    return index < 0 ? null : { kind: 'segment', index, lane: this.#ribbon.laneAt(hit.uv!.y) };
  }

  /** A click that ends a turn of the camera chooses nothing. */
  #wasDrag({ clientX, clientY }: MouseEvent): boolean {
    const [x, y] = this.#pressed;
    return Math.hypot(clientX - x, clientY - y) > 4;
  }

  #drag(dragging: boolean): void {
    this.#dragging = dragging;
    this.#applyPixelRatio();
    this.invalidate();
  }

  #applyPixelRatio(): void {
    const { pixelRatio, dragPixelRatio } = this.#ladder.quality;
    const ratio = this.#dragging ? dragPixelRatio : pixelRatio;
    this.renderer.setPixelRatio(ratio);
    this.#ribbon.pixelRatio = ratio;
  }

  /** A new size clears the buffer, so the picture is drawn in the same task. */
  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#host;
    if (width === 0 || height === 0) return;
    this.#applyPixelRatio();
    this.renderer.setSize(width, height, false);
    this.#labelsRenderer.setSize(width, height);
    this.#camera.aspect = width / height;
    this.#camera.updateProjectionMatrix();
    if (!this.#moved) this.fit();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#render();
  }

  #render(): void {
    const begin = performance.now();
    this.renderer.render(this.#scene, this.#camera);
    this.#labels.arrange(this.#camera, this.#host.clientWidth);
    this.#labelsRenderer.render(this.#scene, this.#camera);
    this.frames++;
    if (this.#dragging && this.#ladder.note(performance.now() - begin)) this.#applyPixelRatio();
  }
}

function outlineOf({ left, right }: WebLayout): LineLoop<BufferGeometry, LineBasicMaterial> {
  const near = webWidth / 2;
  const y = webHeight + 0.01;
  const corners = [left, y, -near, right, y, -near, right, y, near, left, y, near];
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(corners), 3));
  return new LineLoop(geometry, new LineBasicMaterial({ color: 0x1d2226 }));
}

/** Name of the driver behind WebGL, asked of a canvas that is thrown away. */
function rendererName(): string {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (gl === null) return '';
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return String(name);
}
