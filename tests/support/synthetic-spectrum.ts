import { type Circuit, circuitImpedance } from '../../ml/impedance/circuit.ts';
import { type Spectrum, spectrum } from '../../ml/impedance/spectrum.ts';
import { randomStreams } from '../../physics/core/random.ts';

/** A circuit's spectrum, ten points a decade, with normal noise of a share of |Z| on either part. */
export function syntheticSpectrum(
  circuit: Circuit,
  { noise = 0, seed = 1, from = 1e5, to = 1e-2 } = {},
): Spectrum {
  const count = Math.round(10 * Math.log10(from / to)) + 1;
  const frequency = Float64Array.from({ length: count }, (_, i) => from * 10 ** (-i / 10));
  const real = new Float64Array(count);
  const imaginary = new Float64Array(count);
  const omega = frequency.map((f) => 2 * Math.PI * f);
  circuitImpedance(circuit, omega, real, imaginary);
  const rng = randomStreams(seed).stream('spectrum');
  for (let i = 0; i < count; i++) {
    const spread = noise * Math.hypot(real[i]!, imaginary[i]!);
    real[i] = real[i]! + spread * rng.normal();
    imaginary[i] = imaginary[i]! + spread * rng.normal();
  }
  return spectrum(frequency, real, imaginary);
}
