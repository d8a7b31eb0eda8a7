/** How the server says it served the request of a turn. */
export interface TurnReport {
  /** The tier the server says it used. */
  readonly serviceTier?: string;
  /** What content filters found; empty where they found nothing, absent where there is no word of any. */
  readonly contentFilters?: readonly ContentFilterFinding[];
  /** The request options that were sent, with what the response said of them. */
  readonly parameters?: readonly SentParameter[];
}

export interface SentParameter {
  readonly name: string;
  readonly sent: string;
  /** `unsaid`: the response did not repeat it, which proves nothing. */
  readonly verdict: 'kept' | 'changed' | 'unsaid';
  /** The other value the response names; only with `changed`. */
  readonly reported?: string;
}

export interface ContentFilterFinding {
  /** What was looked at, in the server's word. */
  readonly source: string;
  readonly category: string;
  readonly severity?: string;
  readonly isFiltered: boolean;
}
