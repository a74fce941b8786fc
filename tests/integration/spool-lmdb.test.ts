import { openLmdbSpool } from '../../line-connectors/spool/lmdb-spool.ts';
import { describeSpool } from '../support/spool-contract.ts';

describeSpool('the LMDB spool', (folder, capBytes, clock) =>
  openLmdbSpool({ folder, capBytes, clock }),
);
