import type { TagMapping } from '../../twin/domain/connector.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { conversionFor, sourceUnitOf, unitOfTag } from '../source/source-unit.ts';
import { holdsNumbers } from './sparkplug-arrays.ts';
import type { SparkplugMetric } from './sparkplug-codec.ts';
import { type SparkplugType, scalarKind, typeName } from './sparkplug-types.ts';

/** How one tag reads a metric. */
interface MetricReading {
  readonly tag: TagId;
  /** True where the tag names a unit and takes numbers only. */
  readonly inUnit: boolean;
  /** From the source's unit to the tag's; absent where they are the same. */
  readonly convert: ((value: number) => number) | undefined;
}

/** A metric as its birth declared it. */
export interface BornMetric {
  readonly name: string;
  readonly type: SparkplugType;
  /** `''` for the edge node itself. */
  readonly device: string;
  /** Tags that it feeds; empty where nobody asked for it. */
  readonly readings: readonly MetricReading[];
}

/** Why a tag cannot be fed by a metric of this type; undefined where it can. */
function typeRefusal(tag: TagId, type: SparkplugType, isWaveform: boolean): string | undefined {
  if (isWaveform && holdsNumbers(type)) return undefined;
  const kind = scalarKind(type);
  if (kind === undefined) return `values of type ${type} are not kept`;
  const unit = unitOfTag(tag);
  if (unit === undefined || kind === 'whole' || kind === 'real') return undefined;
  return `the tag is a number in ${unit}, the metric is of type ${type}`;
}

/**
 * Reads the declaration of a metric: its type, and how the tags that are mapped to it read it.
 * @param isWaveform - whether a tag takes arrays
 * @param refuse - told of each mapped tag that it cannot feed, and why
 */
export function bornMetric(
  metric: SparkplugMetric & { readonly name: string },
  device: string,
  mapped: readonly TagMapping[],
  isWaveform: (tag: TagId) => boolean,
  refuse: (tag: TagId, reason: string) => void,
): BornMetric | { readonly refusal: string } {
  const type = metric.datatype === undefined ? undefined : typeName(metric.datatype);
  if (type === undefined) {
    const refusal =
      metric.datatype === undefined
        ? 'the birth names no data type'
        : `the birth names the unknown data type ${metric.datatype}`;
    for (const { tag } of mapped) refuse(tag, refusal);
    return { refusal };
  }
  const readings = mapped.flatMap(({ tag, sourceUnit }): MetricReading[] => {
    const refusal = typeRefusal(tag, type, isWaveform(tag));
    if (refusal !== undefined) {
      refuse(tag, refusal);
      return [];
    }
    const conversion = conversionFor(tag, sourceUnit, sourceUnitOf(metric.engUnit));
    if ('refusal' in conversion) {
      refuse(tag, conversion.refusal);
      return [];
    }
    return [{ tag, inUnit: unitOfTag(tag) !== undefined, convert: conversion.convert }];
  });
  return { name: metric.name, type, device, readings };
}
