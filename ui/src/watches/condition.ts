import type { Crossing } from "../generated/Crossing";
import type { WatchCondition } from "../generated/WatchCondition";

/** The level as it stands in a field: whole per cent, or the amount in its unit. */
export function levelOf(condition: WatchCondition): number {
  return condition.kind === "chance" ? Math.round(condition.level * 100) : condition.limit;
}

/** The condition with another way and level. */
export function withLevel(condition: WatchCondition, crossing: Crossing, level: number): WatchCondition {
  return condition.kind === "chance"
    ? { ...condition, crossing, level: Math.min(Math.max(level, 0), 100) / 100 }
    : { ...condition, crossing, limit: level };
}
