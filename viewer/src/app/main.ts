import type { LineMessage } from '../data/line-message.ts';
import { lineMessages } from '../data/line-transport.ts';
import { judgeLink } from '../data/link-state.ts';
import { FrameScheduler } from './frame-scheduler.ts';
import { announceChanges, dark, link, serverNow_ms, store } from './line-state.ts';
import { installProbe } from './probe.ts';
import { webCells } from './selected-cells.ts';
import './app-element.ts';
import './style.css';
import '../screens/line-overview.css';
import '../screens/connections/connections.css';

/** Data reach the screen at most ten times a second; the link is judged five times. */
const frameInterval_ms = 100;
const judgeInterval_ms = 200;

let lastMessage_ms: number | null = null;
let closed = false;

const frames = new FrameScheduler(
  {
    now: () => performance.now(),
    requestFrame: (run) => requestAnimationFrame(run),
    delay: (run, wait_ms) => setTimeout(run, wait_ms),
  },
  frameInterval_ms,
  () => {
    announceChanges();
    judge();
  },
);

function judge(): void {
  const now_ms = performance.now();
  const { connectors } = store;
  const feedsLine = (id: string): boolean => store.feedsLine(id);
  const next = judgeLink({ lastMessage_ms, now_ms, closed, connectors, feedsLine });
  if (next.kind !== link.peek().kind || next.reason !== link.peek().reason) link.value = next;
  if (store.serverTime_ms === null || lastMessage_ms === null) return;
  const second = Math.floor((store.serverTime_ms + now_ms - lastMessage_ms) / 1000) * 1000;
  if (second !== serverNow_ms.peek()) serverNow_ms.value = second;
}

function receive(message: LineMessage): void {
  closed = message.kind === 'closed';
  if (!closed) lastMessage_ms = performance.now();
  store.apply(message);
  webCells.apply(message);
  if (store.hasChanges) frames.request();
}

function followTheme(): void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  dark.value = query.matches;
  query.addEventListener('change', () => {
    dark.value = query.matches;
  });
}

installProbe();
followTheme();
lineMessages().subscribe(receive);
setInterval(judge, judgeInterval_ms);
