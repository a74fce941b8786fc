import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  DoubleSide,
  GLSL3,
  Mesh,
  NearestFilter,
  RGBAFormat,
  ShaderMaterial,
} from 'three';
import { webHeight } from './machine-geometry.ts';
import { type WebLayout, webWidth } from './web-layout.ts';
import type { WebPhase } from './web-texture.ts';

const vertexShader = `
out vec2 place;
void main() {
  place = uv;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
}`;

/**
 * The looks of the web: bare foil flat, unknown hatched both ways of light and dark, predicted striped, derived solid.
 * Patterns are counted in CSS pixels, so that they stay legible at every zoom; colours come ready as sRGB.
 */
const fragmentShader = `
precision highp float;
uniform sampler2D cells;
uniform float columns;
uniform float lanes;
uniform float shown;
uniform float segmentLength;
uniform float newestColumn;
uniform float available;
uniform float passed;
uniform float pixelRatio;
uniform vec2 selected;
in vec2 place;
out vec4 colour;
void main() {
  float along = (place.x * shown - passed) / segmentLength;
  float back = ceil(along - 1e-5);
  float row = min(lanes - 1.0, floor(place.y * lanes));
  vec2 pixel = floor(gl_FragCoord.xy / pixelRatio);
  vec4 cell = vec4(0.0);
  float column = mod(newestColumn - back + columns, columns);
  if (back < columns && back <= available) cell = texelFetch(cells, ivec2(int(column), int(row)), 0);
  vec3 shade = vec3(0.72, 0.73, 0.74);
  if (cell.a > 0.1) shade = cell.rgb;
  if (cell.a > 0.1 && cell.a < 0.5) {
    shade = mod(pixel.x + pixel.y, 8.0) < 2.0 ? vec3(0.35) : vec3(0.84);
  } else if (cell.a >= 0.5 && cell.a < 0.8) {
    if (mod(pixel.y, 4.0) < 1.0) shade = mix(shade, vec3(1.0), 0.45);
  }
  vec2 inside = vec2(back - along, fract(place.y * lanes));
  vec2 width = max(fwidth(vec2(along, place.y * lanes)), 1e-6);
  if (cell.a > 0.1 && column == selected.x && row == selected.y) {
    vec2 edge = min(inside, 1.0 - inside) / width / pixelRatio;
    float nearest = min(edge.x, edge.y);
    if (nearest < 2.0) shade = vec3(1.0);
    else if (nearest < 3.5) shade = vec3(0.0);
  }
  colour = vec4(shade, 1.0);
}`;

/** The web as one mesh and one texture: a new metre rewrites texels, moving web changes one number. */
export class WebRibbon {
  readonly mesh: Mesh<BufferGeometry, ShaderMaterial>;
  readonly rgba: Uint8Array;
  readonly columns: number;
  readonly #texture: DataTexture;
  readonly #lanes: number;

  constructor(layout: WebLayout, columns: number, segmentLength_m: number) {
    this.columns = columns;
    this.#lanes = layout.laneCount;
    this.rgba = new Uint8Array(columns * this.#lanes * 4);
    this.#texture = new DataTexture(this.rgba, columns, this.#lanes, RGBAFormat);
    this.#texture.magFilter = NearestFilter;
    this.#texture.minFilter = NearestFilter;
    const material = new ShaderMaterial({
      glslVersion: GLSL3,
      side: DoubleSide,
      vertexShader,
      fragmentShader,
      uniforms: {
        cells: { value: this.#texture },
        columns: { value: columns },
        lanes: { value: this.#lanes },
        shown: { value: layout.shown_m },
        segmentLength: { value: segmentLength_m },
        newestColumn: { value: 0 },
        available: { value: -1 },
        passed: { value: 0 },
        pixelRatio: { value: 1 },
        selected: { value: [-1, -1] },
      },
    });
    this.mesh = new Mesh(ribbonGeometry(layout), material);
  }

  /** Shows the texels in `rgba` with the web at this place. */
  update(phase: WebPhase): void {
    this.#texture.needsUpdate = true;
    this.#set('newestColumn', phase.newestColumn);
    this.#set('available', phase.newestIndex);
    this.#set('passed', phase.passed_m);
  }

  /** Marks one cell; index below 0 marks none. */
  select(index: number, lane: number): void {
    this.#set('selected', index < 0 ? [-1, -1] : [index % this.columns, lane - 1]);
  }

  set pixelRatio(ratio: number) {
    this.#set('pixelRatio', ratio);
  }

  /** Lane, from 1, of a place across the ribbon, 0 to 1. */
  laneAt(across: number): number {
    return Math.min(this.#lanes, Math.floor(across * this.#lanes) + 1);
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
    this.#texture.dispose();
  }

  #set(name: string, value: number | readonly number[]): void {
    this.mesh.material.uniforms[name]!.value = value;
  }
}

function ribbonGeometry({ left, right }: WebLayout): BufferGeometry {
  const near = webWidth / 2;
  const corners = [left, -near, left, near, right, -near, right, near];
  const positions = new Float32Array(12);
  for (let i = 0; i < 4; i++)
    positions.set([corners[2 * i]!, webHeight, corners[2 * i + 1]!], i * 3);
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  geometry.setAttribute('uv', new BufferAttribute(new Float32Array([0, 0, 0, 1, 1, 0, 1, 1]), 2));
  geometry.setIndex([0, 1, 2, 2, 1, 3]);
  return geometry;
}
