import type { Spectrum } from '../../ml/impedance/spectrum.ts';

/** A spectrum as the files of instruments hold it. */

type Row = readonly [frequency: number, real: number, imaginary: number];

function rowsOf({ frequency, real, imaginary }: Spectrum): Row[] {
  return Array.from(frequency, (f, i) => [f, real[i]!, imaginary[i]!] as const);
}

export function spectrumCsv(data: Spectrum, cell?: string): string {
  const head = cell === undefined ? '' : 'cell,';
  const lead = cell === undefined ? '' : `${cell},`;
  const lines = rowsOf(data).map((row) => `${lead}${row.join(',')}\n`);
  return `${head}frequency_Hz,zReal_ohm,zImag_ohm\n${lines.join('')}`;
}

/** With a decimal comma, as it is written where that is the custom. */
export function gamryDta(data: Spectrum): string {
  const comma = (value: number): string => String(value).replace('.', ',');
  const lines = rowsOf(data).map(([f, re, im], i) =>
    ['', i, i * 2, comma(f), comma(re), comma(im), '1', Math.hypot(re, im), 0, 0, 3.7, 9].join(
      '\t',
    ),
  );
  return [
    'EXPLAIN',
    'TAG\tEISPOT',
    'TITLE\tLABEL\tPotentiostatic EIS\tTest &Identifier',
    'ZCURVE\tTABLE',
    '\tPt\tTime\tFreq\tZreal\tZimag\tZsig\tZmod\tZphz\tIdc\tVdc\tIERange',
    '\t#\ts\tHz\tohm\tohm\tV\tohm\t°\tA\tV\t#',
    ...lines,
    'EXPERIMENTABORTED\tTOGGLE\tT\tExperiment Aborted',
    '',
  ].join('\r\n');
}

export function biologicMpt(data: Spectrum): string {
  const lines = rowsOf(data).map(([f, re, im]) => [f, re, -im, Math.hypot(re, im)].join('\t'));
  return [
    'EC-Lab ASCII FILE',
    'Nb header lines : 5',
    '',
    'Potentio Electrochemical Impedance Spectroscopy',
    'freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\t|Z|/Ohm\t',
    '0\t0\t0\t0',
    ...lines,
    '',
  ].join('\r\n');
}

export function scribnerZ(data: Spectrum): string {
  const lines = rowsOf(data).map(([f, re, im]) => [f, 0, 0, 0, re, im, 0, 0, 0].join(', '));
  const head = ['ZPLOT2 ASCII', 'ZPLOT CONTROL DATA', 'End Comments'];
  return [...head, ...lines, ''].join('\n');
}
