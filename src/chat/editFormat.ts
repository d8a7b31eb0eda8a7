import type { JsonSchemaFormat } from '../api/request.ts';
import { toStrictSchema } from '../api/strictSchema.ts';
import { editAnswerSchema, filesAnswerSchema } from '../edits/schema.ts';

/** The structured-output format of a request about one selection; made when it is needed, not at every start. */
export function editAnswerFormat(): JsonSchemaFormat {
  return { name: 'edit', schema: toStrictSchema(editAnswerSchema) };
}

/** The format of a request about several files. */
export function filesAnswerFormat(): JsonSchemaFormat {
  return { name: 'files', schema: toStrictSchema(filesAnswerSchema) };
}
