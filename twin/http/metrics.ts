import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { RequestHandler } from 'express';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { connectionMetrics } from './connection-metrics.ts';
import type { ComponentReadiness, LineView } from './line-view.ts';
import { modelMetrics } from './model-metrics.ts';
import type { StreamHub } from './stream/stream-hub.ts';

/** Period of the timer that event-loop lag is measured by [ms]. */
const lagPeriod_ms = 50;

/** The metrics of the face; `close` stops the lag timer. */
interface FaceMetrics {
  /** Times every answer but streams. */
  readonly timing: RequestHandler;
  close(): void;
}

/** What the metrics are read from. */
interface MetricSources {
  readonly view: LineView;
  readonly components: () => Promise<readonly ComponentReadiness[]>;
  readonly hub: StreamHub;
}

/** Registers what `/metrics` tells of the line, its connections and this server. Values are read when asked for. */
export function faceMetrics(
  registry: Registry,
  { view, components, hub }: MetricSources,
): FaceMetrics {
  const registers = [registry];
  new Counter({
    name: 'twinline_samples_total',
    help: 'Samples received from all connectors since start',
    registers,
    collect() {
      this.reset();
      this.inc(view.status().samplesReceived);
    },
  });
  connectionMetrics(registry, () => view.status());
  modelMetrics(registry, () => view.models());
  new Gauge({
    name: 'twinline_component_state',
    help: '1 for the state that a component is in: ok, degraded or down',
    labelNames: ['component', 'state'],
    registers,
    async collect() {
      const rows = await components();
      this.reset();
      for (const { component, state } of rows) this.set({ component, state }, 1);
    },
  });
  new Gauge({
    name: 'twinline_sse_clients',
    help: 'Open live streams',
    registers,
    collect() {
      this.set(hub.clientCount);
    },
  });
  new Counter({
    name: 'twinline_sse_slow_closed_total',
    help: 'Live streams closed because the client did not read',
    registers,
    collect() {
      this.reset();
      this.inc(hub.slowClosed);
    },
  });
  const delay = monitorEventLoopDelay({ resolution: lagPeriod_ms });
  delay.enable();
  new Gauge({
    name: 'twinline_event_loop_lag_seconds',
    help: 'How late a periodic timer fired since the last reading, by quantile; absent when it has not fired',
    labelNames: ['quantile'],
    registers,
    collect() {
      this.reset();
      if (delay.count > 0) {
        for (const quantile of [0.5, 0.99, 1]) {
          // A timer that fires early, by the rounding of its period, is not late: its lag is zero.
          const late_ms = Math.max(0, delay.percentile(quantile * 100) / 1e6 - lagPeriod_ms);
          this.set({ quantile }, late_ms / 1_000);
        }
      }
      delay.reset();
    },
  });
  const durations = new Histogram({
    name: 'twinline_http_request_duration_seconds',
    help: 'Time from request to the end of its answer, streams left out',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  return {
    timing: (request, response, next) => {
      const end = durations.startTimer({ method: request.method });
      response.on('finish', () => {
        if (response.get('Content-Type')?.startsWith('text/event-stream')) return;
        const route: unknown = request.route?.path;
        end({
          route: typeof route === 'string' ? route : 'other',
          status: String(response.statusCode),
        });
      });
      next();
    },
    close: () => {
      delay.disable();
    },
  };
}
