import { Gauge, type Registry } from 'prom-client';
import type { LineModelsDto, ModelDto } from '../contract/estimate.ts';

/** Registers what `/metrics` tells of the models of the line. Values are read when asked for. */
export function modelMetrics(registry: Registry, models: () => LineModelsDto): void {
  const registers = [registry];
  new Gauge({
    name: 'twinline_model_health',
    help: '1 for the state that a model is in: ok, watch, recalibrate or doNotUse',
    labelNames: ['model', 'health'],
    registers,
    collect() {
      this.reset();
      for (const { id, health } of models().models) this.set({ model: id, health }, 1);
    },
  });
  new Gauge({
    name: 'twinline_model_age_seconds',
    help: 'Time since the newest measurement that a model learned from; absent before the first',
    labelNames: ['model'],
    registers,
    collect() {
      this.reset();
      const { serverTime, models: all } = models();
      for (const { id, learnedAt } of all) {
        if (learnedAt === null) continue;
        const age = (Date.parse(serverTime) - Date.parse(learnedAt)) / 1000;
        this.set({ model: id }, Math.max(0, age));
      }
    },
  });
  new Gauge({
    name: 'twinline_model_coverage_ratio',
    help: 'Share of measurements that a band of a model held since start, by its nominal coverage in percent; absent before the first',
    labelNames: ['model', 'band'],
    registers,
    collect() {
      this.reset();
      for (const model of models().models) {
        if (model.measured === 0) continue;
        for (const [band, held] of bandsOf(model)) {
          this.set({ model: model.id, band }, held / model.measured);
        }
      }
    },
  });
}

function bandsOf({ held50, held90 }: ModelDto): readonly (readonly [string, number])[] {
  return [
    ['50', held50],
    ['90', held90],
  ];
}
