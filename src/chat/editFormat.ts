import type { JsonSchemaFormat } from '../api/request.ts';
import { toStrictSchema } from '../api/strictSchema.ts';
import { editAnswerSchema } from '../edits/schema.ts';

/** The structured-output format every edit request asks for; made when it is needed, not at every start. */
export function editAnswerFormat(): JsonSchemaFormat {
  return { name: 'edit', schema: toStrictSchema(editAnswerSchema) };
}
