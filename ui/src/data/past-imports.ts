import type { PastImport } from "../generated/PastImport";

/** The import of one file: of every series in it. */
export interface ImportedFile {
  /** Its path. */
  origin: string;
  /** When it was imported. */
  at: string;
  /** What it wrote to each series. */
  parts: PastImport[];
}

/**
 * The imports of a file put together, the newest first, as they come. Each series of a file is an import of its own;
 * those of one file follow each other, and a series that comes again belongs to an earlier time the file was imported.
 */
export function byFile(imports: readonly PastImport[]): ImportedFile[] {
  const files: ImportedFile[] = [];
  for (const part of imports) {
    const file = files.at(-1);
    if (file?.origin === part.origin && file.parts.every(({ series }) => series !== part.series)) {
      file.parts.push(part);
    } else {
      files.push({ origin: part.origin, at: part.imported_at, parts: [part] });
    }
  }
  return files;
}

/** What the parts wrote, together. */
export function written({ parts }: ImportedFile): { inserted: number; changed: number } {
  return {
    inserted: parts.reduce((sum, part) => sum + part.inserted, 0),
    changed: parts.reduce((sum, part) => sum + part.changed, 0),
  };
}

/** The last part of a path, by which a person knows a file. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}
