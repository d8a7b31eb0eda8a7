import type { ContextItem } from '../protocol/transcript.ts';
import type { Excerpt } from './prompts.ts';

/** An attached piece of the workspace: what the panel shows of it and what the model reads of it. */
export interface Attachment {
  readonly item: ContextItem;
  readonly excerpt: Excerpt;
}
