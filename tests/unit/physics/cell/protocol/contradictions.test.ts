import { expect, it } from 'vitest';
import { checkVoltageEnds } from '../../../../../physics/cell/protocol/contradictions.ts';
import { parseProtocol } from '../../../../../physics/cell/protocol/parse.ts';

const window = { low: 2.5, high: 4.2 };
const drive = { time: Float64Array.of(0, 1), current: Float64Array.of(0, -5) };
const check = (text: string): void =>
  checkVoltageEnds(
    parseProtocol(text, () => drive),
    window,
  );

it.each([
  ['discharge 1C until 4.5V', 1, 'until 4.5 V', 'below 4.2 V'],
  ['discharge 15W for 1h until 4.2V', 1, 'until 4.2 V', 'below 4.2 V'],
  ['discharge 1ohm until 3V or 4.5V', 1, 'until 4.5 V', 'below 4.2 V'],
  ['charge 1C until 2.5V', 1, 'until 2.5 V', 'above 2.5 V'],
  ['discharge 1C until 2.5V; charge 5A until 2V', 2, 'until 2 V', 'above 2.5 V'],
  ['charge 1C until 4.3V; discharge 1C until 4.4V', 2, 'until 4.4 V', 'below 4.3 V'],
])('%s can only end as it begins', (text, step, found, allowed) => {
  const error = expect.objectContaining({
    code: 'PHY_PROTOCOL_INVALID',
    data: expect.objectContaining({ step, found, allowed }),
    message: expect.stringContaining(`protocol, step ${step}, '`),
  });
  expect(() => check(text)).toThrow(error);
});

it.each([
  'discharge 1C until 2V',
  'charge 1C until 4.5V',
  'hold 4.5V until 50mA; discharge 1C until 4.4V',
  'charge 1C for 1h; discharge 1C until 4.5V',
  'charge 1C until 4.5V; rest for 1h; discharge 1C until 4.4V',
  'discharge 1C until 2V; charge 1C until 2.4V',
  'drive x.csv; discharge 1C until 4.5V',
  'drive x.csv until 4.5V',
  'rest for 1h until 4.5V',
])('%s may hold', (text) => {
  expect(() => check(text)).not.toThrow();
});
