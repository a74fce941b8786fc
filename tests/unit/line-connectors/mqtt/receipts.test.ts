import { describe, expect, it } from 'vitest';
import { Receipts } from '../../../../line-connectors/mqtt/receipts.ts';

const payload = Buffer.from('20');

describe('Receipts', () => {
  it('knows a message that comes again by number, topic and content', () => {
    const receipts = new Receipts();
    receipts.add(1, 'a', payload);
    const [receipt] = receipts.takeGathered();
    expect(receipts.hasGathered).toBe(false);
    expect(receipts.known(1, 'a', payload)).toBe(receipt);
    expect(receipts.known(1, 'b', payload)).toBeUndefined();
    expect(receipts.known(1, 'a', Buffer.from('21'))).toBeUndefined();
    expect(receipts.known(2, 'a', payload)).toBeUndefined();
    receipts.forget(receipt!);
    expect(receipts.known(1, 'a', payload)).toBeUndefined();
  });

  it('lets no message of a forgotten session be acknowledged in the next', () => {
    const receipts = new Receipts();
    receipts.add(1, 'a', payload);
    const [receipt] = receipts.takeGathered();
    expect(receipts.isOfSession(receipt!)).toBe(true);
    receipts.newSession();
    expect(receipts.isOfSession(receipt!)).toBe(false);
    expect(receipts.known(1, 'a', payload)).toBeUndefined();
  });

  it('remembers the newest 2,000', () => {
    const receipts = new Receipts();
    for (let id = 1; id <= 2500; id++) receipts.add(id, 'a', payload);
    expect(receipts.known(500, 'a', payload)).toBeUndefined();
    expect(receipts.known(501, 'a', payload)?.messageId).toBe(501);
  });
});
