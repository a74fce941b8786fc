import { expect, it } from 'vitest';
import { proposeMapping } from '../../../../line-connectors/source/propose-mapping.ts';

it.each(['Double[]', 'Int16[]', 'FloatArray', 'Number[]', 'DataSet'])(
  'says that %s is for a waveform, and proposes no tag that would stay empty',
  (dataType) => {
    const item = { address: 'a', path: 'Press/Vibration', dataType, unitCode: 'MSK' };
    const place = { site: 'a', area: 'b', line: 'c' };
    expect(proposeMapping([item], place)).toEqual({
      rows: [],
      unmapped: [
        { item, reason: `values of type ${dataType} are kept as features of a waveform only` },
      ],
    });
  },
);
