import { createMemorySpool } from '../../../../line-connectors/spool/memory-spool.ts';
import { describeSpool } from '../../../support/spool-contract.ts';

describeSpool('the memory spool', async (_folder, capBytes, clock) =>
  createMemorySpool({ capBytes, clock }),
);
