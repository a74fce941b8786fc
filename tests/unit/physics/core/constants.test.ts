import { expect, it } from 'vitest';
import {
  avogadroConstant,
  boltzmannConstant,
  elementaryCharge,
  faradayConstant,
  gasConstant,
} from '../../../../physics/core/constants.ts';
import { expectClose } from '../../../support/close.ts';

it('derives the molar constants from the exact ones', () => {
  // the products are exact by definition; one rounding of a double remains
  expectClose(avogadroConstant * boltzmannConstant, gasConstant, { rtol: 3e-16, atol: 0 });
  expectClose(avogadroConstant * elementaryCharge, faradayConstant, { rtol: 3e-16, atol: 0 });
  expect(faradayConstant).toBeGreaterThan(96_485);
});
