import type { Format, Kind } from '#content';

/**
 * How much of each document a read brings along. Names, links and measures always come; what is long comes only for the
 * kinds that are named here.
 */
export interface Portion {
  /** Kinds whose whole body is wanted; null: of every kind. The others come as cards: without their texts, modules and sections. */
  readonly bodies: readonly Kind[] | null;
  /** Kinds whose rendered texts are wanted; null: of every kind. */
  readonly texts: readonly Kind[] | null;
  /** The one format in which they are wanted; null: all. */
  readonly format: Format | null;
}

export const WHOLE: Portion = { bodies: null, texts: null, format: null };
