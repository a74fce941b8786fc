import { createMemoryHistorian } from '../../../../line-connectors/historian/memory-historian.ts';
import { describeHistorian } from '../../../support/historian-contract.ts';

describeHistorian('the memory historian', async () => createMemoryHistorian());
