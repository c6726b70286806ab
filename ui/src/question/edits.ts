import type { Edits } from "../generated/Edits";
import type { Slot } from "../generated/Slot";

/** Nothing changed by hand. */
export function noEdits(): Edits {
  return {
    activity: null,
    place: null,
    from_date: null,
    to_date: null,
    from_hour: null,
    to_hour: null,
    length_hours: null,
    criteria: null,
  };
}

const FIELDS: Record<Slot, (keyof Edits)[]> = {
  what: ["activity"],
  where: ["place"],
  when: ["from_date", "to_date"],
  hours: ["from_hour", "to_hour", "length_hours"],
  needs: ["criteria"],
};

/** `edits` with `change` on top: what the change leaves open stays as it was. */
export function mergeEdits(edits: Edits, change: Partial<Edits>): Edits {
  const merged = { ...edits };
  // How long it takes and what counts as good belong to the activity, and go with it.
  if (change.activity && change.activity !== edits.activity) {
    merged.criteria = null;
    merged.length_hours = null;
  }
  // A last day belongs to its first day.
  if (change.from_date) merged.to_date = null;
  for (const [field, value] of Object.entries(change)) {
    if (value !== null && value !== undefined) Object.assign(merged, { [field]: value });
  }
  return merged;
}

/** `edits` with one part back to what the words say. */
export function withoutSlot(edits: Edits, slot: Slot): Edits {
  return { ...edits, ...Object.fromEntries(FIELDS[slot].map((field) => [field, null])) };
}

/** Whether a part was set by hand. */
export function isEdited(edits: Edits, slot: Slot): boolean {
  return FIELDS[slot].some((field) => edits[field] !== null);
}
