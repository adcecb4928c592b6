/** What is known about a revision before it goes live. */
export interface Looked {
  readonly submittedBy: string | null;
  /** Who approved exactly this revision; null when nobody did. */
  readonly approvedBy: string | null;
  /** It was public before: bringing it back needs no new look. */
  readonly wasPublic: boolean;
}

export type Clearance =
  | { readonly allowed: true; readonly approvedBy: string | null; readonly selfApproved: boolean }
  | { readonly allowed: false; readonly reason: string };

/**
 * Whether two pairs of eyes have seen what is to become public. While there is one publisher there is no second pair: it is let
 * through, and marked.
 */
export function clearanceOf({ submittedBy, approvedBy, wasPublic }: Looked, publishers: number): Clearance {
  if (wasPublic) return { allowed: true, approvedBy: null, selfApproved: false };
  if (approvedBy !== null && approvedBy !== submittedBy) return { allowed: true, approvedBy, selfApproved: false };
  if (publishers <= 1) return { allowed: true, approvedBy, selfApproved: true };
  return {
    allowed: false,
    reason:
      approvedBy === null
        ? 'Nobody has approved it as it stands: submit it, and let somebody else who may approve look at it.'
        : 'Only its author has approved it: submit it again, and let somebody else who may approve look at it.',
  };
}
