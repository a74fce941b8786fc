import { describe, expect, it } from 'vitest';
import { maximumSteps, parseProtocol } from '../../../../../physics/cell/protocol/parse.ts';

const drive = { time: Float64Array.of(0, 1, 60), current: Float64Array.of(0, 2, -1) };
const asked: string[] = [];
const parse = (text: string) =>
  parseProtocol(text, (file) => {
    asked.push(file);
    return drive;
  });
/** Controls and ends, without the text. */
const parts = (text: string) => parse(text).map(({ control, ends }) => ({ control, ends }));

function refusal(text: string): { message: string; character: number; found: string } {
  try {
    parse(text);
  } catch (error) {
    const { code, message, data } = error as { code: string; message: string; data: object };
    expect(code).toBe('PHY_PROTOCOL_INVALID');
    return { message, ...(data as { character: number; found: string }) };
  }
  throw new Error(`'${text}' was taken`);
}

describe('steps', () => {
  it.each([
    ['discharge 1C', 'cRate', 1],
    ['discharge C/20', 'cRate', 0.05],
    ['charge 1C / 3', 'cRate', -1 / 3],
    ['charge at 500 mA', 'current', -0.5],
    ['Discharge 5A', 'current', 5],
    ['discharge 5a', 'current', 5],
    ['discharge .5 A', 'current', 0.5],
    ['discharge 2e-3A', 'current', 0.002],
    ['discharge 15W', 'power', 15],
    ['charge 1500mW', 'power', -1.5],
    ['discharge 0.5ohm', 'resistance', 0.5],
    ['discharge 500 m\u03a9', 'resistance', 0.5],
    ['charge 20 mohm', 'resistance', -0.02],
    ['hold 4.2V', 'voltage', 4.2],
    ['hold at 4200 mV', 'voltage', 4.2],
    ['REST', 'current', 0],
  ])('%s is held in SI, discharge positive', (text, kind, value) => {
    expect(parts(`${text} for 1h`)).toEqual([
      { control: { kind, value }, ends: [{ kind: 'time', value: 3600 }] },
    ]);
  });

  it.each([
    ['for 90s', [{ kind: 'time', value: 90 }]],
    ['for 1.5 min', [{ kind: 'time', value: 90 }]],
    ['for 1h 30min', [{ kind: 'time', value: 5400 }]],
    ['for 2 days', [{ kind: 'time', value: 172_800 }]],
    ['until 2.5V', [{ kind: 'voltage', value: 2.5 }]],
    ['until 2500mV', [{ kind: 'voltage', value: 2.5 }]],
    ['until 1Ah', [{ kind: 'capacity', value: 3600 }]],
    ['until 100 mAh', [{ kind: 'capacity', value: 360 }]],
    ['until 45degC', [{ kind: 'temperature', value: 318.15 }]],
    ['until 45 \u00b0C', [{ kind: 'temperature', value: 318.15 }]],
    [
      'until 2.5V or 50mA',
      [
        { kind: 'voltage', value: 2.5 },
        { kind: 'current', value: 0.05 },
      ],
    ],
    [
      'for 1h until 2.5V or 0.05C or until 45degC',
      [
        { kind: 'time', value: 3600 },
        { kind: 'voltage', value: 2.5 },
        { kind: 'cRate', value: 0.05 },
        { kind: 'temperature', value: 318.15 },
      ],
    ],
    [
      'until C/20 or for 10min',
      [
        { kind: 'cRate', value: 0.05 },
        { kind: 'time', value: 600 },
      ],
    ],
  ])('%s ends a step', (text, ends) => {
    expect(parts(`discharge 4W ${text}`)).toEqual([{ control: { kind: 'power', value: 4 }, ends }]);
  });

  it('keep their words, for messages', () => {
    expect(parse('rest for 1h;\n  discharge  1C\n until 2.5V # to empty\n')).toMatchObject([
      { text: 'rest for 1h' },
      { text: 'discharge 1C until 2.5V' },
    ]);
  });

  it('are parted by semicolons or by lines', () => {
    const steps = [
      'charge 0.3C until 4.2V',
      'hold 4.2V until 0.05C',
      'rest for 1h',
      'rest for 1h until 4.1V',
    ];
    const wanted = parts(steps.join(';'));
    expect(wanted).toHaveLength(4);
    expect(parts(`${steps.join(' ; ')} ;`)).toEqual(wanted);
    expect(parts(`# formation\n${steps.join('\r\n')}\n`)).toEqual(wanted);
  });

  it('end a drive cycle with its file, or earlier', () => {
    asked.length = 0;
    const control = { kind: 'drive', ...drive };
    const last = { kind: 'time', value: 60 };
    expect(parts('drive us06.csv')).toEqual([{ control, ends: [last] }]);
    expect(parts('drive "my drive.csv" until 2.5V; rest for 1s')[0]).toEqual({
      control,
      ends: [{ kind: 'voltage', value: 2.5 }, last],
    });
    expect(parts('drive a/b.csv for 30s')[0]?.ends).toEqual([{ kind: 'time', value: 30 }]);
    expect(asked).toEqual(['us06.csv', 'my drive.csv', 'a/b.csv']);
  });
});

describe('repeats', () => {
  it('are unrolled in order, nested too', () => {
    const texts = parse(
      'rest for 1s; repeat 2 { discharge 1C for 10s; repeat 3 { rest for 2s } }; rest for 3s',
    ).map(({ text }) => text);
    const once = ['discharge 1C for 10s', 'rest for 2s', 'rest for 2s', 'rest for 2s'];
    expect(texts).toEqual(['rest for 1s', ...once, ...once, 'rest for 3s']);
    expect(parse('repeat 2x {rest for 1s}')).toHaveLength(2);
    expect(parse('repeat 2 times {\n rest for 1s\n charge 1C for 1s\n}\nrest for 1s')).toHaveLength(
      5,
    );
  });

  it('reach their limit and not beyond, without unrolling first', () => {
    expect(parse(`repeat ${maximumSteps} { rest for 1s }`)).toHaveLength(maximumSteps);
    for (const text of [
      `repeat ${maximumSteps + 1} { rest for 1s }`,
      'repeat 1000 { repeat 1000 { repeat 1000 { rest for 1s } } }',
      'repeat 99999999999999999999 { rest for 1s }',
    ]) {
      expect(refusal(text).message).toContain(`at most ${maximumSteps} steps`);
    }
    expect(refusal('repeat 1 {'.repeat(5000)).message).toContain('at most 16 repeats');
  });
});

describe('what cannot be read', () => {
  it.each([
    ['', 1, '', 'a step: discharge, charge, hold, rest, drive or repeat'],
    ['dischage 1C until 2.5V', 1, 'dischage', 'a step: discharge'],
    ['discharge 1C 3.4V cutoff', 14, '3.4V', '`until END`: this step has no end'],
    ['discharge 1C until 3.4V cutoff', 25, 'cutoff', '`for TIME` or `until END`'],
    ['rest for 1h; discharge 1C', 14, 'discharge 1C', 'this step has no end'],
    ['rest', 1, 'rest', 'this step has no end'],
    ['discharge 4V for 1h', 11, '4V', 'the units C (a rate'],
    ['hold 5A for 1h', 6, '5A', 'the units V, mV'],
    ['hold 4.2 until 50mA', 6, '4.2', '(this has none)'],
    ['hold 4,2V for 1h', 6, '4,2V', '(decimals after a point)'],
    ['discharge for 1h', 11, 'for', 'a number with one of the units'],
    ['discharge -1C for 1h', 11, '-1C', '`charge` for the other direction'],
    ['charge 0A for 1h', 8, '0A', '`rest` for none'],
    ['discharge 5MA for 1s', 11, '5MA', 'A, mA'],
    ['discharge 1e999A for 1s', 11, '1e999A', 'a finite number'],
    ['discharge C/0 for 1s', 11, 'C/0', 'a finite number'],
    ['rest for 0s', 10, '0s', 'a time above 0 s'],
    ['rest for 5V', 10, '5V', 'the units s, min, h, d'],
    ['hold 4.2V until 3.5furlong', 17, '3.5furlong', 'V, mV, A, mA'],
    ['hold 4.2V until 50mA and 1h', 26, '1h', '`or` between ends'],
    ['hold 4.2V until -50mA', 17, '-50mA', 'an amount above 0'],
    ['rest for 1h rest for 1h', 13, 'rest', '`;` before the next step'],
    ['repeat { rest for 1s }', 8, '{', 'a whole number of repeats'],
    ['repeat 2.5 { rest for 1s }', 8, '2.5', 'a whole number of repeats'],
    ['repeat 0 { rest for 1s }', 8, '0', 'a whole number of repeats'],
    ['repeat 2 rest for 1s', 10, 'rest', '`{`'],
    ['repeat 2 { rest for 1s', 23, '', '`}`'],
    ['repeat 2 { }', 8, '2 {}', 'at least one step'],
    ['rest for 1s }', 13, '}', 'no `}` without'],
    ['drive for 1h', 7, 'for', 'the file of a drive cycle'],
    ['drive x.csv for 2min', 1, 'drive x.csv for 2min', 'at most 60 s'],
    ['rest for 1s; \u0000', 14, '\u0000', 'a step'],
  ])('%j is refused by place, word and what is allowed', (text, character, found, allowed) => {
    const problem = refusal(text);
    expect([problem.character, problem.found]).toEqual([character, found]);
    expect(problem.message).toContain(allowed);
    expect(problem.message).toContain(`character ${character}:`);
  });

  it.each([
    ['discharge 1C until 50mA', 'a current that is held never falls'],
    ['discharge 1C until 2.5V or 2C', '1C is not above 2C'],
    ['hold 4.2V until 2.5V', 'a voltage that is held never crosses another'],
    ['rest until 50mA', 'at rest no current flows'],
    ['rest until 1Ah', 'at rest no charge moves'],
    ['rest until 3V', 'a `for TIME` too'],
    ['rest until 3V or 4V', 'a `for TIME` too'],
    ['rest for 1h for 2h', 'one duration a step'],
  ])('%s is a contradiction, named', (text, why) => {
    expect(refusal(text).message).toContain(why);
  });

  it('is a drive cycle that is none', () => {
    const read = (time: number[], current: number[]) => () =>
      parseProtocol('drive x.csv', () => ({
        time: Float64Array.from(time),
        current: Float64Array.from(current),
      }));
    expect(read([0], [1])).toThrow('two rows or more');
    expect(read([0, 1], [1])).toThrow('as many currents as times');
    expect(read([1, 2], [1, 1])).toThrow('a first time of 0 s, not 1');
    expect(read([0, 2, 2], [1, 1, 1])).toThrow('row 3 does not');
    expect(read([0, Number.NaN], [1, 1])).toThrow('row 2');
    expect(read([0, 1], [1, Number.NaN])).toThrow('finite numbers, which row 2 is not');
  });

  it('is shown shortened, and read in time that grows with its length only', () => {
    const long = 'x'.repeat(200_000);
    expect(refusal(long).found).toHaveLength(43);
    expect(refusal(`rest for ${'9'.repeat(200_000)}x`).message).toContain('character 10');
    expect(refusal(`${' '.repeat(200_000)}x`).character).toBe(200_001);
  });
});
