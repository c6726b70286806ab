import type { Edits } from "../generated/Edits";
import type { Question } from "../generated/Question";

/** What every editor of a chip is given. */
export interface EditorProps {
  question: Question;
  /** Re-asks with this change. */
  onchange: (change: Partial<Edits>) => void;
}
