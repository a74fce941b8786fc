import type { ConnectorStatusDto, SpoolStatusDto } from '../../../twin/contract/connections.ts';
import { formatNumber } from './format.ts';

/** Hours as people say them: minutes below two hours, days above two days. */
export function durationWords(time_h: number): string {
  if (time_h < 2) return `${Math.floor(time_h * 60)} min`;
  if (time_h < 48) return `${formatNumber(time_h, time_h < 10 ? 1 : 0)} h`;
  return `${formatNumber(time_h / 24, 0)} days`;
}

/** What waits in the spool, and for how long it lasts. */
export function spoolWords({ samples, filling, timeLeft_h, state }: SpoolStatusDto): string {
  const waiting = `${samples.toLocaleString('en-GB')} samples wait in the spool`;
  if (state === 'full') return `${waiting}: it is full, the oldest are given up`;
  if (!filling) {
    return `${waiting}: it empties as fast as it fills${
      timeLeft_h === undefined
        ? ''
        : `, and would last ${durationWords(timeLeft_h)} without the historian`
    }`;
  }
  return `${waiting}: ${timeLeft_h === undefined ? 'no rate is known yet' : `${durationWords(timeLeft_h)} left at the present rate`}`;
}

/** The difference of clocks, positive where the source is behind. */
export function offsetWords({ clockOffset_ms }: ConnectorStatusDto): string {
  if (clockOffset_ms === undefined) return 'not measured';
  const size = Math.abs(clockOffset_ms);
  const text = size < 1000 ? `${formatNumber(size, 0)} ms` : `${formatNumber(size / 1000, 1)} s`;
  if (Math.round(size) === 0) return text;
  return `${text} ${clockOffset_ms > 0 ? 'behind' : 'ahead'}`;
}
