import type { Campaign, LineDefinition, Product } from '../line-definition.ts';
import { gapCalenderActuators } from './electrode-line.ts';
import { pilotLine } from './pilot.ts';

/** Gaps that the press shows while each product is made as on the pilot line [um]. */
const gaps: Readonly<Record<string, number>> = { 'NMC622-180': 133, 'NMC622-150': 168 };

function atGap({ setpoints, ...product }: Product): Product {
  const { 'calender.lineLoad': _, ...others } = setpoints;
  return { ...product, setpoints: { ...others, 'calender.rollGap': gaps[product.name]! } };
}

function heldGap(campaign: Campaign): Campaign {
  return { ...campaign, products: campaign.products.map(atGap) };
}

/**
 * The pilot line with a press that holds its gap instead of its force. The display was zeroed with rolls on rolls at the
 * load of the first product, so that a shift of that zero changes what is made.
 */
export const pilotGapLine: LineDefinition = {
  ...pilotLine,
  name: 'pilot-gap',
  description: 'the pilot line with a press that holds the gap that it shows instead of its force',
  machines: pilotLine.machines.map((machine) =>
    machine.id === 'calenderingMachine'
      ? { ...machine, press: 'gap', gapZeroedAt: 160e3 }
      : machine,
  ),
  actuators: pilotLine.actuators.flatMap((row) => {
    if (row.id === 'calender.rollTemperature') return [];
    if (row.id !== 'calender.lineLoad') return [row];
    return gapCalenderActuators({ rollGap_um: gaps['NMC622-180']!, rollTemperature_degC: 80 });
  }),
  campaign: heldGap(pilotLine.campaign!),
};
