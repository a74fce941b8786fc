/** How finely the picture is drawn. */
export interface DrawQuality {
  readonly antialias: boolean;
  /** Pixels of the buffer per CSS pixel, at rest and while the camera is dragged. */
  readonly pixelRatio: number;
  readonly dragPixelRatio: number;
}

const softwareRenderers = /swiftshader|llvmpipe|basic render|\bwarp\b|software/i;
const slowFrame_ms = 33;
const slowFramesForStep = 10;

/** Quality to begin with, by the name that the driver gives itself and the screen's pixel ratio. */
export function startQuality(renderer: string, devicePixelRatio: number): DrawQuality {
  if (softwareRenderers.test(renderer)) {
    return { antialias: false, pixelRatio: Math.min(1, devicePixelRatio), dragPixelRatio: 0.5 };
  }
  const pixelRatio = Math.min(2, devicePixelRatio);
  return { antialias: true, pixelRatio, dragPixelRatio: pixelRatio };
}

/** Watches the time of frames drawn in a row and steps the pixel ratio down when ten of them were slow. */
export class QualityLadder {
  quality: DrawQuality;
  #slow = 0;

  constructor(quality: DrawQuality) {
    this.quality = quality;
  }

  /** @returns true when the quality went down a step */
  note(frame_ms: number): boolean {
    this.#slow = frame_ms > slowFrame_ms ? this.#slow + 1 : 0;
    if (this.#slow < slowFramesForStep) return false;
    this.#slow = 0;
    const lower = Math.max(0.5, this.quality.dragPixelRatio / 2);
    if (lower === this.quality.dragPixelRatio) return false;
    this.quality = { ...this.quality, dragPixelRatio: lower };
    return true;
  }
}
